// The order of locks that a search finds, held against the reference interpreter.
#pragma once

#include <functional>
#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::tests {

struct LockOrderAgreement {
    std::string difference;  ///< empty: they agree
    bool skipped = false;    ///< more states than the limit, or nothing is ever taken with something held
    bool circles = false;    ///< there is a circle
};

/// By brute force, in each state that the interpreter reaches: which class is asked for with which one held. The
/// control flow must allow all of that; searches, plain and reduced, must find just that; and `lock_order` is violated
/// exactly if it has a circle. `load` gives the same program each time.
[[nodiscard]] LockOrderAgreement compare_lock_order(const std::function<program::Program()>& load,
                                                    std::size_t state_limit);

}  // namespace revoke_mc::tests
