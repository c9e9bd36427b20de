// The shortest way to a state that is wanted, from where a progress property is asked for and never through its goal.
//
// Breadth-first over the open region, by the number of steps from an initial state: through a shortest path to where
// the property is asked for, and then inside the region. The first wanted state therefore has the shortest stem.
// Everything is ordered by content, never by who found it first; that takes one thread, and twelve bytes for each state
// on the way.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <new>
#include <utility>
#include <vector>

#include "explorer/progress/open_region.hpp"
#include "explorer/progress/slot_marks.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/booked_list.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class StemSearch {
public:
    static constexpr std::size_t words = S::words;
    using State = StateArray<words>;
    /// The mark of a state that is wanted.
    static constexpr Mark wanted = 2;

    StemSearch(const S& system, const StateTable<words>& table, SlotMarks& marks, Executor& executor, Limits& limits,
               Budget& budget, system::PropertyId property)
        : system_(system), table_(table), marks_(marks), executor_(executor), limits_(limits), budget_(budget),
          property_(property), keys_(budget), parents_(budget) {}

    /// All states on the way to the first wanted one, which must be reachable; empty if a limit was hit meanwhile.
    /// Throws std::bad_alloc.
    [[nodiscard]] std::vector<State> find() {
        std::size_t begin = 0;
        for (std::uint64_t distance = 0; !found_ && !limits_.poll(); ++distance) {
            const std::size_t end = keys_.size();
            for (; begin < end && !found_; ++begin) expand(begin);
            if (!found_) enter_starts(distance);
        }
        return found_ ? way() : std::vector<State>();
    }

private:
    using Number = std::uint32_t;
    static constexpr Number nowhere = ~Number{0};
    static constexpr Mark seen = 4;

    /// Those on the level, in order of content.
    void enter_starts(std::uint64_t level) {
        if (level != 0 && system_.asked_from_start(property_)) return;
        PartCursor cursor(StateTable<words>::parts);
        std::deque<BookedList<State>> found;
        for (unsigned worker = 0; worker < executor_.threads(); ++worker) found.emplace_back(budget_);
        executor_.run([&](unsigned worker) { look_for_starts(level, cursor, found[worker]); });
        std::size_t count = 0, next = 0;
        for (const auto& some : found) count += some.size();
        BookedArray<State> states(budget_, count);
        for (const auto& some : found)
            for (std::size_t i = 0; i < some.size(); ++i) states[next++] = some[i];
        std::ranges::sort(states.all());
        for (std::size_t i = 0; i < count && !found_; ++i) enter(*table_.known_key(states[i].data()), nowhere);
    }

    void look_for_starts(std::uint64_t level, PartCursor& cursor, BookedList<State>& found) const {
        typename S::Scratch scratch{};
        FoldedState<words> at;
        for (std::size_t part = 0; !limits_.poll() && cursor.next(part);) {
            table_.for_each_on(level, part, [&](StateKey key) {
                table_.unfold(key, at);
                if (starts_owing(system_, property_, at.words.data(), level, scratch)) found.push_back(at.words);
            });
        }
    }

    void enter(StateKey key, Number parent) {
        const Scrambled scrambled(key);
        const Mark before = marks_.add(marks_.number(scrambled.part, table_.find(scrambled)), seen);
        if ((before & seen) != 0) return;
        if (keys_.size() == nowhere) throw std::bad_alloc();
        keys_.push_back(key);
        parents_.push_back(parent);
        found_ = (before & wanted) != 0;
    }

    void expand(std::size_t from) {
        if (from % 1024 == 0 && limits_.poll()) return;
        FoldedState<words> at;
        table_.unfold(keys_[from], at);
        system_.successors(at.words.data(), scratch_, [&](const system::Step& step) {
            if (found_ || step.successor == nullptr) return;
            const StateKey key = *table_.known_key(step.successor, at);
            const Scrambled scrambled(key);
            if ((marks_.get(marks_.number(scrambled.part, table_.find(scrambled))) & seen) != 0) return;
            if (!system_.goal(property_, step.successor, other_scratch_)) enter(key, static_cast<Number>(from));
        });
    }

    [[nodiscard]] std::vector<State> way() const {
        std::vector<State> way;
        FoldedState<words> at;
        for (auto number = static_cast<Number>(keys_.size() - 1); number != nowhere; number = parents_[number]) {
            table_.unfold(keys_[number], at);
            way.push_back(at.words);
        }
        std::ranges::reverse(way);
        return way;
    }

    const S& system_;
    const StateTable<words>& table_;
    SlotMarks& marks_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    const system::PropertyId property_;
    BookedList<StateKey> keys_;  // in order of discovery
    BookedList<Number> parents_;
    bool found_ = false;
    typename S::Scratch scratch_{}, other_scratch_{};
};

}  // namespace revoke_mc::explorer::internal
