// Random specs over the whole language of specs/README.md.
//
// generate.hpp makes specs that are right by construction, of a part of the language. These use all of it, wherever it
// may stand: code before the first step, objects of the heap with locks in them, every lock inside every other, wide
// integers, choices with filters, several buffers, work, tickets, all functions of the kernel library in any order.
// What the checker refuses is taken out again (repair.hpp). Most have few states; some have too many to be compared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/random/tree.hpp"

namespace revoke_mc::random_specs::whole {

struct Made {
    Node spec;
    int dropped = 0;                    ///< pieces that the checker refused
    std::string complaint;              ///< what it says of the rest: nothing
    std::vector<std::string> refusals;  ///< what was said on the way
};

[[nodiscard]] Made generate(std::uint64_t seed);

}  // namespace revoke_mc::random_specs::whole
