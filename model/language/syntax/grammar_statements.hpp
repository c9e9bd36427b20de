// The grammar of types, variables and statements.
//
// A statement opens its node at its first word and closes it at its last mark. Declaration or expression is
// decided by the first words: a builtin type, or a name followed by a name (or by * and a name). See
// grammar.hpp for how to read the rules.
#pragma once

#include "model/language/syntax/grammar_expressions.hpp"

namespace revoke_mc::syntax::grammar {

// ---- types and variables

struct named_type_leaf : sor<exact_word<"bool">, exact_word<"void">, type_word> {
    static void on(Builder& b, Text t) { b.type(t); }
};
struct int_type_leaf : exact_word<"int"> {
    static void on(Builder& b, Text t) { b.type(t); }
};
struct int_range : seq<mark<"<">, range, behind<"'>' after the upper bound", mark<">">>> {
    static void on(Builder& b, Text) { b.type_range(); }
};
struct type : sor<seq<int_type_leaf, space, opt<int_range>>, seq<named_type_leaf, space>> {};
struct pointer : mark<"*"> {
    static void on(Builder& b, Text) { b.pointer(); }
};
struct const_ : word<"const"> {
    static void on(Builder& b, Text) { b.constant(); }
};
struct ghost_ : word<"ghost"> {
    static void on(Builder& b, Text) { b.ghost(); }
};
struct declaration_start : success {
    static void on(Builder& b, Text) { b.begin_declaration(); }
};
struct modifiers : seq<declaration_start, star<sor<const_, ghost_>>> {};

struct declared_leaf : free_word {
    static void on(Builder& b, Text t) { b.declare(t); }
};
template <Literal What>
struct declared : seq<opt<pointer>, expectation<Wanted::name, What, seq<declared_leaf, space>>> {};

struct array_size : seq<mark<"[">, value<"the number of elements">, behind<"']'", mark<"]">>> {};
struct variable_array : array_size {
    static void on(Builder& b, Text) { b.variable_array(); }
};
struct initial_list : seq<list_start, open_brace, comma_list<value<"a value">>, here<"',' or '}'", close_brace>> {
    static void on(Builder& b, Text) { b.initializer(); }
};
struct initial : seq<equals, sor<initial_list, value<"a value">>> {
    static void on(Builder& b, Text) { b.variable_initial(); }
};
struct guard
    : seq<word<"__guarded_by">, behind<"'(' and the lock", open_paren>, value<"the lock">, behind<"')'", close_paren>> {
    static void on(Builder& b, Text) { b.variable_guard(); }
};
struct per_dma_buf : seq<word<"per">, behind<"'dma_buf' after 'per'", word<"dma_buf">>> {
    static void on(Builder& b, Text) { b.variable_per_buffer(); }
};
struct released : word<"__released"> {
    static void on(Builder& b, Text) { b.variable_released(); }
};
struct attributes : star<sor<guard, released>> {};
struct variable_tail : seq<opt<sor<variable_array, per_dma_buf>>, attributes, opt<initial>, attributes> {};
struct more_variables : star<comma, declared<"the name of a variable">, variable_tail> {};
struct variables : seq<modifiers, here<"a type", type>, declared<"the name of a variable">, variable_tail,
                       more_variables, semicolon_after<"';' after the declaration">> {};
struct field : seq<item_start, variables> {};

// ---- statements

template <StmtKind Kind, Literal Word>
struct opens : word<Word> {
    static void on(Builder& b, Text t) { b.open(Kind, t); }
};
/// A statement that ends with its last part.
template <typename... Parts>
struct closes : seq<Parts...> {
    static void on(Builder& b, Text) { b.close(); }
};
struct statement_value : success {
    static void on(Builder& b, Text) { b.statement_value(); }
};
struct statement_binder : binder {
    static void on(Builder& b, Text) { b.statement_binder(); }
};
template <Literal Open>
struct condition : seq<behind<Open, open_paren>, value<"a condition">, statement_value,
                       behind<"')' after the condition", close_paren>> {};
struct end : semicolon_after<"';' after the statement"> {};

struct block_start : open_brace {
    static void on(Builder& b, Text t) {
        b.open(StmtKind::block, t);
        b.open_brace(t);
    }
};
struct statements : star<not_at<sor<exact_mark<"}">, eof>>, here<"a statement", statement>> {};
struct block : closes<block_start, statements, here<"a statement or '}'", close_brace>> {};
struct body : behind<"'{' and the body", block> {};

struct else_if : word<"if"> {
    static void on(Builder& b, Text t) { b.open_else_if(t); }
};
struct else_ifs : star<at<word<"else">, word<"if">>, word<"else">, else_if, condition<"'(' after 'if'">, substatement> {
};
struct if_ : seq<opens<StmtKind::if_, "if">, condition<"'(' after 'if'">, substatement, else_ifs,
                 opt<word<"else">, substatement>> {
    static void on(Builder& b, Text) { b.close_if(); }
};
struct while_ : closes<opens<StmtKind::while_, "while">, condition<"'(' after 'while'">, substatement> {};
struct loop : closes<opens<StmtKind::loop, "loop">, substatement> {};
struct either : closes<opens<StmtKind::either, "either">, substatement, behind<"'or' and a second branch", word<"or">>,
                       substatement, star<word<"or">, substatement>> {};
struct foreach : closes<opens<StmtKind::foreach, "foreach">, statement_binder, substatement> {};
struct each : closes<opens<StmtKind::each, "each">, statement_binder, substatement> {};
struct atomic : closes<opens<StmtKind::atomic, "atomic">, substatement> {};
struct ghost_code : closes<opens<StmtKind::ghost, "ghost">, substatement> {};
struct await : closes<opens<StmtKind::await, "await">, condition<"'(' after 'await'">, end> {};

struct assert_as : seq<word<"as">, name_of<"the name of a property">> {
    static void on(Builder& b, Text t) { b.statement_as(t); }
};
struct assert_blames : seq<word<"blames">, name_of<"the side to blame, as in 'blames EXPORTER'">> {
    static void on(Builder& b, Text t) { b.statement_blames(t); }
};
struct assert_or_trap : seq<word<"or">, behind<"'trap' after 'or'", word<"trap">>> {
    static void on(Builder& b, Text) { b.statement_or_trap(); }
};
struct assert_ : closes<opens<StmtKind::assert_, "assert">, condition<"'(' after 'assert'">,
                        star<sor<assert_as, assert_or_trap, assert_blames>>, end> {};
struct bound_text : quoted {
    static void on(Builder& b, Text t) { b.statement_text(Builder::plain_text(t)); }
};
struct bound_statement
    : closes<at<word<"bound">, open_paren>, opens<StmtKind::bound, "bound">, condition<"'(' after 'bound'">,
             behind<"a quoted text that names the bound", text_as<bound_text>>, end> {};

struct skip : closes<opens<StmtKind::skip, "skip">, end> {};
struct break_ : closes<opens<StmtKind::break_, "break">, end> {};
struct continue_ : closes<opens<StmtKind::continue_, "continue">, end> {};
struct goto_leaf : free_word {
    static void on(Builder& b, Text t) { b.statement_text(t); }
};
struct goto_
    : closes<opens<StmtKind::goto_, "goto">, expectation<Wanted::name, "a label", seq<goto_leaf, space>>, end> {};
struct returned : seq<at<expression_first>, expression, statement_value> {};
struct return_ : closes<opens<StmtKind::return_, "return">, opt<returned>, end> {};

struct declare_start : success {
    static void on(Builder& b, Text t) { b.open(StmtKind::declare, t); }
};
struct declare_end : success {
    static void on(Builder& b, Text) { b.statement_variables(); }
};
struct free_name : seq<free_word, space> {};
struct builtin_type : sor<exact_word<"bool">, exact_word<"int">, exact_word<"void">, exact_word<"const">> {};
struct looks_declared
    : seq<opt<word<"ghost">>, sor<builtin_type, seq<type_word, space, opt<mark<"*", "=">>, free_word>>> {};
struct declaration : closes<at<looks_declared>, declare_start, variables, declare_end> {};

struct simple_start : success {
    static void on(Builder& b, Text t) { b.open(StmtKind::call, t); }
};
struct assign_leaf : sor<exact_mark<"=", "=">, exact_mark<"+=">, exact_mark<"-=">> {
    static void on(Builder& b, Text t) { b.assignment(t); }
};
struct assignment : seq<assign_leaf, space, value<"a value">, statement_value> {};
struct increment_leaf : sor<exact_mark<"++">, exact_mark<"--">> {
    static void on(Builder& b, Text t) { b.increment(t); }
};
struct call_end : success {
    static void on(Builder& b, Text t) { b.call_statement(t.data()); }
};
struct before_increment : seq<increment_leaf, space, here<"a variable", postfix>, statement_value> {};
struct after_increment : seq<increment_leaf, space, statement_value> {};
struct simple
    : closes<simple_start, sor<before_increment, seq<postfix, sor<assignment, after_increment, call_end>>>, end> {};

struct ends_block : at<sor<exact_mark<"}">, eof>> {};
struct label_of_nothing
    : seq<ends_block,
          mistake<"a label stands in front of a statement", "write L: skip; for a step that does nothing">> {};
template <Label Kind>
struct label_end : colon {
    static void on(Builder& b, Text) { b.open_label(Kind); }
};
struct looks_labelled : seq<any_word, space, colon> {};
template <Literal Word, Label Kind, Literal What>
struct special_label
    : seq<at<word<Word>, any_word>, word<Word>, name_of<What>, behind<"':' after the label", label_end<Kind>>> {};
struct plain_label : seq<at<looks_labelled>, name_of<"a label">, label_end<Label::plain>> {};
struct label : seq<sor<special_label<"fair", Label::fair, "a label">, special_label<"waits", Label::waits, "an event">,
                       special_label<"signalling", Label::signalling, "an event">, plain_label>,
                   opt<label_of_nothing>> {};
struct labels_end : success {
    static void on(Builder& b, Text) { b.close_labels(); }
};

struct keyword_statement : sor<block, if_, while_, loop, either, foreach, each, atomic, await, assert_, bound_statement,
                               skip, break_, continue_, goto_, return_> {};
struct unlabelled : sor<keyword_statement, declaration, ghost_code, simple> {};
struct statement : nested<seq<item_start, star<label>, unlabelled, labels_end>> {};
struct substatement : here<"a statement", statement> {};

}  // namespace revoke_mc::syntax::grammar
