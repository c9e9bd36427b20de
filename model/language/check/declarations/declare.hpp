// Names: what is declared, before anything is looked into.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "model/language/check/world/world.hpp"

namespace revoke_mc::check {

/// Names of the top level, parameters with their values, enums (declare.cpp). See check() for `unbounded`.
void declare_names(World& world, const std::map<std::string, std::int64_t>& set,
                   const std::set<std::string>& unbounded);
/// Functions with their overrides, threads, instances; numbers of routines (components.cpp).
void declare_components(World& world);
/// Who releases buffers after the last put (release.cpp).
void declare_releases(World& world);

/// Warns of parameters that nothing uses, when all else is checked (unused.cpp).
void warn_of_unused(World& world);

}  // namespace revoke_mc::check
