// From what a search found to a trace that people can read.
//
// A search knows packed states and which thread moved. The reference interpreter knows statements. Here the two meet:
// the interpreter follows the trace, and each step must have an outcome of that thread whose state looks exactly as the
// search says. Every trace that is shown has therefore been confirmed by a second implementation of the semantics;
// where the two disagree there is a bug in this program, and an InternalError is thrown instead of a result.
//
// A view leaves out what references are bound to: several interpreter states may look alike, and all are carried along.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

/// One step of a trace that a search found.
struct FoundStep {
    program::ThreadId thread = program::none;
    std::optional<program::StateView> view;  ///< after it; nothing if the step is cut
};

struct FoundTrace {
    program::StateView initial;  ///< of a start that is cut: what it began with, and no threads
    std::vector<FoundStep> steps;
    std::optional<program::ThreadId> stuck;    ///< for the property `stuck`: who
    std::optional<std::uint64_t> cycle_start;  ///< for a progress property: steps before the cycle
    bool cut_start = false;                    ///< the start is cut; there are no steps
};

/// Search and interpreter disagree. A bug in revoke-mc, never in a spec.
class InternalError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// In which order the steps are told: as the search found them, or with few changes of thread (fewer_switches.hpp).
enum class Order : std::uint8_t { as_found, few_switches };

/// Throws InternalError if the interpreter does not confirm the trace and its end.
[[nodiscard]] TraceDocument build_trace(const interpret::Interpreter& interpreter, program::PropertyId property,
                                        const FoundTrace& found, Order order = Order::as_found);

}  // namespace revoke_mc::reports
