// When the result of an operation leaves 32 bits, said in 32 bits.
//
// Such a step traps. Promela would wrap, and Rumur stop, in the very test for it; therefore "a + b is too large" is
// asked as "b > 0 and a > largest - b" (the preconditions of Warren, Hacker's Delight, chapter 2).
#pragma once

#include "reports/export/terms.hpp"

namespace revoke_mc::reports {

/// The condition that the exact value of `number` does not fit 32 bits, where its operands do.
[[nodiscard]] Term overflows(Terms& terms, Term number);
}  // namespace revoke_mc::reports
