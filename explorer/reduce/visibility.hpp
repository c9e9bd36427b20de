// Which transitions a property of states can notice.
//
// What is to be found is a state in which an invariant (a `state` property with a condition) is
// broken, or one with the P of a `possibility` property. A transition is visible if it may lead from
// such a state to one that is not: it may change a bit that the condition reads, what is known
// before it does not rule out that the state is such a one, and what is known after it does not say
// that it still is. Positions are compared as the condition compares them: "t @ {a, b}" notices only
// steps of t into or out of {a, b}.
//
// Not visible, and why that is right:
//  - what reports a broken step property: the report depends on what the step reads, and reading
//    makes it dependent on whoever writes that;
//  - rest positions: `deadlock` and `stuck` have an argument of their own (stubborn.hpp);
//  - what makes or breaks a circle of lock waits: a circle never goes away. Each thread in it stands
//    in front of a blocking statement, all of whose transitions need a lock that the next thread in
//    it holds, and only the holder gives a lock back (anything else is lock misuse, and cut). If a
//    state has a circle, then every state after it has one, and is as good a witness.
#pragma once

#include <vector>

#include "explorer/reduce/control_flow.hpp"

namespace revoke_mc::reduce {

/// By transition.
[[nodiscard]] Indexed<TransitionId, bool> visible_steps(const Summary& summary, const Facts& facts,
                                                        const ControlFlow& flow);

}  // namespace revoke_mc::reduce
