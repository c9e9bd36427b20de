// What a search says that it made use of, held against the reference interpreter and against the plain search.
#pragma once

#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::tests {

struct CoverageAgreement {
    std::string difference;  ///< empty: they agree
    bool skipped = false;    ///< more states than the limit
};

/// Without reductions, each point that a completed step of the interpreter reaches is observed, none that no step
/// reaches, and conditions and meetings are the same. With symmetry and partial order, points and entries are those of
/// the plain search, and no condition or meeting is seen that is not there. `state_limit` for the plain search.
[[nodiscard]] CoverageAgreement compare_coverage(const program::Program& program, std::size_t state_limit);

}  // namespace revoke_mc::tests
