// Propagating reach(s) backwards through the graph by sweeping over all states.
//
// The graph has no predecessors, only successors that can be computed again. A sweep visits every
// state that still misses a goal and takes what its successors have; it is repeated, from the last
// level to the first, then from the first to the last, and so on, until nothing changes (chaotic
// iteration, P. Cousot 1977: the least fixpoint does not depend on the order, so the result is the
// same for any number of threads). Sweeping against the direction of the search carries a goal back
// over any number of forward edges at once, the other direction over any number of back edges; and
// in a graph of a program most states reach everything within a few steps, so that after the first
// sweep few states are left.
//
// Successors are looked up in batches: first the index line, then the mask. The store holds only the
// states that are left over; a successor that is not in it is settled and reaches every goal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/possibility/goals.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/levels.hpp"
#include "explorer/store/state_store.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// What one sweep has seen; a monoid under +=.
struct SweepCount {
    std::uint64_t open = 0;     ///< states that missed a goal when they were visited
    std::uint64_t settled = 0;  ///< of these: miss none now
    std::uint64_t changed = 0;  ///< masks that grew
    SweepCount& operator+=(const SweepCount& other) {
        open += other.open;
        settled += other.settled;
        changed += other.changed;
        return *this;
    }
};

/// The edges of a few states, waiting for their look-up.
template <std::size_t Words>
class EdgeBatch {
public:
    EdgeBatch(const StateStore<Words>& store, ReachMap reach, GoalMask all) : store_(store), reach_(reach), all_(all) {}

    void push(StateId source, const std::uint64_t* successor, GoalMask allowed) {
        const std::uint64_t hash = hash_state<Words>(successor);
        edges_.push_back({source, hash, allowed, to_array<Words>(successor)});
    }

    [[nodiscard]] bool full() const { return edges_.size() >= size; }

    /// Gives each source what its successors have. In the order of pushing, so that what one
    /// source gains is there for the next.
    void flush(SweepCount& count) {
        targets_.resize(edges_.size());
        for (std::size_t i = 0; i < edges_.size(); ++i) {
            targets_[i] = store_.first_entry(edges_[i].hash);  // only to have the line here
        }
        for (std::size_t i = 0; i < edges_.size(); ++i) {
            targets_[i] = look_up(edges_[i]);
            if (targets_[i] != no_state) reach_.prefetch(targets_[i]);
        }
        for (std::size_t i = 0; i < edges_.size(); ++i) settle(edges_[i], targets_[i], count);
        edges_.clear();
    }

private:
    static constexpr std::size_t size = 256;

    struct Edge {
        StateId source;
        std::uint64_t hash;
        GoalMask allowed;
        StateArray<Words> successor;
    };

    StateId look_up(const Edge& edge) const { return store_.find(edge.successor.data(), edge.hash); }

    void settle(const Edge& edge, StateId target, SweepCount& count) {
        const GoalMask reached = target == no_state ? all_ : reach_.get(target);
        if (!reach_.add(edge.source, reached & edge.allowed)) return;
        ++count.changed;
        if (reach_.get(edge.source) == all_) ++count.settled;
    }

    const StateStore<Words>& store_;
    ReachMap reach_;
    GoalMask all_;
    std::vector<Edge> edges_;
    std::vector<StateId> targets_;
};

template <system::TransitionSystem S>
class Sweeper {
public:
    static constexpr std::size_t words = S::words;

    Sweeper(const S& system, const StateStore<words>& store, const GoalSet<S>& goals, ReachMap reach)
        : system_(system), store_(store), goals_(goals), reach_(reach), batch_(store, reach, goals.all()) {}

    /// The first sweep, from the last level to the first: what each state fulfils by itself, and
    /// what one of its successors has. One is mostly enough, and a single look-up is cheap.
    template <class Report>
    void start(ChunkCursor& cursor, Limits& limits, const Report& report) {
        count_ = {};
        for (IdRange chunk; !limits.poll() && cursor.next(chunk); report()) {
            for (StateId id = chunk.end; id-- != chunk.begin;) begin_with(id);
        }
        batch_.flush(count_);
    }

    /// Every other sweep.
    template <class Report>
    void sweep(ChunkCursor& cursor, Direction direction, Limits& limits, const Report& report) {
        count_ = {};
        for (IdRange chunk; !limits.poll() && cursor.next(chunk); report()) {
            if (direction == Direction::ascending) {
                for (StateId id = chunk.begin; id != chunk.end; ++id) visit(id);
            } else {
                for (StateId id = chunk.end; id-- != chunk.begin;) visit(id);
            }
        }
        batch_.flush(count_);
    }

    [[nodiscard]] const SweepCount& count() const { return count_; }

private:
    void begin_with(StateId id) {
        GoalMask allowed = 0;
        const auto remember = [&](const system::Step& step) {
            const GoalMask may = goals_.allowed(step.transition);
            if (may == 0) return;
            allowed = may;
            one_ = to_array<words>(step.successor);
        };
        const GoalMask mask = goals_.immediate(store_.state(id), scratch_, remember);
        reach_.set(id, mask);
        ++count_.changed;
        ++count_.open;
        const GoalMask missing = goals_.all() & ~mask;
        if (missing == 0) ++count_.settled;
        if ((missing & allowed) == 0) return;
        batch_.push(id, one_.data(), missing & allowed);
        if (batch_.full()) batch_.flush(count_);
    }

    void visit(StateId id) {
        const GoalMask missing = goals_.all() & ~reach_.get(id);
        if (missing == 0) return;
        ++count_.open;
        const std::uint64_t* state = store_.state(id);
        system_.successors(state, scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr || !GoalSet<S>::changes(state, step)) return;
            const GoalMask allowed = goals_.allowed(step.transition) & missing;
            if (allowed != 0) batch_.push(id, step.successor, allowed);
        });
        if (batch_.full()) batch_.flush(count_);
    }

    const S& system_;
    const StateStore<words>& store_;
    const GoalSet<S>& goals_;
    ReachMap reach_;
    EdgeBatch<words> batch_;
    typename S::Scratch scratch_{};
    SweepCount count_;
    StateArray<words> one_{};
};

}  // namespace revoke_mc::explorer::internal
