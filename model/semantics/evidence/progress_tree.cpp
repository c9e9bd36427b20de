#include "model/semantics/evidence/progress_tree.hpp"

#include <algorithm>

namespace revoke_mc::evidence {

ProgressTree::ProgressTree(const std::vector<Claim::Node>& nodes, const std::vector<interpret::Demand>& demands)
    : nodes_(nodes), demands_(demands) {
    for (const Claim::Node& node : nodes)
        if (node.demand >= demands.size()) throw Damaged("has a demand that is none");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].parent > i) throw Damaged("has sets that come before their parents");
        if (nodes[i].parent != 0 && !demand(nodes[i].parent).strong())
            throw Damaged("has a set within one that no fair run stays in");
    }
}

/// A parent has a smaller number than its children.
std::uint32_t ProgressTree::common_ancestor(std::uint32_t a, std::uint32_t b) const {
    while (a != b) {
        std::uint32_t& larger = a > b ? a : b;
        larger = nodes_[larger - 1].parent;
    }
    return a;
}

std::uint32_t ProgressTree::child_above(std::uint32_t node, std::uint32_t ancestor) const {
    while (nodes_[node - 1].parent != ancestor) node = nodes_[node - 1].parent;
    return node;
}

}  // namespace revoke_mc::evidence
