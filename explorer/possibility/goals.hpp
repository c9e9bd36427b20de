// The questions of the kind "can it still get there?", up to 64 at a time, one bit each.
//
// A goal is either the P of a `possibility` property, reached without its forbidden steps, or
// "thread t moves or rests", for a `stuck` property. For a state, `immediate` says which goals it
// fulfils itself; for a step, `allowed` says for which goals it may be taken. A state can reach
//
//     reach(s) = immediate(s)  or  the union over its steps s -> s' of allowed(step) and reach(s')
//
// and a property is violated if some reachable s has its bit missing. A step that is cut reaches no P:
// there is no state behind it. But nobody is stuck for it: whoever waits may have waited for what it
// was to do, and that it was cut has been reported as a trap.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

using GoalMask = std::uint64_t;

struct Goal {
    system::PropertyId property = none;      ///< of a possibility; else unused
    std::optional<system::ThreadId> thread;  ///< of a stuck goal: who has to move or rest
};

template <system::TransitionSystem S>
class GoalSet {
public:
    static constexpr std::size_t most = 64;

    GoalSet(const S& system, std::span<const Goal> goals)
        : system_(system), goals_(goals), all_(goals.size() == most ? ~GoalMask{0} : (GoalMask{1} << goals.size()) - 1),
          moves_(system.threads()) {
        for (std::size_t i = 0; i < goals.size(); ++i) enter(i);
    }

    [[nodiscard]] GoalMask all() const { return all_; }
    [[nodiscard]] std::span<const Goal> goals() const { return goals_; }
    [[nodiscard]] GoalMask allowed(system::TransitionId transition) const {
        return allowed_.empty() ? all_ : allowed_[transition];
    }

    /// The goals that a state fulfils without a step.
    template <class Scratch>
    [[nodiscard]] GoalMask fulfilled(const std::uint64_t* state, Scratch& scratch) const {
        GoalMask mask = 0;
        for (std::size_t i = 0; i < goals_.size(); ++i) {
            if (fulfils(goals_[i], state, scratch)) mask |= GoalMask{1} << i;
        }
        return mask;
    }
    /// The goals that a step of a thread fulfils if it changes the state.
    [[nodiscard]] GoalMask moves(system::ThreadId thread) const { return moves_[thread]; }
    /// The goals that a step fulfils if it is cut.
    [[nodiscard]] GoalMask cut() const { return cut_; }

    /// The goals that a state fulfils by itself. Calls on_change(step) for each step of it that
    /// leads to another state, unless all goals are fulfilled without looking.
    template <class Scratch, class OnChange>
    [[nodiscard]] GoalMask immediate(const std::uint64_t* state, Scratch& scratch, OnChange&& on_change) const {
        GoalMask mask = fulfilled(state, scratch);
        if (mask == all_) return mask;
        system_.successors(state, scratch, [&](const system::Step& step) {
            if (step.successor == nullptr) mask |= cut_;
            if (!changes(state, step)) return;
            mask |= moves_[system_.thread_of(step.transition)];
            if (step.successor != nullptr) on_change(step);
        });
        return mask;
    }

    [[nodiscard]] static bool changes(const std::uint64_t* state, const system::Step& step) {
        return step.successor == nullptr || !same_state<S::words>(step.successor, state);
    }

    /// Goals that may use exactly the same steps, together.
    [[nodiscard]] std::vector<GoalMask> groups() const {
        std::vector<GoalMask> groups;
        for (GoalMask left = all_; left != 0; left &= ~groups.back()) {
            groups.push_back(alike(left & (~left + 1), left));
        }
        return groups;
    }

private:
    void enter(std::size_t number) {
        const Goal& goal = goals_[number];
        const GoalMask bit = GoalMask{1} << number;
        if (goal.thread) {
            moves_[*goal.thread] |= bit;
            cut_ |= bit;
            return;
        }
        for (const system::TransitionId transition : FirstIds<system::TransitionId>(system_.transitions())) {
            if (!system_.forbidden(goal.property, transition)) continue;
            if (allowed_.empty()) allowed_.assign(system_.transitions(), all_);
            allowed_[transition] &= ~bit;
        }
    }

    template <class Scratch>
    [[nodiscard]] bool fulfils(const Goal& goal, const std::uint64_t* state, Scratch& scratch) const {
        return goal.thread ? system_.at_rest(state, *goal.thread) : system_.goal(goal.property, state, scratch);
    }

    [[nodiscard]] GoalMask alike(GoalMask one, GoalMask among) const {
        for (const GoalMask allowed : allowed_) {
            among &= (allowed & one) != 0 ? allowed : ~allowed;
        }
        return among;
    }

    const S& system_;
    std::span<const Goal> goals_;
    GoalMask all_;
    GoalMask cut_ = 0;
    Indexed<system::ThreadId, GoalMask> moves_;        // the goals that its moving fulfils
    Indexed<system::TransitionId, GoalMask> allowed_;  // empty: everything is
};

/// reach(s) as far as it is known, for every state. Workers update it together: bits are only ever
/// set, so relaxed atomics do; an update that another worker does not see yet is found later.
class ReachMap {
public:
    explicit ReachMap(std::uint64_t* masks) : masks_(masks) {}

    [[nodiscard]] GoalMask get(std::uint64_t id) const { return at(id).load(std::memory_order_relaxed); }
    /// True if that is news.
    bool add(std::uint64_t id, GoalMask mask) {
        if ((mask & ~get(id)) == 0) return false;
        return (mask & ~at(id).fetch_or(mask, std::memory_order_relaxed)) != 0;
    }
    void set(std::uint64_t id, GoalMask mask) { at(id).store(mask, std::memory_order_relaxed); }
    void prefetch(std::uint64_t id) const { __builtin_prefetch(masks_ + id); }

private:
    [[nodiscard]] std::atomic_ref<std::uint64_t> at(std::uint64_t id) const {
        return std::atomic_ref<std::uint64_t>(masks_[id]);
    }
    std::uint64_t* masks_;
};

}  // namespace revoke_mc::explorer::internal
