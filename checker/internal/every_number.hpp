// What a spec expects to hold for every number of instances: `expect holds for every N;`.
#pragma once

#include "checker/checker.hpp"
#include "checker/internal/reporter.hpp"

namespace revoke_mc::checker {

/// Closes views (any_number.hpp) and notes in `checked` what is not so. Asks nothing of a parameter that the user has
/// given a value, nor of a spec that was not searched completely.
void keep_every_number(const Spec& spec, const CheckOptions& options, Reporter& reporter, CheckedSpec& checked);

}  // namespace revoke_mc::checker
