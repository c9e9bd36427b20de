// Are two packed models the same, so that no search can tell them apart?
//
// A mutant in code that no thread can reach leaves the transition system as it is. That proves it equivalent; two
// models that differ may still behave alike, which is not decided here.
#pragma once

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::mutate {

[[nodiscard]] bool same_model(const system::PackedModel& one, const system::PackedModel& other);

}  // namespace revoke_mc::mutate
