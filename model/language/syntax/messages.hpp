// What a syntax error says: what was expected, what stands there instead, and what to do about it.
//
// The grammar knows only what it wanted and how far it got. This file turns that into a sentence at the right place: a
// missing ';' is shown behind the token before it, not at the start of the next line; a word of the language used as a
// name is called that; a brace that is never closed names the line where it opens; and habits from C that this language
// does not have get a hint.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "model/language/syntax/place.hpp"
#include "model/language/syntax/scan.hpp"

namespace revoke_mc::syntax {

/// How an expectation failed, which decides the sentence and its place.
enum class Wanted {
    behind,  ///< a mark that belongs to what stands before it: shown behind the previous token
    here,    ///< something else than the token that stands here
    name     ///< a name; a word of the language is not one
};

/// Where the parser stands.
struct Spot {
    std::string_view text;  ///< of the file
    const Lines& lines;
    std::size_t at = 0;                ///< offset of the token that does not fit
    std::size_t item = 0;              ///< where the statement or declaration around it starts
    std::optional<std::size_t> brace;  ///< the innermost '{' that is still open
};

/// "expected `what`..." with place and hint.
[[nodiscard]] Diagnostic explain(const Spot& spot, Wanted wanted, std::string_view what);

}  // namespace revoke_mc::syntax
