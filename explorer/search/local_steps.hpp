// One worker's dealings with what is remembered of words (word_steps.hpp), for a group of states that
// are expanded together: finding the lists of their words, making those that are worth it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "explorer/search/reduction.hpp"
#include "explorer/search/word_steps.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S, std::size_t Group>
class LocalSteps {
public:
    static constexpr std::size_t words = S::words;
    using Successor = typename StateTable<words>::Successor;

    /// `all`: by word; empty: nothing is remembered. `leads_on`: by transition; may be empty.
    LocalSteps(const S& system, std::deque<WordSteps>& all, const Indexed<system::TransitionId, bool>& leads_on)
        : active_(!all.empty()), leads_on_(leads_on) {
        for (std::size_t w = 0; w < all.size(); ++w) by_word_[w] = &all[w];
        if constexpr (remembers_words<S>) {
            for (const system::TransitionId t : FirstIds<system::TransitionId>(system.transitions()))
                confined_.push_back(system.confined_to(t));
        }
    }

    [[nodiscard]] bool active() const { return active_; }

    /// Begins with a group of states: finds the lists of all their words, in separate loops, whose misses overlap.
    void begin(std::span<const FoldedState<words>> states) {
        to_make_.clear();
        if (!active_) return;
        for (std::size_t i = 0; i < states.size(); ++i) {
            for (std::size_t w = 0; w < words; ++w) places_[i][w] = by_word_[w]->place(number_of(states[i], w));
        }
        std::uint32_t touched = 0;
        for (std::size_t i = 0; i < states.size(); ++i) {
            for (std::size_t w = 0; w < words; ++w) {
                if (has_list(i, w)) touched += list(i, w).transitions;
            }
        }
        __asm__ volatile("" : : "r"(touched));  // the loads are wanted, their values are not
    }

    /// Calls f(word, list) for each list that a state of the group has. The result has a bit for each
    /// such word; the other words are seen for the first time, or their lists are going to be made
    /// from the steps that follow. `pending`: how many successors there are so far.
    template <class F>
    std::uint64_t take(std::size_t state, const FoldedState<words>& folded, std::size_t pending, const F& f) {
        first_ = to_make_.size();
        std::uint64_t remembered = 0;
        for (std::size_t w = 0; active_ && w < words; ++w) {
            if (has_list(state, w)) {
                f(w, list(state, w));
                remembered |= std::uint64_t{1} << w;
            } else if (places_[state][w] == WordSteps::unseen) {
                by_word_[w]->note(number_of(folded, w));
            } else if (places_[state][w] == WordSteps::seen && by_word_[w]->has_room()) {
                to_make_.push_back({.word = w, .id = number_of(folded, w), .first = pending, .last = pending});
            }
        }
        return remembered;
    }

    /// Lists are going to be made from the steps of the state at hand: all are needed.
    [[nodiscard]] bool making() const { return first_ < to_make_.size(); }
    /// A step of the state at hand that was not remembered.
    void note(const system::Step& step) {
        for (std::size_t i = first_; i < to_make_.size(); ++i) {
            ToMake& list = to_make_[i];
            if (confined_[step.transition] != list.word) continue;
            ++list.transitions;
            list.ruled_out = list.ruled_out || step.successor == nullptr || !step.broken.empty();
        }
    }
    /// All steps of the state at hand were noted.
    void end(std::size_t pending) {
        for (std::size_t i = first_; i < to_make_.size(); ++i) to_make_[i].last = pending;
    }

    /// Makes the lists, from the folded successors of the group.
    void make(std::span<const Successor> successors) {
        for (const ToMake& list : to_make_) make(list, successors);
    }

    /// Calls f(step) for each remembered step of a state of the group.
    template <class F>
    void for_each(std::size_t state, const F& f) const {
        for (std::size_t w = 0; active_ && w < words; ++w) {
            if (!has_list(state, w)) continue;
            for (const WordStep& step : list(state, w).steps()) f(step);
        }
    }

    [[nodiscard]] static InternId number_of(const FoldedState<words>& state, std::size_t word) {
        return state.ids[StateTable<words>::leaf(word)];
    }

private:
    struct ToMake {
        std::size_t word = 0;
        InternId id = 0;
        std::size_t first = 0, last = 0;  // successors of the state that the word is of
        std::uint32_t transitions = 0;
        bool ruled_out = false;
    };

    [[nodiscard]] bool has_list(std::size_t state, std::size_t word) const {
        return places_[state][word] >= WordSteps::first_place;
    }
    [[nodiscard]] const WordStepList& list(std::size_t state, std::size_t word) const {
        return by_word_[word]->list(places_[state][word]);
    }

    void make(const ToMake& list, std::span<const Successor> successors) {
        if (list.ruled_out) return by_word_[list.word]->rule_out(list.id);
        steps_.clear();
        WordStepList head{.transitions = list.transitions, .count = 0, .leads_on = 0};
        for (const Successor& successor : successors.subspan(list.first, list.last - list.first)) {
            if (successor.numbered || confined_[successor.label] != list.word) continue;
            steps_.push_back({successor.label, number_of(successor.to, list.word)});
            if (!leads_on_.empty() && leads_on_[successor.label]) head.leads_on = 1;
        }
        head.count = static_cast<std::uint32_t>(steps_.size()) & 0x7fffffffU;
        by_word_[list.word]->add(list.id, head, steps_);
    }

    const bool active_;
    const Indexed<system::TransitionId, bool>& leads_on_;
    std::array<WordSteps*, words> by_word_{};
    Indexed<system::TransitionId, std::uint8_t> confined_;
    std::array<std::array<WordSteps::ListId, words>, Group> places_;  // of the states at hand
    std::vector<ToMake> to_make_;
    std::size_t first_ = 0;  // of those, of the state at hand
    std::vector<WordStep> steps_;
};

}  // namespace revoke_mc::explorer::internal
