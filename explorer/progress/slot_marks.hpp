// Two bytes for each slot of the state table, and where a state lies in it: all that is kept of most states while a
// progress property is decided.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "explorer/store/booked_list.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/quotient_table.hpp"
#include "explorer/store/state_table.hpp"

namespace revoke_mc::explorer::internal {

/// Where a state lies in the table: the part, and the slot in it. Valid while nothing is inserted. The bits that this
/// leaves over are the caller's.
class Place {
public:
    static constexpr unsigned tag_bits = 16;

    Place() = default;
    Place(std::size_t part, SlotNumber slot, std::uint64_t tag = 0)
        : number_(tag << (64 - tag_bits) | std::uint64_t{part} << slot_bits | slot) {}
    [[nodiscard]] std::size_t part() const { return static_cast<std::size_t>(number_ >> slot_bits & (part_count - 1)); }
    [[nodiscard]] SlotNumber slot() const { return number_ & ((std::uint64_t{1} << slot_bits) - 1); }
    [[nodiscard]] std::size_t tag() const { return static_cast<std::size_t>(number_ >> (64 - tag_bits)); }

private:
    static constexpr unsigned slot_bits = 64 - part_bits - tag_bits;
    std::uint64_t number_ = 0;
};

/// Bits that stand for something.
using Mark = std::uint16_t;
inline constexpr unsigned mark_bits = 16;

/// What workers write here together only ever gains bits, or is cleared for good: relaxed atomics do, since what one
/// worker does not see yet it finds on the next way over all states. Throws std::bad_alloc.
class SlotMarks {
public:
    template <std::size_t Words>
    SlotMarks(const StateTable<Words>& table, Budget& budget) : bases_(table.bases()), marks_(budget, table.slots()) {}

    [[nodiscard]] SlotNumber number(std::size_t part, SlotNumber slot) const { return bases_[part] + slot; }
    [[nodiscard]] SlotNumber number(Place place) const { return number(place.part(), place.slot()); }

    [[nodiscard]] Mark get(SlotNumber number) const { return at(number).load(std::memory_order_relaxed); }
    void set(SlotNumber number, Mark mark) { at(number).store(mark, std::memory_order_relaxed); }
    /// Returns what was there before.
    Mark add(SlotNumber number, Mark bits) { return at(number).fetch_or(bits, std::memory_order_relaxed); }

private:
    [[nodiscard]] std::atomic_ref<Mark> at(SlotNumber number) const {
        return std::atomic_ref<Mark>(const_cast<Mark&>(marks_[number]));
    }

    std::array<SlotNumber, part_count> bases_;
    BookedArray<Mark> marks_;
};

}  // namespace revoke_mc::explorer::internal
