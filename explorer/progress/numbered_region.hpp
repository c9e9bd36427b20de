// What trimming leaves of an open region, with a number for each state and the steps between them: the graph that
// component passes go over several times.
//
// The states stay where they are, in the table; a number is found by the slot. The steps are compressed sparse rows.
// All of it is booked before it is touched.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <vector>

#include "explorer/progress/open_region.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/booked_list.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class NumberedRegion {
public:
    static constexpr std::size_t words = S::words;
    using State = StateArray<words>;
    using Number = std::uint32_t;
    static constexpr Number nowhere = ~Number{0};

    /// The states that are still in the region.
    NumberedRegion(const S& system, const StateTable<words>& table, const OpenRegion<S>& region, Limits& limits,
                   Budget& budget)
        : system_(system), table_(table), region_(region), limits_(limits), places_(region.places()),
          numbers_(budget, table.slots()), targets_(budget), edges_end_(budget) {
        if (places_.size() >= nowhere) throw std::bad_alloc();
    }
    NumberedRegion(const NumberedRegion&) = delete;
    NumberedRegion& operator=(const NumberedRegion&) = delete;

    /// Means nothing if a limit was hit meanwhile. Throws std::bad_alloc.
    void fill() {
        for (Number number = 0; number < size(); ++number) numbers_[slot(number)] = number;
        for (Number number = 0; number < size(); ++number) {
            if (number % 1024 == 0) report();
            if (number % 1024 == 0 && limits_.poll()) return;
            expand(number);
        }
    }

    [[nodiscard]] std::size_t size() const { return places_.size(); }
    [[nodiscard]] State state(Number number) const {
        FoldedState<words> at;
        table_.unfold(table_.key_in(places_[number].part(), places_[number].slot()), at);
        return at.words;
    }
    /// Number of the slot of a state.
    [[nodiscard]] SlotNumber slot(Number number) const { return region_.marks().number(places_[number]); }
    /// Number of a state of the region, or nowhere.
    [[nodiscard]] Number find(const std::uint64_t* state) const {
        const auto key = table_.known_key(state);
        if (!key) return nowhere;
        const Scrambled scrambled(*key);
        const SlotNumber in_part = table_.find(scrambled);
        if (in_part == QuotientTable::nowhere) return nowhere;
        const SlotNumber slot = region_.marks().number(scrambled.part, in_part);
        return region_.contains(slot) ? numbers_[slot] : nowhere;
    }

    /// The steps inside, by the state that they leave; parallel steps between two states are one edge.
    [[nodiscard]] std::uint64_t edges_begin(Number number) const { return number == 0 ? 0 : edges_end_[number - 1]; }
    [[nodiscard]] std::uint64_t edges_end(Number number) const { return edges_end_[number]; }
    [[nodiscard]] Number target(std::uint64_t edge) const { return targets_[edge]; }

    void report() const { region_.report(size()); }

    /// What a state costs here and in the component passes, about, besides its steps and what is known of demands.
    static constexpr std::uint64_t bytes_of_state = 64;
    static constexpr std::uint64_t bytes_of_edge = sizeof(Number);

private:
    void expand(Number from) {
        const State state = this->state(from);
        reached_.clear();
        system_.successors(state.data(), scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr || same_state<words>(step.successor, state.data())) return;
            const Number to = find(step.successor);
            if (to != nowhere) reached_.push_back(to);
        });
        std::ranges::sort(reached_);
        reached_.erase(std::unique(reached_.begin(), reached_.end()), reached_.end());
        for (const Number to : reached_) targets_.push_back(to);
        edges_end_.push_back(targets_.size());
    }

    const S& system_;
    const StateTable<words>& table_;
    const OpenRegion<S>& region_;
    Limits& limits_;
    std::span<const Place> places_;  // by number
    BookedArray<Number> numbers_;    // by slot
    BookedList<Number> targets_;     // of all edges, by the state that they leave
    BookedList<std::uint64_t> edges_end_;
    std::vector<Number> reached_;  // from the state at hand
    typename S::Scratch scratch_{};
};

}  // namespace revoke_mc::explorer::internal
