// An exact set of 64-bit keys in six or seven bytes each, with the level on which each was found.
//
// Quotienting (Cleary, "Compact hash tables using bidirectional linear probing", IEEE Trans. Comp. 1984): the key is
// scrambled by a bijection; where the scrambled key lies in the table says most of it, and only the rest, the
// remainder, is stored. Nothing is lost: scanning the table gives the keys back. The place is a bucket of one cache
// line; a key that finds its bucket full goes to one of the next, and the slot records how far it is from home. The
// number of buckets is arbitrary, so that the table can grow in small steps: the home of the scrambled key h is floor(h
// * buckets / 2^bits).
//
// Growing happens in place. Homes only move towards the end, so the buckets are emptied from the
// last to the first and every key is put where nothing is left to be emptied. The address space for
// that is reserved from the start; what is not used costs nothing.
//
// A bucket of 64 bytes begins with the number of entries in it. Then come their tags, a byte each, to be compared all
// at once; then the rest of each entry, and then the levels. An entry is the remainder, whose low byte is the tag, and
// above it the distance from home. Behind the last home are a few buckets more, so that probing never wraps around.
//
// Not for several writers at once: state_table.hpp has many of these, each with a mutex.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "explorer/base/planted.hpp"
#include "explorer/store/pages.hpp"

namespace revoke_mc::explorer::internal {

/// Where an entry is: number of the slot in its table.
using SlotNumber = std::uint64_t;

class QuotientTable {
public:
    enum class Insertion : std::uint8_t { fresh, known, full, refused };

    QuotientTable() = default;

    /// An empty table of `homes` buckets for scrambled keys of `hash_bits` bits (at most 63), which can
    /// note levels up to 255. It can grow to `most_bytes`. Throws std::bad_alloc if there is no room.
    QuotientTable(unsigned hash_bits, std::uint64_t homes, std::uint64_t most_bytes)
        : QuotientTable(hash_bits, homes, Pages::reserve(std::max(most_bytes, bytes_for(homes)))) {}
    /// The same with address space that was reserved before.
    QuotientTable(unsigned hash_bits, std::uint64_t homes, Pages pages)
        : pages_(std::move(pages)), shape_(hash_bits, homes, 0) {
        if (!pages_ || pages_.size() < bytes_for(homes)) throw std::bad_alloc();
    }
    /// False: there is no table, not even an empty one.
    explicit operator bool() const { return static_cast<bool>(pages_); }

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::uint64_t homes() const { return shape_.homes; }
    /// Slots, those behind the last home included.
    [[nodiscard]] std::uint64_t slots() const { return shape_.buckets() * shape_.slots; }
    /// How many keys it should hold at most, a little less than its slots.
    [[nodiscard]] std::uint64_t capacity() const { return shape_.homes * shape_.slots; }
    /// The same of a table with that many homes that can note `max_level`.
    [[nodiscard]] std::uint64_t capacity_for(std::uint64_t homes, std::uint64_t max_level) const {
        return homes * Shape(shape_.hash_bits, homes, max_level).slots;
    }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_for(shape_.homes); }
    [[nodiscard]] static std::uint64_t bytes_for(std::uint64_t homes) { return (homes + most_distance) * bucket_bytes; }
    [[nodiscard]] std::uint64_t max_level() const { return (std::uint64_t{1} << (8 * shape_.level_bytes)) - 1; }

    /// Where a key is at home, and what it looks like there: valid until the table grows.
    struct Probe {
        unsigned char* line;
        std::uint64_t entry;
        std::uint64_t homes;  ///< of the table
    };
    [[nodiscard]] Probe probe(std::uint64_t hash) const {
        return {static_cast<unsigned char*>(pages_.data()) + shape_.home(hash) * bucket_bytes, shape_.remainder(hash),
                shape_.homes};
    }
    /// It is there, in its home bucket. (Else it may still be in one of the next.)
    [[nodiscard]] bool at_home(const Probe& probe) const { return search(probe.line, probe.entry) != no_slot; }

