// One thread's control flow as a graph: its statements with the functions it calls put in their place.
//
// Nodes are what a step can rest in front of (visible statements, choices), conditions, and assignments to locals,
// which fold into the step before them and are drawn dashed. Blocks, jumps, ghost code and assertions are left out.
// A call by dispatch branches to the function of every component that has one.
#pragma once

#include "model/language/program/program.hpp"
#include "reports/graph_writer.hpp"

namespace revoke_mc::reports {

/// Throws DocumentError if the graph would have more than `most_nodes` nodes.
[[nodiscard]] Graph control_flow(const program::Program& program, program::ThreadId thread,
                                 std::size_t most_nodes = 20'000);

}  // namespace revoke_mc::reports
