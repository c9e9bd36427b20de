// The graph of all reachable states, for small specs: to look at, or to pass to another program.
//
// Computed by the reference interpreter: every edge carries the statement as source text. Nodes are numbered in
// breadth-first order; a state's values and positions are its tooltip.
#pragma once

#include <cstddef>
#include <optional>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/graph_writer.hpp"

namespace revoke_mc::reports {

/// Nothing if there are more than `most_states`: half a graph would mislead.
[[nodiscard]] std::optional<Graph> state_graph(const interpret::Interpreter& interpreter, std::size_t most_states);

}  // namespace revoke_mc::reports