    /// Its home bucket has no free slot.
    [[nodiscard]] bool full(const Probe& probe) const { return *probe.line == shape_.slots; }

    /// Enters a scrambled key unless it is there. `full`: grow first. `refused`: it is not there and
    /// may_add() said no.
    template <class MayAdd>
    Insertion insert(std::uint64_t hash, std::uint64_t level, const MayAdd& may_add) {
        return insert(probe(hash), level, may_add);
    }
    /// The same for a key whose probe is at hand.
    template <class MayAdd>
    Insertion insert(const Probe& probe, std::uint64_t level, const MayAdd& may_add) {
        unsigned char* line = probe.line;
        for (std::uint64_t distance = 0; distance <= most_distance; ++distance, line += bucket_bytes) {
            const std::uint64_t entry = shape_.entry(probe.entry, distance);
            if (search(line, entry) != no_slot) return Insertion::known;
            const unsigned filled = *line;
            if (filled == shape_.slots) continue;
            if (!may_add()) return Insertion::refused;
            append(line, filled, entry, level);
            ++size_;
            return Insertion::fresh;
        }
        return Insertion::full;
    }

    static constexpr SlotNumber nowhere = ~SlotNumber{0};
    [[nodiscard]] SlotNumber find(std::uint64_t hash) const {
        const std::uint64_t remainder = shape_.remainder(hash);
        std::uint64_t at = shape_.home(hash);
        for (std::uint64_t distance = 0; distance <= most_distance; ++distance, ++at) {
            const unsigned slot = search(bucket(at), shape_.entry(remainder, distance));
            if (slot != no_slot) return at * shape_.slots + slot;
            if (*bucket(at) != shape_.slots) return nowhere;
        }
        return nowhere;
    }

    [[nodiscard]] std::uint64_t level(SlotNumber number) const {
        return shape_.level(bucket(number / shape_.slots), static_cast<unsigned>(number % shape_.slots));
    }

    /// The scrambled key in a slot that is in use.
    [[nodiscard]] std::uint64_t hash(SlotNumber number) const {
        const std::uint64_t at = number / shape_.slots;
        const std::uint64_t entry = shape_.entry(bucket(at), static_cast<unsigned>(number % shape_.slots));
        return shape_.hash(shape_.lowest(at - (entry >> shape_.remainder_bits)), entry);
    }

    /// Calls f(hash, level, slot number) for each entry.
    template <class F>
    void for_each(const F& f) const {
        for_each_of([](const unsigned char* line) { return in_use(line); }, f);
    }
    /// The same for entries of one level; the others are hardly looked at.
    template <class F>
    void for_each_on(std::uint64_t level, const F& f) const {
        if (level <= max_level())
            for_each_of([&](const unsigned char* line) { return shape_.on_level(line, level); }, f);
    }

    /// The least number of homes that a grown table must have.
    [[nodiscard]] std::uint64_t least_growth() const { return shape_.homes + shape_.homes / 2; }

    /// Grows to `homes` buckets, at least least_growth(), and room for `max_level`. False if that is
    /// more than was reserved; then nothing has changed. Throws std::bad_alloc before it changes anything.
    bool grow(std::uint64_t homes, std::uint64_t max_level) {
        if (bytes_for(homes) > pages_.size()) return false;
        const Shape shape(shape_.hash_bits, homes, max_level);
        std::vector<std::uint8_t> filled(shape.buckets(), 0);
        std::vector<Entry> front;
        front.reserve(front_buckets * most_slots);
        const Shape old = std::exchange(shape_, shape);
        pages_.use(bytes());
        empty_front(old, front);
        Decoder decoder(old);
        for (std::uint64_t at = old.buckets(); at-- > front_buckets;) {
            empty(old, decoder, at, [&](const Entry& entry) { place(entry, filled); });
        }
        for (const Entry& entry : front) place(entry, filled);
        return true;
    }

