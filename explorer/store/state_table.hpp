// The set of states seen so far: exact, compressed, shared by all workers.
//
// A state is folded to a 64-bit key (state_fold.hpp), the key is scrambled (state_key.hpp), and its
// high bits choose one of 64 parts, each with a mutex and two quotient tables (quotient_table.hpp),
// for narrow keys and, if there are any, for wide ones. A worker collects successors for each table
// and then enters a whole batch under one lock (outbox.hpp): no atomic operation is spent on a
// single state, two workers hardly ever meet, and all cache misses of a batch are under way at
// once.
//
// Each table grows by itself, by half, in place, when its batch needs it; the others stay in use.
// Their sizes are spread evenly over that factor from the start, so that the table as a whole is
// always about equally full, whatever the number of states.
//
// What may be read when: insert() while the search runs; find(), level(), for_each() when no worker
// inserts. Changing from one to the other goes through the executor, which hands everything over.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>
#include <optional>
#include <span>
#include <utility>

#include "explorer/base/planted.hpp"
#include "explorer/contract/options.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/quotient_table.hpp"
#include "explorer/store/state_fold.hpp"
#include "explorer/store/state_key.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
class StateTable {
public:
    static constexpr std::size_t parts = part_count;
    using Folded = FoldedState<Words>;

    /// Throws std::bad_alloc if there is no memory even for an empty one.
    StateTable(Budget& budget, std::uint64_t max_states)
        : budget_(budget), most_bytes_(most_bytes(budget)), room_(Pages::reserve(most_bytes_ * parts)), fold_(budget),
          left_(max_states) {
        for (std::size_t i = 0; i < parts; ++i) {
            if (!create(i, true)) throw std::bad_alloc();
        }
    }
    ~StateTable() { budget_.give(booked_.load(std::memory_order_relaxed)); }
    StateTable(const StateTable&) = delete;
    StateTable& operator=(const StateTable&) = delete;

    /// The key of a state; none if there is no memory for its parts.
    [[nodiscard]] std::optional<StateKey> key(const std::uint64_t* state) { return fold_.fold(state); }
    /// The keys of many successors at once: see StateFold::fold_all.
    using Successor = typename StateFold<Words>::Successor;
    using FoldScratch = typename StateFold<Words>::Scratch;
    [[nodiscard]] bool fold_all(std::span<Successor> successors, const Folded* group, FoldScratch& scratch) {
        return fold_.fold_all(successors, group, scratch);
    }
    [[nodiscard]] static constexpr std::size_t leaf(std::size_t word) { return StateFold<Words>::leaf(word); }
    [[nodiscard]] static StateKey key_of_two(InternId first, InternId second) {
        return StateFold<Words>::key_of_two(first, second);
    }
    [[nodiscard]] static StateKey key(const Successor& folded) { return StateFold<Words>::key(folded); }
    /// The same without adding anything: none if the state is certainly not in the table.
    [[nodiscard]] std::optional<StateKey> known_key(const std::uint64_t* state) const { return fold_.find(state); }
    [[nodiscard]] std::optional<StateKey> known_key(const std::uint64_t* state, const Folded& from) const {
        return fold_.find(state, from);
    }
    /// The word that has a number.
    [[nodiscard]] std::uint64_t word(InternId number) const { return fold_.word(number); }
    /// The state that a key stands for.
    void unfold(StateKey key, Folded& out) const { fold_.unfold(key, out); }

    /// No batch may be larger.
    static constexpr std::size_t most_keys = 256;

    /// The right to enter keys of one part: one worker has it at a time.
    using Turn = std::unique_lock<std::mutex>;
    [[nodiscard]] Turn turn(std::size_t part) { return Turn(parts_[part].mutex); }
    /// None (false) if another worker has it.
    [[nodiscard]] Turn turn_if_free(std::size_t part) { return Turn(parts_[part].mutex, std::try_to_lock); }

