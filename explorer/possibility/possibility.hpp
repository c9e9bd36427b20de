// Properties of the kind "it can always still happen", decided on the finished graph.
//
// `possibility`: from every reachable state P can be reached without the forbidden steps. `stuck`:
// from every reachable state every thread can come to move or to rest. Both ask for states from
// which a goal cannot be reached; goals.hpp says what is computed, for 64 goals at a time.
//
//  1. Goals that cannot fail are dropped: a thread that was never seen blocked is not stuck.
//  2. If the search has noted the states from which no step surely leads on (stalled.hpp), and random
//     walks (settled_walks.hpp) from these get everywhere, all is well.
//  3. Else walks from all states settle nearly all of them; that takes a bit per slot.
//     (Of several ranks, each does that with the states that it owns.)
//  4. What is left over is put into a store of its own, in order of levels, and decided exactly:
//     sweeps (sweep.hpp) propagate goals backwards, and where they get nowhere, components
//     (components.hpp) settle the rest. A successor that is not left over reaches every goal.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <new>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "explorer/possibility/components.hpp"
#include "explorer/possibility/goals.hpp"
#include "explorer/possibility/implicit_graph.hpp"
#include "explorer/possibility/left_over.hpp"
#include "explorer/possibility/settled_walks.hpp"
#include "explorer/possibility/shared_left_over.hpp"
#include "explorer/possibility/sweep.hpp"
#include "explorer/search/found_bytes.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/questions.hpp"
#include "explorer/search/reduction.hpp"
#include "explorer/search/stalled.hpp"
#include "explorer/search/team.hpp"
#include "explorer/search/thread_set.hpp"
#include "explorer/search/witness.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/levels.hpp"
#include "explorer/store/pages.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

/// How to decide; tests set it to try each way alone.
struct PossibilityTuning {
    bool stalled = true;                                     ///< try with the stalled states alone first
    bool walks = true;                                       ///< settle by random walks first
    std::uint64_t patience = 4;                              ///< sweeps before components are considered
    std::uint64_t most_components = std::uint64_t{1} << 24;  ///< states, for components
};

template <system::TransitionSystem S>
class Possibility {
public:
    static constexpr std::size_t words = S::words;

    /// What the search saw, only to be shown as progress.
    struct Seen {
        std::uint64_t depth = 0;
        std::uint64_t transitions = 0;
    };

    /// `stalled`: by worker, all stalled states; null if they are not known.
    Possibility(const S& system, StateTable<words>& table, Executor& executor, Limits& limits, Budget& budget,
                Team& team, Seen seen, const std::vector<StalledStates>* stalled, PossibilityTuning tuning = {})
        : system_(system), table_(table), executor_(executor), limits_(limits), budget_(budget), team_(team),
          seen_(seen), tuning_(tuning), stalled_(tuning.stalled ? stalled : nullptr) {
        const auto complete = [](const StalledStates& states) { return states.complete(); };
        if (stalled_ != nullptr && !std::ranges::all_of(*stalled_, complete)) stalled_ = nullptr;
    }

