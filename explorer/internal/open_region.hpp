// Where a progress property is still owed: what is reachable from a state that asks for it, on steps that
// never come to its goal.
//
// Taken in breadth-first, by the number of steps from an initial state: through a shortest path to where
// the property is asked for, and then inside the region. So the first state of the region that lies on a
// fair cycle has the shortest stem. Everything is ordered by content, never by who found it first.
//
// The states are kept as they are, with a parent each, and the steps between them as a graph of
// Boost.Graph (compressed sparse rows): component passes go over it several times.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

#include <boost/graph/compressed_sparse_row_graph.hpp>

#include "explorer/internal/budget.hpp"
#include "explorer/internal/executor.hpp"
#include "explorer/internal/limits.hpp"
#include "explorer/internal/part_cursor.hpp"
#include "explorer/internal/state_store.hpp"
#include "explorer/internal/state_table.hpp"
#include "explorer/internal/state_words.hpp"
#include "model/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// Vertices are the numbers of the region's states; parallel steps between two states are one edge.
using RegionGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                       boost::no_property, std::uint32_t, std::uint64_t>;

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
          store_(budget, 1, nowhere) {}
    ~OpenRegion() { budget_.give(booked_); }
    OpenRegion(const OpenRegion&) = delete;
    OpenRegion& operator=(const OpenRegion&) = delete;

    /// Means nothing if a limit was hit meanwhile. Throws std::bad_alloc.
    void fill() {
        find_starts();
        std::size_t next = 0;
        for (std::size_t begin = 0, distance = 0; next < starts_.size() || begin < size(); ++distance) {
            const std::size_t end = size();
            if (begin == end) distance = starts_[next].first;
            for (; begin < end; ++begin) expand(static_cast<Number>(begin));
            next = enter_starts(next, distance);
            if (limits_.poll()) return;
        }
        starts_ = {};
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

    /// The steps inside the region; to be asked for once.
    [[nodiscard]] RegionGraph graph() {
        book(edges_.size() * sizeof(Number) + size() * sizeof(std::uint64_t));
        RegionGraph graph(boost::edges_are_sorted, edges_.begin(), edges_.end(), size());
        edges_ = {};
        return graph;
    }

private:
    using Start = std::pair<std::uint64_t, StateKey>;  // level, state

    void book(std::uint64_t bytes) {
        if (!budget_.take(bytes)) throw std::bad_alloc();
        booked_ += bytes;
    }

    /// All states in which the property is asked for and its goal is not there, by level.
    void find_starts() {
        PartCursor cursor(StateTable<words>::parts);
        std::vector<std::vector<Start>> found(executor_.threads());
        executor_.run([&](unsigned worker) { look_for_starts(cursor, found[worker]); });
        for (const auto& some : found) starts_.insert(starts_.end(), some.begin(), some.end());
        book(starts_.size() * sizeof(Start));
        std::ranges::sort(starts_);
    }

    void look_for_starts(PartCursor& cursor, std::vector<Start>& found) const {
        typename S::Scratch scratch{};
        FoldedState<words> at;
        const bool from_start = system_.asked_from_start(property_);
        for (std::size_t part = 0; !limits_.poll() && cursor.next(part);) {
            table_.for_each(part, [&](StateKey key, std::uint64_t level, SlotNumber) {
                if (from_start && level != 0) return;
                table_.unfold(key, at);
                const std::uint64_t* state = at.words.data();
                if (!from_start && !system_.trigger(property_, state, scratch)) return;
                if (system_.goal(property_, state, scratch)) return;
                if (!budget_.affords((found.size() + 1) * sizeof(Start))) throw std::bad_alloc();
                found.emplace_back(level, key);
            });
        }
    }

    /// Enters those that lie on the level, in order of content; the next one.
    std::size_t enter_starts(std::size_t next, std::uint64_t level) {
        std::vector<State> states;
        for (; next < starts_.size() && starts_[next].first == level; ++next) {
            FoldedState<words> at;
            table_.unfold(starts_[next].second, at);
            states.push_back(to_array<words>(at.words.data()));
        }
        std::ranges::sort(states);
        for (const State& state : states) enter(state.data(), nowhere);
        return next;
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
        if (parents_.size() == parents_.capacity()) {
            const std::size_t more = std::max<std::size_t>(parents_.size(), 1024);
            book(more * sizeof(Number));
            parents_.reserve(parents_.size() + more);
        }
        parents_.push_back(parent);
        return static_cast<Number>(id);
    }

    void expand(Number from) {
        if (from % 1024 == 0 && limits_.poll()) return;
        const State state = to_array<words>(store_.state(from));
        targets_.clear();
        system_.successors(state.data(), scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr || same_state<words>(step.successor, state.data())) return;
            const State to = to_array<words>(step.successor);
            const Number known = find(to.data());
            if (known != nowhere) return targets_.push_back(known);
            if (!system_.goal(property_, to.data(), other_scratch_)) targets_.push_back(enter(to.data(), from));
        });
        std::ranges::sort(targets_);
        targets_.erase(std::unique(targets_.begin(), targets_.end()), targets_.end());
        add_edges(from);
    }

    void add_edges(Number from) {
        if (edges_.size() + targets_.size() > edges_.capacity()) {
            const std::size_t more = std::max<std::size_t>(edges_.size(), 4096) + targets_.size();
            book(more * sizeof(edges_[0]));
            edges_.reserve(edges_.size() + more);
        }
        for (const Number to : targets_) edges_.emplace_back(from, to);
    }

    const S& system_;
    const StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    const system::PropertyId property_;
    StateStore<words> store_;  // its ids are the numbers: there is one writer
    std::vector<Start> starts_;
    std::vector<Number> parents_;
    std::vector<std::pair<Number, Number>> edges_;  // sorted
    std::vector<Number> targets_;
    typename S::Scratch scratch_{}, other_scratch_{};
    std::uint64_t booked_ = 0;
};

}  // namespace revoke_mc::explorer::internal
