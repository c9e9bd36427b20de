// Helps the parser's tests: parses a text, and writes a tree as nested lists: a test can state in one line what shape
// it expects: "(&& (== a b) (! c))".
#pragma once

#include <string>

#include "model/language/syntax/parser.hpp"
#include "model/language/syntax/print.hpp"

namespace parser_test {

using namespace revoke_mc::syntax;

struct Parsed {
    Sources sources;
    File file;
};

inline Parsed parse_text(const std::string& text) {
    Parsed result;
    result.sources.files.push_back({"t.rvk", text});
    result.file = parse(result.sources, 0);
    return result;
}

/// A spec with these declarations.
inline Parsed spec(const std::string& declarations) { return parse_text("spec \"t\";\n" + declarations); }

/// A spec whose only thread has these statements.
inline Parsed thread(const std::string& statements) { return spec("user u { thread t {\n" + statements + "\n} }"); }

std::string shape(const Expr& expr);
std::string shape(const Stmt& stmt);
std::string shape(const Binder& binder);
std::string shape(const TypeName& type);
std::string shape(const Variable& variable);

inline std::string shape_or(const ExprPtr& expr, const std::string& nothing = "-") {
    return expr ? shape(*expr) : nothing;
}

inline std::string shape(const Binder& binder) {
    std::string result = "[" + binder.type + " " + binder.name;
    if (binder.of) result += " of " + shape(*binder.of);
    if (binder.low) result += " in " + shape(*binder.low) + ".." + shape_or(binder.high);
    if (binder.where) result += " where " + shape(*binder.where);
    return result + "]";
}

inline std::string word_of(const Expr& expr) {
    switch (expr.kind) {
    case ExprKind::conditional: return "?:";
    case ExprKind::call: return "call";
    case ExprKind::member: return (expr.value != 0 ? "->" : ".") + expr.text;
    case ExprKind::index: return "index";
    case ExprKind::forall: return "forall";
    case ExprKind::exists: return "exists";
    case ExprKind::at: return "@";
    case ExprKind::in_function: return "in";
    case ExprKind::has: return "has";
    case ExprKind::is: return "is " + expr.text;
    case ExprKind::any: return "any";
    case ExprKind::initializer: return "list";
    default: return expr.text;
    }
}

inline std::string shape(const Expr& expr) {
    switch (expr.kind) {
    case ExprKind::integer: return std::to_string(expr.value);
    case ExprKind::boolean: return expr.value != 0 ? "true" : "false";
    case ExprKind::null: return "NULL";
    case ExprKind::name: return expr.text;
    default: break;
    }
    std::string result = "(" + word_of(expr);
    if (expr.binder) result += " " + shape(*expr.binder);
    for (const auto& arg : expr.args) result += " " + shape(*arg);
    for (const auto& label : expr.labels) result += " " + label;
    return result + ")";
}

/// The shape of an expression's text.
inline std::string expression(const std::string& text) {
    return shape(*spec("const X = " + text + ";").file.constants.at(0).value);
}

inline std::string shape(const TypeName& type) {
    return type.name + (type.low ? "<" + shape(*type.low) + ".." + shape_or(type.high) + ">" : "") +
           (type.pointer ? "*" : "");
}

inline std::string shape(const Variable& variable) {
    std::string result = std::string(variable.constant ? "const " : "") + (variable.ghost ? "ghost " : "") +
                         shape(variable.type) + " " + variable.name;
    if (variable.array) result += "[" + shape(*variable.array) + "]";
    if (variable.per_buffer) result += " per dma_buf";
    if (variable.guarded_by) result += " by " + shape(*variable.guarded_by);
    if (variable.initial) result += " = " + shape(*variable.initial);
    return result;
}

inline std::string word_of(StmtKind kind) {
    switch (kind) {
    case StmtKind::block: return "block";
    case StmtKind::declare: return "declare";
    case StmtKind::assign: return "assign";
    case StmtKind::increment: return "increment";
    case StmtKind::call: return "do";
    case StmtKind::if_: return "if";
    case StmtKind::while_: return "while";
    case StmtKind::loop: return "loop";
    case StmtKind::either: return "either";
    case StmtKind::foreach: return "foreach";
    case StmtKind::each: return "each";
    case StmtKind::atomic: return "atomic";
    case StmtKind::ghost: return "ghost";
    case StmtKind::await: return "await";
    case StmtKind::assert_: return "assert";
    case StmtKind::bound: return "bound";
    case StmtKind::skip: return "skip";
    case StmtKind::break_: return "break";
    case StmtKind::continue_: return "continue";
    case StmtKind::goto_: return "goto";
    case StmtKind::return_: return "return";
    case StmtKind::labelled: return "label";
    }
    return "?";
}

inline std::string shape(const Stmt& stmt) {
    std::string result = "(" + word_of(stmt.kind);
    if (stmt.label == Label::fair) result += " fair";
    if (stmt.label == Label::waits) result += " waits";
    if (stmt.label == Label::signalling) result += " signalling";
    if (!stmt.text.empty()) result += " " + stmt.text;
    if (!stmt.blames.empty()) result += " blames " + stmt.blames;
    if (stmt.binder) result += " " + shape(*stmt.binder);
    for (const auto& expr : stmt.exprs) result += " " + shape(*expr);
    for (const auto& variable : stmt.variables) result += " {" + shape(variable) + "}";
    for (const auto& inner : stmt.body) result += " " + shape(*inner);
    return result + ")";
}

/// The first statement of a thread's text.
inline const Stmt& first_statement(const Parsed& parsed) {
    return *parsed.file.components.at(0).threads.at(0).body->body.at(0);
}

/// The shape of a statement's text.
inline std::string statement(const std::string& text) { return shape(first_statement(thread(text))); }

/// The one component of a spec with these members.
inline Component members(const std::string& text) {
    return std::move(spec("exporter e {\n" + text + "\n}").file.components.at(0));
}

/// What is said about a wrong text.
inline std::string mistake(const std::string& text) {
    try {
        (void)parse_text(text);
    } catch (const SpecError& error) {
        return error.what();
    }
    return "no mistake";
}

}  // namespace parser_test
