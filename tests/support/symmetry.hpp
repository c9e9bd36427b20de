// Holds the symmetry reduction against the plain search on one program.
//
// The plain search visits every state; orbits are found among them by moving instances, without the
// canonical form. Then the canonical form must be the same for all of an orbit and different for
// different orbits, the system must treat all of an orbit alike, and a search over canonical states
// must find one state for each orbit and the same verdicts.
#pragma once

#include <cstddef>
#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::tests {

struct SymmetryReport {
    std::string difference;     ///< empty: all is as it should be
    bool skipped = false;       ///< more states than the limit: only those up to it were checked
    std::size_t groups = 0;     ///< groups that are reduced
    std::size_t relations = 0;  ///< relations between their instances
    std::size_t given_up = 0;   ///< groups with an obstacle
    std::size_t states = 0, canonical = 0;
};

[[nodiscard]] SymmetryReport check_symmetry(const program::Program& program, std::size_t state_limit);

}  // namespace revoke_mc::tests
