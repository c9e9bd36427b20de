// Classes as nodes, orders as edges, circles made visible.
#include "reports/lock_graph.hpp"

#include <map>

#include "model/semantics/locks/order.hpp"

namespace revoke_mc::reports {

using program::ClassId;
using program::Nesting;

Graph lock_graph(const program::Program& program, const std::set<Nesting>& orders) {
    std::set<Nesting> all = orders;
    all.insert(program.lock_orders.begin(), program.lock_orders.end());
    std::set<ClassId> on_circles;
    for (const Nesting& edge : locks::on_circles(program, all)) on_circles.insert({edge.held, edge.taken});
    Graph graph;
    graph.name = "order of locks";
    std::map<ClassId, std::size_t> node_of;
    const auto node = [&](ClassId id) {
        const auto [known, fresh] = node_of.try_emplace(id, graph.nodes.size());
        const program::LockClass& lock_class = program.lock_classes[id];
        const auto plain = lock_class.event ? GraphNode::Kind::choice : GraphNode::Kind::plain;
        if (fresh)
            graph.nodes.push_back({on_circles.contains(id) ? GraphNode::Kind::broken : plain, lock_class.name,
                                   program.sources->describe(lock_class.place)});
        return known->second;
    };
    for (const Nesting& edge : all) {
        const std::size_t from = node(edge.held), to = node(edge.taken);
        graph.edges.push_back({from, to, orders.contains(edge) ? "" : "declared"});
    }
    return graph;
}

}  // namespace revoke_mc::reports
