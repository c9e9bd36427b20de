// The grammar of the language (specs/README.md), each rule with what it builds.
//
// Read it as PEG: seq, sor (ordered choice), star, opt, at (look-ahead) are PEGTL's. Every choice is made by the first
// token or a look-ahead: no rule that acts is ever taken back. Four wrappers turn a mismatch into a message:
// behind<"';' ...", R>, here<"a type", R>, value<"a condition">, name_of<"the name of ...">. Expressions are read flat;
// the builder knows the precedences. What a C programmer would try but this language does not have gets an answer where
// it stands (mistake<...>).
//
// In four files: expressions, statements, declarations, and here the top level of a file.
#pragma once

#include "model/language/syntax/grammar_declarations.hpp"

namespace revoke_mc::syntax::grammar {

struct source_leaf : quoted {
    static void on(Builder& b, Text t) { b.source(t); }
};
struct source
    : seq<word<"source">, here<"a quoted text", text_as<source_leaf>>, semicolon_after<"';' after the source">> {};
struct use_file_leaf : quoted {
    static void on(Builder& b, Text t) { b.use_file(t); }
};
struct use_library : name {
    static void on(Builder& b, Text) { b.use_library(); }
};
struct use
    : seq<word<"use">, here<"the name of a library or a quoted file name", sor<use_library, text_as<use_file_leaf>>>,
          semicolon_after<"';' after 'use'">> {};

struct bool_param : seq<word<"bool">, name_of<"the name of a parameter">> {
    static void on(Builder& b, Text) { b.begin_param(true); }
};
struct int_param_name : seq<name_of<"the name of a parameter">> {
    static void on(Builder& b, Text) { b.begin_param(false); }
};
struct param_range : range {
    static void on(Builder& b, Text) { b.param_range(); }
};
struct int_param : seq<opt<word<"int">>, int_param_name,
                       behind<"'in' and a range, as in param N in 1..8 = 2;", word<"in">>, param_range> {};
struct param : seq<word<"param">, sor<bool_param, int_param>, behind<"'=' and the value it has by default", equals>,
                   value<"a value">, semicolon_after<"';' after the parameter">> {
    static void on(Builder& b, Text) { b.param_initial(); }
};
struct typed_constant : seq<at<sor<exact_word<"int">, exact_word<"bool">>>,
                            mistake<"a constant has no type", "write const NAME = value;">> {};
struct constant : seq<word<"const">, opt<typed_constant>, name_of<"the name of a constant">,
                      behind<"'=' and a value", equals>, value<"a value">, semicolon_after<"';' after the constant">> {
    static void on(Builder& b, Text) { b.constant_value(); }
};
struct enum_values : seq<list_start, name_of<"the name of a value">,
                         star<comma, not_at<exact_mark<"}">>, name_of<"the name of a value">>, opt<comma>> {};
struct enumeration : seq<word<"enum">, type_name_of<"the name of an enum">, behind<"'{' and the values", open_brace>,
                         enum_values, here<"',' or '}'", close_brace>, opt<semicolon>> {
    static void on(Builder& b, Text) { b.enumeration(); }
};
struct structure : seq<word<"struct">, type_name_of<"the name of a struct">, fields, opt<semicolon>> {
    static void on(Builder& b, Text) { b.structure(); }
};
struct buffer : seq<word<"of">, name_of<"the name of an exporter">, semicolon_after<"';' after the buffer">> {
    static void on(Builder& b, Text) { b.buffer(); }
};
struct function_or_buffer
    : seq<starts_declaration, modifiers, here<"a type", type>, declared<"the name of a function or buffer">,
          here<"'(' of a function or 'of' of a buffer", sor<function, buffer>>> {};
struct second_header
    : seq<at<sor<word<"spec">, word<"library">>>, mistake<"spec \"title\"; or library NAME; stands first, and once">> {
};

struct item
    : seq<item_start,
          sor<component, property, expect, accept, source, use, param, constant, enumeration, structure, predicate,
              override_, second_header, fair_lock, events, lock_order, rule, reading, log_table, function_or_buffer>> {
};

struct title_leaf : quoted {
    static void on(Builder& b, Text t) { b.title(t); }
};
struct spec_header : seq<word<"spec">, here<"the title of the spec in quotes", text_as<title_leaf>>,
                         semicolon_after<"';' after the title">> {};
struct library_name : name_of<"the name of a library"> {
    static void on(Builder& b, Text) { b.library(); }
};
struct library_header : seq<word<"library">, library_name, semicolon_after<"';' after the name">> {};
struct empty_file : seq<at<eof>, mistake<"the file is empty: a spec starts with spec \"title\";">> {};
struct header
    : here<"spec \"title\"; or library NAME; at the start of the file", sor<spec_header, library_header, empty_file>> {
};

struct file : seq<space, item_start, header, star<not_at<eof>, here<"a declaration", item>>> {};

}  // namespace revoke_mc::syntax::grammar
