// Where a progress property is still owed: what is reachable from a state that asks for it, on steps that never come to
// its goal.
//
// Found by all workers on the implicit graph: a mark says that a state belongs to the region, and what is new waits for
// its turn in the lists of those who found it. Then the states are listed by level, eight bytes each: going over them
// from the last to the first goes against the direction of most steps.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "explorer/progress/crossings.hpp"
#include "explorer/progress/slot_marks.hpp"
#include "explorer/progress/steps_to_places.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/booked_list.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

/// True in a state in which the property is asked for and its goal is not there.
template <system::TransitionSystem S>
[[nodiscard]] bool starts_owing(const S& system, system::PropertyId property, const std::uint64_t* state,
                                std::uint64_t level, typename S::Scratch& scratch) {
    const bool from_start = system.asked_from_start(property);
    if (from_start ? level != 0 : !system.trigger(property, state, scratch)) return false;
    return !system.goal(property, state, scratch);
}

template <system::TransitionSystem S>
class OpenRegion {
public:
    static constexpr std::size_t words = S::words;
    /// The mark of a state of the region.
    static constexpr Mark inside = Mark{1} << (mark_bits - 1);

    OpenRegion(const S& system, const StateTable<words>& table, Executor& executor, Limits& limits, Budget& budget,
               system::PropertyId property)
        : system_(system), table_(table), executor_(executor), limits_(limits), budget_(budget), property_(property),
          marks_(table, budget), crossings_(budget) {}
    OpenRegion(const OpenRegion&) = delete;
    OpenRegion& operator=(const OpenRegion&) = delete;

