// A slow breadth-first search over the reference interpreter: the oracle of the tests.
//
// It keeps every state and every step in memory and decides the cycle properties by brute force:
// the states from which a goal can be reached are the least fixpoint of "is a goal, or has an
// allowed step to such a state". Nothing is reduced. The packed explorer must agree with it on
// counts, verdicts and the lengths of shortest traces.
//
//   states       distinct reachable states, initial ones included
//   transitions  enabled steps summed over the states: two choices to one state are two, a step
//                that is cut is one
//   depth        the longest of the shortest paths from an initial state
//
// A step that is cut by a trap goes nowhere: nothing is possible behind it. But it counts as a change (no deadlock),
// and nobody is stuck for it: whoever waits may have waited for what it was to do. Anything may lie behind a bound of
// the model: it counts as reaching every goal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::interpret {

/// What the search says of one property.
struct Verdict {
    program::PropertyId property = program::none;
    /// Steps of the shortest trace that breaks it; for `possible P` of the shortest witness, for a progress
    /// property of the shortest way to a fair cycle.
    std::optional<std::size_t> length;
    std::string message;  ///< of the first event
    bool violated = false;
};

struct SearchResult {
    std::size_t states = 0;
    std::size_t transitions = 0;
    std::size_t depth = 0;
    bool complete = true;        ///< false: the limit was reached; verdicts "not violated" mean nothing then
    bool bound_reached = false;  ///< some path ran into the model's own bound
    Indexed<program::PropertyId, Verdict> verdicts;
    std::vector<State> reached;  ///< in the order of discovery, if asked for

    [[nodiscard]] const Verdict* of(const program::Program& program, const std::string& name) const;
};

struct SearchOptions {
    std::size_t state_limit = 1000000;
    bool keep_states = false;
};

[[nodiscard]] SearchResult search(const Interpreter& interpreter, const SearchOptions& options = {});

/// "224 states, 416 transitions, depth 18; a: holds; b: violated at 9"; for comparing and printing.
[[nodiscard]] std::string summary(const program::Program& program, const SearchResult& result);

}  // namespace revoke_mc::interpret
