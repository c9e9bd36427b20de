// Which instances of a model are interchangeable, and where the state speaks of them.
//
// The idea (scalarsets: Ip and Dill, "Better verification through symmetry", 1996; components as fields side by side:
// Emerson and Sistla 1996): instances that a spec tells apart only by equality can change places. Whatever a state says
// about one instance lies in the fields of its block, in the same order for each; whatever it says about two (this
// thread still has to visit that instance) is a relation, a matrix of fields. No value is an instance number: renaming
// instances moves fields and changes no value, and a state is, but for the relations, a multiset of blocks.
//
// Plain data, written by the lowering (model/semantics/lower/symmetry.hpp); symmetry_canonicalizer.hpp uses it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explorer/system/concept.hpp"
#include "explorer/system/field.hpp"

namespace revoke_mc::system {

struct GroupTag;
using GroupId = Id<GroupTag>;

/// The instances of one component. If `obstacle` is set the rest is empty: they must not be moved.
struct SymmetricGroup {
    std::string name;                                 ///< of the component
    std::uint32_t size{};                             ///< how many instances, 2 .. max_instances
    std::string obstacle;                             ///< why they are not interchangeable after all; empty if they are
    std::vector<std::vector<Field>> blocks;           ///< by instance: its fields, alike for all
    std::vector<std::vector<ThreadId>> threads;       ///< by instance: its threads, alike for all
    std::vector<std::vector<PropertyId>> properties;  ///< by instance: `for each` properties about it
    bool operator==(const SymmetricGroup&) const = default;
};

/// What the state says about pairs of instances: fields[i * size(to) + j] is about i and j. If both
/// are of one group the diagonal is unused (width 0): what is said about i and i lies in i's block.
/// A field with no bit set says nothing.
struct Relation {
    GroupId from = none, to = none;
    std::vector<Field> fields;
    bool operator==(const Relation&) const = default;
};

inline constexpr std::uint32_t max_instances = 64;

struct Symmetry {
    Indexed<GroupId, SymmetricGroup> groups;
    std::vector<Relation> relations;
    /// Some group can be reduced.
    [[nodiscard]] bool any() const;
    /// Group `group` is not interchangeable after all: what was said about pairs with one of its
    /// instances now belongs to the other one.
    void give_up(GroupId group, const std::string& obstacle);
    bool operator==(const Symmetry&) const = default;
};

/// New places for instances: what becomes of each instance of a group.
using Permutation = Indexed<GroupId, std::vector<std::uint8_t>>;

/// The one that moves nothing.
[[nodiscard]] Permutation identity(const Symmetry& symmetry);

}  // namespace revoke_mc::system
