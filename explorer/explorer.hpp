// Explores a transition system: the public entrance to this room.
//
//     revoke_mc::explorer::Options options;
//     options.threads = 4;
//     const auto result = revoke_mc::explorer::explore(system, options);
//     if (result.status == Status::complete && result.properties[0].verdict == Verdict::holds) …
//
// The search is breadth-first by levels, exact (states are compared, not just their hashes) and the
// same for any number of threads: counts, verdicts, witnesses and traces. `system` is anything that
// satisfies revoke_mc::system::TransitionSystem; tests/explorer/toy_systems.hpp has small examples. What it may offer
// besides is in explorer/system/features.hpp.
//
// What a result promises:
//  - `holds` is said only if status is `complete`.
//  - A violation is always real. Its trace is a shortest one: of the violating states (or steps,
//    by the state they leave) the least level, then the least content, then the least transition;
//    going back, each parent likewise. After an incomplete search that is true of all levels that
//    were finished; a violation on the unfinished level has a trace of the right length, but
//    others on that level may have been missed.
//  - A `progress` property that is violated has a lasso: a shortest stem, then a fair cycle, in a trace
//    that says where the cycle begins.
//  - With Options::ranks all ranks have the same result. A limit of the number of states is then decided at the end of
//    each level: more may be stored for a moment, and what is complete is the same.
//  - With `first`, the level of the first violation is finished, so that all violations on it are
//    reported and the counts are reproducible.
#pragma once

#include <exception>
#include <map>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "explorer/base/planted.hpp"
#include "explorer/contract/options.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/possibility/possibility.hpp"
#include "explorer/progress/progress.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/questions.hpp"
#include "explorer/search/search.hpp"
#include "explorer/search/team.hpp"
#include "explorer/search/thread_set.hpp"
#include "explorer/search/told_states.hpp"
#include "explorer/search/trace.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/system/features.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer {

namespace internal {

/// The phases of one explore(), and the result that they fill in.
template <system::TransitionSystem S>
class Exploration {
public:
    Exploration(const S& system, const Options& options)
        : system_(system), options_(options), executor_(options.threads), limits_(options), budget_(options.max_memory),
          team_(options.ranks, limits_), questions_(system.properties()), witnesses_(system.properties().size()),
          blocked_(system.threads()) {
        if (!system::ClaimsProgress<S> && !questions_.progress.empty())
            throw std::invalid_argument("explorer: the system says nothing of fairness");
    }

    Result run() {
        for (const system::PropertyKind kind : system_.properties()) {
            result_.properties.push_back({.kind = kind});
        }
        if (team_.alone()) {
            try {
                explore();
            } catch (const std::bad_alloc&) {
                limits_.raise(Reason::memory);
            }
        } else {
            explore_together();
        }
        conclude();
        return std::move(result_);
    }

private:
    static constexpr std::size_t words = S::words;

    /// What this rank cannot go on with, no other can either.
    void explore_together() {
        if (!questions_.progress.empty()) throw std::invalid_argument("explorer: progress is for one rank alone");
        try {
            explore();
            result_.bytes = team_.agree({.bytes = budget_.peak()}).bytes;
        } catch (const RankFailed&) {
            throw;
        } catch (const std::exception& error) {
            team_.ranks()->fail(error.what());
            throw;
        }
    }

