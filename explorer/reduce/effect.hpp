// What a transition program does to each bit of a state, and what is known of bits before and after.
//
// The abstract domain of "known bits" (Kildall's constant propagation, one bit at a time): for each
// bit of a state 0, 1 or not known. A program's effect is written down once: for each bit whether it
// may be left alone, may become 0, may become 1. What is known after the program then follows from
// what is known before it with a few operations on words.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::reduce {

/// A set of states: those that have `value` where `mask` is set.
struct KnownBits {
    std::vector<std::uint64_t> mask, value;

    KnownBits() = default;
    explicit KnownBits(std::size_t words) : mask(words, 0), value(words, 0) {}
    /// Exactly this state.
    KnownBits(const std::uint64_t* state, std::size_t words);

    /// No state is in both sets.
    [[nodiscard]] bool contradicts(const KnownBits& other) const;
    /// Only the states that are in both sets, which must not contradict each other.
    void meet(const KnownBits& other);
    /// The states of either set, as far as bits can say it. True if a bit is not known any more.
    bool join(const KnownBits& other);
};

/// What a program may do to each bit; both `zero` and `one`: to a value that is not known.
struct Effect {
    std::vector<std::uint64_t> keep, zero, one;
    bool completes = false;  ///< it may end with a successor, that is, is not always disabled or cut

    [[nodiscard]] std::uint64_t written(std::size_t word) const { return zero[word] | one[word]; }
};

[[nodiscard]] Effect effect_of(const system::PackedModel& model, std::uint32_t code);

/// `bits` become the states that the effect may lead to from there.
void pass_through(const Effect& effect, KnownBits& bits);
/// The states that the effect may lead to from those in `before`.
[[nodiscard]] KnownBits after(const Effect& effect, const KnownBits& before);

}  // namespace revoke_mc::reduce
