#include "model/language/mutate/shape.hpp"

#include "model/language/syntax/print.hpp"

namespace revoke_mc::mutate {

using syntax::Expr;
using syntax::ExprKind;
using syntax::Stmt;
using syntax::StmtKind;

namespace {

void collect_calls(const Expr& expr, std::vector<const Expr*>& calls) {
    if (expr.kind == ExprKind::call) calls.push_back(&expr);
    for (const auto& arg : expr.args)
        if (arg) collect_calls(*arg, calls);
}

void collect_operands(const Expr& expr, std::string_view op, std::vector<const Expr*>& found) {
    if (expr.kind != ExprKind::binary || expr.text != op) return found.push_back(&expr);
    for (const auto& arg : expr.args) collect_operands(*arg, op, found);
}

}  // namespace

bool leaves(const Stmt& stmt) {
    switch (stmt.kind) {
    case StmtKind::goto_:
    case StmtKind::return_:
    case StmtKind::break_:
    case StmtKind::continue_: return true;
    case StmtKind::block: return !stmt.body.empty() && leaves(*stmt.body.back());
    default: return false;
    }
}

std::vector<const Expr*> calls_in(const Expr& expr) {
    std::vector<const Expr*> calls;
    collect_calls(expr, calls);
    return calls;
}

std::vector<const Expr*> calls_in(const Stmt& stmt) {
    std::vector<const Expr*> calls;
    for (const auto& expr : stmt.exprs)
        if (expr) collect_calls(*expr, calls);
    for (const auto& variable : stmt.variables)
        if (variable.initial) collect_calls(*variable.initial, calls);
    return calls;
}

std::vector<const Expr*> operands(const Expr& expr, std::string_view op) {
    std::vector<const Expr*> found;
    collect_operands(expr, op, found);
    return found;
}

std::string joined_without(const std::vector<const Expr*>& operands, std::size_t left_out, std::string_view op) {
    const bool alone = operands.size() == 2;
    std::string text;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (i == left_out) continue;
        const bool loose = operands[i]->kind == ExprKind::binary || operands[i]->kind == ExprKind::conditional;
        const std::string one = syntax::print(*operands[i]);
        if (!text.empty()) text += " " + std::string(op) + " ";
        text += loose && !alone ? "(" + one + ")" : one;
    }
    return text;
}

}  // namespace revoke_mc::mutate
