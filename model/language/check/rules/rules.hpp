// Rules about the paths through a body.
#pragma once

#include "model/language/check/world/world.hpp"

namespace revoke_mc::check {

/// A path that loops without a step of its own never ends (loops.cpp).
void check_loops(World& world);
/// A function that returns a value does so on every path (ends.cpp).
void check_ends(World& world);

/// Rules that need the call graph: recursion, atomic code that blocks, hardware that sleeps (rules.cpp).
void check_rules(World& world);

}  // namespace revoke_mc::check
