// Own data are locals, constants, what the running thread holds, and which objects there are; everything
// else is shared. This is decided by what is named, never by what is computed.
#include "model/check/visit.hpp"

namespace revoke_mc::check {

using core::Expr;
using core::Path;
using core::Stmt;

void visit_own(Stmt& stmt, const std::function<void(Expr&)>& on_expr) {
    for (auto& expr : stmt.exprs)
        if (expr) core::for_each_in(*expr, on_expr);
    if (stmt.target) core::for_each_in(*stmt.target, on_expr);
    if (stmt.path) core::for_each_in(*stmt.path, on_expr);
    if (stmt.other) core::for_each_in(*stmt.other, on_expr);
    if (stmt.set && stmt.set->of) core::for_each_in(*stmt.set->of, on_expr);
    if (stmt.callee.instance) core::for_each_in(*stmt.callee.instance, on_expr);
    for (auto& argument : stmt.arguments) {
        if (argument.value) core::for_each_in(*argument.value, on_expr);
        if (argument.path) core::for_each_in(*argument.path, on_expr);
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
    if (const auto* holds = expr.as<core::Holds>()) return !holds->thread.current;
    return expr.is<core::CellRead, core::At, core::InRoutine, core::AtRest, core::Nests, core::NothingLeft, core::Ready,
                   core::SnapshotSignaled>();
}

template <class N>
bool names_shared_in(const N& node) {
    bool found = false;
    core::for_each_in(node, [&](const Expr& inner) { found = found || shared(inner); });
    return found;
}

}  // namespace

bool names_shared(const Expr& expr) { return names_shared_in(expr); }
bool names_shared(const Path& path) { return names_shared_in(path); }

}  // namespace revoke_mc::check
