// Properties taken apart into checks.
//
// `always A && B`, `always forall (M i) P(i)` and `always A implies (B && C)` are as many properties
// in one, which depend on different variables: after a step most of them need no look. Each part
// becomes a program of its own. A witness (`reachable`) is sought instead: it is taken apart where it
// is a disjunction.
#pragma once

#include <vector>

#include "model/semantics/lower/strand.hpp"

namespace revoke_mc::lower {

/// The parts of the condition of a `state` property, each as a program that leaves 1 in register 0
/// where the part holds: the property holds (`sought`: is found) where all of them do (some does).
[[nodiscard]] std::vector<Code> conjuncts(const program::Program& program, Generated& generated,
                                          const program::Property& property);

}  // namespace revoke_mc::lower
