// Gives every distinct 64-bit value a number of 31 bits, for ever the same, and back.
//
// This is what tree compression stands on (Blom, Lisser, van de Pol, Weber: "A database approach to
// distributed state-space generation", 2011; Laarman, van de Pol, Weber: "Parallel recursive state
// compression for free", SPIN 2011): the words of a state, and pairs of numbers of words, repeat so
// often that a state of any width comes down to one pair of numbers.
//
// Reading takes no lock. The table is cut into shards, by hash; each is an open-addressed table of
// slots, and an array from numbers to values. Who does not find a value takes the shard's mutex,
// looks again and adds it.
//
// Memory orders: a slot's value is written before its number, which is a release; whoever loads the
// number (acquire) may compare the value. A grown table is filled before its address is stored
// (release) and stays until the end: a reader of an old one finds what was there then, and looks
// again under the mutex before it adds anything. The arrays from numbers to values are only ever
// extended; who has a number has got it through a slot, hence after the value was written, or from
// another worker through the executor.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "explorer/internal/budget.hpp"

namespace revoke_mc::explorer::internal {

/// Below 2^31.
using InternId = std::uint32_t;
inline constexpr unsigned intern_id_bits = 31;
inline constexpr InternId no_intern_id = ~InternId{0};

class InternTable {
public:
    explicit InternTable(Budget& budget) : budget_(budget), shards_(new Shard[shard_count]) {}
    ~InternTable() { budget_.give(booked_.load(std::memory_order_relaxed)); }
    InternTable(const InternTable&) = delete;
    InternTable& operator=(const InternTable&) = delete;

    /// The number of a value, a new one if need be; no_intern_id if there is no memory for it.
    [[nodiscard]] InternId intern(std::uint64_t value) {
        const std::uint64_t hash = hash_of(value);
        Shard& shard = shards_[hash >> shard_shift];
        const InternId found = find(shard, value, hash);
        return found != no_intern_id ? found : add(shard, value, hash);
    }

    /// The number of a value, or no_intern_id.
    [[nodiscard]] InternId find(std::uint64_t value) const {
        const std::uint64_t hash = hash_of(value);
        return find(shards_[hash >> shard_shift], value, hash);
    }

    void prefetch(std::uint64_t value) const {
        const std::uint64_t hash = hash_of(value);
        const Table* table = shards_[hash >> shard_shift].table.load(std::memory_order_acquire);
        if (table != nullptr) __builtin_prefetch(&table->slots[(hash >> 20) & table->mask]);
    }

    [[nodiscard]] std::uint64_t value(InternId id) const {
        const Shard& shard = shards_[id % shard_count];
        const Place place(id / shard_count);
        return shard.segments[place.segment].load(std::memory_order_relaxed)[place.offset];
    }

    void prefetch_value(InternId id) const {
        const Place place(id / shard_count);
        __builtin_prefetch(shards_[id % shard_count].segments[place.segment].load(std::memory_order_relaxed) +
                           place.offset);
    }

private:
    static constexpr std::size_t shard_count = 16;
    static constexpr unsigned shard_shift = 60;
    static constexpr std::size_t segment_count = 19;
    static constexpr std::uint64_t first_segment = 256;
    static constexpr std::uint64_t most = first_segment * ((std::uint64_t{1} << segment_count) - 1);  // per shard

    struct Slot {
        std::uint64_t value = 0;
        std::atomic<InternId> next_of_id{0};  ///< number + 1; 0: empty
    };
    struct Table {
        explicit Table(std::size_t capacity) : mask(capacity - 1), slots(new Slot[capacity]) {}
        std::size_t mask;
        std::unique_ptr<Slot[]> slots;
    };
    /// Segment k holds first_segment * 2^k values.
    struct Place {
        explicit Place(std::uint64_t local) {
            segment = static_cast<std::size_t>(std::bit_width(local / first_segment + 1)) - 1;
            offset = local - first_segment * ((std::uint64_t{1} << segment) - 1);
        }
        std::size_t segment;
        std::uint64_t offset;
    };
    struct alignas(64) Shard {
        std::atomic<const Table*> table{nullptr};
        std::atomic<std::uint64_t*> segments[segment_count] = {};
        std::mutex mutex;  // guards what follows, and all writing
        std::uint64_t size = 0;
        std::vector<std::unique_ptr<Table>> tables;
        std::vector<std::unique_ptr<std::uint64_t[]>> arrays;
    };