    static constexpr std::uint64_t bucket_bytes = 64;

private:
    static constexpr unsigned distance_bits = 5;
    static constexpr std::uint64_t most_distance = (1U << distance_bits) - 1;
    // A key that is stored behind these moves towards the end when the table grows by half: it is no more than
    // most_distance away from its home, and its home moves by more than that.
    static constexpr std::uint64_t front_buckets = 4 * most_distance;
    static constexpr unsigned most_slots = 16;

    __extension__ using Product = unsigned __int128;

    struct Entry {
        std::uint64_t hash = 0;
        std::uint64_t level = 0;
    };

    /// Bit i: slot i of the bucket is in use.
    static unsigned in_use(const unsigned char* line) { return (1U << *line) - 1; }

    /// How the bits lie; follows from the number of buckets and the largest level.
    struct Shape {
        Shape() = default;
        Shape(unsigned bits, std::uint64_t count, std::uint64_t max_level)
            : hash_bits(bits), homes(count), interval((std::uint64_t{1} << bits) / count),
              leftover((std::uint64_t{1} << bits) % count) {
            const std::uint64_t longest = interval + (leftover == 0 ? 0 : 1);
            remainder_bits = static_cast<unsigned>(std::bit_width(longest - 1));
            entry_bytes = std::max(2U, (remainder_bits + distance_bits + 7) / 8);
            while (level_bytes < 4 && max_level >> (8 * level_bytes) != 0) ++level_bytes;
            slots = std::min(most_slots, static_cast<unsigned>((bucket_bytes - 1) / (entry_bytes + level_bytes)));
            rests_at = 1 + slots;
            levels_at = rests_at + slots * (entry_bytes - 1);
            rest_mask = ~std::uint64_t{0} >> (64 - 8 * (entry_bytes - 1));
        }
        [[nodiscard]] std::uint64_t buckets() const { return homes + most_distance; }
        [[nodiscard]] std::uint64_t home(std::uint64_t hash) const {
            const auto product = static_cast<Product>(hash << (64 - hash_bits)) * homes;
            return static_cast<std::uint64_t>(product >> 64);
        }
        [[nodiscard]] std::uint64_t remainder(std::uint64_t hash) const {
            return hash & ((std::uint64_t{1} << remainder_bits) - 1);
        }
        [[nodiscard]] std::uint64_t entry(std::uint64_t remainder, std::uint64_t distance) const {
            return remainder | distance << remainder_bits;
        }
        [[nodiscard]] std::uint64_t entry(const unsigned char* line, unsigned slot) const {
            return line[1 + slot] | rest(line, slot) << 8;
        }
        /// All of an entry but its tag. Reads eight bytes, which lie within the bucket, since behind the
        /// rests there are levels.
        [[nodiscard]] std::uint64_t rest(const unsigned char* line, unsigned slot) const {
            std::uint64_t word = 0;
            std::memcpy(&word, line + rests_at + std::size_t{slot} * (entry_bytes - 1), sizeof word);
            return word & rest_mask;
        }
        /// The least hash whose home this is.
        [[nodiscard]] std::uint64_t lowest(std::uint64_t home) const {
            return home * interval + (home * leftover + homes - 1) / homes;
        }
        /// The hash of an entry, given the least one of its home.
        [[nodiscard]] std::uint64_t hash(std::uint64_t low, std::uint64_t entry) const {
            return low + ((entry - low) & ((std::uint64_t{1} << remainder_bits) - 1));
        }
        [[nodiscard]] std::uint64_t level(const unsigned char* line, unsigned slot) const {
            if (level_bytes == 1) return line[levels_at + slot];
            std::uint64_t level = 0;
            std::memcpy(&level, line + levels_at + std::size_t{slot} * level_bytes, level_bytes);
            return level;
        }
        /// Bit i: slot i is in use and has this level, which the table can note.
        [[gnu::always_inline]] [[nodiscard]] unsigned on_level(const unsigned char* line, std::uint64_t wanted) const {
#ifdef __SSE2__
            if (level_bytes == 1) return bytes_like(line, wanted) & in_use(line);
            if (level_bytes == 2) return shorts_like(line, wanted) & in_use(line);
#endif
            unsigned found = 0;
            for (unsigned slot = 0; slot < *line; ++slot) found |= (level(line, slot) == wanted ? 1U : 0U) << slot;
            return found;
        }
#ifdef __SSE2__
        /// Slots whose level, one byte of it or two, is the wanted one. What is read ends with the bucket at the
        /// latest, so that it may begin before the levels do.
        [[nodiscard]] unsigned bytes_like(const unsigned char* line, std::uint64_t wanted) const {
            const unsigned at = std::min(levels_at, static_cast<unsigned>(bucket_bytes) - 16);
            const __m128i same = _mm_cmpeq_epi8(load(line + at), _mm_set1_epi8(static_cast<char>(wanted)));
            return static_cast<unsigned>(_mm_movemask_epi8(same)) >> (levels_at - at);
        }
        [[nodiscard]] unsigned shorts_like(const unsigned char* line, std::uint64_t wanted) const {
            const unsigned last = static_cast<unsigned>(bucket_bytes) - 32 - levels_at % 2;  // whole shorts
            const unsigned at = std::min(levels_at, last);
            const __m128i level = _mm_set1_epi16(static_cast<short>(wanted));
            const __m128i same =
                _mm_packs_epi16(_mm_cmpeq_epi16(load(line + at), level), _mm_cmpeq_epi16(load(line + at + 16), level));
            return static_cast<unsigned>(_mm_movemask_epi8(same)) >> (levels_at - at) / 2;
        }
        static __m128i load(const unsigned char* from) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        }
#endif

