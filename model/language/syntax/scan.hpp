// Looking at source text without understanding it: where the next token starts and ends, where a byte
// stands as line and column.
//
// The grammar does not need this; messages do (what stands where something else was expected, where the previous token
// ended), as does the printer, which folds white space and drops comments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/language/syntax/place.hpp"

namespace revoke_mc::syntax {

[[nodiscard]] constexpr bool starts_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool continues_word(char c) { return starts_word(c) || is_digit(c); }

/// The first offset from `at` that is neither white space nor in a comment. An unfinished comment
/// reaches to the end.
[[nodiscard]] std::size_t skip_space(std::string_view text, std::size_t at);

/// The length of the token at `at`, at least 1: a word, a number, a quoted text, an operator, one
/// character of UTF-8; 0 at the end of the text.
[[nodiscard]] std::size_t token_length(std::string_view text, std::size_t at);

/// The text with white space and comments folded to single spaces, none at either end; of a long text at
/// least the first `enough` bytes of that, up to the end of a token.
[[nodiscard]] std::string fold_space(std::string_view text, std::size_t enough = std::string_view::npos);

/// Offsets of one text as places and back.
class Lines {
public:
    Lines(std::uint32_t file, std::string_view text);
    [[nodiscard]] Place place(std::size_t offset) const;
    [[nodiscard]] std::size_t offset(Place place) const;

private:
    std::uint32_t file_;
    std::size_t size_;
    std::vector<std::size_t> starts_;
};

}  // namespace revoke_mc::syntax
