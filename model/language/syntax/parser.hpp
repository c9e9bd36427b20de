// From source text to syntax tree.
//
//     Sources sources;
//     sources.files.push_back({"a.rvk", "spec \"a\"; param N in 1..8 = 2;"});
//     File file = parse(sources, 0);   // throws SpecError
//
// The first mistake ends the parse; its message says what was expected where. Nothing is resolved here:
// names, types and constants are the checker's.
#pragma once

#include <cstdint>

#include "model/language/syntax/ast.hpp"
#include "model/language/syntax/place.hpp"

namespace revoke_mc::syntax {

/// Parses one of the loaded texts.
[[nodiscard]] File parse(const Sources& sources, std::uint32_t file);

}  // namespace revoke_mc::syntax
