// Permutations of instances, and what they do to threads and properties.
#include "explorer/system/symmetry.hpp"

#include <algorithm>
#include <numeric>

namespace revoke_mc::system {

bool Symmetry::any() const {
    return std::any_of(groups.begin(), groups.end(), [](const auto& group) { return group.obstacle.empty(); });
}

namespace {

/// The fields of `relation` that are about instance `i` of the side that stays.
std::vector<Field> fields_of(const Relation& relation, bool from_stays, std::uint32_t i, std::uint32_t from_size,
                             std::uint32_t to_size) {
    std::vector<Field> out;
    for (std::uint32_t j = 0; j < (from_stays ? to_size : from_size); ++j)
        out.push_back(relation.fields[from_stays ? i * to_size + j : j * to_size + i]);
    return out;
}

}  // namespace

void Symmetry::give_up(GroupId group, const std::string& obstacle) {
    for (const Relation& relation : relations) {
        if ((relation.from == group) == (relation.to == group)) continue;
        const bool from_stays = relation.to == group;
        SymmetricGroup& stays = groups[from_stays ? relation.from : relation.to];
        for (std::uint32_t i = 0; i < stays.size; ++i) {
            const auto more = fields_of(relation, from_stays, i, groups[relation.from].size, groups[relation.to].size);
            stays.blocks[i].insert(stays.blocks[i].end(), more.begin(), more.end());
        }
    }
    std::erase_if(relations, [&](const Relation& r) { return r.from == group || r.to == group; });
    groups[group].obstacle = obstacle;
    groups[group].blocks.clear();
    groups[group].threads.clear();
    groups[group].properties.clear();
}

Permutation identity(const Symmetry& symmetry) {
    Permutation out;
    for (const SymmetricGroup& group : symmetry.groups) {
        out.emplace_back(group.size);
        std::iota(out.back().begin(), out.back().end(), std::uint8_t{0});
    }
    return out;
}

}  // namespace revoke_mc::system
