// A system of interchangeable instances, laid out so that it comes apart: what is about no instance, and one block for
// each of them.
//
// Systems of other sizes whose layout is the same but for the number of blocks are one *family*. What holds for all
// sizes of a family can be asked by views (explorer/views): parts of states that have few of the blocks. For that it
// must be known how many instances a step is about, and counters over all instances must be split into what each of
// them has added.
//
// Plain data, written by the lowering (model/semantics/lower/family.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/system/concept.hpp"
#include "explorer/system/field.hpp"

namespace revoke_mc::system {

/// A number that is the sum of `own` and the shares of all instances, none of them negative, in every state.
struct SplitCounter {
    Field whole;                ///< among the shared words; no part of a view
    Field own;                  ///< among the shared words
    std::vector<Field> shares;  ///< by instance, in its block
};

/// Of a property: a state alone does not say whether it is broken, or nobody knows how many instances that takes.
inline constexpr std::uint32_t not_asked = 0xffffffffU;

/// A state has `shared_words` words that are about no instance, then `block_words` words for each instance.
struct Apart {
    std::uint32_t size = 0;  ///< instances
    std::uint32_t shared_words = 0, block_words = 0;
    std::vector<SplitCounter> counters;
    /// By transition: so many instances, chosen well, are enough for a step of it to do to the others and to what is
    /// shared what it does whoever else there is.
    Indexed<TransitionId, std::uint32_t> about;
    /// The same, and to report what it reports. (Of `about` that is left out where views can do without.)
    Indexed<TransitionId, std::uint32_t> reports;
    /// By transition: how many of them it looks at or changes by name. Others it treats alike, one by one.
    Indexed<TransitionId, std::uint32_t> named;
    /// By property: a state that breaks it still does with so many instances, chosen well (what steps break is part of
    /// what they do: 0); or not_asked.
    Indexed<PropertyId, std::uint32_t> witnesses;
    /// Properties for each instance move the numbers of those behind them: the number in the smallest member, where
    /// those for each instance are the first of them. Empty: all members have the same numbers.
    Indexed<PropertyId, PropertyId> in_smallest;

    [[nodiscard]] PropertyId in_family(PropertyId property) const {
        return in_smallest.empty() ? property : in_smallest[property];
    }
};

}  // namespace revoke_mc::system
