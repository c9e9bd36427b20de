// Which slots are alike, but for the instances that they speak of.
//
// The instances of a component that is not `ordered` are interchangeable by the rules of the language: only binders
// name them. Every slot has a name in which instances do not occur, and the instances that it is about: the block that
// it lies in, the thread whose walk it marks, the holder of a lock. Slots of one name form a family, with one member
// for each instance (or pair of instances). What the generation did differently for two instances (positions are
// numbered as they are met, and a thread may meet itself first or last) is aligned here; what cannot be aligned is an
// obstacle, and then the instances of that component keep their places.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "explorer/system/symmetry.hpp"
#include "model/semantics/lower/strand.hpp"

namespace revoke_mc::lower {

/// Slots that differ only in the instances that they are about.
struct SlotFamily {
    std::vector<program::ComponentId> over;  ///< none, one or two; the first of each group
    /// By instance, or row by row by pairs of instances; none on the diagonal if both are of one component.
    std::vector<SlotId> slots;
    std::string name = {};  ///< the same in systems of all sizes; only of find_apart()
};

struct SlotFamilies {
    std::vector<SlotFamily> families;                       ///< those that vary
    std::vector<Together> groups;                           ///< whose instances are interchangeable
    std::map<program::ComponentId, std::string> obstacles;  ///< why those of others are not
};

/// Sorts the slots into families. Renumbers positions in `generated` so that the same number means the
/// same for each instance. All code must have been generated, and all slots exist.
[[nodiscard]] SlotFamilies find_families(const program::Program& program, Generated& generated);

/// Families over the (composite) instances of `components` alone, whatever else is interchangeable, by name; for
/// lay_out_apart().
/// If there is an obstacle, they are empty.
struct ApartFamilies {
    SlotFamilies slots;
    std::vector<std::string> positions;  ///< see order_positions()
    std::string obstacle;
};
[[nodiscard]] ApartFamilies find_apart(const program::Program& program, Generated& generated,
                                       const Together& components);

/// The same, as fields.
[[nodiscard]] system::Symmetry symmetry_of(const program::Program& program, const SlotFamilies& families,
                                           const Indexed<SlotId, system::Field>& fields);

}  // namespace revoke_mc::lower
