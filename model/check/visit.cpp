// Own data are locals, constants, what the running thread holds, and which objects there are; everything
// else is shared. This is decided by what is named, never by what is computed.
#include "model/check/visit.hpp"

namespace revoke_mc::check {

using core::Expr;
using core::Path;
using core::Stmt;
using OnExpr = std::function<void(Expr&)>;
using OnPath = std::function<void(Path&)>;

void visit(Path& path, const OnExpr& on_expr, const OnPath& on_path) {
    on_path(path);
    if (path.base) visit(*path.base, on_expr, on_path);
    if (path.index) visit(*path.index, on_expr, on_path);
    if (path.cell) visit(*path.cell, on_expr, on_path);
}

void visit(Expr& expr, const OnExpr& on_expr, const OnPath& on_path) {
    on_expr(expr);
    if (expr.path) visit(*expr.path, on_expr, on_path);
    if (expr.other) visit(*expr.other, on_expr, on_path);
    if (expr.index) visit(*expr.index, on_expr, on_path);
    for (auto& arg : expr.args)
        if (arg) visit(*arg, on_expr, on_path);
    if (expr.set && expr.set->of) visit(*expr.set->of, on_expr, on_path);
    if (expr.thread.instance) visit(*expr.thread.instance, on_expr, on_path);
}

void visit_own(Stmt& stmt, const OnExpr& on_expr, const OnPath& on_path) {
    for (auto& expr : stmt.exprs)
        if (expr) visit(*expr, on_expr, on_path);
    if (stmt.target) visit(*stmt.target, on_expr, on_path);
    if (stmt.path) visit(*stmt.path, on_expr, on_path);
    if (stmt.other) visit(*stmt.other, on_expr, on_path);
    if (stmt.set && stmt.set->of) visit(*stmt.set->of, on_expr, on_path);
    if (stmt.callee.instance) visit(*stmt.callee.instance, on_expr, on_path);
    for (auto& argument : stmt.arguments) {
        if (argument.value) visit(*argument.value, on_expr, on_path);
        if (argument.path) visit(*argument.path, on_expr, on_path);
    }
}

void visit(Stmt& stmt, const std::function<void(Stmt&)>& on_stmt) {
    on_stmt(stmt);
    for (auto& child : stmt.body)
        if (child) visit(*child, on_stmt);
}

void visit(const Stmt& stmt, const std::function<void(const Stmt&)>& on_stmt) {
    on_stmt(stmt);
    for (const auto& child : stmt.body)
        if (child) visit(std::as_const(*child), on_stmt);
}

namespace {

bool shared(const Expr& expr) {
    switch (expr.kind) {
    case Expr::Kind::cell:
    case Expr::Kind::at:
    case Expr::Kind::in_routine:
    case Expr::Kind::at_rest:
    case Expr::Kind::nests:
    case Expr::Kind::nothing_left:
    case Expr::Kind::ready:
    case Expr::Kind::snapshot_signaled: return true;
    case Expr::Kind::holds: return !expr.thread.current;
    default: return false;
    }
}

}  // namespace

bool names_shared(Expr& expr) {
    bool found = false;
    visit(
        expr, [&](const Expr& inner) { found = found || shared(inner); }, [](const Path&) {});
    return found;
}

bool names_shared(Path& path) {
    bool found = false;
    visit(
        path, [&](const Expr& inner) { found = found || shared(inner); }, [](const Path&) {});
    return found;
}

}  // namespace revoke_mc::check
