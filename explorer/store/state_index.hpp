// From the content of a state to its id: an open-addressed hash table of 64-bit slots, lock-free.
//
// A slot holds id + 1 in its low 36 bits and 28 bits of the hash, the tag, above; 0 is empty. Slots
// are only ever filled, never changed or emptied while workers run, which is what makes the usual
// argument work (Laarman, van de Pol, Weber: "Boosting multi-core reachability performance with
// shared hash tables", FMCAD 2010, whence also the walk that stays in a cache line first):
//
//  - To insert, walk from the slot that the hash names. The first empty slot is claimed with a
//    compare-and-swap. If another worker was faster, its entry is looked at like any other.
//  - Two workers inserting the same state walk the same slots, and neither passes an empty one;
//    they meet at the latest at the first slot that was empty, and one of them sees the other.
//
// Memory orders: the state's words are written before the compare-and-swap, which is a release;
// every load that may lead to reading a state's words is an acquire. Nothing else is shared.
//
// The table never fills up: StateStore hands out no more ids than its load limit allows.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "explorer/store/levels.hpp"
#include "explorer/store/pages.hpp"

namespace revoke_mc::explorer::internal {

class StateIndex {
public:
    StateIndex() = default;
    /// A power of two, at least one line. Empty (false) if there is no memory for it.
    explicit StateIndex(std::uint64_t capacity)
        : pages_(Pages::map(capacity * sizeof(std::uint64_t))), slots_(static_cast<std::uint64_t*>(pages_.data())),
          mask_(capacity - 1), shift_(64 - static_cast<unsigned>(std::countr_zero(capacity))) {}

    explicit operator bool() const { return static_cast<bool>(pages_); }
    [[nodiscard]] std::uint64_t capacity() const { return mask_ + 1; }
    [[nodiscard]] static std::uint64_t bytes_for(std::uint64_t capacity) { return capacity * sizeof(std::uint64_t); }

    void prefetch(std::uint64_t hash) const { __builtin_prefetch(slots_ + (hash >> shift_)); }

    struct Placed {
        StateId id;  ///< no_state: it is not there, and make_id() had none
        bool fresh;
    };

    /// Finds the entry for which same(id) is true, or enters the id that make_id() returns. When
    /// make_id() returns, the words of that state must have been written; it may be called several
    /// times and returns the same id until one is entered.
    template <class Same, class MakeId>
    Placed find_or_insert(std::uint64_t hash, const Same& same, const MakeId& make_id) {
        for (Probe probe = start(hash);; probe.next()) {
            const auto slot = at(probe.position());
            std::uint64_t entry = slot.load(std::memory_order_acquire);
            if (entry == 0) {
                const StateId id = make_id();
                if (id == no_state) return {no_state, false};
                if (slot.compare_exchange_strong(entry, pack(hash, id), std::memory_order_release,
                                                 std::memory_order_acquire)) {
                    return {id, true};
                }
            }
            if (has_tag(entry, hash) && same(id_of(entry))) return {id_of(entry), false};
        }
    }

    /// The entry that a walk begins at; to be loaded for many hashes at once.
    [[nodiscard]] std::uint64_t first_entry(std::uint64_t hash) const {
        return at(hash >> shift_).load(std::memory_order_acquire);
    }

    /// The id for which same(id) is true, or no_state.
    template <class Same>
    [[nodiscard]] StateId find(std::uint64_t hash, const Same& same) const {
        for (Probe probe = start(hash);; probe.next()) {
            const std::uint64_t entry = at(probe.position()).load(std::memory_order_acquire);
            if (entry == 0) return no_state;
            if (has_tag(entry, hash) && same(id_of(entry))) return id_of(entry);
        }
    }

    /// Enters an id that is known to be absent. For rebuilding: relaxed, because the executor
    /// hands the finished table over.
    void insert_absent(std::uint64_t hash, StateId id) {
        for (Probe probe = start(hash);; probe.next()) {
            const auto slot = at(probe.position());
            std::uint64_t entry = slot.load(std::memory_order_relaxed);
            if (entry == 0 && slot.compare_exchange_strong(entry, pack(hash, id), std::memory_order_relaxed)) {
                return;
            }
        }
    }

private:
    static constexpr unsigned id_bits = 36;
    static constexpr std::uint64_t id_mask = (std::uint64_t{1} << id_bits) - 1;

    /// The slots of a hash: all of its cache line first, then those of the next line.
    class Probe {
    public:
        Probe(std::uint64_t start, std::uint64_t mask)
            : line_(start & ~line_mask), offset_(start & line_mask), mask_(mask) {}
        [[nodiscard]] std::uint64_t position() const { return line_ | offset_; }
        void next() {
            offset_ = (offset_ + 1) & line_mask;
            if (++seen_ == line_slots) {
                seen_ = 0;
                line_ = (line_ + line_slots) & mask_;
            }
        }

    private:
        static constexpr std::uint64_t line_slots = 8;
        static constexpr std::uint64_t line_mask = line_slots - 1;
        std::uint64_t line_;
        std::uint64_t offset_;
        std::uint64_t mask_;
        std::uint64_t seen_ = 0;
    };

    static std::uint64_t pack(std::uint64_t hash, StateId id) { return (hash << id_bits) | (id + 1); }
    static StateId id_of(std::uint64_t entry) { return (entry & id_mask) - 1; }
    static bool has_tag(std::uint64_t entry, std::uint64_t hash) {
        return (entry >> id_bits) == (hash & (~std::uint64_t{0} >> id_bits));
    }
    [[nodiscard]] Probe start(std::uint64_t hash) const { return {hash >> shift_, mask_}; }
    [[nodiscard]] std::atomic_ref<std::uint64_t> at(std::uint64_t position) const {
        return std::atomic_ref<std::uint64_t>(slots_[position]);
    }

    Pages pages_;
    std::uint64_t* slots_ = nullptr;
    std::uint64_t mask_ = 0;
    unsigned shift_ = 0;
};

}  // namespace revoke_mc::explorer::internal
