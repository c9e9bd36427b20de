// Holds the search with stubborn sets against the plain search, and stubborn sets against their definition.
//
// A small search of its own, with std containers and naive fixpoints: it shares nothing with the explorer: a mistake
// there cannot hide one here.
#pragma once

#include <cstdint>
#include <string>

#include "explorer/reduce/stubborn.hpp"
#include "model/language/program/program.hpp"

namespace revoke_mc::tests {

struct Reduced {
    std::string difference;  ///< empty: same verdict for every property, same deadlocks, same bounds met
    bool skipped = false;    ///< more states than the limit: not compared
    std::size_t plain = 0;   ///< states
    std::size_t reduced = 0;
};

/// Searches `program` plainly and reduced; gives up beyond `state_limit` states.
[[nodiscard]] Reduced compare_reduced(const program::Program& program, reduce::Strength strength,
                                      std::size_t state_limit);

/// Takes `samples` states of random walks and looks whether the set chosen there is what stubborn.hpp says: whatever
/// the other threads do in the next steps, the threads of the set keep their enabled transitions, with the same effect
/// and reports, and get no new ones; and both orders end in the same state. Also that the facts hold. What is wrong, or
/// "".
[[nodiscard]] std::string check_definition(const program::Program& program, reduce::Strength strength,
                                           std::uint64_t seed, std::size_t samples);

}  // namespace revoke_mc::tests
