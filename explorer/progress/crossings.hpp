// Steps that lie on no cycle, as seen from pieces of the state.
//
// A cycle of states is, seen from any piece of the state, a closed walk among the values of that piece. So a step that
// takes one piece from one strongly connected component of these values to another lies on no cycle. A thread that has
// left a loop for good, a counter that only grows, a flag that is never cleared: that falls to pieces what would else
// be one long chain of components, which trimming takes off one by one.
//
// The pieces are 32 bits each, one every 16 bits: whatever is 16 bits wide lies in one of them as a whole. One that has
// too many steps between values is left out (which one that is may depend on the number of threads), which is always
// right: a step that is not known to cross may lie on a cycle.
//
// What is left of the steps connects states of one block only: such as agree in the component of every piece.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include "explorer/base/planted.hpp"
#include "explorer/store/booked_list.hpp"
#include "explorer/store/budget.hpp"

namespace revoke_mc::explorer::internal {

/// A step of a piece: the value before in the high half, that after in the low half. Never 0, as they differ.
using ValueStep = std::uint64_t;

/// A set of them, by open addressing; at most half full. Throws std::bad_alloc.
class ValueSteps {
public:
    explicit ValueSteps(Budget& budget) : budget_(&budget) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool contains(ValueStep step) const { return room_ != nullptr && *find(step) == step; }
    void insert(ValueStep step) {
        if (room_ == nullptr || size_ * 2 == room_->size()) grow();
        ValueStep& place = *find(step);
        size_ += place == 0 ? 1 : 0;
        place = step;
    }
    void clear() {
        room_.reset();
        size_ = 0;
    }
    template <class F>
    void for_each(const F& f) const {
        if (room_ == nullptr) return;
        for (const ValueStep step : room_->all())
            if (step != 0) f(step);
    }

private:
    using Room = BookedArray<ValueStep>;
    static constexpr std::size_t first_size = 256;

    /// Its place, or the free one where it belongs.
    [[nodiscard]] ValueStep* find(ValueStep step) const {
        const std::size_t mask = room_->size() - 1;
        std::size_t at = static_cast<std::size_t>((step * 0x9e3779b97f4a7c15U) >> 32) & mask;
        while ((*room_)[at] != 0 && (*room_)[at] != step) at = (at + 1) & mask;
        return &(*room_)[at];
    }
    void grow() {
        const auto old = std::move(room_);
        room_ = std::make_unique<Room>(*budget_, old == nullptr ? first_size : old->size() * 2);
        if (old == nullptr) return;
        for (const ValueStep step : old->all())
            if (step != 0) *find(step) = step;
    }

    Budget* budget_;
    std::unique_ptr<Room> room_;
    std::size_t size_ = 0;
};

/// Filled by each worker with the steps that it sees, then merged; after close() it knows which ones cross.
template <std::size_t Words>
class Crossings {
public:
    explicit Crossings(Budget& budget) : budget_(budget) {
        for (std::size_t i = 0; i < pieces; ++i) steps_.emplace_back(budget);
    }

    /// Notes a step between two states.
    void note(const std::uint64_t* before, const std::uint64_t* after) {
        for_each_changed(before, after, [&](std::size_t piece, ValueStep step) {
            note(piece, step);
            return true;
        });
    }
    Crossings& operator+=(const Crossings& other) {
        for (std::size_t piece = 0; piece < pieces; ++piece) {
            if (other.left_out_[piece]) leave_out(piece);
            other.steps_[piece].for_each([&](ValueStep step) { note(piece, step); });
        }
        return *this;
    }
    /// Keeps of all steps those that cross.
    void close() {
        for (std::size_t piece = 0; piece < pieces; ++piece) {
            try {
                keep_crossing(piece);
            } catch (const std::bad_alloc&) {
                leave_out(piece);
            }
        }
    }

    /// After close(): this step certainly lies on no cycle.
    [[nodiscard]] bool crosses(const std::uint64_t* before, const std::uint64_t* after) const {
        if (planted::is("loops-cross")) return true;
        return !for_each_changed(before, after,
                                 [&](std::size_t piece, ValueStep step) { return !steps_[piece].contains(step); });
    }

