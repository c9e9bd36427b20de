// Evidence, made from the states: ranks, runs, orders. All steps come from the reference interpreter, so that what is
// written down does not rest on the search, which has only said which states there are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/semantics/evidence/certificate.hpp"
#include "model/semantics/evidence/graph.hpp"

namespace revoke_mc::reports {

/// The steps between the states, found once.
class StepGraph {
public:
    struct Edge {
        std::uint32_t to = 0;
        std::uint32_t renaming = 0;  ///< of the instances, on the way
        program::ThreadId thread = program::none;
        bool changes = true;
        std::vector<program::PropertyId> forbidden;  ///< possibilities that must not be reached this way
    };

    /// With `threads` threads, of which the result does not depend. `possibilities`: of which it is to be known what
    /// they forbid. Throws limits::Exhausted.
    StepGraph(const evidence::StateGraph& states, const std::vector<program::PropertyId>& possibilities,
              unsigned threads);

    [[nodiscard]] const evidence::StateGraph& states() const { return states_; }
    [[nodiscard]] const std::vector<Edge>& from(std::uint32_t state) const { return edges_[state]; }
    /// Some step is cut.
    [[nodiscard]] bool cut(std::uint32_t state) const { return cut_[state] != 0; }
    [[nodiscard]] const std::vector<std::uint32_t>& initial() const { return initial_; }
    /// Some step leads to a state that is not there. Then there is no evidence.
    [[nodiscard]] bool open() const { return open_; }

private:
    const evidence::StateGraph& states_;
    std::vector<std::vector<Edge>> edges_;
    std::vector<std::uint8_t> cut_;
    std::vector<std::uint32_t> initial_;
    bool open_ = false;
};

/// Nothing if the claim does not hold of these states. `rows`, `classes`, `ranks` and `nodes` are filled as the kind of
/// the claim wants it.
[[nodiscard]] std::optional<evidence::Claim> evidence_for(const StepGraph& graph, program::PropertyId property,
                                                          evidence::Claim::Kind kind);

/// How a property that holds is claimed.
[[nodiscard]] evidence::Claim::Kind claim_kind(const program::Program& program, program::PropertyId property);

}  // namespace revoke_mc::reports