    /// Enters keys of one part, all narrow or all wide, all with the same level; given are their
    /// Scrambled::hash. Calls fresh(i) for each that is new. none: all are in; else what prevents the
    /// rest, and then some may be missing.
    template <class Fresh>
    Reason insert([[maybe_unused]] const Turn& turn, std::size_t part, bool narrow,
                  std::span<const std::uint64_t> hashes, std::uint64_t level, const Fresh& fresh) {
        assert(turn.owns_lock() && turn.mutex() == &parts_[part].mutex);
        QuotientTable& table = parts_[part].table(narrow);
        if (!table && !create(part, narrow)) return Reason::memory;
        if (table.max_level() < level && !enlarge(table, level)) return Reason::memory;
        Batch batch;
        leave_out_known(table, hashes, batch);
        for (std::size_t i = 0; i < batch.count; ++i) {
            const std::size_t number = batch.open[i];
            const Reason refusal =
                insert_one(parts_[part], table, hashes[number], batch.probes[number], level, [&] { fresh(number); });
            if (refusal != Reason::none) return refusal;
        }
        return Reason::none;
    }

    /// Number of states; while workers insert, a number of a moment ago.
    [[nodiscard]] std::uint64_t size() const { return size_.load(std::memory_order_relaxed); }
    void count(std::uint64_t fresh) { size_.fetch_add(fresh, std::memory_order_relaxed); }

    // --- when no worker inserts

    /// Number of slots in all tables; a slot's number is below it.
    [[nodiscard]] std::uint64_t slots() const {
        std::uint64_t sum = 0;
        for (const Part& part : parts_) sum += part.slots();
        return sum;
    }
    /// The first slot number of each part.
    [[nodiscard]] std::array<SlotNumber, parts> bases() const {
        std::array<SlotNumber, parts> out{};
        SlotNumber sum = 0;
        for (std::size_t i = 0; i < parts; ++i) {
            out[i] = sum;
            sum += parts_[i].slots();
        }
        return out;
    }
    /// The first byte that find() will look at.
    [[nodiscard]] const unsigned char* line(StateKey key) const {
        const Scrambled scrambled(key);
        const QuotientTable& table = parts_[scrambled.part].table(scrambled.narrow);
        return table ? table.probe(scrambled.hash).line : empty_line.data();
    }
    static constexpr std::array<unsigned char, 64> empty_line{};
    /// Number of the slot of a state in its part, or QuotientTable::nowhere.
    [[nodiscard]] SlotNumber find(const Scrambled& scrambled) const {
        const Part& part = parts_[scrambled.part];
        const QuotientTable& table = part.table(scrambled.narrow);
        const SlotNumber slot = table ? table.find(scrambled.hash) : QuotientTable::nowhere;
        return scrambled.narrow || slot == QuotientTable::nowhere ? slot : part.narrow.slots() + slot;
    }
    /// The key in a slot of a part that is in use.
    [[nodiscard]] StateKey key_in(std::size_t part, SlotNumber slot) const {
        const Part& tables = parts_[part];
        if (slot < tables.narrow.slots()) return Scrambled(true, part, tables.narrow.hash(slot)).key();
        return Scrambled(false, part, tables.wide.hash(slot - tables.narrow.slots())).key();
    }
    /// Calls f(key, level, slot in the part) for each state of a part.
    template <class F>
    void for_each(std::size_t part, const F& f) const {
        scan([](const QuotientTable& table, const auto& each) { table.for_each(each); }, part, f);
    }
    /// Calls f(key) for each state of a part that lies on `level`.
    template <class F>
    void for_each_on(std::uint64_t level, std::size_t part, const F& f) const {
        scan([=](const QuotientTable& table, const auto& each) { table.for_each_on(level, each); }, part,
             [&](StateKey key, std::uint64_t, SlotNumber) { f(key); });
    }

    // --- for checkpoints (search/saved_states.hpp)

