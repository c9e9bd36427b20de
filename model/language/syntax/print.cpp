// Each expression is printed into a slot that asks for a least precedence; what binds weaker goes into
// parentheses. The numbers are those of build_expressions.cpp.
//
// A statement's text lies between its place and its end. The head of a compound one is its first word and,
// if there is one, the parenthesis behind it.
#include "model/language/syntax/print.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/language/syntax/plain_text.hpp"

namespace revoke_mc::syntax {
namespace {

constexpr std::size_t longest_shown = 100;
constexpr std::size_t longest_folded = 4 * longest_shown + 4;  // plain_line() makes one byte of four at most

enum Precedence : int {
    lowest,
    implies,
    conditional,
    either_of,
    both,
    quantified,
    equality,
    relation,
    sum,
    product,
    prefixed,
    postfixed
};

Precedence of_operator(std::string_view op) {
    if (op == "implies") return implies;
    if (op == "||") return either_of;
    if (op == "&&") return both;
    if (op == "==" || op == "!=") return equality;
    if (op.front() == '<' || op.front() == '>') return relation;
    return op == "+" || op == "-" ? sum : product;
}

Precedence of(const Expr& expr) {
    switch (expr.kind) {
    case ExprKind::binary: return of_operator(expr.text);
    case ExprKind::conditional: return conditional;
    case ExprKind::forall:
    case ExprKind::exists: return quantified;
    case ExprKind::unary:
    case ExprKind::has: return prefixed;
    case ExprKind::at:
    case ExprKind::in_function:
    case ExprKind::is: return prefixed;
    default: return postfixed;
    }
}

std::string text_of(const Expr& expr);

std::string in_slot(const Expr& expr, int least) {
    const std::string text = text_of(expr);
    return of(expr) < least ? "(" + text + ")" : text;
}

std::string list(const std::vector<ExprPtr>& args, std::size_t first) {
    std::string result;
    for (std::size_t i = first; i < args.size(); ++i) result += (i > first ? ", " : "") + in_slot(*args[i], lowest);
    return result;
}

std::string labels(const Expr& expr) {
    if (expr.labels.size() == 1) return expr.labels.front();
    return fmt::format("{{{}}}", fmt::join(expr.labels, ", "));
}

std::string range_of(const Binder& binder) { return in_slot(*binder.low, sum) + ".." + in_slot(*binder.high, sum); }

std::string binder_text(const Binder& binder) {
    std::string result = binder.name.empty() ? "" : binder.type + " " + binder.name;
    if (binder.of) result += " of " + in_slot(*binder.of, lowest);
    if (binder.low) result += (binder.name.empty() ? "" : " in ") + range_of(binder);
    if (binder.where) result += " where " + in_slot(*binder.where, lowest);
    return "(" + result + ")";
}

std::string binary_text(const Expr& expr) {
    const int own = of_operator(expr.text);
    const int left = own == implies ? own + 1 : own;
    const int right = own == implies ? own : own + 1;
    return in_slot(*expr.args[0], left) + " " + expr.text + " " + in_slot(*expr.args[1], right);
}

std::string conditional_text(const Expr& expr) {
    return in_slot(*expr.args[0], conditional + 1) + " ? " + in_slot(*expr.args[1], lowest) + " : " +
           in_slot(*expr.args[2], conditional);
}

/// `- -x` must not become `--x`, nor `& &x` `&&x`.
std::string unary_text(const Expr& expr) {
    const std::string inner = in_slot(*expr.args[0], prefixed);
    return expr.text + (expr.text != "!" && inner.starts_with(expr.text) ? " " : "") + inner;
}

std::string text_of(const Expr& expr) {
    const auto arg = [&](std::size_t i) { return in_slot(*expr.args[i], postfixed); };
    switch (expr.kind) {
    case ExprKind::integer: return std::to_string(expr.value);
    case ExprKind::boolean: return expr.value != 0 ? "true" : "false";
    case ExprKind::null: return "NULL";
    case ExprKind::name: return expr.text;
    case ExprKind::unary: return unary_text(expr);
    case ExprKind::binary: return binary_text(expr);
    case ExprKind::conditional: return conditional_text(expr);
    case ExprKind::call: return arg(0) + "(" + list(expr.args, 1) + ")";
    case ExprKind::member: return arg(0) + (expr.value != 0 ? "->" : ".") + expr.text;
    case ExprKind::index: return arg(0) + "[" + in_slot(*expr.args[1], lowest) + "]";
    case ExprKind::forall: return "forall " + binder_text(*expr.binder) + " " + in_slot(*expr.args[0], quantified);
    case ExprKind::exists: return "exists " + binder_text(*expr.binder) + " " + in_slot(*expr.args[0], quantified);
    case ExprKind::at: return arg(0) + " @ " + labels(expr);
    case ExprKind::in_function: return arg(0) + " in " + arg(1);
    case ExprKind::has: return "has " + arg(0);
    case ExprKind::is: return arg(0) + " is " + expr.text;
    case ExprKind::any: return expr.binder ? "any " + binder_text(*expr.binder) : "any";
    case ExprKind::initializer: return "{ " + list(expr.args, 0) + " }";
    }
    return "";
}

/// "word" or "word (...)" from the front of a statement.
std::string_view head_of(std::string_view text) {
    const std::size_t word_end = token_length(text, 0);
    std::size_t at = skip_space(text, word_end);
    for (int depth = 0; at < text.size(); at = skip_space(text, at)) {
        const std::string_view token = text.substr(at, token_length(text, at));
        at += token.size();
        if (token == "(") ++depth;
        if (token == ")") --depth;
        if (depth == 0) return text.substr(0, token == ")" ? at : word_end);
    }
    return text.substr(0, word_end);
}

/// Cut between characters, not inside one.
std::string shortened(std::string text) {
    if (text.size() <= longest_shown) return text;
    std::size_t size = longest_shown - 3;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    return text.substr(0, size) + "...";
}

bool shows_head_only(StmtKind kind) {
    switch (kind) {
    case StmtKind::if_:
    case StmtKind::while_:
    case StmtKind::loop:
    case StmtKind::either:
    case StmtKind::foreach:
    case StmtKind::each: return true;
    default: return false;
    }
}

std::string label_text(const Stmt& stmt) {
    switch (stmt.label) {
    case Label::fair: return "fair " + stmt.text;
    case Label::waits: return "waits " + stmt.text;
    case Label::signalling: return "signalling " + stmt.text;
    case Label::plain: break;
    }
    return stmt.text;
}

}  // namespace

std::string print(const Expr& expr) { return in_slot(expr, lowest); }

StatementTexts::StatementTexts(const Sources& sources) : sources_(&sources) {
    std::uint32_t file = 0;
    for (const SourceFile& source : sources.files) lines_.emplace_back(file++, source.text);
}

std::string_view StatementTexts::written(const Stmt& stmt) const {
    const Lines& lines = lines_[stmt.place.file];
    const std::size_t begin = lines.offset(stmt.place);
    const std::size_t end = std::max(begin, lines.offset(stmt.end));
    return std::string_view(sources_->files[stmt.place.file].text).substr(begin, end - begin);
}

std::string StatementTexts::of(const Stmt& stmt) const {
    if (stmt.place.line == 0 || stmt.end.line == 0 || stmt.place.file >= lines_.size()) return "";
    if (stmt.kind == StmtKind::labelled) return label_text(stmt) + ": " + of(*stmt.body.front());
    const std::string_view text = written(stmt);
    return shortened(plain_line(fold_space(shows_head_only(stmt.kind) ? head_of(text) : text, longest_folded)));
}

}  // namespace revoke_mc::syntax
