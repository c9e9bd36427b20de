// All judges on one program: the interpreter, the search with every reduction, one thread and many, machine code,
// traces, random walks.
//
//   interpreter and plain search      states, transitions, depth, verdicts, lengths of traces, the states themselves
//   plain search and each reduction   verdicts, with one thread and with seven; each trace goes through the interpreter
//   machine code and its interpreter  every step of every state
//   random walks and the search       what the interpreter meets on its way
#pragma once

#include <cstdint>
#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::tests {

struct Limits {
    std::size_t all = 1500;     ///< states up to which everything is compared
    std::size_t walks = 50000;  ///< states up to which there is a verdict for walks
};

struct Judgement {
    std::string difference;  ///< empty: all agree
    bool compared = false;   ///< everything was
    bool walked = false;     ///< walks were held against a verdict
    std::size_t states = 0;
};

/// `seed` chooses the walks.
[[nodiscard]] Judgement judge(const program::Program& program, std::uint64_t seed, const Limits& limits = {});

}  // namespace revoke_mc::tests
