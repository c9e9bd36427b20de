// `check --check-reductions`: the reductions of one spec, held against what they promise.
#pragma once

#include <string>

#include "explorer/reduce/search_system.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::checker {

/// Looks at states of random walks: permuted states must behave as the state itself, up to names, stubborn sets
/// must satisfy their definition there, and nothing may depend on what slicing leaves out. What is wrong, as a
/// sentence, or "". Nothing is looked at that is not in effect.
[[nodiscard]] std::string check_reductions(const program::Program& program, const lower::Lowered& lowered,
                                           const reduce::Reductions& reductions);

}  // namespace revoke_mc::checker
