// Shortest traces, without having stored any parents.
//
// A state of level d has a parent on level d-1, and the table knows the level of each state: the way back is found by
// expanding level d-1 again and looking for steps into the state, then level d-2, and so on. That costs no memory, and
// when there is something to trace, a scan of the table per level and at most one more expansion of the graph. All
// traces are rebuilt in the same backward sweep, however many there are.
//
// Among several parents the least content wins, then the least transition: the trace depends on
// the system alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "explorer/base/planted.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/reduction.hpp"
#include "explorer/search/team.hpp"
#include "explorer/search/witness.hpp"
#include "explorer/store/block_bytes.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

/// Finds parents of some states (the targets) in one level.
template <system::TransitionSystem S>
class ParentHunt {
public:
    static constexpr std::size_t words = S::words;
    using State = StateArray<words>;

    struct Parent {
        State state{};
        system::TransitionId transition = none;
    };
    using Parents = std::vector<std::optional<Parent>>;

    ParentHunt(const S& system, const StateTable<words>& table) : system_(system), table_(table) {}

    void start(const std::vector<State>& targets) {
        targets_ = targets;
        parents_.assign(targets.size(), std::nullopt);
    }

    void work(std::uint64_t level, PartCursor& cursor, Limits& limits) {
        for (std::size_t part = 0; !limits.grace_over() && cursor.next(part);) {
            table_.for_each_on(level, part, [&](StateKey key) {
                table_.unfold(key, at_);
                search(at_.words.data());
            });
        }
    }

    [[nodiscard]] const Parents& parents() const { return parents_; }

    void write(BlockWriter& out) const {
        for (const auto& parent : parents_) {
            out.number(parent ? 1 : 0);
            if (!parent) continue;
            out.planes(parent->state, 8);
            out.number(parent->transition.raw());
        }
    }
    /// What another hunt for the same targets has found.
    void add(BlockReader& in) {
        for (std::size_t i = 0; i < parents_.size(); ++i) {
            if (in.number() == 0) continue;
            Parent parent;
            in.planes(parent.state, 8);
            parent.transition = system::TransitionId(in.number());
            offer(i, parent);
        }
    }

    ParentHunt& operator+=(const ParentHunt& other) {
        for (std::size_t i = 0; i < parents_.size(); ++i) {
            if (other.parents_[i]) offer(i, *other.parents_[i]);
        }
        return *this;
    }

private:
    void search(const std::uint64_t* state) {
        if (!could_improve(state)) return;
        successors_to_expand(system_, state, scratch_, [&](const system::Step& step) {
            if (step.successor != nullptr) compare(state, step);
        });
    }

    [[nodiscard]] bool could_improve(const std::uint64_t* state) const {
        return std::ranges::any_of(parents_, [&](const std::optional<Parent>& parent) {
            return !parent || state_less<words>(state, parent->state.data());
        });
    }

    void compare(const std::uint64_t* state, const system::Step& step) {
        State copy;
        const std::uint64_t* successor = represent(system_, step.successor, copy);
        for (std::size_t i = 0; i < targets_.size(); ++i) {
            const bool there = same_state<words>(successor, targets_[i].data());
            if (!there && !planted::is("wrong-predecessor")) continue;
            offer(i, {to_array<words>(state), step.transition});
        }
    }

    void offer(std::size_t target, const Parent& parent) {
        auto& best = parents_[target];
        if (!best || less(parent, *best)) best = parent;
    }

    static bool less(const Parent& a, const Parent& b) {
        return std::tie(a.state, a.transition) < std::tie(b.state, b.transition);
    }

    const S& system_;
    const StateTable<words>& table_;
    typename S::Scratch scratch_{};
    FoldedState<words> at_;
    std::vector<State> targets_;
    Parents parents_;
};

template <system::TransitionSystem S>
class TraceBuilder {
public:
    static constexpr std::size_t words = S::words;

    TraceBuilder(const S& system, const StateTable<words>& table, Executor& executor, Limits& limits, Team& team)
        : table_(table), executor_(executor), limits_(limits), team_(team) {
        for (unsigned i = 0; i < executor.threads(); ++i) hunts_.emplace_back(system, table);
    }

