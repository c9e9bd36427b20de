// Properties of the kind "it can always still happen", decided on the finished graph.
//
// `possibility`: from every reachable state P can be reached without the forbidden steps. `stuck`:
// from every reachable state every thread can come to move or to rest. Both ask for states from
// which a goal cannot be reached; goals.hpp says what is computed. It takes 8 bytes per state, for
// 64 goals at a time.
//
//  1. Goals that cannot fail are dropped: a thread that was never seen blocked is not stuck.
//  2. One pass without look-ups finds what each state fulfils by itself.
//  3. Sweeps (sweep.hpp) propagate that backwards; nearly all states are done after one or two.
//  4. When sweeps get nowhere, components (components.hpp) settle what is left.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "explorer/internal/budget.hpp"
#include "explorer/internal/components.hpp"
#include "explorer/internal/executor.hpp"
#include "explorer/internal/goals.hpp"
#include "explorer/internal/implicit_graph.hpp"
#include "explorer/internal/levels.hpp"
#include "explorer/internal/limits.hpp"
#include "explorer/internal/pages.hpp"
#include "explorer/internal/questions.hpp"
#include "explorer/internal/state_store.hpp"
#include "explorer/internal/sweep.hpp"
#include "explorer/internal/thread_set.hpp"
#include "explorer/internal/witness.hpp"
#include "model/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// When to turn from sweeps to components; tests set it to try both alone.
struct PossibilityTuning {
    std::uint64_t patience = 4;                              ///< sweeps before components are considered
    std::uint64_t most_components = std::uint64_t{1} << 24;  ///< states, for components
};

template <system::TransitionSystem S>
class Possibility {
public:
    static constexpr std::size_t words = S::words;

    Possibility(const S& system, const StateStore<words>& store, const Levels& levels, Executor& executor,
                Limits& limits, Budget& budget, PossibilityTuning tuning = {})
        : system_(system), store_(store), levels_(levels), executor_(executor), limits_(limits), budget_(budget),
          tuning_(tuning), masks_bytes_(store.id_bound() * sizeof(GoalMask)) {}
    ~Possibility() {
        if (masks_) budget_.give(masks_bytes_);
    }
    Possibility(const Possibility&) = delete;
    Possibility& operator=(const Possibility&) = delete;

    /// A witness for each violated property. Means nothing if a limit was hit meanwhile.
    /// `blocked`: the threads that may be stuck; `transitions`: only to be shown as progress.
    [[nodiscard]] Witnesses<words> decide(const Questions& questions, const ThreadSet& blocked,
                                          std::uint64_t transitions) {
        transitions_ = transitions;
        Witnesses<words> witnesses(system_.properties().size());
        const std::vector<Goal> goals = list_goals(questions, blocked);
        if (goals.empty() || !map_masks()) return witnesses;
        for (std::size_t begin = 0; begin < goals.size(); begin += GoalSet<S>::most) {
            const std::size_t count = std::min(goals.size() - begin, GoalSet<S>::most);
            const GoalSet<S> set(system_, std::span{goals}.subspan(begin, count));
            settle(set);
            if (limits_.stopping()) return Witnesses<words>(system_.properties().size());
            if (open_ != 0) collect(set, questions, witnesses);
        }
        return witnesses;
    }

private:
    std::vector<Goal> list_goals(const Questions& questions, const ThreadSet& blocked) const {
        std::vector<Goal> goals;
        for (const system::PropertyId property : questions.possibility) {
            goals.push_back({.property = property, .thread = {}});
        }
        for (system::ThreadId thread = 0; thread < system_.threads(); ++thread) {
            if (!questions.stuck.empty() && blocked.contains(thread)) {
                goals.push_back({.property = 0, .thread = thread});
            }
        }
        return goals;
    }

    bool map_masks() {
        if (budget_.take(masks_bytes_)) {
            masks_ = Pages::map(masks_bytes_);
            if (masks_) return true;
            budget_.give(masks_bytes_);
        }
        limits_.raise(Reason::memory);
        return false;
    }

    [[nodiscard]] ReachMap reach() const { return ReachMap(static_cast<std::uint64_t*>(masks_.data())); }

