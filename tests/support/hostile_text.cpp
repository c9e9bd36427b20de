// Decides by its own table which characters are not text, independently of model/language/syntax/plain_text.cpp.
#include "tests/support/hostile_text.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace revoke_mc::tests {
namespace {

constexpr std::array<std::string_view, 16> no_text{"\x1b",   "\x07",   "\r",     "\x08",      "\t",     "\x7f",
                                                   "\u0085", "\u009b", "\u061c", "\u200f",    "\u2028", "\u202e",
                                                   "\u2066", "\ufeff", "\ufffe", "\U000e0041"};

bool is_utf8(std::string_view text) {
    try {
        return !nlohmann::json(std::string(text)).dump().empty();
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

std::optional<unsigned> control_in(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return byte;
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (byte == 0xC2 && next < 0xA0) return next;
    }
    return std::nullopt;
}

}  // namespace

std::string hostile_text() {
    std::string text = "T]0;title";
    for (const std::string_view character : no_text) text += std::string(character) + "31m";
    return text + " */ /* -- // %s %n <b>&lt;&#27;'`$(x)` \" \\N \\l \\\" ]]> \nINJECTED: \"; rule */ assert(false) /*";
}

std::string hostile_bytes() { return hostile_text() + "\x9b\xc0\x9b\xed\xa0\x80\xf8\xff\xe2\x80"; }

std::string in_quotes(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' || c == '\\' || c == '\n' ? std::string{'\\', c} : std::string(1, c);
    return quoted + "\"";
}

std::string obeyed(std::string_view text) {
    if (!is_utf8(text)) return "it is no UTF-8";
    if (const auto control = control_in(text)) return fmt::format("control character {:#x}", *control);
    for (const std::string_view character : no_text)
        if (text.find(character) != std::string_view::npos)
            return fmt::format("the character {}", nlohmann::json(std::string(character)).dump(-1, ' ', true));
    if (text.find("\nINJECTED") != std::string_view::npos) return "a line that the text has begun";
    return "";
}

}  // namespace revoke_mc::tests
