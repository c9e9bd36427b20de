// One pass over the characters; see the header for which may be shown.
#include "model/language/syntax/plain_text.hpp"

#include <algorithm>
#include <cstdint>

namespace revoke_mc::syntax {
namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0;  ///< in bytes; 0: no UTF-8
};

std::size_t length_by_lead(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/// The character at the start, if it is written in the shortest way and is one at all.
Character first(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = length_by_lead(lead);
    if (length == 0 || text.size() < length) return {};
    std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U) return {};
        code = (code << 6U) | (byte & 0x3FU);
    }
    const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    return too_long || surrogate || code > 0x10FFFF ? Character{} : Character{code, length};
}

bool within(std::uint32_t code, std::uint32_t low, std::uint32_t high) { return code >= low && code <= high; }

bool is_control(std::uint32_t code) { return code < 0x20 || within(code, 0x7F, 0x9F); }

/// Line separators, and marks that turn the direction of writing around.
bool moves_text(std::uint32_t code) {
    return code == 0x061C || within(code, 0x200E, 0x200F) || within(code, 0x2028, 0x202E) ||
           within(code, 0x2066, 0x2069);
}

bool is_set_aside(std::uint32_t code) {
    return code == 0xFEFF || within(code, 0xFFF9, 0xFFFB) || within(code, 0xFDD0, 0xFDEF) ||
           (code & 0xFFFEU) == 0xFFFEU || within(code, 0xE0000, 0xE0FFF);
}

bool is_space(const Character& character) {
    return within(character.code, '\t', '\r') || character.code == 0x85 || within(character.code, 0x2028, 0x2029);
}

bool is_printable_ascii(char c) { return c >= ' ' && c <= '~'; }

/// What nearly every text consists of goes through at once.
void take_ascii(std::string_view& text, std::string& result) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_printable_ascii);
    const auto length = static_cast<std::size_t>(end - text.begin());
    result += text.substr(0, length);
    text.remove_prefix(length);
}

std::string plain(std::string_view text, bool keep_lines) {
    std::string result;
    for (take_ascii(text, result); !text.empty(); take_ascii(text, result)) {
        const Character character = first(text);
        const std::size_t length = std::max<std::size_t>(character.length, 1);
        if (plain_length(text) != 0 || (keep_lines && text.front() == '\n'))
            result += text.substr(0, length);
        else
            result += character.length != 0 && is_space(character) ? ' ' : '?';
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace

std::size_t plain_length(std::string_view text) {
    const Character character = first(text);
    return is_control(character.code) || moves_text(character.code) || is_set_aside(character.code) ? 0
                                                                                                    : character.length;
}

std::string plain_line(std::string_view text) { return plain(text, false); }
std::string plain_lines(std::string_view text) { return plain(text, true); }

}  // namespace revoke_mc::syntax
