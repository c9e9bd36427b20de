// Small helpers that make and copy nodes of the checked program.
//
// Expressions and paths are trees with one owner; an expression that stands in two places (the target
// of `x += 1`, an argument of a predicate that reads it twice) is copied.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "model/program/program.hpp"

namespace revoke_mc::check {

namespace core = revoke_mc::program;
using core::none;

[[nodiscard]] core::ExprPtr clone(const core::Expr& expr);
[[nodiscard]] core::PathPtr clone(const core::Path& path);
[[nodiscard]] inline core::ExprPtr clone(const core::ExprPtr& expr) { return expr; }
[[nodiscard]] inline core::PathPtr clone(const core::PathPtr& path) { return path; }

// ---- types
[[nodiscard]] core::ValueType boolean_type();
[[nodiscard]] core::ValueType integer_type(std::int64_t low, std::int64_t high);
/// What a plain `int` holds: the error codes up to -ERESTARTSYS, and as much above 0.
[[nodiscard]] core::ValueType plain_int();

// ---- expressions
[[nodiscard]] core::ExprPtr make_expr(core::Expr::What what, core::Place place, core::ValueType type);
[[nodiscard]] core::ExprPtr make_constant(std::int64_t value, core::ValueType type, core::Place place);
[[nodiscard]] core::ExprPtr make_truth(bool value, core::Place place);
[[nodiscard]] core::ExprPtr make_local(core::LocalId local, core::ValueType type, core::Place place);
[[nodiscard]] core::ExprPtr make_choice(core::ExprPtr condition, core::ExprPtr yes, core::ExprPtr no,
                                        core::ValueType type, core::Place place);
[[nodiscard]] core::ExprPtr make_not(core::ExprPtr condition);
/// A binary operation whose result is a truth value.
[[nodiscard]] core::ExprPtr make_test(core::Op op, core::ExprPtr left, core::ExprPtr right);
[[nodiscard]] core::ExprPtr make_same(core::PathPtr left, core::PathPtr right, core::Place place);

// ---- paths
[[nodiscard]] core::PathPtr make_path(core::Path::What what, core::Place place);
[[nodiscard]] core::PathPtr make_object(core::ObjectId object, core::Place place);
[[nodiscard]] core::PathPtr make_reference(core::RefId ref, core::Place place);
/// The object so far behind `base`.
[[nodiscard]] core::PathPtr make_member(core::PathPtr base, std::uint32_t offset, core::Place place);
[[nodiscard]] bool same_path(const core::Path& a, const core::Path& b);

// ---- statements
using core::StmtPtr;
using Stmts = std::vector<StmtPtr>;
[[nodiscard]] StmtPtr make_stmt(core::Stmt::What what, core::Place place);
[[nodiscard]] StmtPtr make_block(Stmts body, core::Place place);
/// The statement itself if there is one, else a block of all.
[[nodiscard]] StmtPtr one_of(Stmts body, core::Place place);

/// The value if the expression is a constant.
[[nodiscard]] std::optional<std::int64_t> constant_value(const core::ExprPtr& expr);

}  // namespace revoke_mc::check
