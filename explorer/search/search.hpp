// Breadth-first search by levels, in parallel.
//
// All states of level d are expanded before any state of level d+1: the level of a state is therefore the length of a
// shortest path to it, whatever the threads do (TLC and others gave that up when they went parallel). A level is dealt
// out in chunks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "explorer/search/dispatch.hpp"
#include "explorer/search/expander.hpp"
#include "explorer/search/found_bytes.hpp"
#include "explorer/search/frontier.hpp"
#include "explorer/search/keeper.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/questions.hpp"
#include "explorer/search/team.hpp"
#include "explorer/search/word_steps.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class Search {
public:
    static constexpr std::size_t words = S::words;

    Search(const S& system, const Questions& questions, StateTable<words>& table, Executor& executor, Limits& limits,
           Budget& budget, Team& team, std::uint64_t max_states = unlimited)
        : system_(system), table_(table), executor_(executor), limits_(limits), budget_(budget), team_(team),
          max_states_(max_states), pool_(budget), next_(executor.threads(), FrontierPart(pool_)), frontier_(pool_),
          total_(system.properties().size(), system.threads(), system.transitions()) {
        remember_words();
        if (!team_.alone()) end_.emplace(*team_.ranks());
        for (unsigned i = 0; i < executor.threads(); ++i) {
            const std::uint64_t bytes = Expander<S>::bytes(team_.ranks());
            if (!budget_.take(bytes)) throw std::bad_alloc();
            booked_ += bytes;
            workers_.push_back(std::make_unique<Expander<S>>(system, questions, table, next_[i], budget, word_steps_,
                                                             team_.ranks(), end_ ? &*end_ : nullptr));
        }
    }
    ~Search() { budget_.give(booked_); }
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;

    /// Explores everything, or until a limit is hit, or (`first`) to the end of the first level
    /// with a violation; `welcome` and `checkpoints` (may be null) as in Options.
    void run(bool first, const std::vector<bool>& welcome = {}, Checkpoints* checkpoints = nullptr) {
        Keeper<S> keeper(checkpoints, table_, executor_, limits_, budget_, team_, workers_);
        try {
            begin_or_stop(keeper);
            agree(welcome, keeper);
            begin_level(keeper);
            // What is broken before the first step does not end the search before that.
            while (level_size_ != 0 && !limits_.stopping() && !(first && levels_ > 1 && violated_)) {
                expand_level();
                agree(welcome, keeper);
                begin_level(keeper);
            }
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
        keeper.end();
        merge();
        (void)next_level();  // what an unfinished level has found
        share_findings();
    }

    /// Of all ranks.
    [[nodiscard]] const Findings<words>& found() const { return total_; }
    [[nodiscard]] std::uint64_t states() const { return team_.alone() ? table_.size() : states_; }
    /// By worker: states from which no step surely leads on, if the system knows such steps. To be
    /// taken at the end of the search.
    [[nodiscard]] std::vector<StalledStates> release_stalled() {
        std::vector<StalledStates> stalled;
        for (const auto& worker : workers_) stalled.push_back(worker->release_stalled());
        return stalled;
    }
    /// Number of levels; the initial states are level 0.
    [[nodiscard]] std::uint64_t levels() const { return levels_; }
    [[nodiscard]] std::uint64_t depth() const { return levels_ == 0 ? 0 : levels_ - 1; }

private:
    // Below this, waking other threads takes longer than the work.
    static constexpr std::uint64_t worth_sharing = 256;

    /// Where some steps are confined to a word, they are remembered.
    void remember_words() {
        if constexpr (remembers_words<S>) {
            bool any = false;
            for (const system::TransitionId t : FirstIds<system::TransitionId>(system_.transitions()))
                any = any || system_.confined_to(t) < words;
            for (std::size_t w = 0; any && w < words; ++w) any = word_steps_.emplace_back(budget_).open();
            if (!any) word_steps_.clear();
        }
    }

    void begin_or_stop(Keeper<S>& keeper) {
        try {
            begin(keeper);
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
    }
    /// Level 0, or the level that a checkpoint is of.
    void begin(Keeper<S>& keeper) {
        if (keeper.resumes()) {
            levels_ = keeper.load(no_findings(), next_);
        } else {
            insert_initial_states();
        }
    }

    /// How all ranks stand at the end of a level. A limit of the number of states is one of all together, and decided
    /// here.
    void agree(const std::vector<bool>& welcome, Keeper<S>& keeper) {
        std::uint64_t fresh = 0;
        for (const FrontierPart& part : next_) fresh += part.size();
        const Standing all = team_.agree(
            {.fresh = fresh, .states = table_.size(), .flag = violation_found(welcome), .due = keeper.due()});
        fresh_ = all.fresh;
        states_ = all.states;
        violated_ = all.flag;
        due_ = all.due;
        if (!team_.alone() && states_ > max_states_) limits_.raise(Reason::states);
    }

    /// Makes a level of the states that are new, if there are any and the one before is finished.
    void begin_level(Keeper<S>& keeper) {
        if (limits_.stopping()) return;
        (void)next_level();
        if (!keeper.keeps()) return;
        merge();
        keeper.begin_level({.levels = levels_, .frontier = level_size_, .found = total_}, due_);
    }

    void insert_initial_states() {
        const std::vector<std::uint64_t> initial = system_.initial_states();
        for (std::size_t i = 0; i + words <= initial.size() && !limits_.stopping(); i += words) {
            workers_[0]->enter(&initial[i], limits_);
        }
        if constexpr (system::HasFaultyStarts<S>) {
            for (const system::Start& start : system_.faulty_starts()) workers_[0]->begin(start);
        }
    }

    /// Makes a level of the states that are new; false if there are none.
    bool next_level() {
        const std::uint64_t mine = frontier_.refill(next_, executor_.threads());
        level_size_ = team_.alone() ? mine : std::exchange(fresh_, 0);
        if (level_size_ == 0) return false;
        ++levels_;
        return true;
    }

    void expand_level() {
        if (end_) end_->begin();
        run_workers([&](unsigned number) { workers_[number]->work(depth(), frontier_, limits_, [&] { report(); }); });
        if (!end_) return;
        end_->announce(limits_.reason());
        while (!end_->reached())  // again, if there was no memory for what has come
            run_workers([&](unsigned number) { workers_[number]->collect(limits_, [&] { report(); }); });
    }

    template <class Work>
    void run_workers(const Work& work) {
        try {
            if (level_size_ / team_.size() < worth_sharing) {
                executor_.run_alone(work);
            } else {
                executor_.run(work);
            }
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
    }

    void report() {
        limits_.report([&](Progress& progress) {
            progress.phase = Phase::search;
            progress.depth = depth();
            progress.states = table_.size() * team_.size();  // shares are equal
            for (const auto& worker : workers_) progress.transitions += worker->transitions() * team_.size();
            progress.frontier = level_size_;
            progress.bytes = budget_.used();
        });
    }

    [[nodiscard]] bool violation_found(const std::vector<bool>& welcome) const {
        return std::any_of(workers_.begin(), workers_.end(),
                           [&](const auto& worker) { return worker->found().witnesses.any_unwelcome(welcome); });
    }

    [[nodiscard]] Findings<words> no_findings() const {
        return Findings<words>(system_.properties().size(), system_.threads(), system_.transitions());
    }

    /// Each worker's findings are a running total: the sum is made afresh.
    void merge() {
        total_ = no_findings();
        for (const auto& worker : workers_) total_ += worker->found();
    }

    /// Of all ranks.
    void share_findings() {
        if (team_.alone()) return;
        BlockWriter out;
        FoundBytes<words>::write(out, total_);
        total_ = no_findings();
        for (const Block& block : team_.ranks()->gather(out.bytes())) {
            BlockReader in(block);
            FoundBytes<words>::read(in, total_);
            in.end();
        }
    }

    const S& system_;
    StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    Team& team_;
    const std::uint64_t max_states_;  // of all ranks
    std::optional<LevelEnd> end_;     // if there are several
    BlockPool pool_;
    std::vector<FrontierPart> next_;  // by worker
    Frontier frontier_;
    std::deque<WordSteps> word_steps_;  // by word; empty: nothing is remembered
    std::vector<std::unique_ptr<Expander<S>>> workers_;
    Findings<words> total_;
    std::uint64_t levels_ = 0;
    std::uint64_t level_size_ = 0;  // of all ranks
    std::uint64_t fresh_ = 0, states_ = 0;
    bool violated_ = false, due_ = false;
    std::uint64_t booked_ = 0;
};

}  // namespace revoke_mc::explorer::internal
