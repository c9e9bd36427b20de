// A token is what a reader would call one: the longest of the language's operators, a word, a number, a quoted text up
// to its quote or its line's end. Anything else counts by the character: a message never shows half of one.
#include "model/language/syntax/scan.hpp"

#include <algorithm>
#include <array>

namespace revoke_mc::syntax {
namespace {

constexpr bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr auto long_operators = std::to_array<std::string_view>({
    "<<=", ">>=", "...", "->", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=",  "^=",  "==",  "!=", "<=", ">=", "&&", "||", "<<", ">>", "..", "::",
});

/// The bytes that stand at this place of some long operator.
constexpr std::array<bool, 256> in_long_operators(std::size_t at) {
    std::array<bool, 256> result{};
    for (const auto op : long_operators) result[static_cast<unsigned char>(op[at])] = true;
    return result;
}
constexpr auto first_bytes = in_long_operators(0), second_bytes = in_long_operators(1);

bool may_be_long_operator(std::string_view rest) {
    return rest.size() > 1 && first_bytes[static_cast<unsigned char>(rest[0])] &&
           second_bytes[static_cast<unsigned char>(rest[1])];
}

std::size_t comment_end(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] != '/') return at;
    if (text.substr(at, 2) == "//") return std::min(text.find('\n', at), text.size());
    if (text.substr(at, 2) != "/*") return at;
    const auto end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
}

std::size_t quoted_length(std::string_view rest) {
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != '"' && rest[end] != '\n') end += rest[end] == '\\' ? 2 : 1;
    return end < rest.size() && rest[end] == '"' ? end + 1 : std::min(end, rest.size());
}

std::size_t word_length(std::string_view rest) {
    const auto end = std::find_if_not(rest.begin(), rest.end(), continues_word);
    return static_cast<std::size_t>(end - rest.begin());
}

std::size_t character_length(std::string_view rest) {
    std::size_t length = 1;
    const bool multibyte = static_cast<unsigned char>(rest[0]) >= 0xC0;
    while (multibyte && length < 4 && length < rest.size() &&
           (static_cast<unsigned char>(rest[length]) & 0xC0U) == 0x80U)
        ++length;
    return length;
}

}  // namespace

std::size_t skip_space(std::string_view text, std::size_t at) {
    for (;;) {
        std::size_t solid = std::min(at, text.size());
        while (solid < text.size() && is_white(text[solid])) ++solid;
        const std::size_t behind = comment_end(text, solid);
        if (behind == solid) return solid;
        at = behind;
    }
}

std::size_t token_length(std::string_view text, std::size_t at) {
    if (at >= text.size()) return 0;
    const auto rest = text.substr(at);
    if (continues_word(rest[0])) return word_length(rest);
    if (rest[0] == '"') return quoted_length(rest);
    if (may_be_long_operator(rest))
        for (const auto op : long_operators)
            if (rest.starts_with(op)) return op.size();
    return character_length(rest);
}

std::string fold_space(std::string_view text, std::size_t enough) {
    std::string result;
    std::size_t at = skip_space(text, 0);
    while (at < text.size() && result.size() < enough) {
        const std::size_t length = token_length(text, at);
        result += text.substr(at, length);
        const std::size_t next = skip_space(text, at + length);
        if (next > at + length && next < text.size()) result += ' ';
        at = next;
    }
    return result;
}

Lines::Lines(std::uint32_t file, std::string_view text) : file_(file), size_(text.size()), starts_{0} {
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        starts_.push_back(at + 1);
}

Place Lines::place(std::size_t offset) const {
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto line = static_cast<std::size_t>(next - starts_.begin());
    return {file_, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(offset - starts_[line - 1] + 1)};
}

std::size_t Lines::offset(Place place) const {
    if (place.line == 0 || place.line > starts_.size()) return size_;
    return std::min(starts_[place.line - 1] + std::max(place.column, 1U) - 1, size_);
}

}  // namespace revoke_mc::syntax
