// The explorer on a lowered program: the one place where its templates meet all widths of a state.
//
// Compiling that takes as long as much of the rest; whoever needs a search goes through here.
#pragma once

#include <vector>

#include "explorer/contract/options.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/reduce/search_system.hpp"
#include "explorer/system/field.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::checker {

/// What of a state is not always the same.
[[nodiscard]] std::vector<system::Field> variables(const lower::Lowered& lowered);

/// explorer::explore() with the reductions; traces are those of representatives (rename_trace.hpp).
[[nodiscard]] explorer::Result explore(const lower::Lowered& lowered, const reduce::Reductions& reductions,
                                       const explorer::Options& options);
/// The same for another rank than 0, which was given the model.
[[nodiscard]] explorer::Result explore_along(const system::PackedModel& model, const reduce::Reductions& reductions,
                                             const explorer::Options& options);
/// Without any reduction.
[[nodiscard]] explorer::Result explore(const lower::Lowered& lowered, const explorer::Options& options);

}  // namespace revoke_mc::checker
