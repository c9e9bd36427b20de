// Progress properties on a graph that is stored as a whole: the oracle of the tests.
//
// `always P leads_to Q` is violated if a reachable state with P and without Q begins a fair run that never comes to Q.
// Such a run ends in a set of states that it visits again and again: they are strongly connected by steps on which Q
// never holds, each weak demand is met in the set or not asked in some state of it, each strong one is met in it or
// asked in none. Every set of strong ones is tried as those that are never asked; then the components of what is left
// are looked at one after the other.
#pragma once

#include <optional>
#include <vector>

#include "model/semantics/interpret/fairness.hpp"

namespace revoke_mc::interpret {

/// A step in the graph. Cut steps lead nowhere.
struct Edge {
    program::ThreadId thread = program::none;
    std::size_t from = 0;
    std::optional<std::size_t> to;
    Indexed<program::PropertyId, bool> forbidden;  ///< by PropertyId, for possibilities
    std::vector<bool> meets;                       ///< by number of the demand
    bool bound = false;                            ///< cut by a bound of the model
    [[nodiscard]] bool changes() const { return to != from; }
};

struct Graph {
    std::vector<const State*> states;
    std::vector<std::size_t> depths;  ///< length of a shortest path from an initial state
    std::vector<Edge> edges;          ///< of all states, by `from`
};

/// The least number of steps before the cycle of a run that violates the property; none if it holds.
[[nodiscard]] std::optional<std::size_t> shortest_stem(const Interpreter& interpreter, const Graph& graph,
                                                       program::PropertyId property);

}  // namespace revoke_mc::interpret
