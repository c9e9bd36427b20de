// From syntax tree to checked program.
//
//     auto loaded = syntax::load("specs/drivers/vfio-iommufd.rvk");
//     program::Program program = check::check(loaded, {{"N", 3}});   // throws syntax::SpecError
//
// All mistakes are reported at once, each with its place and what to do; warnings are in Program::warnings.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "model/language/program/program.hpp"
#include "model/language/syntax/loader.hpp"

namespace revoke_mc::check {

/// `set` holds the parameters given by the user (--set N=4); truth values are 0 and 1. The bounds of
/// `unbounded` do not matter: a proof for every number of instances, and traces that come of it, have numbers beyond
/// those that a user may want searched.
[[nodiscard]] program::Program check(const syntax::Loaded& loaded, const std::map<std::string, std::int64_t>& set = {},
                                     const std::set<std::string>& unbounded = {});

}  // namespace revoke_mc::check
