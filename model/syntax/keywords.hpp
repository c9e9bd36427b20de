// The words of the language that cannot be names.
//
// One sorted list: the grammar excludes them from names, messages say so when an author uses one, and a
// test holds the editor files against it. Words that mean something only at one spot (`states` in an
// expectation, `dynamic` in an attachment, `buffer` after `per`, `rest` as a label) are not in it and
// stay free; so do the names of builtin functions and library types. Behind `.` and `->` every word is
// a field (`a->importer`).
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace revoke_mc::syntax {

inline constexpr auto keywords = std::to_array<std::string_view>({
    "NULL",     "always",   "any",     "as",         "assert",    "atomic",   "await",    "blames",
    "bool",     "bound",    "break",   "const",      "continue",  "device",   "each",     "either",
    "else",     "entering", "enum",    "eventually", "exists",    "expect",   "exporter", "fair",
    "false",    "for",      "forall",  "foreach",    "ghost",     "goto",     "has",      "if",
    "implies",  "importer", "in",      "int",        "is",        "leads_to", "library",  "loop",
    "never",    "object",   "of",      "or",         "ordered",   "override", "param",    "per",
    "possible", "predicate", "return", "skip",       "source",    "spec",     "struct",   "terminates",
    "thread",   "true",     "use",     "user",       "void",      "where",    "while",    "without",
    "work",
});

static_assert(std::ranges::is_sorted(keywords));

[[nodiscard]] constexpr bool is_keyword(std::string_view word) { return std::ranges::binary_search(keywords, word); }

}  // namespace revoke_mc::syntax
