// What sweeping leaves over, decided at one stroke: strongly connected components.
//
// All states of a component reach the same goals. Tarjan's algorithm (SIAM J. Comput. 1972;
// boost::strong_components, which keeps its own stack and does not recurse) numbers the components
// so that every edge leads to a component of the same or a lower number. Going up through the
// numbers, a component reaches what its states fulfil and what the components below it reach.
//
// This takes about 150 bytes per state and one thread. Sweeps do better on the graph as a whole,
// but they may crawl where a goal comes back over long chains that wind up and down through the
// levels; those chains are what arrives here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>

#include "explorer/possibility/goals.hpp"
#include "explorer/possibility/implicit_graph.hpp"
#include "explorer/store/levels.hpp"

namespace revoke_mc::explorer::internal {

/// Upper estimate of the memory for `states` left-over states, to be asked for beforehand.
[[nodiscard]] constexpr std::uint64_t component_bytes(std::uint64_t states) { return states * 200 + (1 << 16); }

/// Completes reach(s) for the goals of `group` on all vertices of the graph; all other states must
/// reach them all.
template <system::TransitionSystem S>
class ComponentPass {
public:
    ComponentPass(const ImplicitGraph<S>& graph, GoalMask group, ReachMap reach)
        : graph_(graph), group_(group), reach_(reach), component_(graph.size()) {}

    void run() {
        const std::size_t components = find_components();
        std::vector<GoalMask> reached(components);
        for (const std::uint64_t vertex : by_component()) {
            reached[component_[vertex]] |= contribution(vertex, reached);
        }
        for (std::uint64_t vertex = 0; vertex < graph_.size(); ++vertex) {
            reach_.add(graph_.id(vertex), reached[component_[vertex]]);
        }
    }

private:
    std::size_t find_components() {
        const boost::typed_identity_property_map<std::uint64_t> index;
        return static_cast<std::size_t>(boost::strong_components(
            graph_, boost::make_iterator_property_map(component_.begin(), index), boost::vertex_index_map(index)));
    }

    [[nodiscard]] std::vector<std::uint64_t> by_component() const {
        std::vector<std::uint64_t> order(graph_.size());
        std::iota(order.begin(), order.end(), std::uint64_t{0});
        std::ranges::sort(order, {}, [&](std::uint64_t vertex) { return component_[vertex]; });
        return order;
    }

    /// What a vertex reaches by itself and through components that are done.
    GoalMask contribution(std::uint64_t vertex, const std::vector<GoalMask>& reached) const {
        const auto& row = graph_.row(vertex);
        GoalMask mask = reach_.get(graph_.id(vertex)) & group_;
        if (row.leaves) mask |= group_;
        for (const std::uint64_t target : row.targets) mask |= reached[component_[target]];
        return mask;
    }

    const ImplicitGraph<S>& graph_;
    GoalMask group_;
    ReachMap reach_;
    std::vector<std::size_t> component_;
};

}  // namespace revoke_mc::explorer::internal
