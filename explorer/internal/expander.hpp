// One worker of the search: takes states of the current level, asks every question about them and
// pushes their successors towards the table.
//
// All that it finds is its own until the level is over: counters, witnesses, threads that were seen
// blocked. The search merges them with +=.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/internal/frontier.hpp"
#include "explorer/internal/limits.hpp"
#include "explorer/internal/outbox.hpp"
#include "explorer/internal/questions.hpp"
#include "explorer/internal/reduction.hpp"
#include "explorer/internal/state_table.hpp"
#include "explorer/internal/state_words.hpp"
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

    Expander(const S& system, const Questions& questions, StateTable<words>& table, FrontierPart& next)
        : system_(system), questions_(questions), table_(table), outbox_(table, next),
          found_(system.properties().size(), system.threads()), movers_(system.threads()),
          watched_(watched_threads(system, questions)) {}

    /// Works until the level is dealt out or a limit is hit.
    template <class Report>
    void work(std::uint64_t level, Frontier& frontier, Limits& limits, const Report& report) {
        level_ = level;
        outbox_.begin(level + 1);
        limits_ = &limits;
        for (FrontierChunk chunk; !limits.poll() && frontier.next(chunk);) {
            for (std::size_t i = chunk.begin; i != chunk.end && !limits.stopping(); ++i) {
                if (i + ahead < chunk.end) table_.prefetch(chunk.block->keys[i + ahead]);
                expand(chunk.block->keys[i], chunk.block->transitions[i]);
            }
            publish();
            report();
        }
        if (!limits.stopping()) stop_if(outbox_.flush());
        publish();
    }

    /// Enters an initial state.
    void enter(const std::uint64_t* state, Limits& limits) {
        limits_ = &limits;
        outbox_.begin(0);
        push(state, no_transition, nullptr);
        if (!limits.stopping()) stop_if(outbox_.flush());
    }

    [[nodiscard]] const Findings<words>& found() const { return found_; }
    [[nodiscard]] static constexpr std::uint64_t bytes() { return Outbox<words>::bytes(); }

    /// The number of transitions a moment ago, for progress.
    [[nodiscard]] std::uint64_t transitions() const { return published_.load(std::memory_order_relaxed); }

private:
    using Step = system::Step;
    using PropertyId = system::PropertyId;
    using ThreadId = system::ThreadId;
    using TransitionId = system::TransitionId;

    static constexpr std::size_t ahead = 4;  // states whose words are being fetched

    struct Successor {
        StateArray<words> state;
        TransitionId transition;
    };

    /// Threads that may be stuck and were not seen blocked yet.
    static ThreadSet watched_threads(const S& system, const Questions& questions) {
        ThreadSet watched(system.threads());
        if (questions.stuck.empty()) return watched;
        for (ThreadId thread = 0; thread < system.threads(); ++thread) {
            if (!always_rests(system, thread)) watched.insert(thread);
        }
        return watched;
    }

    void publish() { published_.store(found_.transitions, std::memory_order_relaxed); }
    void stop_if(Reason reason) {
        if (reason != Reason::none) limits_->raise(reason);
    }

    void expand(StateKey key, TransitionId from) {
        table_.unfold(key, at_);
        const std::uint64_t* state = at_.words.data();
        if (questions_.state_properties != 0) check_state(state, from);
        changes_ = false;
        watching_ = !watched_.empty();
        if (watching_) movers_.clear();
        pending_.clear();
        successors_to_expand(system_, state, scratch_, [&](const Step& step) { take(state, step); });
        for (const Successor& successor : pending_) push(successor.state.data(), successor.transition, &at_);
        if (!changes_) check_deadlock(state);
        if (watching_) watch_threads(state);
    }

    void take(const std::uint64_t* state, const Step& step) {
        ++found_.transitions;
        if (!step.broken.empty()) record(state, step);
        if (step.successor == nullptr) {
            found_.bound_reached |= step.bound_reached;
        } else if (same_state<words>(step.successor, state)) {
            return;
        } else {
            table_.prefetch(step.successor, at_);
            pending_.push_back({to_array<words>(step.successor), step.transition});
        }
        changes_ = true;
        if (watching_) movers_.insert(system_.thread_of(step.transition));
    }

    void push(const std::uint64_t* state, TransitionId transition, const FoldedState<words>* from) {
        StateArray<words> representative;
        const std::uint64_t* stored = represent(system_, state, representative);
        const auto key = from != nullptr ? table_.key(stored, *from) : table_.key(stored);
        stop_if(key ? outbox_.push(*key, transition) : Reason::memory);
    }

    /// What the step that found the state cannot have changed was right in the state before, or has
    /// a witness there, which is better. (A renamed state is not the one that the step led to.)
    void check_state(const std::uint64_t* state, TransitionId from) {
        const auto report = [&](PropertyId property) { record(state, property); };
        if constexpr (requires { system_.broken_after(from, state, scratch_, report); }) {
            if (from != no_transition && !renames(system_)) return system_.broken_after(from, state, scratch_, report);
        }
        system_.broken_in(state, scratch_, report);
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
        watched_.for_each_without(movers_, [&](ThreadId thread) {
            if (system_.at_rest(state, thread)) return;
            found_.blocked.insert(thread);
            watched_.erase(thread);
        });
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
    StateTable<words>& table_;
    typename S::Scratch scratch_{};
    Outbox<words> outbox_;
    Findings<words> found_;
    Limits* limits_ = nullptr;
    std::uint64_t level_ = 0;
    FoldedState<words> at_;           // the state at hand
    std::vector<Successor> pending_;  // its successors, while what folding them takes is being fetched
    bool watching_ = false;           // there is still something to learn about blocked threads
    bool changes_ = false;            // of the state at hand: some step changes it
    ThreadSet movers_;                // of the state at hand: who has such a step
    ThreadSet watched_;               // threads that may be stuck and were not seen blocked yet
    std::atomic<std::uint64_t> published_{0};
};

}  // namespace revoke_mc::explorer::internal
