// One worker of the search: takes states of the current level, asks every question about them and
// pushes their successors towards the table.
//
// All that it finds is its own until the level is over: counters, witnesses, threads that were seen
// blocked. The search merges them with +=.
//
// Where a search has several ranks, successors that belong to others are sent there, and what others send comes in
// between two chunks of work.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "explorer/base/planted.hpp"
#include "explorer/search/dispatch.hpp"
#include "explorer/search/findings.hpp"
#include "explorer/search/frontier.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/local_steps.hpp"
#include "explorer/search/outbox.hpp"
#include "explorer/search/questions.hpp"
#include "explorer/search/reduction.hpp"
#include "explorer/search/sleep_sets.hpp"
#include "explorer/search/stalled.hpp"
#include "explorer/search/thread_set.hpp"
#include "explorer/search/witness.hpp"
#include "explorer/search/word_steps.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class alignas(64) Expander {
public:
    static constexpr std::size_t words = S::words;

    /// `ranks`, `end`: of a search that is shared out; null if it is not.
    Expander(const S& system, const Questions& questions, StateTable<words>& table, FrontierPart& next, Budget& budget,
             std::deque<WordSteps>& word_steps, const SleepSets& sleep_sets, Ranks* ranks, LevelEnd* end)
        : system_(system), questions_(questions), table_(table), outbox_(table, next),
          dispatch_(ranks == nullptr ? nullptr : std::make_unique<Dispatch<words>>(*ranks)), end_(end),
          found_(system.properties().size(), system.threads(), system.transitions()), stalled_(budget),
          seeks_stalled_(seeks_stalled(questions)), leads_on_(leading_on(system, questions)),
          local_(system, word_steps, leads_on_), sleep_sets_(sleep_sets), movers_(system.threads()),
          watched_(watched_threads(system, questions)) {}

    /// Works until the level is dealt out or a limit is hit.
    template <class Report>
    void work(std::uint64_t level, Frontier& frontier, Limits& limits, const Report& report) {
        level_ = level;
        outbox_.begin(level + 1);
        limits_ = &limits;
        for (FrontierChunk chunk; !limits.poll() && frontier.next(chunk);) {
            for (std::size_t at = chunk.begin; at < chunk.end && !limits.stopping(); at += group) {
                expand(*chunk.block, at, std::min(at + group, chunk.end));
            }
            frontier.finish(chunk);
            if (dispatch_) exchange();
            publish();
            report();
        }
        if (dispatch_) send_rest();
        if (!limits.stopping()) stop_if(outbox_.flush());
        publish();
    }

    /// Then takes in what other ranks send, until the end of the level.
    template <class Report>
    void collect(Limits& limits, const Report& report) {
        for (unsigned times = 0; !end_->reached(); report()) {
            (void)limits.poll();
            if (take_in()) {
                times = 0;
            } else {
                Ranks::pause(times);
            }
        }
        if (!limits.stopping()) stop_if(outbox_.flush());
    }

    /// Enters an initial state, if it belongs here.
    void enter(const std::uint64_t* state, Limits& limits) {
        limits_ = &limits;
        outbox_.begin(0);
        StateArray<words> copy;
        const std::uint64_t* representative = represent(system_, state, copy);
        if (dispatch_ && !dispatch_->is_here(Owners::sum<words>(representative))) return;
        const auto key = table_.key(representative);
        stop_if(key ? outbox_.push(*key, none) : Reason::memory);
        if (!limits.stopping()) stop_if(outbox_.flush());
    }

    /// Takes note of what is broken before the first step.
    void begin(const system::Start& start) {
        found_.bound_reached |= start.bound_reached;
        Witness<words> witness{.state = to_array<words>(start.state.data())};
        witness.cut_start = start.cut;
        for (const PropertyId property : start.broken) found_.witnesses.offer(property, witness);
    }

    [[nodiscard]] const Findings<words>& found() const { return found_; }
    /// Goes on from what was found in an earlier run.
    void adopt(Findings<words> found) {
        found_ = std::move(found);
        publish();
    }
    [[nodiscard]] const StalledStates& stalled() const { return stalled_; }
    [[nodiscard]] StalledStates& stalled() { return stalled_; }
    [[nodiscard]] StalledStates release_stalled() { return std::move(stalled_); }
    [[nodiscard]] static std::uint64_t bytes(const Ranks* ranks) {
        return sizeof(Expander) + Outbox<words>::bytes() + (ranks == nullptr ? 0 : Dispatch<words>::bytes(*ranks));
    }

    /// The number of transitions, as of a moment ago: for progress.
    [[nodiscard]] std::uint64_t transitions() const { return published_.load(std::memory_order_relaxed); }