    /// What is numbered beside the states.
    [[nodiscard]] InternTable& numbered() { return fold_.numbered(); }
    /// Number of the narrow or wide keys of a part.
    [[nodiscard]] std::uint64_t size(std::size_t part, bool narrow) const { return parts_[part].table(narrow).size(); }
    /// Calls f(hash, level) for each narrow or wide key of a part, about in the order of hashes.
    template <class F>
    void for_each_hash(std::size_t part, bool narrow, const F& f) const {
        const QuotientTable& table = parts_[part].table(narrow);
        if (table) table.for_each([&](std::uint64_t hash, std::uint64_t level, SlotNumber) { f(hash, level); });
    }
    /// Makes room for `count` keys of an empty table; false if there is no memory for that. What is entered in the
    /// order of hashes would else crowd one end of it, and it could not grow any more.
    [[nodiscard]] bool make_room(std::size_t part, bool narrow, std::uint64_t count, std::uint64_t max_level) {
        QuotientTable& table = parts_[part].table(narrow);
        if (count == 0) return true;
        if (!table && !create(part, narrow)) return false;
        std::uint64_t homes = table.homes();
        while (table.capacity_for(homes, max_level) / 8 * 7 < count) homes += homes / 2;
        return homes == table.homes() || enlarge(table, homes, max_level);
    }

    /// Memory in use by the whole search.
    [[nodiscard]] std::uint64_t bytes() const { return budget_.used(); }

private:
    using Insertion = QuotientTable::Insertion;
    struct alignas(64) Part {
        [[nodiscard]] QuotientTable& table(bool is_narrow) { return is_narrow ? narrow : wide; }
        [[nodiscard]] const QuotientTable& table(bool is_narrow) const { return is_narrow ? narrow : wide; }
        [[nodiscard]] std::uint64_t slots() const { return narrow.slots() + (wide ? wide.slots() : 0); }

        std::mutex mutex;
        QuotientTable narrow, wide;
        bool starved = false;  // there was no memory to grow
    };

    static constexpr double growth = 1.5;
    static constexpr std::uint64_t smallest = 16;  // buckets: a kilobyte

    /// Address space for one table: twice its share of the memory, and whole huge pages.
    static std::uint64_t most_bytes(const Budget& budget) {
        const std::uint64_t share = std::min<std::uint64_t>(Pages::physical(), budget.limit()) / parts * 2;
        return std::max(share, std::uint64_t{1} << 21);
    }
    static std::uint64_t smallest_size(std::size_t part) {
        return static_cast<std::uint64_t>(smallest * std::pow(growth, static_cast<double>(part) / parts));
    }

    template <class Walk, class F>
    void scan(const Walk& walk, std::size_t part, const F& f) const {
        const Part& tables = parts_[part];
        walk(tables.narrow, [&](std::uint64_t hash, std::uint64_t level, SlotNumber slot) {
            f(Scrambled(true, part, hash).key(), level, slot);
        });
        if (!tables.wide) return;
        walk(tables.wide, [&](std::uint64_t hash, std::uint64_t level, SlotNumber slot) {
            f(Scrambled(false, part, hash).key(), level, tables.narrow.slots() + slot);
        });
    }

    bool create(std::size_t part, bool narrow) {
        const std::uint64_t homes = smallest_size(part);
        if (!take(QuotientTable::bytes_for(homes))) return false;
        const unsigned bits = (narrow ? narrow_bits : wide_bits) - part_bits;
        // Wide keys are rare, so room for them is reserved when they come.
        parts_[part].table(narrow) =
            narrow ? QuotientTable(bits, homes, room_.piece(part, parts)) : QuotientTable(bits, homes, most_bytes_);
        return true;
    }

    struct Batch {
        std::array<QuotientTable::Probe, most_keys> probes;
        std::array<std::uint16_t, most_keys> open;  ///< those that are not in their home bucket
        std::size_t count = 0;                      ///< how many these are
    };