        unsigned hash_bits = 0;
        std::uint64_t homes = 0;
        std::uint64_t interval = 0;  // floor(2^hash_bits / homes)
        std::uint64_t leftover = 0;  // and what is left over
        unsigned remainder_bits = 0;
        unsigned entry_bytes = 0;
        unsigned level_bytes = 1;
        unsigned slots = 0;
        unsigned rests_at = 0;  // offsets in a bucket
        unsigned levels_at = 0;
        std::uint64_t rest_mask = 0;
    };

    /// All hashes whose home is one bucket lie in an interval that is no longer than the number of
    /// remainders: its lower end and the remainder give the hash. Remembers the last lower end,
    /// since that takes a division.
    class Decoder {
    public:
        explicit Decoder(const Shape& shape) : shape_(shape), mask_((std::uint64_t{1} << shape.remainder_bits) - 1) {}
        [[nodiscard]] std::uint64_t hash(std::uint64_t at, std::uint64_t entry) {
            const std::uint64_t home = at - (entry >> shape_.remainder_bits);
            if (home != home_) {
                home_ = home;
                low_ = shape_.lowest(home);
            }
            return low_ + ((entry - low_) & mask_);
        }

    private:
        const Shape shape_;
        const std::uint64_t mask_;
        std::uint64_t home_ = 0;
        std::uint64_t low_ = 0;
    };

    /// Calls f(hash, level, slot number) for the slots of each bucket that `choose` gives a bit.
    template <class Choose, class F>
    void for_each_of(const Choose& choose, const F& f) const {
        Decoder decoder(shape_);
        for (std::uint64_t at = 0; at < shape_.buckets(); ++at) {
            const unsigned char* const line = bucket(at);
            for (unsigned left = choose(line); left != 0; left &= left - 1) {
                const auto slot = static_cast<unsigned>(std::countr_zero(left));
                f(decoder.hash(at, shape_.entry(line, slot)), shape_.level(line, slot), at * shape_.slots + slot);
            }
        }
    }

    [[nodiscard]] const unsigned char* bucket(std::uint64_t at) const {
        return static_cast<const unsigned char*>(pages_.data()) + at * bucket_bytes;
    }
    [[nodiscard]] unsigned char* bucket(std::uint64_t at) {
        return static_cast<unsigned char*>(pages_.data()) + at * bucket_bytes;
    }

    static constexpr unsigned no_slot = ~0U;

    /// The slot of an entry in a bucket, or no_slot.
    [[nodiscard]] unsigned search(const unsigned char* line, std::uint64_t entry) const {
        const std::uint64_t rest = entry >> 8;
        for (unsigned found = tags_like(line, static_cast<unsigned char>(entry)); found != 0; found &= found - 1) {
            const auto slot = static_cast<unsigned>(std::countr_zero(found));
            if (shape_.rest(line, slot) == rest || planted::is("tags-compared-only")) return slot;
        }
        return no_slot;
    }

    /// Bit i: slot i is in use and has this tag.
    static unsigned tags_like(const unsigned char* line, unsigned char tag) {
#ifdef __SSE2__
        const __m128i tags = _mm_loadu_si128(reinterpret_cast<const __m128i*>(line + 1));
        const __m128i same = _mm_cmpeq_epi8(tags, _mm_set1_epi8(static_cast<char>(tag)));
        return static_cast<unsigned>(_mm_movemask_epi8(same)) & in_use(line);
#else
        unsigned found = 0;
        for (unsigned slot = 0; slot < most_slots; ++slot) found |= (line[1 + slot] == tag ? 1U : 0U) << slot;
        return found & in_use(line);
#endif
    }

    /// Writes an entry into the first free slot of a bucket.
    void append(unsigned char* line, unsigned slot, std::uint64_t entry, std::uint64_t level) {
        line[0] = static_cast<unsigned char>(slot + 1);
        line[1 + slot] = static_cast<unsigned char>(entry);
        // Eight bytes at a time, as rest() reads them; what else is in them stays.
        unsigned char* const to = line + shape_.rests_at + std::size_t{slot} * (shape_.entry_bytes - 1);
        std::uint64_t word = 0;
        std::memcpy(&word, to, sizeof word);
        word = (word & ~shape_.rest_mask) | entry >> 8;
        std::memcpy(to, &word, sizeof word);
        unsigned char* at = line + shape_.levels_at + std::size_t{slot} * shape_.level_bytes;
        for (unsigned i = 0; i < shape_.level_bytes; ++i, level >>= 8) *at++ = static_cast<unsigned char>(level);
    }

    /// Takes all entries out of a bucket of the old shape.
    template <class Take>
    void empty(const Shape& old, Decoder& decoder, std::uint64_t at, const Take& take) {
        unsigned char line[bucket_bytes];
        std::memcpy(line, bucket(at), bucket_bytes);
        std::memset(bucket(at), 0, bucket_bytes);
        for (unsigned slot = 0; slot < *line; ++slot) {
            take(Entry{decoder.hash(at, old.entry(line, slot)), old.level(line, slot)});
        }
    }

    void empty_front(const Shape& old, std::vector<Entry>& front) {
        Decoder decoder(old);
        for (std::uint64_t at = 0; at < std::min(front_buckets, old.buckets()); ++at) {
            empty(old, decoder, at, [&](const Entry& entry) { front.push_back(entry); });
        }
    }

    /// Puts an entry that is not there into the first bucket with a free slot.
    void place(const Entry& entry, std::vector<std::uint8_t>& filled) {
        std::uint64_t at = shape_.home(entry.hash);
        std::uint64_t distance = 0;
        for (; filled[at] == shape_.slots; ++distance) ++at;
        // Never seen, as nearly half of the slots are empty. Keys would be lost: an error, not a limit.
        if (distance > most_distance) throw std::logic_error("explorer: a grown table has no room");
        append(bucket(at), filled[at]++, shape_.entry(shape_.remainder(entry.hash), distance), entry.level);
    }

    Pages pages_;
    Shape shape_;
    std::uint64_t size_ = 0;
};

}  // namespace revoke_mc::explorer::internal
