// ANSI escape sequences, and cutting of text into lines.
#include "reports/style.hpp"

#include <algorithm>
#include <array>

#include "model/language/syntax/plain_text.hpp"

namespace revoke_mc::reports {
namespace {

constexpr std::string_view end_of_paint = "\x1b[0m";
constexpr std::array all_colours{Colour::none,  Colour::bold,   Colour::dim, Colour::red,
                                 Colour::green, Colour::yellow, Colour::cyan};

std::string_view code(Colour colour) {
    switch (colour) {
    case Colour::none: return "";
    case Colour::bold: return "\x1b[1m";
    case Colour::dim: return "\x1b[2m";
    case Colour::red: return "\x1b[1;31m";
    case Colour::green: return "\x1b[32m";
    case Colour::yellow: return "\x1b[33m";
    case Colour::cyan: return "\x1b[36m";
    }
    return "";
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// Bytes of the longest prefix with at most `width` columns.
std::size_t prefix(std::string_view text, std::size_t width) {
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end) {
        if (!continues(text[end]) && ++seen > width) break;
    }
    return end;
}

/// Where to break: behind the last space of the prefix if that leaves a line of decent length.
std::size_t break_at(std::string_view text, std::size_t width) {
    const std::size_t end = prefix(text, width);
    if (end == text.size()) return end;
    const std::size_t space = text.rfind(' ', end);
    return space != std::string_view::npos && space >= end / 3 && space > 0 ? space : std::max<std::size_t>(end, 1);
}

}  // namespace

std::string Style::paint(std::string_view text, Colour colour) const {
    if (!colours_ || colour == Colour::none || text.empty()) return std::string(text);
    return std::string(code(colour)) + std::string(text) + std::string(end_of_paint);
}

std::size_t Style::painted(std::string_view text) const {
    if (!colours_) return 0;
    if (text.starts_with(end_of_paint)) return end_of_paint.size();
    const auto paints = [&](Colour colour) { return colour != Colour::none && text.starts_with(code(colour)); };
    const auto found = std::find_if(all_colours.begin(), all_colours.end(), paints);
    return found == all_colours.end() ? 0 : code(*found).size();
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string pad_right(std::string_view text, std::size_t width) {
    const std::size_t used = columns(text);
    return std::string(text) + std::string(width > used ? width - used : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
    const std::size_t used = columns(text);
    return std::string(width > used ? width - used : 0, ' ') + std::string(text);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t indent) {
    std::vector<std::string> lines;
    width = std::max<std::size_t>(width, indent + 1);
    do {
        const std::size_t margin = lines.empty() ? 0 : indent;
        const std::size_t end = break_at(text, width - margin);
        lines.push_back(std::string(margin, ' ') + std::string(text.substr(0, end)));
        text.remove_prefix(end);
        while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    } while (!text.empty());
    return lines;
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

std::string printable(std::string_view text) { return syntax::plain_line(text); }

std::string printable_lines(std::string_view text) { return syntax::plain_lines(text); }

}  // namespace revoke_mc::reports