    /// The numbers of those keys that are not in their home buckets. Separate loops, for the lines of a whole batch to
    /// be on their way at once: plain loads in a tight loop beat prefetching.
    static void leave_out_known(const QuotientTable& table, std::span<const std::uint64_t> hashes, Batch& batch) {
        auto& probes = batch.probes;
        for (std::size_t i = 0; i < hashes.size(); ++i) probes[i] = table.probe(hashes[i]);
        unsigned touched = 0;
        for (std::size_t i = 0; i < hashes.size(); ++i) touched += *probes[i].line;
        __asm__ volatile("" : : "r"(touched));        // the loads are wanted, their values are not
        std::array<std::uint16_t, most_keys> astray;  // not there, but perhaps in the next bucket
        std::size_t strays = 0;
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            const bool known = table.at_home(probes[i]);
            batch.open[batch.count] = astray[strays] = static_cast<std::uint16_t>(i);
            batch.count += known ? 0 : 1;
            strays += !known && table.full(probes[i]) ? 1 : 0;
        }
        for (std::size_t i = 0; i < strays; ++i) touched += probes[astray[i]].line[QuotientTable::bucket_bytes];
        __asm__ volatile("" : : "r"(touched));
    }
    /// The probe is that of the table as it was when the batch began; it may have grown since.
    template <class Fresh>
    Reason insert_one(Part& part, QuotientTable& table, std::uint64_t hash, QuotientTable::Probe probe,
                      std::uint64_t level, const Fresh& fresh) {
        if (probe.homes != table.homes()) probe = table.probe(hash);
        for (;; probe = table.probe(hash)) {
            const bool crowded = table.size() >= load_limit(part, table);
            switch (table.insert(probe, level, [&] { return !crowded && take_one(); })) {
            case Insertion::known: return Reason::none;
            case Insertion::fresh: fresh(); return Reason::none;
            case Insertion::refused:
                if (!crowded) return Reason::states;
                [[fallthrough]];
            case Insertion::full:
                if (planted::is("full-table-drops")) return Reason::none;
                if (!grow(part, table)) return Reason::memory;
            }
        }
    }

    /// A table may be nearly nine tenths full, without memory to grow it 31 thirty-seconds.
    [[nodiscard]] static std::uint64_t load_limit(const Part& part, const QuotientTable& table) {
        return part.starved ? table.capacity() / 32 * 31 : table.capacity() / 8 * 7;
    }

    /// Never more states than the caller allows; without a limit nothing is counted here.
    bool take_one() {
        if (left_.load(std::memory_order_relaxed) == unlimited) return true;
        std::uint64_t left = left_.load(std::memory_order_relaxed);
        while (left != 0 && !left_.compare_exchange_weak(left, left - 1, std::memory_order_relaxed)) {}
        return left != 0;
    }

    bool grow(Part& part, QuotientTable& table) {
        if (part.starved) return false;
        if (enlarge(table, table.max_level())) return true;
        part.starved = true;
        return table.size() < load_limit(part, table);
    }

    bool enlarge(QuotientTable& table, std::uint64_t max_level) {
        return enlarge(table, table.least_growth(), max_level);
    }
    bool enlarge(QuotientTable& table, std::uint64_t homes, std::uint64_t max_level) {
        const std::uint64_t more = QuotientTable::bytes_for(homes) - table.bytes();
        if (!take(more)) return false;
        if (table.grow(homes, max_level)) return true;
        give(more);
        return false;
    }

    bool take(std::uint64_t bytes) {
        if (!budget_.take(bytes)) return false;
        booked_.fetch_add(bytes, std::memory_order_relaxed);
        return true;
    }
    void give(std::uint64_t bytes) {
        budget_.give(bytes);
        booked_.fetch_sub(bytes, std::memory_order_relaxed);
    }

    Budget& budget_;
    const std::uint64_t most_bytes_;  // of one table
    Pages room_;                      // of the narrow tables
    StateFold<Words> fold_;
    std::array<Part, parts> parts_;
    std::atomic<std::uint64_t> booked_{0};
    std::atomic<std::uint64_t> size_{0};
    std::atomic<std::uint64_t> left_;
};

}  // namespace revoke_mc::explorer::internal
