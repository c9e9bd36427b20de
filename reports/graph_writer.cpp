// Escaping is the whole difficulty: labels are source text.
#include "reports/graph_writer.hpp"

#include <fmt/format.h>

#include "reports/internal/xml.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

using internal::xml_escaped;

/// "&amp;" and the like, which Graphviz shows as the character that they stand for.
bool begins_entity(std::string_view text) {
    const std::size_t end =
        text.find_first_not_of("#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
    return text.front() == '&' && end != std::string_view::npos && end > 1 && text[end] == ';';
}

/// Inside a double-quoted string of DOT. `\l` ends a line and sets it left.
std::string dot_quoted(std::string_view text) {
    const std::string plain = printable_lines(text);
    std::string quoted = "\"";
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char c = plain[i];
        if (c == '"' || c == '\\') quoted += '\\';
        if (c == '\n')
            quoted += "\\l";
        else if (begins_entity(std::string_view(plain).substr(i)))
            quoted += "&amp;";
        else
            quoted += c;
    }
    const bool many_lines = plain.find('\n') != std::string::npos;
    return quoted + (many_lines ? "\\l\"" : "\"");
}

std::string_view dot_style(GraphNode::Kind kind) {
    switch (kind) {
    case GraphNode::Kind::plain: return "shape=box";
    case GraphNode::Kind::start: return "shape=box, penwidth=3";
    case GraphNode::Kind::end: return "shape=doublecircle";
    case GraphNode::Kind::choice: return "shape=box, style=rounded";
    case GraphNode::Kind::folded: return "shape=box, style=dashed";
    case GraphNode::Kind::broken: return "shape=box, color=red, penwidth=3";
    }
    return "";
}

}  // namespace

std::string_view to_string(GraphNode::Kind kind) {
    switch (kind) {
    case GraphNode::Kind::plain: return "plain";
    case GraphNode::Kind::start: return "start";
    case GraphNode::Kind::end: return "end";
    case GraphNode::Kind::choice: return "choice";
    case GraphNode::Kind::folded: return "folded";
    case GraphNode::Kind::broken: return "broken";
    }
    return "?";
}

std::string to_dot(const Graph& graph) {
    std::string text = fmt::format("digraph {} {{\n  node [fontname=\"monospace\"];\n", dot_quoted(graph.name));
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        const std::string tooltip = node.detail.empty() ? "" : ", tooltip=" + dot_quoted(node.detail);
        text += fmt::format("  n{} [{}, label={}{}];\n", i, dot_style(node.kind), dot_quoted(node.label), tooltip);
    }
    for (const GraphEdge& edge : graph.edges) {
        const std::string label = edge.label.empty() ? "" : " [label=" + dot_quoted(edge.label) + "]";
        text += fmt::format("  n{} -> n{}{};\n", edge.from, edge.to, label);
    }
    return text + "}\n";
}

std::string to_graphml(const Graph& graph) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
                       "  <key id=\"label\" for=\"all\" attr.name=\"label\" attr.type=\"string\"/>\n"
                       "  <key id=\"kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n"
                       "  <key id=\"detail\" for=\"node\" attr.name=\"detail\" attr.type=\"string\"/>\n";
    text += fmt::format("  <graph id=\"{}\" edgedefault=\"directed\">\n", xml_escaped(graph.name));
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        text += fmt::format("    <node id=\"n{}\"><data key=\"label\">{}</data><data key=\"kind\">{}</data>"
                            "<data key=\"detail\">{}</data></node>\n",
                            i, xml_escaped(node.label), to_string(node.kind), xml_escaped(node.detail));
    }
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        const GraphEdge& edge = graph.edges[i];
        text += fmt::format("    <edge id=\"e{}\" source=\"n{}\" target=\"n{}\"><data key=\"label\">{}</data></edge>\n",
                            i, edge.from, edge.to, xml_escaped(edge.label));
    }
    return text + "  </graph>\n</graphml>\n";
}

}  // namespace revoke_mc::reports
