// Random walks of the reference interpreter, judged against what a search said.
//
// A walk sees few states, but the interpreter sees them, and it goes where there are too many states to visit all:
// nothing else may claim that what it meets on its way is impossible.
#pragma once

#include <cstdint>
#include <string>

#include "checker/internal/search.hpp"

namespace revoke_mc::tests {

struct WalkPlan {
    std::uint64_t seed = 1;
    std::size_t walks = 4;
    std::size_t steps = 60;
};

/// What walks break that the search says holds, what they find that it says is not there, and orders of locks that the
/// control flow is said to exclude; empty if there is nothing.
[[nodiscard]] std::string compare_walks(const program::Program& program, const checker::SearchOutcome& found,
                                        const WalkPlan& plan);

}  // namespace revoke_mc::tests
