// The words of the language.
//
// `keywords` cannot be names anywhere: the grammar excludes them, messages say so when an author uses one,
// and a test holds the editor files against them. `starters` begin a declaration or a statement and are free
// elsewhere, because drivers like to call things `device` or `bound`; only a type cannot be called that.
// Words that mean something at one spot only (`states` in an expectation, `dynamic` in an attachment,
// `buffer` after `per`, `rest` as a label) are in neither list; nor are the names of builtin functions
// and library types. Behind `.` and `->` every word is a member (`a->importer`).
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace revoke_mc::syntax {

inline constexpr auto keywords = std::to_array<std::string_view>({
    "NULL",   "always", "any",        "as",       "assert",   "atomic", "await",    "blames",    "bool",
    "break",  "const",  "continue",   "each",     "either",   "else",   "entering", "enum",      "eventually",
    "exists", "expect", "exporter",   "false",    "for",      "forall", "foreach",  "ghost",     "goto",
    "has",    "if",     "implies",    "importer", "in",       "int",    "is",       "leads_to",  "loop",
    "never",  "of",     "or",         "ordered",  "override", "per",    "possible", "predicate", "return",
    "skip",   "struct", "terminates", "thread",   "true",     "void",   "where",    "while",     "without",
});

inline constexpr auto starters = std::to_array<std::string_view>({
    "accept",
    "bound",
    "device",
    "event",
    "fair",
    "library",
    "object",
    "param",
    "reading",
    "rule",
    "signalling",
    "source",
    "spec",
    "use",
    "user",
    "waits",
    "work",
});

static_assert(std::ranges::is_sorted(keywords));
static_assert(std::ranges::is_sorted(starters));

[[nodiscard]] constexpr bool is_keyword(std::string_view word) { return std::ranges::binary_search(keywords, word); }
[[nodiscard]] constexpr bool is_starter(std::string_view word) { return std::ranges::binary_search(starters, word); }

}  // namespace revoke_mc::syntax
