// The lexical half of the grammar, and what connects PEGTL to the builder.
//
// There is no separate lexer: a token is a leaf rule that matches exactly its characters, followed by white space and
// comments. Every rule starts at a token, and a mistake is found at the token that does not fit.
//
// A rule acts by having a function `on(Builder&, std::string_view matched)`. An expectation, `behind<...>`
// (marks), `here<...>` (anything) or `name_of<...>`, turns "does not match" into a message. Expectations must not
// stand inside a look-ahead, and what can still fail after something was matched must be one: the actions of a rule
// cannot be taken back.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <tao/pegtl.hpp>

#include "model/language/syntax/builder.hpp"
#include "model/language/syntax/keywords.hpp"

namespace revoke_mc::syntax::grammar {

namespace pegtl = tao::pegtl;

/// A text as a template argument.
template <std::size_t N>
struct Literal {
    char characters[N]{};
    constexpr Literal(const char (&text)[N]) { std::copy_n(text, N, characters); }  // NOLINT: implicit by purpose
    [[nodiscard]] constexpr std::string_view view() const { return {characters, N - 1}; }
};

using Text = std::string_view;

template <typename Rule>
concept Acts = requires(Builder& builder) {
    Rule::on(builder, Text{});
};

template <typename Rule>
struct action : pegtl::nothing<Rule> {};

template <typename Rule>
    requires Acts<Rule>
struct action<Rule> {
    template <typename Input>
    static void apply(const Input& in, Builder& builder) {
        Rule::on(builder, Text(in.begin(), in.size()));
    }
};

/// What is left of the text.
template <typename Input>
Text rest_of(const Input& in) {
    return {in.current(), in.size()};
}

// ---- expectations

template <Wanted Kind, Literal What, typename Rule>
struct expectation {
    using rule_t = expectation;
    using subs_t = pegtl::type_list<Rule>;

    template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
              template <typename...> class Control, typename Input>
    static bool match(Input& in, Builder& builder) {
        const char* const at = in.current();
        if (Control<Rule>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(in, builder)) return true;
        builder.expected(Kind, What.view(), at);
    }
};

template <Literal What, typename Rule>
using behind = expectation<Wanted::behind, What, Rule>;
template <Literal What, typename Rule>
using here = expectation<Wanted::here, What, Rule>;

/// Not supported, and said so: never matches, always explains.
template <Literal Message, Literal Hint = "">
struct mistake {
    using rule_t = mistake;
    using subs_t = pegtl::empty_list;

    template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
              typename Input>
    [[noreturn]] static bool match(Input& in, Builder& builder) {
        builder.fail(in.current(), std::string(Message.view()), std::string(Hint.view()));
    }
};

/// One more level of statements, parentheses, brackets.
template <typename Rule>
struct nested {
    using rule_t = nested;
    using subs_t = pegtl::type_list<Rule>;

    template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input>
    static bool match(Input& in, Builder& builder) {
        builder.enter(in.current());
        const bool matched = Control<Rule>::template match<A, M, Action, Control>(in, builder);
        builder.leave();
        return matched;
    }
};

// ---- white space

struct line_comment : pegtl::seq<pegtl::string<'/', '/'>, pegtl::until<pegtl::eolf>> {};
struct block_comment : pegtl::seq<pegtl::string<'/', '*'>, pegtl::until<pegtl::string<'*', '/'>>> {};
struct open_comment
    : pegtl::seq<pegtl::at<pegtl::string<'/', '*'>>, mistake<"this comment has no end", "it ends with */">> {};
struct white : pegtl::one<' ', '\t', '\r', '\n', '\v', '\f'> {};
struct space : pegtl::star<pegtl::sor<white, line_comment, block_comment, open_comment>> {};

// ---- words

/// A leaf of the grammar: `Match` says how many characters of the text belong to it, 0 for no match.
template <typename Rule>
struct leaf {
    using rule_t = leaf;
    using subs_t = pegtl::empty_list;

