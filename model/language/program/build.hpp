// Small helpers that make and copy nodes of the checked program.
//
// Expressions and paths are trees with one owner; an expression that stands in two places (the target
// of `x += 1`, an argument of a predicate that reads it twice) is copied.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "model/language/program/program.hpp"

namespace revoke_mc::program {

[[nodiscard]] ExprPtr clone(const Expr& expr);
[[nodiscard]] PathPtr clone(const Path& path);
[[nodiscard]] inline ExprPtr clone(const ExprPtr& expr) { return expr; }
[[nodiscard]] inline PathPtr clone(const PathPtr& path) { return path; }

// ---- types
[[nodiscard]] ValueType boolean_type();
[[nodiscard]] ValueType integer_type(std::int64_t low, std::int64_t high);
/// What a plain `int` holds: the error codes up to -ERESTARTSYS, and as much above 0.
[[nodiscard]] ValueType plain_int();

// ---- expressions
[[nodiscard]] ExprPtr make_expr(Expr::What what, Place place, ValueType type);
[[nodiscard]] ExprPtr make_constant(std::int64_t value, ValueType type, Place place);
[[nodiscard]] ExprPtr make_truth(bool value, Place place);
[[nodiscard]] ExprPtr make_local(LocalId local, ValueType type, Place place);
[[nodiscard]] ExprPtr make_choice(ExprPtr condition, ExprPtr yes, ExprPtr no, ValueType type, Place place);
[[nodiscard]] ExprPtr make_not(ExprPtr condition);
/// A binary operation whose result is a truth value.
[[nodiscard]] ExprPtr make_test(Op op, ExprPtr left, ExprPtr right);
[[nodiscard]] ExprPtr make_same(PathPtr left, PathPtr right, Place place);

// ---- paths
[[nodiscard]] PathPtr make_path(Path::What what, Place place);
[[nodiscard]] PathPtr make_object(ObjectId object, Place place);
[[nodiscard]] PathPtr make_reference(RefId ref, Place place);
/// The object that far behind `base`.
[[nodiscard]] PathPtr make_member(PathPtr base, std::uint32_t offset, Place place);
[[nodiscard]] bool same_path(const Path& a, const Path& b);

// ---- statements
using Stmts = std::vector<StmtPtr>;
[[nodiscard]] StmtPtr make_stmt(Stmt::What what, Place place);
[[nodiscard]] StmtPtr make_block(Stmts body, Place place);
/// The statement itself if there is one, else a block of all.
[[nodiscard]] StmtPtr one_of(Stmts body, Place place);

/// The value if the expression is a constant.
[[nodiscard]] std::optional<std::int64_t> constant_value(const ExprPtr& expr);

}  // namespace revoke_mc::program