    /// A witness for each violated property. Means nothing if a limit was hit meanwhile.
    /// `blocked`: the threads that may be stuck.
    [[nodiscard]] Witnesses<words> decide(const Questions& questions, const ThreadSet& blocked) {
        Witnesses<words> witnesses(system_.properties().size());
        const std::vector<Goal> goals = list_goals(questions, blocked);
        if (team_.agree({.flag = stalled_ == nullptr}).flag) stalled_ = nullptr;
        try {
            for (std::size_t begin = 0; begin < goals.size() && !limits_.stopping(); begin += GoalSet<S>::most) {
                const std::size_t count = std::min(goals.size() - begin, GoalSet<S>::most);
                const GoalSet<S> some(system_, std::span{goals}.subspan(begin, count));
                if (team_.alone()) {
                    settle(some, questions, witnesses);
                } else {
                    settle_together(some, questions, witnesses);
                }
            }
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
        return limits_.stopping() ? Witnesses<words>(system_.properties().size()) : witnesses;
    }

private:
    std::vector<Goal> list_goals(const Questions& questions, const ThreadSet& blocked) const {
        std::vector<Goal> goals;
        for (const system::PropertyId property : questions.possibility) {
            goals.push_back({.property = property, .thread = {}});
        }
        for (const system::ThreadId thread : FirstIds<system::ThreadId>(system_.threads())) {
            if (!questions.stuck.empty() && may_be_stuck(thread, blocked)) {
                goals.push_back({.property = none, .thread = thread});
            }
        }
        return goals;
    }

    /// Where names change, a thread that was seen blocked stands for others.
    [[nodiscard]] bool may_be_stuck(system::ThreadId thread, const ThreadSet& blocked) const {
        return renames(system_) ? !always_rests(system_, thread) : blocked.contains(thread);
    }

    void settle(const GoalSet<S>& goals, const Questions& questions, Witnesses<words>& witnesses) {
        LeftOver<S> left(system_, table_, executor_, budget_);
        collect_left_over(goals, left);
        if (limits_.stopping() || left.size() == 0) return;
        decide_left_over(goals, left, questions, witnesses);
    }

    void decide_left_over(const GoalSet<S>& goals, const LeftOver<S>& left, const Questions& questions,
                          Witnesses<words>& witnesses) {
        open_ = left.size();
        const Booking masks(budget_, left.id_bound() * sizeof(GoalMask));
        std::vector<GoalMask> reach(left.id_bound(), 0);
        decide_exactly(goals, left, ReachMap(reach.data()));
        if (!limits_.stopping()) collect(goals, left, ReachMap(reach.data()), questions, witnesses);
    }

    // --- with other ranks: each phase ends with all of them, whatever has happened to one

    /// Does a part of the work of this rank alone; true if all ranks have got through theirs.
    template <class Work>
    bool all_do(const Work& work) {
        try {
            work();
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
        (void)team_.agree();
        return !limits_.stopping();
    }

    void settle_together(const GoalSet<S>& goals, const Questions& questions, Witnesses<words>& witnesses) {
        std::optional<Booking> booking;
        std::optional<SettledMap> settled;
        const std::uint64_t slots = table_.slots();
        if (!all_do([&] {
                booking.emplace(budget_, SettledMap::bytes_for(slots));
                settled.emplace(slots);
                if (!*settled) throw std::bad_alloc();
            }))
            return;
        open_ = table_.size();
        if (stalled_ != nullptr) {
            bool lead_on = false;
            if (!all_do([&] { lead_on = stalled_lead_on(goals, *settled); })) return;
            if (!team_.agree({.flag = !lead_on}).flag) return;
        }
        if (!all_do([&] {
                if (tuning_.walks) walk(goals, *settled);
            }))
            return;
        settle_left_over(goals, *settled, questions, witnesses);
    }

    void settle_left_over(const GoalSet<S>& goals, const SettledMap& settled, const Questions& questions,
                          Witnesses<words>& witnesses) {
        std::optional<LeftOver<S>> left;
        std::optional<Booking> booking;
        std::vector<typename OpenStates<S>::Entry> open;
        if (!all_do([&] {
                left.emplace(system_, table_, executor_, budget_);
                open = left->list(settled);
                if (!open.empty()) booking.emplace(budget_, open.size() * sizeof(open[0]));
            }))
            return;
        if (team_.agree({.fresh = open.size()}).fresh == 0) return;
        OpenStates<S> mine(table_, settled, open);
        LeftOverTalk<S> talk(*team_.ranks(), mine);
        const auto lead = [&] {
            try {
                decide_all(goals, *left, talk, questions, witnesses);
            } catch (const std::bad_alloc&) {
                limits_.raise(Reason::memory);
            }
            talk.dismiss();
        };
        if (team_.leads()) {
            lead();
        } else {
            talk.serve();
        }
        if (all_do([] {})) share(witnesses);
    }

    /// By rank 0.
    void decide_all(const GoalSet<S>& goals, LeftOver<S>& left, LeftOverTalk<S>& talk, const Questions& questions,
                    Witnesses<words>& witnesses) {
        talk.take_in(left, limits_);
        if (left.needs_closing())
            left.close_under_steps_by([&](const auto& states) { return talk.settled(states); }, limits_);
        left.close();
        if (!limits_.stopping()) decide_left_over(goals, left, questions, witnesses);
    }

    /// Those of rank 0.
    void share(Witnesses<words>& witnesses) {
        BlockWriter out;
        FoundBytes<words>::write(out, witnesses);
        const Block block = team_.ranks()->spread(out.bytes());
        BlockReader in(block);
        FoundBytes<words>::read(in, {system_.transitions(), system_.threads()}, witnesses);
    }

    void collect_left_over(const GoalSet<S>& goals, LeftOver<S>& left) {
        const std::uint64_t slots = table_.slots();
        const Booking booking(budget_, SettledMap::bytes_for(slots));
        SettledMap settled(slots);
        if (!settled) throw std::bad_alloc();
        open_ = table_.size();
        if (stalled_ != nullptr && stalled_lead_on(goals, settled)) return;
        if (tuning_.walks) walk(goals, settled);
        if (!limits_.stopping()) left.fill(settled, limits_);
    }

    /// From all stalled states, hence from all states, every goal can be reached.
    bool stalled_lead_on(const GoalSet<S>& goals, SettledMap& settled) {
        const auto bases = table_.bases();
        for (const StalledStates& states : *stalled_) {
            walk_from(states.keys(), goals, settled);
            for (const StateKey key : states.keys()) {
                const Scrambled scrambled(key);
                if (limits_.stopping() || !settled.get(bases[scrambled.part] + table_.find(scrambled))) return false;
            }
        }
        return true;
    }

    void walk_from(std::span<const StateKey> keys, const GoalSet<S>& goals, SettledMap& settled) {
        PartCursor pieces(SettledWalks<S>::pieces(keys.size()));
        walk(goals, settled, keys.size(),
             [&](SettledWalks<S>& walks) { walks.work(keys, pieces, limits_, [this] { report(); }); });
    }

    void walk(const GoalSet<S>& goals, SettledMap& settled) {
        PartCursor cursor(StateTable<words>::parts);
        walk(goals, settled, table_.size(),
             [&](SettledWalks<S>& walks) { walks.work(cursor, limits_, [this] { report(); }); });
    }

    template <class Work>
    void walk(const GoalSet<S>& goals, SettledMap& settled, std::uint64_t states, const Work& work) {
        std::deque<SettledWalks<S>> walks;
        for (unsigned i = 0; i < executor_.threads(); ++i)
            walks.emplace_back(system_, table_, goals, settled, i, !team_.alone());
        if (states < worth_sharing) {
            executor_.run_alone([&](unsigned number) { work(walks[number]); });
        } else {
            executor_.run([&](unsigned number) { work(walks[number]); });
        }
    }

    /// Computes reach(s) for all states that are left over.
    void decide_exactly(const GoalSet<S>& goals, const LeftOver<S>& left, ReachMap reach) {
        std::deque<Sweeper<S>> sweepers;
        for (unsigned i = 0; i < executor_.threads(); ++i) {
            sweepers.emplace_back(system_, left.store(), goals, reach);
        }
        SweepCount count = run_sweep(sweepers, left, Direction::descending, true);
        for (std::uint64_t sweeps = 0; unsettled(count); ++sweeps) {
            if (sweeps >= tuning_.patience && crawling(count) && use_components(goals, left, reach)) return;
            const auto direction = sweeps % 2 == 0 ? Direction::descending : Direction::ascending;
            count = run_sweep(sweepers, left, direction, false);
        }
    }

    [[nodiscard]] bool unsettled(const SweepCount& count) const {
        return !limits_.stopping() && open_ != 0 && count.changed != 0;
    }

    [[nodiscard]] static bool crawling(const SweepCount& count) { return count.settled < count.open / 2; }

    SweepCount run_sweep(std::deque<Sweeper<S>>& sweepers, const LeftOver<S>& left, Direction direction, bool first) {
        ChunkCursor cursor(left.ranges(), 512, direction);
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
    bool use_components(const GoalSet<S>& goals, const LeftOver<S>& left, ReachMap reach) {
        const std::uint64_t bytes = component_bytes(open_);
        if (open_ > tuning_.most_components || !budget_.affords(bytes)) return false;
        const Booking booking(budget_, bytes);
        try {
            for (const GoalMask group : goals.groups()) settle_components(goals, group, left, reach);
        } catch (const Interrupted&) {  // the limits know why
        }
        return true;
    }

    void settle_components(const GoalSet<S>& goals, GoalMask group, const LeftOver<S>& left, ReachMap reach) {
        std::vector<StateId> members;
        for (const IdRange& range : left.ranges()) {
            for (StateId id = range.begin; id != range.end; ++id) {
                if ((reach.get(id) & group) != group) members.push_back(id);
            }
        }
        const ImplicitGraph<S> graph(system_, left.store(), goals, group, std::move(members), limits_);
        if (graph.size() != 0) ComponentPass<S>(graph, group, reach).run();
    }

    /// For each goal that some state misses, the best such state.
    void collect(const GoalSet<S>& goals, const LeftOver<S>& left, ReachMap reach, const Questions& questions,
                 Witnesses<words>& witnesses) const {
        left.for_each_of_table([&](StateId id, std::uint64_t level) {
            const GoalMask missing = goals.all() & ~reach.get(id);
            if (missing == 0) return;
            Witness<words> witness{.level = level, .state = to_array<words>(left.store().state(id))};
            for (std::size_t i = 0; i < goals.goals().size(); ++i) {
                if ((missing >> i & 1) != 0) offer(goals.goals()[i], witness, questions, witnesses);
            }
        });
    }

    static void offer(const Goal& goal, Witness<words> witness, const Questions& questions,
                      Witnesses<words>& witnesses) {
        witness.thread = goal.thread;
        if (goal.thread) {
            for (const auto property : questions.stuck) witnesses.offer(property, witness);
        } else {
            witnesses.offer(goal.property, witness);
        }
    }

    void report() {
        limits_.report([&](Progress& progress) {
            progress.phase = Phase::possibility;
            progress.depth = seen_.depth;
            progress.states = table_.size();
            progress.transitions = seen_.transitions;
            progress.frontier = open_;
            progress.bytes = budget_.used();
        });
    }

    static constexpr std::uint64_t worth_sharing = 1 << 12;

    const S& system_;
    StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    Team& team_;
    Seen seen_;
    PossibilityTuning tuning_;
    const std::vector<StalledStates>* stalled_;
    std::uint64_t open_ = 0;
};

}  // namespace revoke_mc::explorer::internal
