// "did you mean ...?": the nearest known word to a misspelt one.
//
// Distance is Damerau and Levenshtein's (insert, delete, replace, swap neighbours; in the restricted
// form that never edits a swapped pair again). Short words allow one slip, longer ones two; more would
// suggest nonsense.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace revoke_mc::syntax {

/// The candidate nearest to `word`, or "" if none is near. The first of equals wins.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

/// "did you mean 'while'?" or "".
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace revoke_mc::syntax
