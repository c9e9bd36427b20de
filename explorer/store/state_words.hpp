// A packed state as a sequence of words: compare, order, hash.
//
// The hash is XXH3 (Yann Collet): for the few words of a state it is a handful of multiplications,
// and all 64 bits are good, so that the index may take its slot from one end and the tag from the
// other.
#pragma once

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <xxhash.h>

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
using StateArray = std::array<std::uint64_t, Words>;

template <std::size_t Words>
[[nodiscard]] inline bool same_state(const std::uint64_t* a, const std::uint64_t* b) {
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < Words; ++i) difference |= a[i] ^ b[i];
    return difference == 0;
}

/// Lexicographic, word by word: the tie-break among states of one level.
template <std::size_t Words>
[[nodiscard]] inline bool state_less(const std::uint64_t* a, const std::uint64_t* b) {
    return std::lexicographical_compare(a, a + Words, b, b + Words);
}

template <std::size_t Words>
[[nodiscard]] inline std::uint64_t hash_state(const std::uint64_t* state) {
    return XXH3_64bits(state, Words * sizeof(std::uint64_t));
}

template <std::size_t Words>
[[nodiscard]] inline StateArray<Words> to_array(const std::uint64_t* state) {
    StateArray<Words> copy;
    std::copy_n(state, Words, copy.begin());
    return copy;
}

template <std::size_t Words>
[[nodiscard]] inline std::vector<std::uint64_t> to_vector(const StateArray<Words>& state) {
    return {state.begin(), state.end()};
}

}  // namespace revoke_mc::explorer::internal
