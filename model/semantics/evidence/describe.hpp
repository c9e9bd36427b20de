// States and steps in words, as short as they can be told apart.
#pragma once

#include <string>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::evidence {

/// "in the state { u.n = 2; a.t at spec.rvk:7:3 }": variables that are not as at the beginning, threads.
[[nodiscard]] std::string describe(const program::Program& program, const interpret::State& state);
/// "in the state {...} the step n = 2; of a.t at spec.rvk:7:3", and what it breaks.
[[nodiscard]] std::string describe(const program::Program& program, const interpret::State& state,
                                   const interpret::Outcome& step);
/// "trap: n would become 3, its range is 0..2"
[[nodiscard]] std::string describe_events(const program::Program& program, const interpret::Outcome& step);

}  // namespace revoke_mc::evidence
