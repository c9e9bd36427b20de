// The order of locks, as far as it follows from control.
//
// `may_nest` is what a thread can do as far as its own control flow goes: a fixpoint over configurations, which is too
// large only where a condition on data rules a way out. If it has no circle, the program has none; a circle in it has
// to be looked for in the states (model/semantics/locks/order.hpp).
#pragma once

#include <map>
#include <set>
#include <vector>

#include "model/semantics/lower/strand.hpp"

namespace revoke_mc::lower {

/// The class of the lock in front of which a thread stands; none if its next statement takes no lock.
[[nodiscard]] program::ClassId wanted_lock(const program::Program& program, const Config& config);

/// Statements with this label: `&Labelled::waits` or `&Labelled::signals`.
[[nodiscard]] std::vector<StmtId> labelled(const program::Program& program, program::ClassId program::Labelled::*label,
                                           program::ClassId event);

/// Some configuration stands before a lock of the class, or waits for the event.
[[nodiscard]] bool may_ask(const program::Program& program, const ThreadConfigs& configs, program::ClassId asked);

/// By class: what works would do, as far as their control flow goes, and in front of which statement, if somebody waits
/// for works of the class. Who waits reckons with their being queued, whether or not any state shows it.
[[nodiscard]] std::map<program::ClassId, std::map<program::Nesting, StmtId>>
awaited_works(const program::Program& program, const Generated& generated);

/// All nestings of all threads, perhaps more.
[[nodiscard]] std::set<program::Nesting> may_nest(const program::Program& program, const Generated& generated);

}  // namespace revoke_mc::lower
