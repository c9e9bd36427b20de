// Breadth-first search by levels, in parallel.
//
// All states of level d are expanded before any state of level d+1: so the level of a state is the
// length of a shortest path to it, whatever the threads do (TLC and others gave that up when they
// went parallel). A level is dealt out in chunks. It is worked through in rounds: a round ends when
// the level is done, a limit is hit or the store is full; between two rounds the store makes room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "explorer/internal/budget.hpp"
#include "explorer/internal/executor.hpp"
#include "explorer/internal/expander.hpp"
#include "explorer/internal/levels.hpp"
#include "explorer/internal/limits.hpp"
#include "explorer/internal/questions.hpp"
#include "explorer/internal/state_store.hpp"
#include "model/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class Search {
public:
    static constexpr std::size_t words = S::words;

    Search(const S& system, const Questions& questions, StateStore<words>& store, Executor& executor, Limits& limits,
           Budget& budget)
        : system_(system), store_(store), executor_(executor), limits_(limits), budget_(budget),
          total_(system.properties().size(), system.threads()) {
        for (unsigned i = 0; i < executor.threads(); ++i) {
            workers_.push_back(std::make_unique<Expander<S>>(system, questions, store, store.writer(i)));
            book(workers_.back()->bytes(), 0);
        }
    }
    ~Search() { budget_.give(booked_); }
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;

    /// Explores everything, or until a limit is hit, or (`first`) to the end of the first level
    /// with a violation.
    void run(bool first) {
        try {
            insert_initial_states();
            while (close_level() && !limits_.stopping()) {
                expand_level();
                if (first && violation_found()) break;
            }
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
        }
        merge();
        (void)close_level();  // what an unfinished level has found
    }

    [[nodiscard]] const Levels& levels() const { return levels_; }
    [[nodiscard]] const Findings<words>& found() const { return total_; }
    [[nodiscard]] std::uint64_t depth() const { return levels_.count() == 0 ? 0 : levels_.count() - 1; }

private:
    // Below this, waking other threads takes longer than the work.
    static constexpr std::uint64_t worth_sharing = 256;

    void insert_initial_states() {
        const std::vector<std::uint64_t> initial = system_.initial_states();
        for (std::size_t i = 0; i + words <= initial.size(); i += words) {
            while (store_.insert(store_.writer(0), &initial[i], hash_state<words>(&initial[i])) == Insertion::full) {
                if (!make_room()) return;
            }
        }
    }

    /// Makes a level of the states that are new; false if there are none.
    bool close_level() {
        const std::vector<IdRange> ranges = store_.close_level();
        if (ranges.empty()) return false;
        const std::uint64_t before = levels_.bytes();
        levels_.append(ranges);
        book(levels_.bytes(), before);
        return true;
    }

    void expand_level() {
        const auto level = levels_[depth()];
        const std::uint64_t states = total_size(level);
        ChunkCursor cursor(level, chunk_size(states, executor_.threads()));
        do {
            run_round(cursor, states);
        } while (!limits_.stopping() && !finished(cursor) && make_room());
    }

    void run_round(ChunkCursor& cursor, std::uint64_t states) {
        const auto work = [&](unsigned number) {
            workers_[number]->work(depth(), cursor, limits_, [&] { report(states); });
        };
        if (states < worth_sharing && is_calm()) {
            executor_.run_alone(work);
        } else {
            executor_.run(work);
        }
    }

    /// No worker has anything left over from an earlier round.
    [[nodiscard]] bool is_calm() const {
        return std::ranges::all_of(workers_, [](const auto& worker) { return worker->finished(); });
    }

    [[nodiscard]] bool finished(const ChunkCursor& cursor) const { return cursor.exhausted() && is_calm(); }

    bool make_room() {
        const Reason refusal = store_.make_room(executor_);
        if (refusal == Reason::none) return true;
        limits_.raise(refusal);
        return false;
    }

    void report(std::uint64_t frontier) {
        limits_.report([&](Progress& progress) {
            progress.phase = Phase::search;
            progress.depth = depth();
            progress.states = store_.size();
            for (const auto& worker : workers_) progress.transitions += worker->transitions();
            progress.frontier = frontier;
            progress.bytes = budget_.used();
        });
    }

    [[nodiscard]] bool violation_found() const {
        return std::ranges::any_of(workers_, [](const auto& worker) { return worker->found().witnesses.any(); });
    }

    /// Each worker's findings are a running total, so the sum is made anew.
    void merge() {
        total_ = Findings<words>(system_.properties().size(), system_.threads());
        for (const auto& worker : workers_) total_ += worker->found();
    }

    void book(std::uint64_t bytes, std::uint64_t before) {
        booked_ += bytes - before;
        budget_.force(bytes - before);
    }

    const S& system_;
    StateStore<words>& store_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    std::vector<std::unique_ptr<Expander<S>>> workers_;
    Levels levels_;
    Findings<words> total_;
    std::uint64_t booked_ = 0;
};

}  // namespace revoke_mc::explorer::internal