    template <typename Input>
    static bool match(Input& in) {
        const std::size_t length = Rule::length(rest_of(in));
        if (length == 0) return false;
        in.bump(length);
        return true;
    }
};

constexpr std::size_t word_length(Text text) {
    std::size_t length = 0;
    while (length < text.size() && continues_word(text[length])) ++length;
    return length;
}

/// One given word, whole.
template <Literal Word>
struct exact_word : leaf<exact_word<Word>> {
    static std::size_t length(Text text) {
        constexpr std::size_t size = Word.view().size();
        const bool found = text.starts_with(Word.view()) && (text.size() == size || !continues_word(text[size]));
        return found ? size : 0;
    }
};

/// Any word, one of the language included.
struct any_word : leaf<any_word> {
    static std::size_t length(Text text) { return text.empty() || !starts_word(text[0]) ? 0 : word_length(text); }
};

/// A word that may be a name.
struct free_word : leaf<free_word> {
    static std::size_t length(Text text) {
        const std::size_t length = any_word::length(text);
        return is_keyword(text.substr(0, length)) ? 0 : length;
    }
};

/// A word that may be a type.
struct type_word : leaf<type_word> {
    static std::size_t length(Text text) {
        const std::size_t length = free_word::length(text);
        return is_starter(text.substr(0, length)) ? 0 : length;
    }
};

template <Literal Word>
struct word : pegtl::seq<exact_word<Word>, space> {};

struct kept_name : free_word {
    static void on(Builder& b, Text t) { b.name(t); }
};
struct name : pegtl::seq<kept_name, space> {};

template <Literal What>
using name_of = expectation<Wanted::name, What, name>;

/// The name of what is also a type: a struct, an enum, a component.
struct kept_type_name : type_word {
    static void on(Builder& b, Text t) { b.name(t); }
};
template <Literal What>
using type_name_of = expectation<Wanted::name, What, pegtl::seq<kept_type_name, space>>;

// ---- marks

/// One given mark that is not the beginning of a longer one with a character of `NotBefore`.
template <Literal Mark, Literal NotBefore = "">
struct exact_mark : leaf<exact_mark<Mark, NotBefore>> {
    static std::size_t length(Text text) {
        constexpr std::size_t size = Mark.view().size();
        if (!text.starts_with(Mark.view())) return 0;
        const bool longer = text.size() > size && NotBefore.view().find(text[size]) != Text::npos;
        return longer ? 0 : size;
    }
};

template <Literal Mark, Literal NotBefore = "">
struct mark : pegtl::seq<exact_mark<Mark, NotBefore>, space> {};

struct semicolon : mark<";"> {
    static void on(Builder& b, Text t) { b.end_of_statement(t); }
};
struct open_brace : mark<"{"> {
    static void on(Builder& b, Text t) { b.open_brace(t); }
};
struct close_brace : mark<"}"> {
    static void on(Builder& b, Text t) { b.close_brace(t); }
};
struct comma : mark<","> {};
struct colon : mark<":", ":"> {};
struct equals : mark<"=", "="> {};
struct range_dots : mark<".."> {};
struct open_paren : mark<"("> {};
struct close_paren : mark<")"> {};

// ---- numbers

struct digits : leaf<digits> {
    static std::size_t length(Text text) { return text.empty() || !is_digit(text[0]) ? 0 : word_length(text); }
};

/// Whether a word that starts with a digit is a number.
constexpr bool is_number(Text text) {
    const bool hexadecimal = text.size() > 2 && (text.starts_with("0x") || text.starts_with("0X"));
    const auto is_hexadecimal = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    if (hexadecimal) return std::all_of(text.begin() + 2, text.end(), is_hexadecimal);
    return std::all_of(text.begin(), text.end(), is_digit);
}

/// A number in digits; 12ab is a mistake.
struct checked_digits : digits {
    static void check(Builder& b, Text t) {
        if (!is_number(t))
            b.fail(t.data(), "this is neither a number nor a name",
                   "a name does not start with a digit; numbers are decimal or 0x...");
    }
};

// ---- quoted texts

struct quoted : leaf<quoted> {
    static std::size_t length(Text text) {
        if (!text.starts_with('"')) return 0;
        std::size_t end = 1;
        while (end < text.size() && text[end] != '"' && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
        return end < text.size() && text[end] == '"' ? end + 1 : 0;
    }
};
struct open_quote : pegtl::seq<pegtl::at<pegtl::one<'"'>>, mistake<"this text has no closing quote on its line">> {};

/// A quoted text that acts as `Rule` does.
template <typename Rule>
struct text_as : pegtl::seq<pegtl::sor<Rule, open_quote>, space> {};

}  // namespace revoke_mc::syntax::grammar
