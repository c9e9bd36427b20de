// The steps of some states, waiting until it is known where in the table they lead.
//
// Looking one successor up misses the cache twice or more. Many are looked up together, in tight loops of plain loads,
// so that what is needed for all of them is under way at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "explorer/progress/slot_marks.hpp"
#include "explorer/store/state_key.hpp"
#include "explorer/store/state_table.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
class StepsToPlaces {
public:
    struct Edge {
        StateKey key = 0;
        SlotNumber target = 0;  ///< number of its slot
        Mark note = 0;          ///< the caller's
    };
    struct Source {
        Place place;
        SlotNumber number = 0;  ///< of its slot
        Mark note = 0;          ///< the caller's
        std::size_t end = 0;
    };

    StepsToPlaces(const StateTable<Words>& table, const SlotMarks& marks) : table_(table), marks_(marks) {}

    /// Unfolds a state, for its steps to be pushed.
    const std::uint64_t* begin(Place place) {
        table_.unfold(table_.key_in(place.part(), place.slot()), at_);
        sources_.push_back({place, marks_.number(place), 0, 0});
        return at_.words.data();
    }
    void push(const std::uint64_t* successor, Mark note) {
        const auto key = table_.known_key(successor, at_);
        if (!key) not_a_function();
        edges_.push_back({*key, 0, note});
    }
    void end(Mark note) {
        sources_.back().note = note;
        sources_.back().end = edges_.size();
    }

    /// States without steps wait, too, and there may be any number of them.
    [[nodiscard]] bool full() const { return edges_.size() >= size || sources_.size() >= size; }

    /// Calls f(source, edges) for each state, in the order in which they came.
    template <class F>
    void flush(const F& f) {
        look_up();
        std::size_t begin = 0;
        for (const Source& source : sources_) {
            f(source, std::span<const Edge>(edges_).subspan(begin, source.end - begin));
            begin = source.end;
        }
        sources_.clear();
        edges_.clear();
    }

private:
    static constexpr std::size_t size = 256;

    void look_up() {
        unsigned touched = 0;
        for (const Edge& edge : edges_) touched += *table_.line(edge.key);
        __asm__ volatile("" : : "r"(touched));  // the loads are wanted, their values are not
        for (Edge& edge : edges_) {
            const Scrambled scrambled(edge.key);
            const SlotNumber slot = table_.find(scrambled);
            if (slot == QuotientTable::nowhere) not_a_function();
            edge.target = marks_.number(scrambled.part, slot);
        }
        for (const Edge& edge : edges_) touched += marks_.get(edge.target);
        __asm__ volatile("" : : "r"(touched));
    }

    [[noreturn]] static void not_a_function() {
        throw std::logic_error("explorer: successors() is not a function of the state");
    }

    const StateTable<Words>& table_;
    const SlotMarks& marks_;
    FoldedState<Words> at_;
    std::vector<Source> sources_;
    std::vector<Edge> edges_;
};

}  // namespace revoke_mc::explorer::internal
