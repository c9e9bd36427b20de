// Holds the fast engine against the slow judge on one program.
//
// The reference interpreter and the lowered system, searched by the explorer, share no code. They
// must agree on the number of states, transitions and levels, on every verdict and the length of
// every trace, and on the states themselves, seen as people see them.
#pragma once

#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::tests {

struct Agreement {
    std::string difference;  ///< empty: they agree on all
    bool skipped = false;    ///< more states than the limit: not compared
    std::size_t states = 0;
};

/// Compares both on `program`; gives up beyond `state_limit` states.
Agreement compare_engines(const program::Program& program, std::size_t state_limit);

}  // namespace revoke_mc::tests
