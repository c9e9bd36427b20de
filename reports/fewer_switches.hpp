// The same steps in an order that changes threads less often.
//
// A search finds some shortest run. People read one thread at a time: each change of thread is a place where they have
// to look up. Here the steps of a run are put in another order, thread by thread in the order that they had, as long as
// the reference interpreter can take each of them (the same statement, with the same choices) and ends in the very same
// state. Such a run is as long, ends with the same step or in the same state, and breaks the same property.
//
// Up to `window` steps the order is a best one: an A* search over how many steps each thread has taken. A longer run is
// improved window by window. How much is looked at is counted in states, never in seconds: the outcome is the same on
// every machine.
#pragma once

#include <optional>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/trace_builder.hpp"

namespace revoke_mc::reports {

/// `way`: the start and each step of a run that breaks the property, as the interpreter has taken it for `found`.
/// Nothing if no order with fewer changes of thread was found.
[[nodiscard]] std::optional<FoundTrace> fewer_switches(const interpret::Interpreter& interpreter,
                                                       program::PropertyId property,
                                                       const std::vector<const interpret::Outcome*>& way,
                                                       const FoundTrace& found);

}  // namespace revoke_mc::reports
