// Why no fair run stays for ever where something is owed: a tree of sets of states.
//
// A node is a set of states and a demand (model/semantics/interpret/fairness.hpp) that no step inside of the set meets.
// A weak demand is asked in all of the set: no fair run stays there. A strong one is asked in those states that lie in
// the set, but in none of its children: a fair run comes to them only so often, and then stays in the children, among
// which steps lead only to smaller ones. Each state lies in one node, the innermost, and asks what that demands, so
// that nothing may stay in it either. All sets without a parent are children of the whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/semantics/evidence/certificate.hpp"
#include "model/semantics/interpret/fairness.hpp"

namespace revoke_mc::evidence {

class ProgressTree {
public:
    /// Throws Damaged if the nodes are no tree of demands of this program.
    ProgressTree(const std::vector<Claim::Node>& nodes, const std::vector<interpret::Demand>& demands);

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] const interpret::Demand& demand(std::uint32_t node) const {
        return demands_[nodes_[node - 1].demand];
    }
    /// A step that meets `met` may lead from a state of the one node to one of the other. (Nodes count from 1.)
    template <class Met>
    [[nodiscard]] bool allows(std::uint32_t from, std::uint32_t to, const Met& met) const {
        const std::uint32_t common = common_ancestor(from, to);
        for (std::uint32_t node = common; node != 0; node = nodes_[node - 1].parent)
            if (met(demand(node))) return false;
        if (from == common || to == common) return true;
        return nodes_[child_above(to, common) - 1].order < nodes_[child_above(from, common) - 1].order;
    }

private:
    [[nodiscard]] std::uint32_t common_ancestor(std::uint32_t a, std::uint32_t b) const;
    /// The child of `ancestor` that the node lies in.
    [[nodiscard]] std::uint32_t child_above(std::uint32_t node, std::uint32_t ancestor) const;

    const std::vector<Claim::Node>& nodes_;
    const std::vector<interpret::Demand>& demands_;
};

}  // namespace revoke_mc::evidence
