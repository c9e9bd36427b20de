// Do transitions that are said to commute really do? By the definition, on the states of a graph: after one, the other
// is enabled exactly if it was before, does the same, and both orders end in the same state.
#pragma once

#include <cstddef>
#include <string>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::tests {

struct Commuting {
    std::size_t squares = 0;  ///< states with two such steps, one after the other, that were looked at
    std::string difference;   ///< the first that is not as it should be; empty: all are
};

/// Looks at no more than `limit` states.
[[nodiscard]] Commuting check_commuting(const system::PackedModel& model, std::size_t limit);

}  // namespace revoke_mc::tests
