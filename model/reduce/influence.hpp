// Which bits of a state matter: the cone of influence, as used for "slicing" models and in hardware
// verification (Clarke, Grumberg, Peled 1999, section 10.2).
//
// A bit matters if a property, a position or a wait for a lock looks at it, if it decides whether a
// transition is enabled, which way it goes or what it reports, or if it is copied or computed into a
// bit that matters. What does not matter could be left out of the state without any verdict changing.
#pragma once

#include <cstdint>
#include <vector>

#include "model/system/packed_model.hpp"

namespace revoke_mc::reduce {

/// Masks over the words of a state: the bits that matter. Over-approximates.
[[nodiscard]] std::vector<std::uint64_t> influential_bits(const system::PackedModel& model);

}  // namespace revoke_mc::reduce
