// Walking through statements and expressions.
#pragma once

#include <functional>

#include "model/check/build.hpp"

namespace revoke_mc::check {

/// Calls f for the expression and everything in it, paths and sets included.
void visit(core::Expr& expr, const std::function<void(core::Expr&)>& on_expr,
           const std::function<void(core::Path&)>& on_path);
void visit(core::Path& path, const std::function<void(core::Expr&)>& on_expr,
           const std::function<void(core::Path&)>& on_path);
/// ... for every expression of this statement, not of the statements in it.
void visit_own(core::Stmt& stmt, const std::function<void(core::Expr&)>& on_expr,
               const std::function<void(core::Path&)>& on_path);
/// Calls f for the statement and all statements in it, outer first.
void visit(core::Stmt& stmt, const std::function<void(core::Stmt&)>& on_stmt);
void visit(const core::Stmt& stmt, const std::function<void(const core::Stmt&)>& on_stmt);

/// Does the expression name anything but the running thread's own data?
[[nodiscard]] bool names_shared(core::Expr& expr);
[[nodiscard]] bool names_shared(core::Path& path);

}  // namespace revoke_mc::check
