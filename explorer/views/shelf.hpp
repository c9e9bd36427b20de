// The views that share one value of what is about no instance.
//
// The idea: which k blocks occur together is a graph (k = 2), in general a hypergraph, over the blocks that occur at
// all. It is kept as bit sets: for each k-1 of them a row, which has a bit for each block that makes them a view. The
// blocks that can be added to a configuration are then the intersection of the rows of its parts, 64 at a time.
// A block may occur several times in a view.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "explorer/views/word_table.hpp"

namespace revoke_mc::explorer::views {

/// Views have at most so many instances, and configurations.
inline constexpr std::uint32_t max_view = 3;
inline constexpr std::uint32_t max_configuration = 8;

/// Blocks of a shelf by their numbers there, in increasing order.
struct Members {
    std::array<std::uint32_t, max_configuration> block{};
    std::uint32_t size = 0;

    void insert(std::uint32_t number) {
        std::uint32_t at = size++;
        for (; at > 0 && block[at - 1] > number; --at) block[at] = block[at - 1];
        block[at] = number;
    }
    auto operator<=>(const Members&) const = default;
};

/// Calls f(Members) for each choice of `size` places among `of`, until it returns false.
template <class F>
bool each_part(const Members& of, std::uint32_t size, F&& f) {
    if (size > of.size) return true;
    std::array<std::uint32_t, max_configuration> place{};
    for (std::uint32_t i = 0; i < size; ++i) place[i] = i;
    for (;;) {
        Members part;
        for (std::uint32_t i = 0; i < size; ++i) part.block[part.size++] = of.block[place[i]];
        if (!f(part)) return false;
        std::uint32_t i = size;
        while (i > 0 && place[i - 1] == of.size - size + i - 1) --i;
        if (i == 0) return true;
        ++place[i - 1];
        for (; i < size; ++i) place[i] = place[i - 1] + 1;
    }
}

using Bits = std::vector<std::uint64_t>;

[[nodiscard]] inline bool has_bit(const Bits& bits, std::uint32_t number) {
    return number / 64 < bits.size() && ((bits[number / 64] >> (number % 64)) & 1U) != 0;
}
inline void set_bit(Bits& bits, std::uint32_t number) {
    if (number / 64 >= bits.size()) bits.resize(number / 64 + 1, 0);
    bits[number / 64] |= std::uint64_t{1} << (number % 64);
}

[[nodiscard]] inline Bits both(const Bits& a, const Bits& b) {
    Bits out(std::min(a.size(), b.size()));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] & b[i];
    return out;
}

/// Calls f(number) for each bit from `from` on.
template <class F>
void each_bit(const Bits& bits, std::uint32_t from, F&& f) {
    for (std::size_t word = from / 64; word < bits.size(); ++word) {
        std::uint64_t left = bits[word];
        if (word == from / 64) left &= ~std::uint64_t{0} << (from % 64);
        for (; left != 0; left &= left - 1)
            f(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(left))));
    }
}

/// The first bit for which f(number), or absent.
template <class F>
[[nodiscard]] std::uint32_t find_bit(const Bits& bits, F&& f) {
    for (std::size_t word = 0; word < bits.size(); ++word)
        for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
            const auto number =
                static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
            if (f(number)) return number;
        }
    return absent;
}
[[nodiscard]] inline std::uint32_t first_bit(const Bits& bits) {
    return find_bit(bits, [](std::uint32_t) { return true; });
}

class Shelf {
public:
    explicit Shelf(std::uint32_t k) : k_(k), slots_(first_slots, absent) {}

    /// The number here of a block that has `block` everywhere; absent: it is in no view of the shelf.
    [[nodiscard]] std::uint32_t find(std::uint32_t block) const { return slots_[slot_of(block)]; }
    std::uint32_t add_block(std::uint32_t block);
    [[nodiscard]] std::uint32_t block(std::uint32_t number) const { return blocks_[number]; }
    [[nodiscard]] std::uint32_t blocks() const { return static_cast<std::uint32_t>(blocks_.size()); }

    [[nodiscard]] bool contains(const Members& view) const { return has_view(all_, view); }
    [[nodiscard]] bool is_fresh(const Members& view) const { return has_view(fresh_, view); }
    /// The same for views of two, the first of which is not the larger one.
    [[nodiscard]] bool has_pair(std::uint32_t a, std::uint32_t b) const {
        return a < all_.size() && has_bit(all_[a], b);
    }
    [[nodiscard]] bool is_fresh_pair(std::uint32_t a, std::uint32_t b) const {
        return a < fresh_.size() && has_bit(fresh_[a], b);
    }
    /// A view that is not there yet; it is fresh until forget_fresh().
    void add(const Members& view) {
        set_view(all_, view);
        set_view(fresh_, view);
    }
    void forget_fresh() { fresh_.clear(); }
    [[nodiscard]] bool has_fresh() const { return !fresh_.empty(); }

    /// Blocks that make a view together with these k-1 blocks.
    [[nodiscard]] const Bits& with(const Members& part) const { return row(all_, part); }

    /// The same, of fresh views.
    [[nodiscard]] const Bits& fresh_with(const Members& part) const { return row(fresh_, part); }
    /// Blocks that can be added to a view, so that all parts of what comes out are views.
    [[nodiscard]] Bits beside(const Members& view) const;
    /// Of `candidates`, which can be added to a view, those that still can when `added` has been.
    [[nodiscard]] Bits beside(const Members& view, const Bits& candidates, std::uint32_t added) const;

    [[nodiscard]] std::uint64_t bytes() const;

private:
    static constexpr std::size_t first_slots = 8;

    /// Parts that only have blocks with small numbers come first, so that nothing moves when blocks are added.
    [[nodiscard]] static std::size_t index_of(const Members& part) {
        if (part.size == 0) return 0;
        if (part.size == 1) return part.block[0];
        const std::size_t more = part.block[1];
        return more * (more + 1) / 2 + part.block[0];
    }
    [[nodiscard]] static const Bits& row(const std::vector<Bits>& rows, const Members& part) {
        static const Bits empty;
        const std::size_t index = index_of(part);
        return index < rows.size() ? rows[index] : empty;
    }
    [[nodiscard]] bool has_view(const std::vector<Bits>& rows, Members view) const {
        const std::uint32_t last = view.block[--view.size];
        return has_bit(row(rows, view), last);
    }
    void set_view(std::vector<Bits>& rows, const Members& view) const;

    [[nodiscard]] std::size_t slot_of(std::uint32_t block) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t slot = (block * std::uint64_t{0x9E3779B97F4A7C15U} >> 40U) & mask;
        while (slots_[slot] != absent && blocks_[slots_[slot]] != block) slot = (slot + 1) & mask;
        return slot;
    }

    std::uint32_t k_;
    std::vector<std::uint32_t> blocks_;
    std::vector<std::uint32_t> slots_;
    std::vector<Bits> all_, fresh_;
};

}  // namespace revoke_mc::explorer::views
