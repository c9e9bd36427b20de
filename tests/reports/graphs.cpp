// DOT and GraphML as text: escaping above all.
#include <catch2/catch.hpp>

#include "reports/graph_writer.hpp"

using namespace revoke_mc;
using reports::GraphNode;

namespace {

const reports::Graph sample{
    "a \"graph\"",
    {{GraphNode::Kind::start, "idle:\nif (a && b < 2)", "x.rvk:1:2"}, {GraphNode::Kind::end, "end", ""}},
    {{0, 1, "\"true\""}, {1, 1, ""}}};

}  // namespace

TEST_CASE("DOT quotes what it must") {
    CHECK(reports::to_dot(sample) == R"(digraph "a \"graph\"" {
  node [fontname="monospace"];
  n0 [shape=box, penwidth=3, label="idle:\lif (a && b < 2)\l", tooltip="x.rvk:1:2"];
  n1 [shape=doublecircle, label="end"];
  n0 -> n1 [label="\"true\""];
  n1 -> n1;
}
)");
}

TEST_CASE("GraphML escapes what it must") {
    const std::string text = reports::to_graphml(sample);
    CHECK_THAT(text, Catch::Contains("<graph id=\"a &quot;graph&quot;\" edgedefault=\"directed\">"));
    CHECK_THAT(text, Catch::Contains("if (a &amp;&amp; b &lt; 2)</data><data key=\"kind\">start</data>"));
    CHECK_THAT(text,
               Catch::Contains(
                   "<edge id=\"e0\" source=\"n0\" target=\"n1\"><data key=\"label\">&quot;true&quot;</data></edge>"));
}
