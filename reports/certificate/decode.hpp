// Packed states as the reference interpreter knows them, with all that threads remember.
#pragma once

#include "model/semantics/interpret/state.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::reports {

/// `state` has lowered.model().words words.
[[nodiscard]] interpret::State interpreter_state(const program::Program& program, const lower::Lowered& lowered,
                                                 const std::uint64_t* state);

}  // namespace revoke_mc::reports