    /// One trace for each property that has a witness; none if the time ran out.
    [[nodiscard]] Indexed<system::PropertyId, std::optional<Trace>> build(const Witnesses<words>& witnesses) {
        start(witnesses);
        for (std::uint64_t level = deepest(); level > 0; --level) {
            if (!step_back(level)) return Indexed<system::PropertyId, std::optional<Trace>>(witnesses.count());
        }
        return finish(witnesses.count());
    }

private:
    using State = StateArray<words>;
    using Hunt = ParentHunt<S>;

    /// A trace under construction, from its end.
    struct Trail {
        system::PropertyId property;
        std::uint64_t level;
        State front;                   // the state reached so far, on that level
        std::vector<TraceStep> steps;  // last step first
        bool cut_start = false;
    };

    void start(const Witnesses<words>& witnesses) {
        trails_.clear();
        for (const system::PropertyId property : witnesses.properties()) {
            const auto& witness = witnesses[property];
            if (!witness) continue;
            trails_.push_back({property, witness->level, witness->state, {}, witness->cut_start});
            if (witness->transition) trails_.back().steps.push_back(violating_step(*witness));
        }
    }

    static TraceStep violating_step(const Witness<words>& witness) {
        TraceStep step{.transition = *witness.transition, .state = {}};
        if (witness.successor) step.state = to_vector(*witness.successor);
        return step;
    }

    [[nodiscard]] std::uint64_t deepest() const {
        std::uint64_t level = 0;
        for (const Trail& trail : trails_) level = std::max(level, trail.level);
        return level;
    }

    /// Extends every trail whose front is on `level`. False if the time ran out.
    bool step_back(std::uint64_t level) {
        report(level);
        const std::vector<State> targets = fronts(level);
        const auto parents = find_parents(targets, level - 1);
        if (!parents) return false;
        for (Trail& trail : trails_) {
            if (trail.level != level) continue;
            const auto target = std::ranges::lower_bound(targets, trail.front);
            const auto& parent = (*parents)[static_cast<std::size_t>(target - targets.begin())];
            trail.steps.push_back({parent->transition, to_vector(trail.front)});
            trail.front = parent->state;
            trail.level = level - 1;
        }
        return true;
    }

    [[nodiscard]] std::vector<State> fronts(std::uint64_t level) const {
        std::vector<State> targets;
        for (const Trail& trail : trails_) {
            if (trail.level == level) targets.push_back(trail.front);
        }
        std::ranges::sort(targets);
        targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
        return targets;
    }

    std::optional<typename Hunt::Parents> find_parents(const std::vector<State>& targets, std::uint64_t level) {
        PartCursor cursor(StateTable<words>::parts);
        for (Hunt& hunt : hunts_) hunt.start(targets);
        const auto work = [&](unsigned number) { hunts_[number].work(level, cursor, limits_); };
        if (table_.size() < worth_sharing) {
            executor_.run_alone(work);
        } else {
            executor_.run(work);
        }
        for (std::size_t i = 1; i < hunts_.size(); ++i) hunts_[0] += hunts_[i];
        const bool late = !cursor.exhausted() || limits_.grace_over();
        if (team_.alone() ? late : !share(late)) return std::nullopt;
        return hunts_[0].parents();
    }

    /// What all ranks have found in their states. False if the time of one of them ran out.
    bool share(bool late) {
        BlockWriter out;
        out.number(late ? 1 : 0);
        hunts_[0].write(out);
        for (const Block& block : team_.ranks()->gather(out.bytes())) {
            BlockReader in(block);
            late = in.number() != 0 || late;
            hunts_[0].add(in);
            in.end();
        }
        return !late;
    }

    void report(std::uint64_t level) {
        limits_.report([&](Progress& progress) {
            progress.phase = Phase::traces;
            progress.depth = level;
            progress.states = table_.size();
            progress.bytes = table_.bytes();
        });
    }

    [[nodiscard]] Indexed<system::PropertyId, std::optional<Trace>> finish(std::size_t properties) {
        Indexed<system::PropertyId, std::optional<Trace>> traces(properties);
        for (Trail& trail : trails_) {
            std::ranges::reverse(trail.steps);
            traces[trail.property] = Trace{to_vector(trail.front), std::move(trail.steps)};
            traces[trail.property]->cut_start = trail.cut_start;
        }
        return traces;
    }

    static constexpr std::uint64_t worth_sharing = 1 << 16;

    const StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Team& team_;
    std::deque<Hunt> hunts_;  // one for each worker
    std::vector<Trail> trails_;
};

}  // namespace revoke_mc::explorer::internal
