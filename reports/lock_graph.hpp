// The order of locks as a graph: which class of locks, or event, is asked for with which one held.
#pragma once

#include <set>

#include "model/language/program/program.hpp"
#include "reports/graph_writer.hpp"

namespace revoke_mc::reports {

/// Nodes are the classes that have an order, events rounded, those on a circle marked as broken; edges go from what is
/// held to what is asked for, labelled where the order is declared. `orders`: those that threads carry out.
[[nodiscard]] Graph lock_graph(const program::Program& program, const std::set<program::Nesting>& orders);

}  // namespace revoke_mc::reports