    /// Means nothing if a limit was hit meanwhile. Throws std::bad_alloc.
    void fill() {
        Lists frontier(budget_, executor_.threads());
        std::vector<std::uint64_t> deepest(executor_.threads());
        PartCursor cursor(StateTable<words>::parts);
        executor_.run([&](unsigned worker) { look_for_starts(cursor, frontier.of(worker), deepest[worker]); });
        std::deque<Crossings<words>> seen;
        for (unsigned worker = 0; worker < executor_.threads(); ++worker) seen.emplace_back(budget_);
        while (frontier.size() != 0 && !limits_.stopping()) {
            size_ += frontier.size();
            frontier = expand(frontier, seen);
        }
        for (const auto& some : seen) crossings_ += some;
        crossings_.close();
        if (!limits_.stopping()) list_by_level(*std::ranges::max_element(deepest));
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    /// The states that are still in it, by level. The tag stands for the block (crossings.hpp).
    [[nodiscard]] std::span<const Place> places() const { return std::span(places_->all()).first(size_); }
    [[nodiscard]] SlotMarks& marks() { return marks_; }
    [[nodiscard]] const SlotMarks& marks() const { return marks_; }
    [[nodiscard]] bool contains(SlotNumber number) const { return (marks_.get(number) & inside) != 0; }

    /// Which steps inside lie on no cycle.
    [[nodiscard]] const Crossings<words>& crossings() const { return crossings_; }

    /// Leaves out of the list what is no longer marked.
    void compact() {
        const std::span<Place> listed = std::span(places_->all()).first(size_);
        const auto end =
            std::remove_if(listed.begin(), listed.end(), [&](Place place) { return !contains(marks_.number(place)); });
        size_ = static_cast<std::size_t>(end - listed.begin());
    }
    /// Gives back what the list no longer needs.
    void shrink() {
        auto fewer = std::make_unique<BookedArray<Place>>(budget_, size_);
        std::ranges::copy(places(), fewer->all().begin());
        places_ = std::move(fewer);
    }

    /// Reports progress, also while the region is searched. `left`: states that are still to be decided.
    void report(std::uint64_t left) const {
        limits_.report([&](Progress& progress) {
            progress.phase = Phase::progress;
            progress.states = table_.size();
            progress.frontier = left;
            progress.bytes = budget_.used();
        });
    }

private:
    /// While the region is searched: this state is a goal.
    static constexpr Mark at_goal = 1;
    static constexpr std::size_t piece_size = 256;

    /// States that wait for their turn, by the worker that found them.
    class Lists {
    public:
        struct Piece {
            const BookedList<Place>* list;
            std::size_t begin, end;
        };
        Lists(Budget& budget, unsigned workers) : lists_(std::make_unique<std::deque<BookedList<Place>>>()) {
            for (unsigned i = 0; i < workers; ++i) lists_->emplace_back(budget);
        }
        [[nodiscard]] BookedList<Place>& of(unsigned worker) { return (*lists_)[worker]; }
        [[nodiscard]] std::size_t size() const {
            std::size_t sum = 0;
            for (const auto& list : *lists_) sum += list.size();
            return sum;
        }
        [[nodiscard]] std::vector<Piece> pieces() const {
            std::vector<Piece> pieces;
            for (const auto& list : *lists_)
                for (std::size_t begin = 0; begin < list.size(); begin += piece_size)
                    pieces.push_back({&list, begin, std::min(begin + piece_size, list.size())});
            return pieces;
        }

    private:
        std::unique_ptr<std::deque<BookedList<Place>>> lists_;
    };

    void look_for_starts(PartCursor& cursor, BookedList<Place>& found, std::uint64_t& deepest) {
        typename S::Scratch scratch{};
        FoldedState<words> at;
        const bool from_start = system_.asked_from_start(property_);
        for (std::size_t part = 0; !limits_.poll() && cursor.next(part); report(size_)) {
            table_.for_each(part, [&](StateKey key, std::uint64_t level, SlotNumber slot) {
                deepest = std::max(deepest, level);
                if (from_start && level != 0) return;
                table_.unfold(key, at);
                if (!starts_owing(system_, property_, at.words.data(), level, scratch)) return;
                marks_.set(marks_.number(part, slot), inside);
                found.push_back({part, slot});
            });
        }
    }

    Lists expand(const Lists& frontier, std::deque<Crossings<words>>& seen) {
        Lists next(budget_, executor_.threads());
        const auto pieces = frontier.pieces();
        PartCursor cursor(pieces.size());
        const auto work = [&](unsigned worker) { expand(pieces, cursor, next.of(worker), seen[worker]); };
        if (pieces.size() == 1) {
            executor_.run_alone(work);
        } else {
            executor_.run(work);
        }
        return next;
    }

    void expand(const std::vector<typename Lists::Piece>& pieces, PartCursor& cursor, BookedList<Place>& next,
                Crossings<words>& seen) {
        typename S::Scratch scratch{}, other_scratch{};
        FoldedState<words> at;
        StepsToPlaces<words> batch(table_, marks_);
        const auto enter = [&](const auto&, const auto& edges) {
            for (const auto& edge : edges) reach(edge, at, other_scratch, next);
        };
        for (std::size_t number = 0; !limits_.poll() && cursor.next(number); report(size_)) {
            const auto& piece = pieces[number];
            for (std::size_t i = piece.begin; i < piece.end; ++i) {
                const std::uint64_t* state = batch.begin((*piece.list)[i]);
                system_.successors(state, scratch, [&](const system::Step& step) {
                    if (step.successor == nullptr) return;
                    seen.note(state, step.successor);
                    batch.push(step.successor, 0);
                });
                batch.end(0);
                if (batch.full()) batch.flush(enter);
            }
        }
        batch.flush(enter);
    }

    template <class Edge>
    void reach(const Edge& edge, FoldedState<words>& at, typename S::Scratch& scratch, BookedList<Place>& next) {
        if (marks_.get(edge.target) != 0) return;
        table_.unfold(edge.key, at);
        const bool goal = system_.goal(property_, at.words.data(), scratch);
        if (marks_.add(edge.target, goal ? at_goal : inside) != 0 || goal) return;
        const std::size_t part = Scrambled(edge.key).part;
        next.push_back({part, edge.target - marks_.number(part, 0)});
    }

    /// Counting sort: how many there are on each level, then where each comes.
    void list_by_level(std::uint64_t deepest) {
        places_ = std::make_unique<BookedArray<Place>>(budget_, size_);
        BookedArray<std::uint64_t> next(budget_, deepest + 2);
        for_each_inside([&](StateKey, std::size_t, std::uint64_t level, SlotNumber) { place_of(next, level + 1); });
        for (std::uint64_t level = 0; level <= deepest; ++level) next[level + 1] += next[level];
        for_each_inside([&](StateKey key, std::size_t part, std::uint64_t level, SlotNumber slot) {
            FoldedState<words> at;
            table_.unfold(key, at);
            const std::uint64_t block = crossings_.block(at.words.data()) >> (64 - Place::tag_bits);
            (*places_)[place_of(next, level)] = Place(part, slot, block);
        });
    }
    static std::uint64_t place_of(BookedArray<std::uint64_t>& next, std::uint64_t level) {
        return std::atomic_ref<std::uint64_t>(next[level]).fetch_add(1, std::memory_order_relaxed);
    }

    template <class F>
    void for_each_inside(const F& f) {
        PartCursor cursor(StateTable<words>::parts);
        executor_.run([&](unsigned) {
            for (std::size_t part = 0; cursor.next(part);) {
                table_.for_each(part, [&](StateKey key, std::uint64_t level, SlotNumber slot) {
                    if (contains(marks_.number(part, slot))) f(key, part, level, slot);
                });
            }
        });
    }

    const S& system_;
    const StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    const system::PropertyId property_;
    SlotMarks marks_;
    Crossings<words> crossings_;
    std::unique_ptr<BookedArray<Place>> places_;
    std::size_t size_ = 0;
};

}  // namespace revoke_mc::explorer::internal
