// The order of locks of all reachable states, as a graph.
#pragma once

#include <optional>
#include <string>

#include "checker/checker.hpp"
#include "reports/graph_writer.hpp"

namespace revoke_mc::checker {

struct LockGraph {
    std::optional<reports::Graph> graph;  ///< nothing if not every state was looked at
    std::string reason;                   ///< ... and why, as in a result
};

[[nodiscard]] LockGraph lock_graph(const Spec& spec, const Limits& limits = {}, Observer* observer = nullptr);

}  // namespace revoke_mc::checker
