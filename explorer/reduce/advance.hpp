// Steps that cannot go on for ever: a set of transitions of which no cycle of the state graph is made.
//
// Whoever asks "can it still get there?" of every state need not look for a way from each one: a state with such a step
// is no worse off than the state behind it, and a run of such steps ends. It is enough to look at those states that
// have none.
//
// The cycles are cut where a thread leaves its place of rest, or the head of a loop: there nobody
// else waits for it, so that what is left are the steps of threads that are in the middle of things,
// and of devices that work off what was begun. Which steps are cut changes how much is left to be
// looked at, never an answer. Interchangeable instances are treated alike, so that it also holds of
// the graph of representatives: a cycle there is part of one in the plain graph, whose steps are the
// same but for the names of the instances.
#pragma once

#include <vector>

#include "explorer/reduce/control_flow.hpp"

namespace revoke_mc::reduce {

class AdvancingSteps {
public:
    /// Keeps nothing of the two.
    AdvancingSteps(const Summary& summary, const Facts& facts);

    [[nodiscard]] bool contains(TransitionId id) const { return advances_[id]; }

private:
    Indexed<TransitionId, bool> advances_;
};

}  // namespace revoke_mc::reduce
