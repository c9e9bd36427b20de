// Which transitions get in each other's way, and what threads may still do that matters.
//
// Two transitions of different threads are *together* if some reachable state may enable both, and
// *independent* if neither writes what the other reads or writes: then, where both are enabled, they
// commute, and neither changes what the other does, reports included. (Laarman, Pater, van de Pol and
// Hansen 2013 call two transitions accordant if they are independent or never together.)
//
// A *future* asks of each place of each thread: as long as some thread stays where it is, may this
// one come to take one of certain transitions? It is answered on the control flow alone, by
// reachability over the edges that do not contradict what is known meanwhile. This is where locks
// count: while t stands in its critical section, no other thread gets past its own lock operation.
//
// There is a future for each question and each place of the thread that stays. They are worked out
// when they are first asked for, and then kept; several workers may ask at once.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <deque>
#include <mutex>
#include <vector>

#include "explorer/reduce/control_flow.hpp"

namespace revoke_mc::reduce {

class Dependence {
public:
    Dependence(const Summary& summary, const Facts& facts) : summary_(summary), facts_(facts) {}

    /// Some reachable state may enable both.
    [[nodiscard]] bool together(TransitionId a, TransitionId b) const {
        return !facts_.never(a) && !facts_.never(b) && !facts_.before(a).contradicts(facts_.before(b));
    }
    /// They commute wherever both are enabled. Of transitions of different threads.
    [[nodiscard]] bool independent(TransitionId a, TransitionId b) const;
    /// While some thread stays at `meanwhile`, the transition may be enabled.
    [[nodiscard]] bool possible(TransitionId id, Place meanwhile) const {
        return !facts_.never(id) && !facts_.before(id).contradicts(facts_.when(meanwhile));
    }
    /// Taken in such a state, in which the condition is false, it may make it true.
    [[nodiscard]] bool may_make_true(TransitionId id, ConditionId condition, Place meanwhile) const;
    /// It needs the condition.
    [[nodiscard]] bool needs(TransitionId id, ConditionId condition) const {
        return summary_.conditions[condition].implied_by(facts_.before(id));
    }
    /// It may write what the other one reads behind its guards.
    [[nodiscard]] bool may_change_outcome(TransitionId id, TransitionId other) const {
        return system::overlap(summary_.steps[id].access.writes, summary_.steps[other].late_reads);
    }

private:
    const Summary& summary_;
    const Facts& facts_;
};

class Futures {
public:
    /// Threads beyond this number have no bit in a mask of threads.
    static constexpr std::size_t most_threads = 64;
    /// A table of more futures than this is not made.
    static constexpr std::size_t most_futures = std::size_t{1} << 23U;
    using ThreadMask = std::uint64_t;
    using Places = std::array<Place, most_threads>;
    using Question = std::uint32_t;

    Futures(const Summary& summary, const ControlFlow& flow, const Dependence& dependence);

    /// Too many threads or transitions: do not ask.
    [[nodiscard]] bool too_large() const { return rows_.empty(); }

    // The questions. Who, standing where `places` says, may come to ..., as long as some thread
    // stays at `meanwhile`?
    /// ... take a transition that gets in the way of this one, as long as this one is enabled.
    [[nodiscard]] Question conflict(TransitionId id) const { return id.number(); }
    /// ... make a late condition of this transition true.
    [[nodiscard]] Question late(TransitionId id) const { return steps() + id.number(); }
    /// ... make the condition true, without having needed it.
    [[nodiscard]] Question make_true(ConditionId condition) const { return 2 * steps() + condition; }

    /// Of the threads `among`.
    [[nodiscard]] ThreadMask threads(Question question, Place meanwhile, const Places& places, ThreadMask among) const {
        const std::uint64_t* const row = future(question, meanwhile);
        if (row == nobody_.data()) return 0;
        ThreadMask mask = 0;
        for (; among != 0; among &= among - 1) {
            const auto t = static_cast<std::size_t>(std::countr_zero(among));
            mask |= (row[places[t] / 64] >> (places[t] % 64) & 1U) << t;
        }
        return mask;
    }
    [[nodiscard]] ThreadMask threads(Question question, Place meanwhile, const Places& places) const {
        return threads(question, meanwhile, places, everybody_);
    }

private:
    using Row = std::vector<std::uint64_t>;  // a bit for each place

    [[nodiscard]] Question steps() const { return static_cast<Question>(summary_.steps.size()); }
    [[nodiscard]] const std::uint64_t* future(Question question, Place meanwhile) const {
        const std::atomic<const std::uint64_t*>& row = rows_[std::size_t{question} * summary_.places() + meanwhile];
        const std::uint64_t* const known = row.load(std::memory_order_acquire);
        return known != nullptr ? known : work_out(question, meanwhile);
    }
    const std::uint64_t* work_out(Question question, Place meanwhile) const;
    void search(ThreadId thread, Question question, Place meanwhile, Row& row) const;
    [[nodiscard]] bool possible(TransitionId id, Question question, Place meanwhile) const;
    [[nodiscard]] bool wanted(TransitionId id, Question question, Place meanwhile) const;

    const Summary& summary_;
    const ControlFlow& flow_;
    const Dependence& dependence_;
    ThreadMask everybody_ = 0;
    Row nobody_;                                                   // the future that has no place; most are like that
    mutable std::vector<std::atomic<const std::uint64_t*>> rows_;  // by question, by place
    mutable std::deque<Row> storage_;
    mutable std::mutex growing_;
};

}  // namespace revoke_mc::reduce
