// What is known of the rest of the state when a thread stands at a position, or a condition holds.
//
// A thread that holds a lock keeps others out. That is nowhere written in a packed model; it is an invariant, and it is
// found here: for each condition of the model ("thread t stands at p", "the lock is free") the bits that every
// reachable state with that condition has. It is a least fixpoint over the initial states and the effects of all
// transitions: constant propagation per thread with interference by the others (Cousot and Cousot 1984; Mine 2012,
// thread-modular analysis), the conditions of guards being observers next to the threads. That yields "while t stands
// in its critical section, the lock is t's", and with it that two such sections exclude each other.
//
// Facts over-approximate what is reachable, whatever the model: each holds in every reachable state.
#pragma once

#include <vector>

#include "explorer/reduce/summary.hpp"

namespace revoke_mc::reduce {

class Facts {
public:
    /// `summary` must outlive the facts.
    explicit Facts(const Summary& summary);

    /// No reachable state enables it.
    [[nodiscard]] bool never(TransitionId id) const { return !possible_[id]; }
    /// Known in every reachable state that enables the transition.
    [[nodiscard]] const KnownBits& before(TransitionId id) const { return before_[id]; }
    /// Known in every reachable state in which the condition holds.
    [[nodiscard]] const KnownBits& when(ConditionId condition) const { return when_[condition]; }
    /// No reachable state has it.
    [[nodiscard]] bool never_holds(ConditionId condition) const { return !met_[condition]; }

private:
    void start();
    bool pass();
    bool look_before(TransitionId id);
    bool flow(TransitionId id, ConditionId condition);
    bool widen(ConditionId condition, const KnownBits& bits);
    [[nodiscard]] bool recent(TransitionId id) const;

    const Summary& summary_;
    std::vector<KnownBits> when_;
    std::vector<bool> met_;
    std::vector<std::uint32_t> changed_;  // by condition: in which pass it last lost a bit
    Indexed<TransitionId, KnownBits> before_, after_;
    Indexed<TransitionId, bool> possible_;
    std::uint32_t pass_ = 1;
    KnownBits flowing_;  // what is on its way from a transition to a condition; kept for its memory
};

}  // namespace revoke_mc::reduce
