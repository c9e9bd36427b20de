// Walking through statements and expressions.
#pragma once

#include <functional>

#include "model/check/build.hpp"
#include "model/program/visit.hpp"

namespace revoke_mc::check {

/// Calls f for every expression of this statement, whole trees, not those of the statements in it.
void visit_own(core::Stmt& stmt, const std::function<void(core::Expr&)>& on_expr);
/// Calls f for the statement and all statements in it, outer first.
void visit(core::Stmt& stmt, const std::function<void(core::Stmt&)>& on_stmt);
void visit(const core::Stmt& stmt, const std::function<void(const core::Stmt&)>& on_stmt);

/// Does the expression name anything but the running thread's own data?
[[nodiscard]] bool names_shared(const core::Expr& expr);
[[nodiscard]] bool names_shared(const core::Path& path);

}  // namespace revoke_mc::check