    /// Computes reach(s) for all states; open_ is then the number of states that miss a goal.
    void settle(const GoalSet<S>& goals) {
        std::deque<Sweeper<S>> sweepers;
        for (unsigned i = 0; i < executor_.threads(); ++i) {
            sweepers.emplace_back(system_, store_, goals, reach());
        }
        open_ = total_size(levels_.all());
        SweepCount count = run_sweep(sweepers, Direction::descending, true);
        for (std::uint64_t sweeps = 0; unsettled(count); ++sweeps) {
            if (sweeps >= tuning_.patience && crawling(count) && use_components(goals)) return;
            const auto direction = sweeps % 2 == 0 ? Direction::descending : Direction::ascending;
            count = run_sweep(sweepers, direction, false);
        }
    }

    [[nodiscard]] bool unsettled(const SweepCount& count) const {
        return !limits_.stopping() && open_ != 0 && count.changed != 0;
    }

    [[nodiscard]] static bool crawling(const SweepCount& count) { return count.settled < count.open / 2; }

    SweepCount run_sweep(std::deque<Sweeper<S>>& sweepers, Direction direction, bool first) {
        ChunkCursor cursor(levels_.all(), 512, direction);
        executor_.run([&](unsigned number) {
            const auto report = [&] { this->report(); };
            if (first) {
                sweepers[number].start(cursor, limits_, report);
            } else {
                sweepers[number].sweep(cursor, direction, limits_, report);
            }
        });
        SweepCount count;
        for (const Sweeper<S>& sweeper : sweepers) count += sweeper.count();
        open_ = count.open - count.settled;
        return count;
    }

    /// False if that would take too much memory.
    bool use_components(const GoalSet<S>& goals) {
        const std::uint64_t bytes = component_bytes(open_);
        if (open_ > tuning_.most_components || !budget_.take(bytes)) return false;
        try {
            for (const GoalMask group : goals.groups()) settle_components(goals, group);
        } catch (const Interrupted&) {  // the limits know why
        }
        budget_.give(bytes);
        return true;
    }

    void settle_components(const GoalSet<S>& goals, GoalMask group) {
        const ImplicitGraph<S> graph(system_, store_, goals, group, missing_any(group), limits_);
        if (graph.size() != 0) ComponentPass<S>(graph, group, reach()).run();
    }

    [[nodiscard]] std::vector<StateId> missing_any(GoalMask group) const {
        std::vector<StateId> members;
        for (const IdRange& range : levels_.all()) {
            for (StateId id = range.begin; id != range.end; ++id) {
                if ((reach().get(id) & group) != group) members.push_back(id);
            }
        }
        std::ranges::sort(members);
        return members;
    }

    /// For each goal that some state misses, the best such state.
    void collect(const GoalSet<S>& goals, const Questions& questions, Witnesses<words>& witnesses) const {
        GoalMask done = 0;
        for (std::size_t level = 0; level < levels_.count() && done != goals.all(); ++level) {
            GoalMask here = 0;
            for (const IdRange& range : levels_[level]) {
                for (StateId id = range.begin; id != range.end; ++id) {
                    const GoalMask missing = goals.all() & ~reach().get(id) & ~done;
                    if (missing != 0) offer(goals, missing, level, id, questions, witnesses);
                    here |= missing;
                }
            }
            done |= here;
        }
    }

    void offer(const GoalSet<S>& goals, GoalMask missing, std::size_t level, StateId id, const Questions& questions,
               Witnesses<words>& witnesses) const {
        Witness<words> witness{.level = level, .state = to_array<words>(store_.state(id))};
        for (std::size_t i = 0; i < goals.goals().size(); ++i) {
            if ((missing >> i & 1) == 0) continue;
            const Goal& goal = goals.goals()[i];
            witness.thread = goal.thread;
            if (goal.thread) {
                for (const auto property : questions.stuck) witnesses.offer(property, witness);
            } else {
                witnesses.offer(goal.property, witness);
            }
        }
    }

    void report() {
        limits_.report([&](Progress& progress) {
            progress.phase = Phase::possibility;
            progress.depth = levels_.count() - 1;
            progress.states = store_.size();
            progress.transitions = transitions_;
            progress.frontier = open_;
            progress.bytes = budget_.used();
        });
    }

    const S& system_;
    const StateStore<words>& store_;
    const Levels& levels_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    PossibilityTuning tuning_;
    std::uint64_t masks_bytes_;
    Pages masks_;
    std::uint64_t open_ = 0;
    std::uint64_t transitions_ = 0;
};

}  // namespace revoke_mc::explorer::internal
