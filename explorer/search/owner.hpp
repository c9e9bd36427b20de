// Which rank a state belongs to.
//
// The sum of the hashes of its words, each hashed with its place: when a step changes one word, the sum follows from
// the one before (Zobrist 1970). It is taken of the plain words, since each rank numbers words in a way of its own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explorer/ranks/ranks.hpp"

namespace revoke_mc::explorer::internal {

class Owners {
public:
    explicit Owners(const Ranks& ranks) : ranks_(ranks.size()) {}

    /// What a word adds to the sum: the murmur3 finalizer (A. Appleby) of the word at its place.
    [[nodiscard]] static std::uint64_t share(std::size_t place, std::uint64_t word) {
        std::uint64_t hash = word + (std::uint64_t{place} + 1) * 0x9e3779b97f4a7c15U;
        hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdU;
        hash = (hash ^ (hash >> 33U)) * 0xc4ceb9fe1a85ec53U;
        return hash ^ (hash >> 33U);
    }
    template <std::size_t Words>
    [[nodiscard]] static std::uint64_t sum(const std::uint64_t* state) {
        std::uint64_t out = 0;
        for (std::size_t w = 0; w < Words; ++w) out += share(w, state[w]);
        return out;
    }
    /// High bits of a product: any number of ranks has equal shares.
    [[nodiscard]] unsigned of(std::uint64_t sum) const { return static_cast<unsigned>((sum >> 32U) * ranks_ >> 32U); }

private:
    std::uint64_t ranks_;
};

}  // namespace revoke_mc::explorer::internal
