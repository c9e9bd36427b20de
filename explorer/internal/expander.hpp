// One worker of the search: takes states of the current level, asks every question about them and
// pushes their successors towards the store.
//
// All that it finds is its own until the level is over: counters, witnesses, threads that were seen
// blocked. The search merges them with +=. A worker whose store is full returns and keeps the rest
// of its chunk and of its batch for the next round.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "explorer/internal/levels.hpp"
#include "explorer/internal/limits.hpp"
#include "explorer/internal/questions.hpp"
#include "explorer/internal/state_store.hpp"
#include "explorer/internal/state_words.hpp"
#include "explorer/internal/successor_batch.hpp"
#include "explorer/internal/thread_set.hpp"
#include "explorer/internal/witness.hpp"
#include "model/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// What the workers learned about the system; a monoid under +=.
template <std::size_t Words>
struct Findings {
    Findings(std::size_t properties, std::size_t threads) : witnesses(properties), blocked(threads) {}

    std::uint64_t transitions = 0;
    bool bound_reached = false;
    Witnesses<Words> witnesses;
    ThreadSet blocked;  ///< threads that somewhere were neither at rest nor had a changing step

    Findings& operator+=(const Findings& other) {
        transitions += other.transitions;
        bound_reached |= other.bound_reached;
        witnesses += other.witnesses;
        blocked += other.blocked;
        return *this;
    }
};

template <system::TransitionSystem S>
class alignas(64) Expander {
public:
    static constexpr std::size_t words = S::words;

    Expander(const S& system, const Questions& questions, StateStore<words>& store, Writer& writer)
        : system_(system), questions_(questions), store_(store), batch_(store, writer),
          found_(system.properties().size(), system.threads()), movers_(system.threads()),
          unblocked_(questions.stuck.empty() ? 0 : system.threads()) {}

    /// Works until the level is dealt out, a limit is hit or the store is full.
    template <class Report>
    void work(std::uint64_t level, ChunkCursor& cursor, Limits& limits, const Report& report) {
        level_ = level;
        if (batch_.stalled() && !batch_.flush()) return;
        while (!limits.poll() && (!chunk_.empty() || cursor.next(chunk_))) {
            if (!expand_chunk(limits)) return;
            publish();
            report();
        }
        if (!limits.stopping()) (void)batch_.flush();  // stalled() says if that failed
        publish();
    }

    [[nodiscard]] bool stalled() const { return batch_.stalled(); }
    [[nodiscard]] bool finished() const { return chunk_.empty() && !stalled(); }
    [[nodiscard]] const Findings<words>& found() const { return found_; }
    [[nodiscard]] std::uint64_t bytes() const { return batch_.bytes(); }

    /// The number of transitions a moment ago, for progress.
    [[nodiscard]] std::uint64_t transitions() const { return published_.load(std::memory_order_relaxed); }

private:
    using Step = system::Step;
    using PropertyId = system::PropertyId;
    using ThreadId = system::ThreadId;

    void publish() { published_.store(found_.transitions, std::memory_order_relaxed); }

    bool expand_chunk(const Limits& limits) {
        while (!chunk_.empty()) {
            expand(store_.state(chunk_.begin++));
            if (batch_.stalled()) return false;
            if (limits.stopping()) return true;
        }
        return true;
    }

    void expand(const std::uint64_t* state) {
        if (questions_.state_properties != 0) check_state(state);
        changes_ = false;
        movers_.clear();
        system_.successors(state, scratch_, [&](const Step& step) { take(state, step); });
        if (!changes_) check_deadlock(state);
        if (unblocked_ != 0) watch_threads(state);
    }

    void take(const std::uint64_t* state, const Step& step) {
        ++found_.transitions;
        if (!step.broken.empty()) record(state, step);
        if (step.successor == nullptr) {
            found_.bound_reached |= step.bound_reached;
        } else if (same_state<words>(step.successor, state)) {
            return;
        } else {
            batch_.push(step.successor);
        }
        changes_ = true;
        if (unblocked_ != 0) movers_.insert(system_.thread_of(step.transition));
    }

    void check_state(const std::uint64_t* state) {
        system_.broken_in(state, scratch_, [&](PropertyId property) { record(state, property); });
    }

    void check_deadlock(const std::uint64_t* state) {
        if (questions_.deadlock.empty() || all_at_rest(state)) return;
        for (const PropertyId property : questions_.deadlock) record(state, property);
    }

    [[nodiscard]] bool all_at_rest(const std::uint64_t* state) const {
        for (ThreadId thread = 0; thread < system_.threads(); ++thread) {
            if (!system_.at_rest(state, thread)) return false;
        }
        return true;
    }

    /// Which threads are blocked here? Once all of them have been, there is nothing left to learn.
    void watch_threads(const std::uint64_t* state) {
        for (ThreadId thread = 0; thread < system_.threads(); ++thread) {
            if (found_.blocked.contains(thread) || movers_.contains(thread)) continue;
            if (system_.at_rest(state, thread)) continue;
            found_.blocked.insert(thread);
            --unblocked_;
        }
    }

    /// A witness of an earlier level cannot be beaten any more.
    [[nodiscard]] bool settled(PropertyId property) const {
        const auto& best = found_.witnesses[property];
        return best && best->level < level_;
    }

    void record(const std::uint64_t* state, PropertyId property) {
        if (settled(property)) return;
        found_.witnesses.offer(property, {.level = level_, .state = to_array<words>(state)});
    }

    void record(const std::uint64_t* state, const Step& step) {
        for (const PropertyId property : step.broken) {
            if (settled(property)) continue;
            Witness<words> witness{.level = level_, .state = to_array<words>(state)};
            witness.transition = step.transition;
            if (step.successor != nullptr) witness.successor = to_array<words>(step.successor);
            found_.witnesses.offer(property, witness);
        }
    }

    const S& system_;
    const Questions& questions_;
    StateStore<words>& store_;
    typename S::Scratch scratch_{};
    SuccessorBatch<words> batch_;
    Findings<words> found_;
    std::uint64_t level_ = 0;
    IdRange chunk_;          // what is left of the chunk at hand
    bool changes_ = false;   // of the state at hand: some step changes it
    ThreadSet movers_;       // of the state at hand: who has such a step
    std::size_t unblocked_;  // threads not seen blocked yet, if that matters
    std::atomic<std::uint64_t> published_{0};
};

}  // namespace revoke_mc::explorer::internal