    /// After close(): the same number for two states if a step between them does not cross. A hash.
    [[nodiscard]] std::uint64_t block(const std::uint64_t* state) const {
        std::uint64_t hash = 0;
        for (std::size_t piece = 0; piece < pieces; ++piece) {
            if (values_[piece] == nullptr) continue;
            const std::uint32_t here = value(state, piece);
            const auto known = values_[piece]->all();
            const auto at = std::ranges::lower_bound(known, here, {}, &Value::value);
            const bool moves = at != known.end() && at->value == here;
            hash =
                (hash ^ (moves ? at->component : std::uint64_t{here} | std::uint64_t{1} << 32)) * 0x9e3779b97f4a7c15U;
            hash ^= hash >> 29;
        }
        return hash * 0xff51afd7ed558ccdU;
    }

private:
    static constexpr std::size_t units = 4 * Words, pieces = units - 1;
    static constexpr std::size_t most_steps = std::size_t{1} << 15, most_in_all = std::size_t{1} << 17;

    static std::uint32_t unit(const std::uint64_t* state, std::size_t number) {
        return static_cast<std::uint32_t>(state[number / 4] >> (16 * (number % 4)) & 0xffff);
    }
    static std::uint32_t value(const std::uint64_t* state, std::size_t piece) {
        return unit(state, piece) | unit(state, piece + 1) << 16;
    }

    /// Calls f(piece, step) for the pieces that changed, some of them twice, until it returns false; whether it never
    /// did.
    template <class F>
    static bool for_each_changed(const std::uint64_t* before, const std::uint64_t* after, const F& f) {
        for (std::size_t word = 0; word < Words; ++word) {
            if (before[word] == after[word]) continue;
            const std::size_t begin = word == 0 ? 0 : 4 * word - 1, end = std::min(4 * word + 4, pieces);
            for (std::size_t piece = begin; piece < end; ++piece) {
                const std::uint64_t from = value(before, piece), to = value(after, piece);
                if (from != to && !f(piece, from << 32 | to)) return false;
            }
        }
        return true;
    }

    void note(std::size_t piece, ValueStep step) {
        if (left_out_[piece]) return;
        try {
            const std::size_t before = steps_[piece].size();
            steps_[piece].insert(step);
            in_all_ += steps_[piece].size() - before;
            if (steps_[piece].size() > most_steps || in_all_ > most_in_all) leave_out(piece);
        } catch (const std::bad_alloc&) {
            leave_out(piece);
        }
    }
    void leave_out(std::size_t piece) {
        left_out_[piece] = true;
        in_all_ -= steps_[piece].size();
        steps_[piece].clear();
    }

    using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
    /// What the graph of a step takes, its two values and their components included; rather too much.
    static constexpr std::uint64_t bytes_of_step = 400;

    void keep_crossing(std::size_t piece) {
        ValueSteps& steps = steps_[piece];
        const Booking booking(budget_, steps.size() * bytes_of_step);
        std::vector<std::uint32_t> values;
        steps.for_each([&](ValueStep step) {
            values.push_back(static_cast<std::uint32_t>(step >> 32));
            values.push_back(static_cast<std::uint32_t>(step));
        });
        std::ranges::sort(values);
        values.erase(std::unique(values.begin(), values.end()), values.end());
        const auto number = [&](ValueStep part) {
            return static_cast<std::size_t>(std::ranges::lower_bound(values, static_cast<std::uint32_t>(part)) -
                                            values.begin());
        };
        Graph graph(values.size());
        steps.for_each([&](ValueStep step) { boost::add_edge(number(step >> 32), number(step), graph); });
        std::vector<std::size_t> component(values.size());
        if (!values.empty()) boost::strong_components(graph, component.data());
        ValueSteps crossing(budget_);
        steps.for_each([&](ValueStep step) {
            if (component[number(step >> 32)] != component[number(step)]) crossing.insert(step);
        });
        auto known = std::make_unique<BookedArray<Value>>(budget_, values.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            (*known)[i] = {values[i], static_cast<std::uint32_t>(component[i])};
        values_[piece] = std::move(known);
        steps = std::move(crossing);
    }

    struct Value {
        std::uint32_t value, component;
    };

    Budget& budget_;
    std::vector<ValueSteps> steps_;                                   // by piece
    std::array<std::unique_ptr<BookedArray<Value>>, pieces> values_;  // that steps lead from or to, in order
    std::array<bool, pieces> left_out_{};
    std::size_t in_all_ = 0;  // steps
};

}  // namespace revoke_mc::explorer::internal