    static std::uint64_t hash_of(std::uint64_t value) {
        value = (value ^ (value >> 32)) * 0xd6e8feb86659fd93U;
        return (value ^ (value >> 29)) * 0x9e3779b97f4a7c15U;
    }

    static InternId find(const Shard& shard, std::uint64_t value, std::uint64_t hash) {
        const Table* table = shard.table.load(std::memory_order_acquire);
        if (table == nullptr) return no_intern_id;
        for (std::size_t at = (hash >> 20) & table->mask;; at = (at + 1) & table->mask) {
            const Slot& slot = table->slots[at];
            const InternId next = slot.next_of_id.load(std::memory_order_acquire);
            if (next == 0) return no_intern_id;
            if (slot.value == value) return next - 1;
        }
    }

    InternId add(Shard& shard, std::uint64_t value, std::uint64_t hash) {
        const std::lock_guard lock(shard.mutex);
        const InternId found = find(shard, value, hash);
        if (found != no_intern_id) return found;
        if (shard.size == most || !make_room(shard)) return no_intern_id;
        const std::uint64_t local = shard.size++;
        const Place place(local);
        shard.segments[place.segment].load(std::memory_order_relaxed)[place.offset] = value;
        const auto id = static_cast<InternId>(local * shard_count + (hash >> shard_shift));
        enter(*shard.tables.back(), value, hash, id);
        return id;
    }

    static void enter(Table& table, std::uint64_t value, std::uint64_t hash, InternId id) {
        std::size_t at = (hash >> 20) & table.mask;
        while (table.slots[at].next_of_id.load(std::memory_order_relaxed) != 0) at = (at + 1) & table.mask;
        table.slots[at].value = value;
        table.slots[at].next_of_id.store(id + 1, std::memory_order_release);
    }

    bool make_room(Shard& shard) {
        const Place place(shard.size);
        if (place.offset == 0 && shard.arrays.size() == place.segment && !add_segment(shard, place.segment)) {
            return false;
        }
        const std::size_t capacity = shard.tables.empty() ? 0 : shard.tables.back()->mask + 1;
        return shard.size < capacity / 4 * 3 || grow(shard, capacity == 0 ? first_segment : capacity * 2);
    }

    bool add_segment(Shard& shard, std::size_t segment) {
        const std::uint64_t count = first_segment << segment;
        if (!book(count * sizeof(std::uint64_t))) return false;
        shard.arrays.emplace_back(new std::uint64_t[count]);
        shard.segments[segment].store(shard.arrays.back().get(), std::memory_order_relaxed);
        return true;
    }

    bool grow(Shard& shard, std::size_t capacity) {
        if (!book(capacity * sizeof(Slot))) return false;
        shard.tables.push_back(std::make_unique<Table>(capacity));
        Table& table = *shard.tables.back();
        for (std::uint64_t local = 0; local < shard.size; ++local) {
            const Place place(local);
            const std::uint64_t value = shard.segments[place.segment].load(std::memory_order_relaxed)[place.offset];
            const std::uint64_t hash = hash_of(value);
            enter(table, value, hash, static_cast<InternId>(local * shard_count + (hash >> shard_shift)));
        }
        shard.table.store(&table, std::memory_order_release);
        return true;
    }

    bool book(std::uint64_t bytes) {
        if (!budget_.take(bytes)) return false;
        booked_.fetch_add(bytes, std::memory_order_relaxed);
        return true;
    }

    Budget& budget_;
    std::unique_ptr<Shard[]> shards_;
    std::atomic<std::uint64_t> booked_{0};
};

}  // namespace revoke_mc::explorer::internal
