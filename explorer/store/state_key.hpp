// 64 bits that stand for exactly one state, and their scrambled form.
//
// Keys below 2^48, the narrow ones, are nearly all there are: the table spends fewer bits on them.
// Scrambling is a bijection, on the narrow keys and on all 64 bits (multiplications by odd numbers and
// shifted exclusive-ors, as in the murmur3 finalizer of A. Appleby), after which every part of the
// result is as good as random: the high bits choose one of the table's parts.
#pragma once

#include <cstddef>
#include <cstdint>

namespace revoke_mc::explorer::internal {

using StateKey = std::uint64_t;

inline constexpr unsigned narrow_bits = 48, wide_bits = 64;
inline constexpr unsigned part_bits = 6;
inline constexpr std::size_t part_count = std::size_t{1} << part_bits;

[[nodiscard]] constexpr bool is_narrow(StateKey key) { return key >> narrow_bits == 0; }

/// The number that is `factor` times an odd number's inverse: Newton's iteration modulo 2^64.
[[nodiscard]] constexpr std::uint64_t inverse(std::uint64_t odd) {
    std::uint64_t x = odd;
    for (int i = 0; i < 5; ++i) x *= 2 - odd * x;
    return x;
}

template <unsigned Bits>
struct Scrambler {
    static constexpr std::uint64_t mask = ~std::uint64_t{0} >> (64 - Bits);
    static constexpr std::uint64_t first = 0xff51afd7ed558ccdU, second = 0xc4ceb9fe1a85ec53U;

    [[nodiscard]] static constexpr std::uint64_t scramble(std::uint64_t key) {
        key = ((key ^ (key >> Bits / 2)) * first) & mask;
        key = ((key ^ (key >> Bits / 2)) * second) & mask;
        return key ^ (key >> Bits / 2);
    }
    [[nodiscard]] static constexpr std::uint64_t unscramble(std::uint64_t hash) {
        hash = ((hash ^ (hash >> Bits / 2)) * inverse(second)) & mask;
        hash = ((hash ^ (hash >> Bits / 2)) * inverse(first)) & mask;
        return hash ^ (hash >> Bits / 2);
    }
};

/// Where a key goes: the number of the part, and the scrambled key without its high bits.
struct Scrambled {
    // Inlined by force: a call, with its result in memory, takes as long as the work.
    [[gnu::always_inline]] explicit constexpr Scrambled(StateKey key) : narrow(is_narrow(key)) {
        const unsigned bits = (narrow ? narrow_bits : wide_bits) - part_bits;
        const std::uint64_t all = narrow ? Scrambler<narrow_bits>::scramble(key) : Scrambler<wide_bits>::scramble(key);
        part = static_cast<std::size_t>(all >> bits);
        hash = all & ((std::uint64_t{1} << bits) - 1);
    }
    constexpr Scrambled(bool is_narrow, std::size_t part_number, std::uint64_t low_bits)
        : narrow(is_narrow), part(part_number), hash(low_bits) {}

    [[nodiscard]] constexpr StateKey key() const {
        const unsigned bits = (narrow ? narrow_bits : wide_bits) - part_bits;
        const std::uint64_t all = std::uint64_t{part} << bits | hash;
        return narrow ? Scrambler<narrow_bits>::unscramble(all) : Scrambler<wide_bits>::unscramble(all);
    }

    bool narrow;
    std::size_t part = 0;
    std::uint64_t hash = 0;
};

}  // namespace revoke_mc::explorer::internal
