// Directed graphs as text for other programs: DOT (Graphviz) and GraphML (yEd, Gephi, networkx).
//
// Plain data in, text out; what nodes and edges stand for is decided by control_flow.hpp and state_graph.hpp.
//
//     write_file("reset.dot", to_dot(control_flow(program, thread)));      // dot -Tsvg reset.dot > reset.svg
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace revoke_mc::reports {

struct GraphNode {
    enum class Kind : std::uint8_t {
        plain,   ///< a state; a visible statement
        start,   ///< an initial state; where a thread starts
        end,     ///< the end of a thread
        choice,  ///< a condition or a choice
        folded,  ///< carried out together with the step before it
        broken   ///< a state in which a property is broken
    } kind = Kind::plain;
    std::string label;
    std::string detail;  ///< shown when asked for (a tooltip)
};

struct GraphEdge {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string label;
};

struct Graph {
    std::string name;
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;  ///< by position in `nodes`
};

[[nodiscard]] std::string to_dot(const Graph& graph);
[[nodiscard]] std::string to_graphml(const Graph& graph);
[[nodiscard]] std::string_view to_string(GraphNode::Kind kind);

}  // namespace revoke_mc::reports
