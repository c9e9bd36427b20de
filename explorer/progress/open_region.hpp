// Where a progress property is still owed: what is reachable from a state that asks for it, on steps that
// never come to its goal.
//
// Taken in breadth-first, by the number of steps from an initial state: through a shortest path to where the property
// is asked for, and then inside the region. The first state of the region that lies on a fair cycle therefore has the
// shortest stem. Everything is ordered by content, never by who found it first.
//
// The states are kept as they are, with a parent each, and the steps between them as compressed sparse rows: component
// passes go over them several times. All of it is booked before it is touched.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "explorer/search/limits.hpp"
#include "explorer/store/booked_list.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/store/state_store.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class OpenRegion {
public:
    static constexpr std::size_t words = S::words;
    using State = StateArray<words>;
    using Number = std::uint32_t;
    static constexpr Number nowhere = ~Number{0};

    OpenRegion(const S& system, const StateTable<words>& table, Executor& executor, Limits& limits, Budget& budget,
               system::PropertyId property)
        : system_(system), table_(table), executor_(executor), limits_(limits), budget_(budget), property_(property),
          store_(budget, 1, nowhere), parents_(budget), targets_(budget), edges_end_(budget) {}
    OpenRegion(const OpenRegion&) = delete;
    OpenRegion& operator=(const OpenRegion&) = delete;

    /// Means nothing if a limit was hit meanwhile. Throws std::bad_alloc.
    void fill() {
        find_starts();
        std::size_t next = 0;
        for (std::size_t begin = 0, distance = 0; next < starts_->size() || begin < size(); ++distance) {
            const std::size_t end = size();
            if (begin == end) distance = (*starts_)[next].level;
            for (; begin < end; ++begin) expand(static_cast<Number>(begin));
            next = enter_starts(next, distance);
            if (limits_.poll()) return;
        }
        starts_.reset();
    }

    [[nodiscard]] std::size_t size() const { return parents_.size(); }
    [[nodiscard]] const std::uint64_t* state(Number number) const { return store_.state(number); }
    /// The state before it on the way here; nowhere for one in which the property is asked for.
    [[nodiscard]] Number parent(Number number) const { return parents_[number]; }
    /// Number of a state of the region, or nowhere.
    [[nodiscard]] Number find(const std::uint64_t* state) const {
        const StateId id = store_.find(state, hash_state<words>(state));
        return id == no_state ? nowhere : static_cast<Number>(id);
    }

    /// The steps inside the region, by the state that they leave; parallel steps between two states are one edge.
    [[nodiscard]] std::uint64_t edges_begin(Number number) const { return number == 0 ? 0 : edges_end_[number - 1]; }
    [[nodiscard]] std::uint64_t edges_end(Number number) const { return edges_end_[number]; }
    [[nodiscard]] Number target(std::uint64_t edge) const { return targets_[edge]; }

    /// Reports progress, also while the region is searched.
    void report() const {
        limits_.report([&](Progress& progress) {
            progress.phase = Phase::progress;
            progress.states = table_.size();
            progress.frontier = size();
            progress.bytes = budget_.used();
        });
    }

private:
    struct Start {
        std::uint64_t level;
        StateKey state;
        auto operator<=>(const Start&) const = default;
    };

    /// All states in which the property is asked for and its goal is not there, by level.
    void find_starts() {
        PartCursor cursor(StateTable<words>::parts);
        std::deque<BookedList<Start>> found;
        for (unsigned worker = 0; worker < executor_.threads(); ++worker) found.emplace_back(budget_);
        executor_.run([&](unsigned worker) { look_for_starts(cursor, found[worker]); });
        std::size_t all = 0, next = 0;
        for (const auto& some : found) all += some.size();
        starts_.emplace(budget_, all);
        for (const auto& some : found)
            for (std::size_t i = 0; i < some.size(); ++i) (*starts_)[next++] = some[i];
        std::ranges::sort(starts_->all());
    }

    void look_for_starts(PartCursor& cursor, BookedList<Start>& found) const {
        typename S::Scratch scratch{};
        FoldedState<words> at;
        const bool from_start = system_.asked_from_start(property_);
        for (std::size_t part = 0; !limits_.poll() && cursor.next(part); report()) {
            table_.for_each(part, [&](StateKey key, std::uint64_t level, SlotNumber) {
                if (from_start && level != 0) return;
                table_.unfold(key, at);
                const std::uint64_t* state = at.words.data();
                if (!from_start && !system_.trigger(property_, state, scratch)) return;
                if (system_.goal(property_, state, scratch)) return;
                found.push_back({level, key});
            });
        }
    }

    /// Enters those that lie on the level, in order of content; the next one.
    std::size_t enter_starts(std::size_t next, std::uint64_t level) {
        std::size_t end = next;
        while (end < starts_->size() && (*starts_)[end].level == level) ++end;
        BookedArray<State> states(budget_, end - next);
        for (std::size_t i = next; i < end; ++i) {
            FoldedState<words> at;
            table_.unfold((*starts_)[i].state, at);
            states[i - next] = to_array<words>(at.words.data());
        }
        std::ranges::sort(states.all());
        for (const State& state : states.all()) enter(state.data(), nowhere);
        return end;
    }

    Number enter(const std::uint64_t* state, Number parent) {
        const std::uint64_t hash = hash_state<words>(state);
        StateId id = no_state;
        for (;;) {
            const Insertion insertion = store_.insert(store_.writer(0), state, hash, &id);
            if (insertion == Insertion::known) return static_cast<Number>(id);
            if (insertion == Insertion::fresh) break;
            if (store_.make_room(executor_) != Reason::none) throw std::bad_alloc();
        }
        parents_.push_back(parent);
        return static_cast<Number>(id);
    }

    void expand(Number from) {
        if (from % 1024 == 0) report();
        if (from % 1024 == 0 && limits_.poll()) return;
        const State state = to_array<words>(store_.state(from));
        reached_.clear();
        system_.successors(state.data(), scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr || same_state<words>(step.successor, state.data())) return;
            const State to = to_array<words>(step.successor);
            const Number known = find(to.data());
            if (known != nowhere) return reached_.push_back(known);
            if (!system_.goal(property_, to.data(), other_scratch_)) reached_.push_back(enter(to.data(), from));
        });
        std::ranges::sort(reached_);
        reached_.erase(std::unique(reached_.begin(), reached_.end()), reached_.end());
        for (const Number to : reached_) targets_.push_back(to);
        edges_end_.push_back(targets_.size());
    }

    const S& system_;
    const StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    const system::PropertyId property_;
    StateStore<words> store_;  // its ids are the numbers: there is one writer
    std::optional<BookedArray<Start>> starts_;
    BookedList<Number> parents_;
    BookedList<Number> targets_;  // of all edges, by the state that they leave
    BookedList<std::uint64_t> edges_end_;
    std::vector<Number> reached_;  // from the state at hand
    typename S::Scratch scratch_{}, other_scratch_{};
};

}  // namespace revoke_mc::explorer::internal
