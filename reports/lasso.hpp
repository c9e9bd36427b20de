// Runs that go round for ever: are they fair, and do they break a progress property? Decided by the
// reference interpreter alone.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/internal/candidates.hpp"

namespace revoke_mc::reports {

/// A run whose end is where `cycle_start` of its steps lead; from there on it repeats for ever. No steps
/// behind it: the run stays in its last state.
struct Run {
    std::vector<const interpret::State*> states;   ///< one more than steps
    std::vector<const interpret::Outcome*> steps;  ///< none is cut
    std::size_t cycle_start = 0;
};

/// The run to `end`, which keeps pointers into the nodes. Some step is cut: a run without states.
[[nodiscard]] Run run_to(const internal::Candidates::Node& end, std::size_t cycle_start);

/// Why the run does not violate the progress property: it does not close, it is not fair (who is kept
/// waiting), or what was asked for is there; empty if it does violate it.
[[nodiscard]] std::string why_no_violation(const interpret::Interpreter& interpreter, program::PropertyId property,
                                           const Run& run);

}  // namespace revoke_mc::reports
