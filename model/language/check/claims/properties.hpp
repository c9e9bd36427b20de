// Parts of checking the properties.
#pragma once

#include <optional>
#include <string>

#include "model/language/check/world/world.hpp"

namespace revoke_mc::check {

/// What the spec and the files it uses accept (acceptances.cpp).
void check_acceptances(World& world);
/// The points that a kernel's log shows (log.cpp). Before any code is translated.
void check_log(World& world);
/// Ties asserts to the properties that claim their name (asserts.cpp).
void claim_asserts(World& world);
/// `without entering F`: what F is, once all code is known (entering.cpp).
void resolve_entering(World& world);

/// Properties of the main spec (properties.cpp).
void check_properties(World& world);
/// Names of properties, and what is expected of them (properties.cpp).
void check_expectations(World& world);

}  // namespace revoke_mc::check
