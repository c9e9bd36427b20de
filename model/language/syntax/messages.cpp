// Hints are tried in order, the most specific first; none is better than a wrong one. The word at the
// start of the statement or declaration is looked at too: `retrun (x) {` fails at the brace, but the
// mistake is the word.
#include "model/language/syntax/messages.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "model/language/syntax/keywords.hpp"
#include "model/language/syntax/suggest.hpp"

namespace revoke_mc::syntax {
namespace {

constexpr std::size_t longest_shown_token = 40;

using Hint = std::pair<std::string_view, std::string_view>;

/// By the token that stands where something else was expected.
constexpr auto token_hints = std::to_array<Hint>({
    {"&", "there are no operations on bits: write && for 'and'"},
    {"|", "there are no operations on bits: write || for 'or'"},
    {"^", "there are no operations on bits"},
    {"~", "there are no operations on bits: write ! for 'not'"},
    {"<<", "there are no operations on bits"},
    {">>", "there are no operations on bits"},
    {"++", "'++' is a statement of its own: x++;"},
    {"--", "'--' is a statement of its own: x--;"},
    {"*=", "write x = x * y;"},
    {"/=", "write x = x / y;"},
    {"%=", "write x = x % y;"},
    {"and", "'and' is written &&"},
    {"not", "'not' is written !"},
    {"'", "texts are written in double quotes"},
    {"#", "there is no preprocessor: use NAME; brings in a library, param and const define values"},
});

/// By the word at the start of the statement or declaration.
constexpr auto word_hints = std::to_array<Hint>({
    {"for", "there is no 'for': use while (c), loop, foreach (TYPE x) or each (TYPE x)"},
    {"do", "there is no 'do': use loop { ... if (c) break; }"},
    {"switch", "there is no 'switch': use if and else if"},
    {"case", "there is no 'switch': use if and else if"},
    {"default", "there is no 'switch': use if and else if"},
    {"static", "leave out 'static'"},
    {"inline", "leave out 'inline'"},
    {"extern", "leave out 'extern'"},
    {"volatile", "leave out 'volatile': every read and write of shared data is a step"},
    {"unsigned", "numbers are int or int<lo..hi>"},
    {"signed", "numbers are int or int<lo..hi>"},
    {"long", "numbers are int or int<lo..hi>"},
    {"short", "numbers are int or int<lo..hi>"},
    {"char", "numbers are int or int<lo..hi>"},
    {"typedef", "there is no 'typedef': struct NAME { ... } and enum NAME { ... } are types by their names"},
});

template <std::size_t N>
std::string look_up(const std::array<Hint, N>& table, std::string_view key) {
    for (const auto& [word, hint] : table)
        if (word == key) return std::string(hint);
    return "";
}

std::string_view token_at(std::string_view text, std::size_t at) { return text.substr(at, token_length(text, at)); }

std::string_view next_token(std::string_view text, std::size_t at) {
    return token_at(text, skip_space(text, at + token_length(text, at)));
}

std::string found_at(const Spot& spot) {
    auto token = token_at(spot.text, spot.at);
    if (token.empty()) return "the end of the file";
    const auto byte = static_cast<unsigned char>(token.front());
    if (byte < 0x20 || byte == 0x7F) return fmt::format("the byte 0x{:02x}", byte);
    if (token.size() <= longest_shown_token) return fmt::format("'{}'", token);
    return fmt::format("'{}...'", token.substr(0, longest_shown_token));
}

/// The end of the last token before an offset. Scans from the start: a comment cannot be read backwards.
std::size_t end_of_previous(std::string_view text, std::size_t before) {
    std::size_t end = 0;
    for (std::size_t at = skip_space(text, 0); at < before; at = skip_space(text, end))
        end = at + token_length(text, at);
    return std::min(end, before);
}

bool is_about_statement(std::string_view what) { return what.starts_with("a statement"); }
bool is_about_declaration(std::string_view what) {
    return what.starts_with("a declaration") || what.starts_with("a member");
}

std::string hint_about_blocks(std::string_view token, std::string_view what) {
    if (token == ";" && is_about_statement(what))
        return "an empty statement is written {}, one that is a step of its own skip;";
    if (token == ";" && is_about_declaration(what)) return "no ';' is needed behind '}'";
    if (token == "}" && is_about_declaration(what)) return "one '}' too many, or a block ends earlier than meant";
    if (token == "else" && is_about_statement(what)) return "this 'else' has no 'if' directly before it";
    if (token == "or" && is_about_statement(what)) return "this 'or' has no 'either' directly before it";
    return "";
}

std::string hint_by_context(std::string_view token, std::string_view what) {
    if (token == "or" && what.starts_with("';'")) return "in an expression 'or' is written ||";
    if (token == "==" && what.starts_with("an assignment")) return "'=' assigns, '==' compares";
    if (is_digit(token.empty() ? ' ' : token.front()) && what.starts_with("states,"))
        return "numbers are written without separators: 24921";
    if (token == "=" && what.starts_with("')'")) return "'==' compares; '=' is a statement of its own";
    if (token == "=" && what.starts_with("';'")) return "one assignment per statement; '==' compares";
    if (token == "struct" && (is_about_statement(what) || is_about_declaration(what)))
        return "a type is written by its name alone, without 'struct'";
    return hint_about_blocks(token, what);
}

/// A word that starts a statement or declaration and is nearly a word of the language.
std::string hint_by_first_word(const Spot& spot) {
    const auto word = token_at(spot.text, spot.item);
    if (word.empty() || !starts_word(word.front()) || is_keyword(word) || is_starter(word)) return "";
    const auto next = next_token(spot.text, spot.item);
    const bool used_like_keyword = next.empty() || next == "(" || next == "{" || next == ";" || next.front() == '"' ||
                                   continues_word(next.front());
    if (!used_like_keyword) return "";
    std::vector<std::string_view> candidates(keywords.begin(), keywords.end());
    candidates.insert(candidates.end(), starters.begin(), starters.end());
    candidates.insert(candidates.end(), {"attachment", "mapping", "fence", "dma_buf"});
    return did_you_mean(word, candidates);
}

std::string hint_for(const Spot& spot, std::string_view what) {
    const auto token = token_at(spot.text, spot.at);
    if (auto hint = hint_by_context(token, what); !hint.empty()) return hint;
    if (auto hint = look_up(token_hints, token); !hint.empty()) return hint;
    if (auto hint = look_up(word_hints, token_at(spot.text, spot.item)); !hint.empty()) return hint;
    if (auto hint = hint_by_first_word(spot); !hint.empty()) return hint;
    const bool variable = (token == "=" || token == ";") && what.starts_with("'(' of a function");
    return variable ? "variables belong to a component; a constant is const NAME = value;" : "";
}

std::string name_message(const Spot& spot, std::string_view what) {
    const auto token = token_at(spot.text, spot.at);
    if (is_keyword(token) || is_starter(token))
        return fmt::format("'{}' is a word of the language and cannot be {}", token, what);
    return fmt::format("expected {}, found {}", what, found_at(spot));
}

Diagnostic unclosed_brace(const Spot& spot, std::string_view what) {
    const Place opened = spot.lines.place(*spot.brace);
    return {Severity::error, spot.lines.place(end_of_previous(spot.text, spot.at)),
            fmt::format("expected {} before the end of the file", what),
            fmt::format("the '{{' at line {}, column {} has no '}}'", opened.line, opened.column)};
}

}  // namespace

Diagnostic explain(const Spot& spot, Wanted wanted, std::string_view what) {
    const bool at_end = spot.at >= spot.text.size();
    if (at_end && spot.brace && what.find("'}'") != std::string_view::npos) return unclosed_brace(spot, what);
    const std::string hint = hint_for(spot, what);
    if (wanted == Wanted::behind)
        return {Severity::error, spot.lines.place(end_of_previous(spot.text, spot.at)),
                fmt::format("expected {}", what), hint};
    const Place place = spot.lines.place(spot.at);
    if (wanted == Wanted::name) return {Severity::error, place, name_message(spot, what), hint};
    return {Severity::error, place, fmt::format("expected {}, found {}", what, found_at(spot)), hint};
}

}  // namespace revoke_mc::syntax
