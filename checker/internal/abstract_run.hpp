// An abstract run in words: the steps that lead to a part of a state which could not be excluded, and that part.
#pragma once

#include <string>
#include <vector>

#include "explorer/views/result.hpp"
#include "model/semantics/lower/family.hpp"

namespace revoke_mc::checker {

/// A line for each step ("with 3: importer[0].map: pin(b)  (file:line:column)"), then what the last
/// configuration looks like: the variables that are not as they begin. `k` is the size of views.
[[nodiscard]] std::vector<std::string> describe(const lower::Family& family, std::uint32_t k,
                                                const explorer::views::Suspicion& suspicion);

}  // namespace revoke_mc::checker
