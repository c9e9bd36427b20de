// "The log is explained up to here", as a property: traces are about a property, and this one is true at the end of
// every explanation.
#pragma once

#include <string_view>

#include "model/language/program/program.hpp"

namespace revoke_mc::explain {

/// No property of a spec has a name with spaces in it.
inline constexpr std::string_view explained_question = "the log is explained";

/// Adds it behind the others.
program::PropertyId ask_explained(program::Program& program);

}  // namespace revoke_mc::explain