    void explore() {
        std::optional<StateTable<words>> room;
        std::optional<Search<S>> search;
        try {
            room.emplace(budget_, options_.max_states);
            search.emplace(system_, questions_, *room, executor_, limits_, budget_, team_, options_.max_states);
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
        (void)team_.agree();
        if (limits_.stopping()) return;
        StateTable<words>& table = *room;
        search->run(options_.first, options_.welcome, options_.checkpoints);
        note(*search);
        blocked_ = search->found().blocked;
        const Indexed<system::TransitionId, std::uint8_t> taken = search->found().taken;
        const std::vector<StalledStates> stalled = search->release_stalled();
        search.reset();
        if (fully_explored()) decide_possibilities(table, stalled);
        if constexpr (system::ClaimsProgress<S>) {
            if (fully_explored()) decide_progress(table);
        }
        if (fully_explored()) tell_survey(table, taken);
        build_traces(table);
    }

    void note(const Search<S>& search) {
        result_.states = search.states();
        result_.depth = search.depth();
        result_.transitions = search.found().transitions;
        bound_reached_ = search.found().bound_reached;
        witnesses_ += search.found().witnesses;
        stopped_at_first_ = options_.first && witnesses_.any_unwelcome(options_.welcome) && !limits_.stopping();
    }

    [[nodiscard]] bool fully_explored() {
        (void)team_.agree();
        return !limits_.stopping() && !bound_reached_ && !stopped_at_first_;
    }

    void decide_possibilities(StateTable<words>& table, const std::vector<StalledStates>& stalled) {
        Possibility<S> possibility(system_, table, executor_, limits_, budget_, team_,
                                   {.depth = result_.depth, .transitions = result_.transitions},
                                   system::KnowsAdvancing<S> ? &stalled : nullptr);
        witnesses_ += possibility.decide(questions_, blocked_);
    }

    void decide_progress(const StateTable<words>& table) {
        ProgressPass<S> progress(system_, table, executor_, limits_, budget_);
        for (const system::PropertyId property : questions_.progress) {
            auto lasso = progress.decide(property);
            if (!lasso) continue;
            witnesses_.offer(property, lasso->start);
            lassos_[property] = std::move(*lasso);
        }
    }

    void tell_survey(const StateTable<words>& table, const Indexed<system::TransitionId, std::uint8_t>& taken) {
        bool more = options_.survey != nullptr && options_.survey->begin(taken.items());
        if (!team_.alone()) {
            tell_of_all_ranks(table, more);
            return;
        }
        FoldedState<words> at;
        for (std::size_t part = 0; more && part < StateTable<words>::parts && !limits_.poll(); ++part) {
            table.for_each(part, [&](StateKey key, std::uint64_t, SlotNumber) {
                if (!more) return;
                table.unfold(key, at);
                more = options_.survey->look(at.words.data());
            });
        }
    }

    void tell_of_all_ranks(const StateTable<words>& table, bool more) {
        ToldStates<words> told(table, *team_.ranks(), limits_);
        if (team_.leads()) {
            told.hear(more, [&](const std::uint64_t* state) { return options_.survey->look(state); });
        } else {
            told.tell();
        }
        (void)team_.agree();
    }

    void build_traces(const StateTable<words>& table) {
        TraceBuilder<S> builder(system_, table, executor_, limits_, team_);
        auto traces = builder.build(witnesses_);
        for (const system::PropertyId p : traces.ids()) {
            PropertyResult& property = result_.properties[p.number()];
            property.trace = std::move(traces[p]);
            if (const auto lasso = lassos_.find(p); lasso != lassos_.end()) append(lasso->second, property);
        }
    }

    static void append(const Lasso<words>& lasso, PropertyResult& property) {
        if (!property.trace) return;
        auto& steps = property.trace->steps;
        property.trace->cycle_start = steps.size() + lasso.stem;
        steps.insert(steps.end(), lasso.steps.begin(), lasso.steps.end());
    }

    void conclude() {
        if (team_.alone()) result_.bytes = budget_.peak();
        result_.seconds = limits_.seconds();
        result_.status = status();
        if (result_.status == Status::incomplete) {
            result_.reason = limits_.stopping() ? limits_.reason() : Reason::bound;
        }
        for (const system::PropertyId p : witnesses_.properties()) judge(p);
    }

    [[nodiscard]] Status status() const {
        if (stopped_at_first_) return Status::stopped_at_first;
        const bool cut_short = limits_.stopping() || bound_reached_;
        if (cut_short && !planted::is("cut-short-is-complete")) return Status::incomplete;
        return Status::complete;
    }

    void judge(system::PropertyId number) {
        PropertyResult& property = result_.properties[number.number()];
        const auto& witness = witnesses_[number];
        if (witness) {
            property.verdict = Verdict::violated;
            property.level = witness->level;
            if (const auto lasso = lassos_.find(number); lasso != lassos_.end()) property.level += lasso->second.stem;
            property.thread = witness->thread;
        } else if (result_.status == Status::complete) {
            property.verdict = Verdict::holds;
        }
    }

    const S& system_;
    const Options& options_;
    Executor executor_;
    Limits limits_;
    Budget budget_;
    Team team_;
    Questions questions_;
    Witnesses<words> witnesses_;
    std::map<system::PropertyId, Lasso<words>> lassos_;
    ThreadSet blocked_;  // threads that may be stuck
    bool bound_reached_ = false;
    bool stopped_at_first_ = false;
    Result result_;
};

}  // namespace internal

/// Visits every reachable state of `system` and answers all its properties. Throws
/// std::invalid_argument if options.threads is 0; what the system throws passes through, except
/// std::bad_alloc, which makes the result incomplete(memory).
template <system::TransitionSystem S>
[[nodiscard]] Result explore(const S& system, const Options& options) {
    static_assert(revoke_mc::system::well_formed_system<S>);
    return internal::Exploration<S>(system, options).run();
}

}  // namespace revoke_mc::explorer
