// The representative of a state's orbit: the same for all states that differ only in which of the
// interchangeable instances is which.
//
// The idea: a state is a multiset of blocks, one per instance, so sorting the blocks is an exact
// canonical form (as for components side by side in Emerson and Sistla 1996, and for "pc counters" in
// Murphi). Only what relates two instances (a thread of one walks over the others) makes it hard:
// then blocks that are equal are told apart by their relations (symmetry_tangle.hpp).
//
//     system::Canonicalizer canonicalizer(model.symmetry, model.words);
//     canonicalizer.canonicalize(state);          // in place, before hashing
//
// Everything is const and may be used by several threads at once.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "explorer/symmetry/symmetry_tangle.hpp"
#include "explorer/system/symmetry.hpp"

namespace revoke_mc::system {

/// One piece of a block: the same bits for each instance, at its own place.
struct BlockPiece {
    struct Position {
        std::uint32_t word = 0, shift = 0;
    };
    std::uint64_t mask = 0;
    std::vector<Position> places;  ///< by instance
    [[nodiscard]] std::uint64_t get(const std::uint64_t* state, std::size_t instance) const {
        return (state[places[instance].word] >> places[instance].shift) & mask;
    }
    void set(std::uint64_t* state, std::size_t instance, std::uint64_t bits) const {
        std::uint64_t& word = state[places[instance].word];
        word = (word & ~(mask << places[instance].shift)) | (bits << places[instance].shift);
    }
};

class Canonicalizer {
public:
    /// Copies what it needs. `words` is the width of the states.
    Canonicalizer(const Symmetry& symmetry, std::uint32_t words);

    /// Some state may have a representative other than itself.
    [[nodiscard]] bool active() const { return active_; }
    /// Replaces the state by its representative; false if it was that already.
    bool canonicalize(std::uint64_t* state) const;
    /// The same, and says which instance has become which: permute(before, applied) == after.
    /// `applied` is overwritten.
    bool canonicalize(std::uint64_t* state, Permutation& applied) const;

    /// Instance i of group g becomes instance permutation[g][i].
    void permute(std::uint64_t* state, const Permutation& permutation) const;
    [[nodiscard]] ThreadId thread(ThreadId thread, const Permutation& permutation) const;
    [[nodiscard]] PropertyId property(PropertyId property, const Permutation& permutation) const;

    /// How many states the orbit of `state` has; the sum over all representatives is the number of
    /// states of the plain search. Stops at 2^64-1.
    [[nodiscard]] std::uint64_t orbit_size(const std::uint64_t* state) const;
    /// Calls of canonicalize() that gave up looking for the least form (see TangleSearch): their orbit
    /// may have more than one representative. That costs states, never a verdict.
    [[nodiscard]] std::uint64_t inexact() const { return inexact_.load(std::memory_order_relaxed); }
    /// The groups it was made from, for display.
    [[nodiscard]] const Symmetry& symmetry() const { return symmetry_; }

private:
    using Order = std::array<std::uint8_t, max_instances>;  ///< place -> instance

    struct Group {
        std::uint32_t size = 0;
        bool tangled = false;
        std::vector<BlockPiece> pieces;
    };
    /// Blocks of one piece that lie side by side in one word.
    struct Run {
        std::uint32_t word = 0, shift = 0, count = 0;
        std::uint64_t mask = 0;  ///< of all of them, in place
    };
    /// A group without relations whose blocks are one piece each: the case that must be fast.
    struct NarrowGroup {
        std::uint32_t width = 0;
        std::uint64_t mask = 0;  ///< of one block
        std::vector<Run> runs;
    };
    /// Thread or property `number` of an instance of a group; group none: of no instance.
    struct Member {
        GroupId group = none;
        std::uint32_t instance = 0, number = 0;
    };

    static std::vector<BlockPiece> pieces_of(const SymmetricGroup& group);
    template <class I>
    static Indexed<I, Member> members_of(const Symmetry& symmetry,
                                         std::vector<std::vector<I>> SymmetricGroup::*members);

    [[nodiscard]] static bool narrow(const Group& group) { return !group.tangled && group.pieces.size() == 1; }
    static NarrowGroup narrow_group(const BlockPiece& piece);
    static bool sort_narrow(const NarrowGroup& group, std::uint64_t* state);
    static bool sort_wide(const Group& group, std::uint64_t* state, std::vector<std::uint8_t>* applied);
    static Order order_of(const Group& group, const std::uint64_t* state);
    static bool less(const Group& group, const std::uint64_t* state, std::size_t a, std::size_t b);
    static void move_blocks(const Group& group, std::uint64_t* state, const std::uint8_t* to);
    [[nodiscard]] Order order_of(const Tangle& tangle, const std::uint64_t* state) const;
    bool arrange(const Tangle& tangle, std::uint64_t* state, Permutation* applied) const;
    [[nodiscard]] TangleSearch::Node by_blocks(const Tangle& tangle, const std::uint64_t* state) const;
    [[nodiscard]] static long double copies(const Group& group, const std::uint64_t* state);

    Symmetry symmetry_;
    bool active_ = false;
    Indexed<GroupId, Group> groups_;
    std::vector<NarrowGroup> narrow_;
    std::vector<GroupId> wide_;  ///< without relations, but of several pieces
    std::vector<Tangle> tangles_;
    Permutation identity_;
    Indexed<ThreadId, Member> threads_;
    Indexed<PropertyId, Member> properties_;
    mutable std::atomic<std::uint64_t> inexact_{0};
};

}  // namespace revoke_mc::system