private:
    using Step = system::Step;
    using PropertyId = system::PropertyId;
    using ThreadId = system::ThreadId;
    using TransitionId = system::TransitionId;
    using Successor = typename StateTable<words>::Successor;

    // The number of states that are expanded together, step by step: what one step looks up for all of them is on its
    // way while the step before is at work.
    static constexpr std::size_t group = 32;

    /// Some property asks whether somebody is stuck or something impossible, and the system can help to decide it.
    static bool seeks_stalled(const Questions& questions) {
        return system::KnowsAdvancing<S> && !(questions.stuck.empty() && questions.possibility.empty());
    }

    /// Transitions that advance and that enter nothing which a possibility forbids; empty: nobody asks, or
    /// there are no transitions.
    static Indexed<TransitionId, bool> leading_on(const S& system, const Questions& questions) {
        Indexed<TransitionId, bool> leads_on;
        if constexpr (system::KnowsAdvancing<S>) {
            if (!seeks_stalled(questions)) return leads_on;
            for (const TransitionId id : FirstIds<TransitionId>(system.transitions())) {
                leads_on.push_back(system.advances(id) &&
                                   std::ranges::none_of(questions.possibility, [&](PropertyId property) {
                                       return system.forbidden(property, id);
                                   }));
            }
        }
        return leads_on;
    }

    /// Threads that may be stuck and were not seen blocked yet.
    static ThreadSet watched_threads(const S& system, const Questions& questions) {
        ThreadSet watched(system.threads());
        if (questions.stuck.empty()) return watched;
        for (const ThreadId thread : FirstIds<ThreadId>(system.threads())) {
            if (!always_rests(system, thread)) watched.insert(thread);
        }
        return watched;
    }

    void publish() { published_.store(found_.transitions, std::memory_order_relaxed); }
    void stop_if(Reason reason) {
        if (reason != Reason::none) limits_->raise(reason);
    }

    void expand(const FrontierBlock& block, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) table_.unfold(block.keys[i], states_[i - begin]);
        local_.begin(std::span{states_}.first(end - begin));
        pending_.clear();
        for (std::size_t i = begin; i < end; ++i) expand(i - begin, block.keys[i], TransitionId(block.transitions[i]));
        if (!table_.fold_all(pending_, states_.data(), fold_scratch_)) return stop_if(Reason::memory);
        for (const Successor& successor : pending_) {
            if (!successor.leaves_only) stop_if(outbox_.push(StateTable<words>::key(successor), successor.label));
        }
        local_.make(pending_);
    }

    /// Takes in what has come from other ranks. Whoever has more under way than there should be waits here.
    void exchange() {
        while (take_in()) {}
        for (unsigned times = 0; dispatch_->ranks().congested(); (void)limits_->poll())
            if (!take_in()) Ranks::pause(times);
    }

    /// The level was dealt out, or is given up.
    void send_rest() {
        if (limits_->stopping()) return dispatch_->drop();
        exchange();
        dispatch_->flush();
    }

    /// False if nothing has come.
    bool take_in() {
        const auto arrival = dispatch_->ranks().receive();
        if (!arrival) return false;
        const Block& block = arrival->block;
        if (block.size() > Ranks::header && block[Ranks::header] == static_cast<std::uint8_t>(Traffic::end)) {
            end_->heard(block, *limits_);
        } else if (!limits_->stopping()) {
            enter(block);
        }
        return true;
    }

    /// Enters states that other ranks have found, many at a time.
    void enter(const Block& block) {
        constexpr std::size_t at_once = 256;
        StateReader<words> in(block, Dispatch<words>::first_byte);
        while (!in.at_end() && !limits_->stopping()) {
            arrived_.clear();
            while (!in.at_end() && arrived_.size() < at_once) {
                Successor& successor = arrived_.emplace_back();
                std::uint32_t label = 0;
                in.next(successor.to.words, label);
                successor.from = 0;
                successor.label = TransitionId(label - 1);
            }
            enter_arrived();
        }
    }

    /// What they have in common with the last one of those before need not be looked up.
    void enter_arrived() {
        if (!reference_) {
            const auto key = table_.key(arrived_.front().to.words.data());
            if (!key) return stop_if(Reason::memory);
            table_.unfold(*key, reference_.emplace());
        }
        if (!table_.fold_all(arrived_, &*reference_, fold_scratch_)) return stop_if(Reason::memory);
        for (const Successor& successor : arrived_)
            stop_if(outbox_.push(StateTable<words>::key(successor), successor.label));
        *reference_ = arrived_.back().to;
    }

    void expand(std::size_t number, StateKey key, TransitionId from) {
        const std::uint64_t* state = states_[number].words.data();
        if (questions_.state_properties != 0) check_state(state, from);
        changes_ = goes_on_ = false;
        asleep_ = sleep_sets_.after(from);
        left_out_.clear();
        if (watching_) movers_.clear();
        const std::size_t first = pending_.size();
        if (dispatch_) sum_ = Owners::sum<words>(state);
        take_all(number);
        if (!changes_) check_deadlock(state);
        if (watching_) watch_threads(state);
        if (!goes_on_ && seeks_stalled_) check_stalled(number, key, first);
    }

    /// Takes all steps of a state: first those that are remembered, then the others.
    void take_all(std::size_t number) {
        const std::uint64_t* state = states_[number].words.data();
        const auto take_step = [&](const Step& step) { take(number, step); };
        if (!local_.active()) return successors_to_expand(system_, state, scratch_, take_step);
        if constexpr (remembers_words<S>) {
            const auto take_list = [&](std::size_t word, const WordStepList& list) { take(number, word, list); };
            const auto done = local_.take(number, states_[number], pending_.size(), take_list);
            system_.successors_beyond(done, state, scratch_, [&](const Step& step) {
                local_.note(step);
                take(number, step);
            });
            local_.end(pending_.size());
        }
    }

    void take(std::size_t number, std::size_t word, const WordStepList& list) {
        found_.transitions += list.transitions;
        changes_ = changes_ || list.count != 0;
        goes_on_ = goes_on_ || list.leads_on != 0;
        for (const WordStep& step : list.steps()) {
            if (watching_) movers_.insert(system_.thread_of(step.transition));
            if (!asleep_.contains(step.transition)) push(number, word, step);
        }
    }

    void push(std::size_t number, std::size_t word, const WordStep& step) {
        const FoldedState<words>& from = states_[number];
        if (dispatch_ && send(from.words, word, step)) return;
        if constexpr (words == 2) {
            const InternId other = local_.number_of(from, 1 - word);
            const auto key = word == 0 ? StateTable<words>::key_of_two(step.to, other)
                                       : StateTable<words>::key_of_two(other, step.to);
            stop_if(outbox_.push(key, step.transition));
        } else {
            Successor& successor = pending_.emplace_back();
            successor.to.ids = from.ids;
            successor.to.ids[StateTable<words>::leaf(word)] = step.to;
            successor.numbered = true;
            successor.from = static_cast<std::uint32_t>(number);
            successor.label = step.transition;
        }
    }

    /// False if the state that the step leads to belongs here.
    bool send(const StateArray<words>& from, std::size_t word, const WordStep& step) {
        const std::uint64_t value = table_.word(step.to);
        const std::uint64_t sum = sum_ - Owners::share(word, from[word]) + Owners::share(word, value);
        if (dispatch_->is_here(sum)) return false;
        StateArray<words> to = from;
        to[word] = value;
        dispatch_->push(to, sum, step.transition);
        return true;
    }

    /// (A step that is remembered for its word was taken in this way once.)
    void take(std::size_t number, const Step& step) {
        ++found_.transitions;
        found_.taken[step.transition] |= step.successor == nullptr ? system::taken_and_cut : system::taken_to_its_end;
        const std::uint64_t* state = states_[number].words.data();
        if (!step.broken.empty()) record(state, step);
        if (step.successor == nullptr) {
            found_.bound_reached |= step.bound_reached;
            goes_on_ = goes_on_ || questions_.possibility.empty();  // nobody is stuck for a step that is cut
        } else if (same_state<words>(step.successor, state)) {
            return;
        } else {
            if (asleep_.contains(step.transition) && !local_.making()) {
                left_out_.push_back(step.transition);
            } else {
                push(number, step);
            }
            goes_on_ = goes_on_ || (!leads_on_.empty() && leads_on_[step.transition]);
        }
        changes_ = true;
        if (watching_) movers_.insert(system_.thread_of(step.transition));
    }

    void push(std::size_t number, const Step& step) {
        Successor& successor = pending_.emplace_back();
        StateArray<words> copy;
        successor.to.words = to_array<words>(represent(system_, step.successor, copy));
        successor.from = static_cast<std::uint32_t>(number);
        successor.label = step.transition;
        if (!dispatch_) return;
        const std::uint64_t sum = Owners::sum<words>(successor.to.words.data());
        if (dispatch_->is_here(sum)) return;
        dispatch_->push(successor.to.words, sum, step.transition);
        successor.leaves_only = true;
        successor.numbered = !local_.active();  // nobody will ask for them
    }

    /// Notes a state from which no step leads on, unless all goals are reached where it is: each thread
    /// rests or can move, each possibility holds.
    void check_stalled(std::size_t number, StateKey key, std::size_t first) {
        const std::uint64_t* state = states_[number].words.data();
        movers_.clear();
        local_.for_each(number, [&](const WordStep& step) { movers_.insert(system_.thread_of(step.transition)); });
        for (std::size_t i = first; i < pending_.size(); ++i) movers_.insert(system_.thread_of(pending_[i].label));
        for (const TransitionId transition : left_out_) movers_.insert(system_.thread_of(transition));
        const auto there = [&](PropertyId property) { return system_.goal(property, state, scratch_); };
        if (std::ranges::all_of(questions_.possibility, there) && nobody_waits(state)) return;
        if (planted::is("stalled-not-noted")) return;
        stalled_.add(key, table_.size());
    }

    [[nodiscard]] bool nobody_waits(const std::uint64_t* state) const {
        if (questions_.stuck.empty()) return true;
        for (const ThreadId thread : FirstIds<ThreadId>(system_.threads())) {
            if (!movers_.contains(thread) && !system_.at_rest(state, thread)) return false;
        }
        return true;
    }

    /// What the step that found the state cannot have changed was fine in the state before, or has
    /// a witness there, which is better. (A renamed state is not the one that the step led to.)
    void check_state(const std::uint64_t* state, TransitionId from) {
        const auto report = [&](PropertyId property) { record(state, property); };
        if constexpr (system::ChecksLocally<S>) {
            if (from != none && !renames(system_)) return system_.broken_after(from, state, scratch_, report);
        }
        system_.broken_in(state, scratch_, report);
    }

    void check_deadlock(const std::uint64_t* state) {
        if (questions_.deadlock.empty() || all_at_rest(state)) return;
        for (const PropertyId property : questions_.deadlock) record(state, property);
    }

    [[nodiscard]] bool all_at_rest(const std::uint64_t* state) const {
        for (const ThreadId thread : FirstIds<ThreadId>(system_.threads())) {
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
        watching_ = !watched_.empty();
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
    std::unique_ptr<Dispatch<words>> dispatch_;  // null: all states belong here
    LevelEnd* end_;
    Findings<words> found_;
    StalledStates stalled_;
    const bool seeks_stalled_;
    const Indexed<TransitionId, bool> leads_on_;
    LocalSteps<S, group> local_;
    const SleepSets& sleep_sets_;
    Asleep asleep_;                                 // of the state at hand
    std::vector<TransitionId> left_out_;            // of the state at hand: steps that are asleep and not remembered
    std::array<FoldedState<words>, group> states_;  // the states at hand
    std::vector<Successor> pending_;                // their successors, labelled with their transitions
    typename StateTable<words>::FoldScratch fold_scratch_;
    std::vector<Successor> arrived_;               // states from other ranks
    std::optional<FoldedState<words>> reference_;  // the last one of those before
    std::uint64_t sum_ = 0;                        // of the state at hand, for its owner
    bool changes_ = false;                         // of the state at hand: some step changes it
    bool goes_on_ = false;                         // of the state at hand: some step leads on
    ThreadSet movers_;                             // of the state at hand: who has such a step
    ThreadSet watched_;                            // threads that may be stuck and were not seen blocked yet
    bool watching_ = !watched_.empty();            // there is still something to learn about them
    Limits* limits_ = nullptr;
    std::uint64_t level_ = 0;
    std::atomic<std::uint64_t> published_{0};
};

}  // namespace revoke_mc::explorer::internal
