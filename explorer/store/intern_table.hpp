// Gives every distinct 64-bit value a number of 31 bits, for ever the same, and back.
//
// This is what tree compression stands on (Blom, Lisser, van de Pol, Weber: "A database approach to
// distributed state-space generation", 2011; Laarman, van de Pol, Weber: "Parallel recursive state
// compression for free", SPIN 2011): the words of a state, and pairs of numbers of words, repeat so
// often that a state of any width comes down to one pair of numbers.
//
// Reading takes no lock. There is an open-addressed table of slots, and an array from numbers to
// values. Who does not find a value takes the mutex, looks again and adds it.
//
// Memory orders: a slot's value is written before its number, which is a release; whoever loads the
// number (acquire) may compare the value. A grown table is filled before its address is stored
// (release) and stays until the end: a reader of an old one finds what was there then, and looks
// again under the mutex before it adds anything. The array from numbers to values never moves, its
// address space being reserved; who has a number has got it through a slot, hence after the value was
// written, or from another worker through the executor.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>

#include "explorer/store/budget.hpp"
#include "explorer/store/pages.hpp"

namespace revoke_mc::explorer::internal {

/// Below 2^31.
using InternId = std::uint32_t;
inline constexpr unsigned intern_id_bits = 31;
inline constexpr InternId no_intern_id = ~InternId{0};

class InternTable {
public:
    explicit InternTable(Budget& budget) : budget_(budget) {}
    ~InternTable() { budget_.give(booked_); }
    InternTable(const InternTable&) = delete;
    InternTable& operator=(const InternTable&) = delete;

    /// The number of a value, a new one if need be; no_intern_id if there is no memory for it.
    [[nodiscard]] InternId intern(std::uint64_t value) {
        const InternId found = find(value);
        return found != no_intern_id ? found : add(value);
    }

    /// The number of a value, or no_intern_id.
    [[nodiscard]] InternId find(std::uint64_t value) const {
        const Table* table = table_.load(std::memory_order_acquire);
        if (table == nullptr) return no_intern_id;
        for (std::size_t at = table->home(value);; at = (at + 1) & table->mask) {
            Slot& slot = table->slots[at];
            const InternId next = next_of_id(slot).load(std::memory_order_acquire);
            if (next == 0) return no_intern_id;
            if (slot.value == value) return next - 1;
        }
    }

    /// Brings the slots where the values of these jobs are looked for.
    template <class Jobs>
    void touch(const Jobs& jobs) const {
        const Table* table = table_.load(std::memory_order_acquire);
        if (table == nullptr) return;
        InternId touched = 0;
        for (const auto& job : jobs) {
            touched += next_of_id(table->slots[table->home(job.value)]).load(std::memory_order_relaxed);
        }
        __asm__ volatile("" : : "r"(touched));  // the loads are wanted, their values are not
    }

    [[nodiscard]] std::uint64_t value(InternId id) const { return values()[id]; }
    /// All values by number, while nobody adds any.
    [[nodiscard]] std::span<const std::uint64_t> all() const { return {values(), static_cast<std::size_t>(size_)}; }

private:
    static constexpr std::size_t least_slots = 1024;
    static constexpr std::uint64_t most = std::uint64_t{1} << intern_id_bits;

    /// Zeroed pages are empty slots.
    struct Slot {
        std::uint64_t value;
        InternId next_of_id;  ///< number + 1; 0: empty. By atomic_ref only.
    };
    static std::atomic_ref<InternId> next_of_id(Slot& slot) { return std::atomic_ref<InternId>(slot.next_of_id); }
    struct Table {
        explicit Table(std::size_t capacity)
            : pages(Pages::map(capacity * sizeof(Slot))), slots(static_cast<Slot*>(pages.data())), mask(capacity - 1),
              shift(64 - static_cast<unsigned>(std::countr_zero(capacity))) {}
        /// Multiplicative hashing (Knuth 1998, 6.4): the high bits of the product depend on all bits.
        [[nodiscard]] std::size_t home(std::uint64_t value) const {
            return ((value ^ (value >> 32)) * 0x9e3779b97f4a7c15U) >> shift;
        }
        Pages pages;
        Slot* slots;
        std::size_t mask;
        unsigned shift;
    };

    [[nodiscard]] std::uint64_t* values() const { return static_cast<std::uint64_t*>(values_.data()); }

    InternId add(std::uint64_t value) {
        const std::lock_guard lock(mutex_);
        const InternId found = find(value);
        if (found != no_intern_id) return found;
        if (!make_room()) return no_intern_id;
        const auto id = static_cast<InternId>(size_++);
        values()[id] = value;
        enter(tables_.back(), value, id);
        return id;
    }

    static void enter(Table& table, std::uint64_t value, InternId id) {
        std::size_t at = table.home(value);
        while (next_of_id(table.slots[at]).load(std::memory_order_relaxed) != 0) at = (at + 1) & table.mask;
        table.slots[at].value = value;
        next_of_id(table.slots[at]).store(id + 1, std::memory_order_release);
    }

    bool make_room() {
        const std::size_t capacity = tables_.empty() ? 0 : tables_.back().mask + 1;
        if (size_ == most) return false;
        if (size_ < capacity / 4 * 3) return true;
        return grow(std::max(least_slots, capacity * 2));
    }

    /// Room for three quarters as many values as slots.
    bool grow(std::size_t capacity) {
        if (!values_ && !reserve()) return false;
        const std::uint64_t values_bytes = capacity / 4 * 3 * sizeof(std::uint64_t);
        const std::uint64_t bytes = capacity * sizeof(Slot) + values_bytes / 2;  // the other half has been booked
        if (values_bytes > values_.size() || !budget_.take(bytes)) return false;
        booked_ += bytes;
        Table& table = tables_.emplace_back(capacity);
        if (!table.pages) {  // the kernel refuses: the smaller table stays the last one
            tables_.pop_back();
            return false;
        }
        values_.use(values_bytes);
        for (std::uint64_t id = 0; id < size_; ++id) enter(table, values()[id], static_cast<InternId>(id));
        table_.store(&table, std::memory_order_release);
        return true;
    }

    /// Address space for as many values as there may be memory for.
    bool reserve() {
        const std::uint64_t affordable = std::min<std::uint64_t>(Pages::physical(), budget_.limit()) / 2;
        values_ =
            Pages::reserve(std::clamp(affordable, least_slots * sizeof(std::uint64_t), most * sizeof(std::uint64_t)));
        return static_cast<bool>(values_);
    }

    Budget& budget_;
    std::atomic<const Table*> table_{nullptr};
    Pages values_;
    std::mutex mutex_;  // guards what follows, and all writing
    std::uint64_t size_ = 0;
    std::deque<Table> tables_;
    std::uint64_t booked_ = 0;
};

}  // namespace revoke_mc::explorer::internal
