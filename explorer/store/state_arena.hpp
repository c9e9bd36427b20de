// Where the states live: append-only, in order of discovery, never moved.
//
// The arena is cut into segments of doubling size: segment 0 holds the first 2^14 states, segment k
// the ids from 2^(13+k) to 2^(14+k). The directory is a handful of pointers that stays in the
// first-level cache, growth copies nothing, and an id becomes an address with one bit scan. The
// memory of a segment is mapped at once but only touched, and only counted, as blocks are taken.
//
// Blocks of ids are handed out under a mutex, about once per thousand states. That mutex is also
// what makes the directory safe without atomics: who writes a state into a segment took its block
// after the segment was entered; who reads one saw the id published (state_index.hpp), and so
// sees everything that the writer saw.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "explorer/store/budget.hpp"
#include "explorer/store/levels.hpp"
#include "explorer/store/pages.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
class StateArena {
public:
    explicit StateArena(Budget& budget) : budget_(budget) {}
    ~StateArena() { budget_.give(bound_ * state_bytes); }
    StateArena(const StateArena&) = delete;
    StateArena& operator=(const StateArena&) = delete;

    [[nodiscard]] std::uint64_t* at(StateId id) const {
        const auto segment = static_cast<unsigned>(std::bit_width(id >> first_bits));
        return segments_[segment].origin + (id - segments_[segment].first) * Words;
    }

    /// At most `wanted` unused ids below `limit`; an empty range if there are none left or the
    /// memory is used up.
    [[nodiscard]] IdRange take(std::uint64_t wanted, StateId limit) {
        const std::lock_guard lock(mutex_);
        if (!spare_.empty()) return take_spare();
        if (bound_ >= limit) return {};
        const std::uint64_t count = std::min(wanted, limit - bound_);
        if (!budget_.take(count * state_bytes)) return {};
        if (!map_up_to(bound_ + count - 1)) {
            budget_.give(count * state_bytes);
            return {};
        }
        bound_ += count;
        return {bound_ - count, bound_};
    }

    /// Takes back ids that were not used; take() hands them out first.
    void give_back(IdRange range) {
        const std::lock_guard lock(mutex_);
        if (!range.empty()) spare_.push_back(range);
    }

    /// All ids ever handed out are below this.
    [[nodiscard]] StateId bound() const {
        const std::lock_guard lock(mutex_);
        return bound_;
    }

    [[nodiscard]] bool has_spare() const {
        const std::lock_guard lock(mutex_);
        return !spare_.empty();
    }

    /// The ids in use, provided that every block has been given back.
    [[nodiscard]] std::vector<IdRange> used() {
        const std::lock_guard lock(mutex_);
        normalize(spare_);
        std::vector<IdRange> used;
        StateId begin = 0;
        for (const IdRange& gap : spare_) {
            used.push_back({begin, gap.begin});
            begin = gap.end;
        }
        used.push_back({begin, bound_});
        normalize(used);
        return used;
    }

private:
    static constexpr unsigned first_bits = 14;
    static constexpr std::uint64_t state_bytes = Words * sizeof(std::uint64_t);

    struct Segment {
        std::uint64_t* origin = nullptr;
        StateId first = 0;
        Pages pages;
    };

    IdRange take_spare() {
        const IdRange range = spare_.back();
        spare_.pop_back();
        return range;
    }

    bool map_up_to(StateId id) {
        for (unsigned k = 0; k <= static_cast<unsigned>(std::bit_width(id >> first_bits)); ++k) {
            if (!segments_[k].pages && !map_segment(k)) return false;
        }
        return true;
    }

    bool map_segment(unsigned k) {
        Segment& segment = segments_[k];
        segment.first = k == 0 ? 0 : StateId{1} << (first_bits + k - 1);
        const std::uint64_t states = k == 0 ? StateId{1} << first_bits : segment.first;
        segment.pages = Pages::map(states * state_bytes);
        segment.origin = static_cast<std::uint64_t*>(segment.pages.data());
        return static_cast<bool>(segment.pages);
    }

    Budget& budget_;
    mutable std::mutex mutex_;
    std::array<Segment, 64 - first_bits + 1> segments_;
    std::vector<IdRange> spare_;
    StateId bound_ = 0;
};

}  // namespace revoke_mc::explorer::internal
