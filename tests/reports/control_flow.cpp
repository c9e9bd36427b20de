// Control flow and state graphs of small specs.
#include "reports/control_flow.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "reports/document_error.hpp"
#include "reports/state_graph.hpp"
#include "tests/reports/specs.hpp"

using namespace revoke_mc;
using reports::Graph;
using tests::Spec;

namespace {

/// "a -> b [label]" for every edge, sorted.
std::vector<std::string> edges(const Graph& graph) {
    std::vector<std::string> lines;
    const auto name = [&](std::size_t node) {
        std::string text = graph.nodes[node].label;
        std::replace(text.begin(), text.end(), '\n', ' ');
        return text;
    };
    for (const reports::GraphEdge& edge : graph.edges) {
        const std::string label = edge.label.empty() ? "" : " [" + edge.label + "]";
        lines.push_back(name(edge.from) + " -> " + name(edge.to) + label);
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

Graph flow(const std::string& members) {
    const Spec spec("spec \"f\"; user u { int<0..3> x = 0; lock l; " + members + " }");
    return reports::control_flow(spec.program(), program::ThreadId{0});
}

}  // namespace

TEST_CASE("straight code") {
    CHECK(edges(flow("thread a { x = 1; x = 2; }")) == std::vector<std::string>{"x = 1; -> x = 2;", "x = 2; -> end"});
}

TEST_CASE("conditions, loops, breaks and labels") {
    CHECK(edges(flow("thread a { loop { idle: rest: x = 1; if (x > 2) break; x = 3; } x = 0; }")) ==
          std::vector<std::string>{"if (x > 2) -> x = 0; [true]", "if (x > 2) -> x = 3; [false]",
                                   "rest: idle: x = 1; -> if (x > 2)", "x = 0; -> end",
                                   "x = 3; -> rest: idle: x = 1;"});
}

TEST_CASE("functions stand in their callers") {
    const auto lines = edges(flow("void f() { mutex_lock(l); x = 1; mutex_unlock(l); } thread a { f(); f(); }"));
    CHECK(lines.size() == 6);
    CHECK(std::count(lines.begin(), lines.end(), "mutex_unlock(l); -> mutex_lock(l);") == 1);
    CHECK(std::count(lines.begin(), lines.end(), "mutex_unlock(l); -> end") == 1);
}

TEST_CASE("choices and jumps") {
    const auto lines = edges(flow("thread a { again: either { x = 1; goto again; } or { x = 2; } }"));
    CHECK(lines.size() == 4);
    CHECK(std::count_if(lines.begin(), lines.end(),
                        [](const std::string& l) { return l.find("[branch 2]") != std::string::npos; }) == 1);
    CHECK(std::count_if(lines.begin(), lines.end(),
                        [](const std::string& l) { return l.starts_with("x = 1; -> again:"); }) == 1);
}

TEST_CASE("a control flow that is too large is refused") {
    const Spec spec("spec \"f\"; user u { int<0..3> x = 0; thread a { x = 1; x = 2; x = 3; } }");
    CHECK_THROWS_AS(reports::control_flow(spec.program(), program::ThreadId{0}, 3), reports::DocumentError);
}

TEST_CASE("a state graph has every state and every step") {
    const Spec spec("spec \"g\"; user u { int<0..3> x = 2; thread a { either { x = 3; } or { atomic { x += 2; } } } }");
    const auto graph = reports::state_graph(spec.interpreter(), 100);
    REQUIRE(graph);
    CHECK(graph->nodes.size() == 3);  // initial, x = 3, and one for the trap
    CHECK(graph->edges.size() == 2);
    CHECK(graph->nodes[0].kind == reports::GraphNode::Kind::start);
    CHECK_FALSE(reports::state_graph(spec.interpreter(), 1));
}
