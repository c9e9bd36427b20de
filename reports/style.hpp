// Colours and bold for terminals, and widths of text as it is seen.
//
// A Style either paints or does not; whoever writes text asks it and need not know. Whether to paint is decided by
// checker/cli/ (a terminal, and NO_COLOR is not set).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace revoke_mc::reports {

enum class Colour : std::uint8_t { none, bold, dim, red, green, yellow, cyan };

class Style {
public:
    Style() = default;
    explicit Style(bool colours) : colours_(colours) {}
    [[nodiscard]] bool colours() const { return colours_; }
    /// The text, painted if colours are on.
    [[nodiscard]] std::string paint(std::string_view text, Colour colour) const;
    /// Bytes at the start of a text that are this style's own painting; 0: the start is text.
    [[nodiscard]] std::size_t painted(std::string_view text) const;

private:
    bool colours_ = false;
};

/// Columns that the text takes on a terminal: UTF-8 characters count once.
[[nodiscard]] std::size_t columns(std::string_view text);

/// The text with spaces up to `width` columns; longer text stays as it is.
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, broken at spaces where possible; continuation lines are indented by `indent`.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t indent = 2);

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// The text as one line, without what could move a terminal's cursor, change its title or turn text around: see
/// model/language/syntax/plain_text.hpp. Whatever comes from a spec, a trace or a file name goes through this where it
/// is shown.
[[nodiscard]] std::string printable(std::string_view text);

/// The same for a text that has lines on purpose.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace revoke_mc::reports
