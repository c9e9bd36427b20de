// Changes to source texts, and what a piece of a text says.
//
// A mutant is the author's text with a few pieces replaced. Line ends are kept, and every statement stays on its line:
// what is reported about a mutant (traces, messages, places) can be held against the text as it is on disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/language/syntax/place.hpp"

namespace revoke_mc::mutate {

/// The bytes [begin, end) of a file are replaced.
struct Edit {
    std::uint32_t file = 0;
    std::size_t begin = 0, end = 0;
    std::string text;
};

/// Replaces what stands between two places of one file; `text` gets as many line ends as are missing.
[[nodiscard]] Edit replace(const syntax::Sources& sources, syntax::Place begin, syntax::Place end, std::string text);

/// The texts with all edits, which must not overlap.
[[nodiscard]] syntax::Sources edited(syntax::Sources sources, std::vector<Edit> edits);

/// What stands between two places of one file, as it is.
[[nodiscard]] std::string text_between(const syntax::Sources& sources, syntax::Place begin, syntax::Place end);

/// On one line, without comments and the last semicolon, cut if it is long.
[[nodiscard]] std::string in_a_line(const std::string& text);

}  // namespace revoke_mc::mutate
