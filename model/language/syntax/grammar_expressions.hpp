// The grammar of expressions, and what all parts of the grammar share.
//
// An expression is read flat: operands with prefixes before and suffixes behind them, operators between; the
// builder knows the precedences. A binder ((attachment a of bar where c)) names what a quantifier, foreach,
// each or any ranges over. See grammar.hpp for how to read the rules.
#pragma once

#include "model/language/syntax/tokens.hpp"

namespace revoke_mc::syntax::grammar {

using pegtl::at;
using pegtl::eof;
using pegtl::not_at;
using pegtl::opt;
using pegtl::plus;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;
using pegtl::success;

struct expression;
struct bound;
struct statement;
struct substatement;

/// Starts a list of names or values.
struct list_start : success {
    static void on(Builder& b, Text t) { b.mark(t); }
};
/// Remembers where a statement or declaration starts, for hints.
struct item_start : success {
    static void on(Builder& b, Text t) { b.begin_item(t); }
};

template <typename Element>
struct comma_list : seq<Element, star<comma, Element>> {};

template <Literal What>
struct name_list : seq<list_start, comma_list<name_of<What>>> {};

template <Literal Where>
struct semicolon_after : behind<Where, semicolon> {};

/// `{ Element... }`
template <Literal What, typename Element>
struct braced : seq<open_brace, star<not_at<sor<exact_mark<"}">, eof>>, here<What, Element>>, here<What, close_brace>> {
};

// ---- operands

/// What an expression can start with.
struct expression_first : leaf<expression_first> {
    static std::size_t length(Text text) {
        if (text.empty()) return 0;
        if (!starts_word(text[0])) return is_digit(text[0]) || Text("(!-&*").find(text[0]) != Text::npos ? 1 : 0;
        constexpr std::array words{Text("NULL"),   Text("any"), Text("eventually"), Text("exists"),     Text("false"),
                                   Text("forall"), Text("has"), Text("leads_to"),   Text("terminates"), Text("true")};
        const auto word = text.substr(0, any_word::length(text));
        return is_keyword(word) && std::find(words.begin(), words.end(), word) == words.end() ? 0 : word.size();
    }
};
/// An expression that is called `What` where it is missing.
template <Literal What, typename Rule = expression>
struct value : seq<here<What, at<expression_first>>, Rule> {};

struct number_leaf : checked_digits {
    static void on(Builder& b, Text t) {
        check(b, t);
        b.integer(t);
    }
};
struct number : seq<number_leaf, space> {};
struct true_ : word<"true"> {
    static void on(Builder& b, Text t) { b.boolean(t, true); }
};
struct false_ : word<"false"> {
    static void on(Builder& b, Text t) { b.boolean(t, false); }
};
struct null_ : word<"NULL"> {
    static void on(Builder& b, Text t) { b.null(t); }
};
struct name_leaf : free_word {
    static void on(Builder& b, Text t) { b.name_value(t); }
};
struct name_operand : seq<name_leaf, space> {};
/// Words that make a property and stand in none of its conditions.
struct property_only
    : seq<at<sor<word<"leads_to">, word<"eventually">, word<"terminates">>>,
          pegtl::sor<seq<at<word<"leads_to">>, mistake<"'leads_to' stands between the two conditions of a property",
                                                       "always P leads_to Q as NAME;">>,
                     seq<at<word<"eventually">>, mistake<"'eventually' begins a property and is no part of a condition",
                                                         "eventually P as NAME;">>,
                     mistake<"'terminates' begins a property and is no part of a condition",
                             "terminates vfio.reset as NAME;">>> {};

struct parenthesised : seq<open_paren, value<"an expression">, opt<property_only>, behind<"')'", close_paren>> {};

struct range : seq<value<"the lower bound", bound>, behind<"'..' and the upper bound", range_dots>,
                   value<"the upper bound", bound>> {};
struct binder_range : range {
    static void on(Builder& b, Text) { b.binder_range(); }
};
struct binder_where : seq<word<"where">, value<"a condition">> {
    static void on(Builder& b, Text) { b.binder_where(); }
};
struct any_start : word<"any"> {
    static void on(Builder& b, Text t) { b.begin_binder(t); }
};
struct any_range : seq<any_start, open_paren, binder_range, opt<binder_where>, behind<"')' or 'where'", close_paren>> {
    static void on(Builder& b, Text) { b.any_of_range(); }
};
struct any_plain : word<"any"> {
    static void on(Builder& b, Text t) { b.any(t); }
};
struct any : sor<seq<at<word<"any">, open_paren>, any_range>, any_plain> {};

struct dereference : seq<at<exact_mark<"*">>, mistake<"there is no dereference", "use -> for a field: p->x">> {};
struct primary : sor<number, parenthesised, name_operand, any, true_, false_, null_, dereference, property_only> {};

// ---- what may follow an operand

template <bool Arrow>
struct member_leaf : any_word {
    static void on(Builder& b, Text t) { b.member(t, Arrow); }
};
template <bool Arrow>
struct member_name : seq<member_leaf<Arrow>, space> {};
struct dot_member : seq<mark<".", ".">, here<"the name of a member", member_name<false>>> {};
struct arrow_member : seq<mark<"->">, here<"the name of a member", member_name<true>>> {};
struct member : sor<dot_member, arrow_member> {};
struct index : seq<mark<"[">, value<"an index">, behind<"']'", mark<"]">>> {
    static void on(Builder& b, Text) { b.index(); }
};
struct argument : value<"an argument"> {};
struct first_argument : value<"an argument or ')'"> {};
struct arguments : seq<first_argument, star<comma, argument>, behind<"')' or ','", close_paren>> {};
struct call : seq<open_paren, list_start, sor<close_paren, arguments>> {
    static void on(Builder& b, Text) { b.call(); }
};
struct postfix : seq<primary, star<sor<member, index, call>>> {};
struct path : seq<name_operand, star<member>> {};

struct label_set : seq<open_brace, comma_list<name_of<"a label">>, here<"',' or '}'", close_brace>> {};
struct at_labels : seq<at<exact_mark<"@">>, list_start, mark<"@">, sor<label_set, name_of<"a label">>> {
    static void on(Builder& b, Text) { b.at_labels(); }
};
struct in_function : seq<at<word<"in">>, list_start, word<"in">, here<"the name of a function", path>> {
    static void on(Builder& b, Text) { b.in_function(); }
};
struct is_kind : seq<at<word<"is">>, list_start, word<"is">, name_of<"a kind, as in 'a is STATIC'">> {
    static void on(Builder& b, Text) { b.is_kind(); }
};
struct operand_tail : opt<sor<at_labels, in_function, is_kind>> {};

// ---- operators

template <Literal Mark, Literal NotBefore = "">
struct prefix_leaf : exact_mark<Mark, NotBefore> {
    static void on(Builder& b, Text t) { b.prefix(t); }
};
template <Literal Mark, Literal NotBefore = "">
struct prefix_mark : seq<prefix_leaf<Mark, NotBefore>, space> {};
struct has : word<"has"> {
    static void on(Builder& b, Text t) { b.has(t); }
};

struct type_leaf : type_word {
    static void on(Builder& b, Text t) { b.binder_type(t); }
};
struct int_leaf : exact_word<"int"> {
    static void on(Builder& b, Text t) { b.binder_type(t); }
};
struct binder_name_leaf : free_word {
    static void on(Builder& b, Text t) { b.binder_name(t); }
};
struct binder_name : expectation<Wanted::name, "the name of a variable", seq<binder_name_leaf, space>> {};
struct binder_of : seq<word<"of">, value<"what the set belongs to">> {
    static void on(Builder& b, Text) { b.binder_of(); }
};
struct binder_start : mark<"("> {
    static void on(Builder& b, Text t) { b.begin_binder(t); }
};
struct set_binder : seq<type_leaf, space, binder_name, opt<binder_of>> {};
struct int_binder
    : seq<int_leaf, space, binder_name, behind<"'in' and a range, as in (int k in 0..3)", word<"in">>, binder_range> {};
struct binder : seq<behind<"'(' and what to range over, as in (attachment a of bar)", binder_start>,
                    here<"a type, as in (attachment a of bar)", sor<int_binder, set_binder>>, opt<binder_where>,
                    behind<"')'", close_paren>> {};
struct quantifier : seq<at<sor<word<"forall">, word<"exists">>>, list_start, any_word, space, binder> {
    static void on(Builder& b, Text) { b.quantifier(); }
};

struct prefix : sor<prefix_mark<"!", "=">, prefix_mark<"-", "->=">, prefix_mark<"&", "&=">, has, quantifier> {};
struct operand : seq<star<prefix>, here<"an expression", postfix>, operand_tail> {};

/// One operator between two operands, the longest that fits.
template <typename Rule>
struct operator_leaf : leaf<Rule> {
    static void on(Builder& b, Text t) { b.binary(t); }
};
struct additive_leaf : operator_leaf<additive_leaf> {
    static std::size_t length(Text text) {
        if (text.empty() || Text("+-*/%").find(text[0]) == Text::npos) return 0;
        const bool longer =
            text.size() > 1 && (text[1] == '=' || (text[1] == text[0] && (text[0] == '+' || text[0] == '-')));
        return longer || text.starts_with("->") ? 0 : 1;
    }
};
struct infix_leaf : operator_leaf<infix_leaf> {
    static std::size_t length(Text text) {
        if (const auto additive = additive_leaf::length(text); additive > 0) return additive;
        for (const Text two : {"||", "&&", "==", "!=", "<=", ">="})
            if (text.starts_with(two)) return 2;
        if (text.starts_with("<<") || text.starts_with(">>")) return 0;
        if (text.starts_with('<') || text.starts_with('>')) return 1;
        return exact_word<"implies">::length(text);
    }
};
struct conditional_start : mark<"?"> {
    static void on(Builder& b, Text t) { b.conditional(t); }
};
struct conditional : seq<conditional_start, value<"an expression">, behind<"':' of the '?'", colon>, operand> {};

struct expression_start : success {
    static void on(Builder& b, Text) { b.begin_expression(); }
};
struct infix_tail : star<sor<seq<infix_leaf, space, operand>, conditional>> {};
struct expression : nested<seq<expression_start, operand, infix_tail>> {
    static void on(Builder& b, Text) { b.end_expression(); }
};
/// A bound of a range: only sums and products, so that `>` and `in` end it.
struct bound : nested<seq<expression_start, operand, star<additive_leaf, space, operand>>> {
    static void on(Builder& b, Text) { b.end_expression(); }
};

}  // namespace revoke_mc::syntax::grammar
