// Do the steps that are said to advance really come to an end? The plain graph and, if there is
// symmetry, the graph of representatives are built up to a limit, with nothing but the advancing steps
// that change the state, and whatever can be peeled off from the end is peeled off.
#pragma once

#include <cstddef>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::tests {

struct Advance {
    std::size_t states = 0;
    std::size_t advancing = 0;  ///< steps taken into account
    std::size_t stalled = 0;    ///< states that have none
    bool cycle = false;         ///< some of them make a cycle: wrong
};

/// Looks at no more than `limit` states.
[[nodiscard]] Advance check_advance(const system::PackedModel& model, bool representatives, std::size_t limit);

}  // namespace revoke_mc::tests
