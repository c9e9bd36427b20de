// Questions about the shape of a syntax tree that the operators ask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/language/syntax/ast.hpp"

namespace revoke_mc::mutate {

/// goto, return, break, continue, or a block that ends with one.
[[nodiscard]] bool leaves(const syntax::Stmt& stmt);

/// All calls in an expression, or in a statement's own expressions, from left to right.
[[nodiscard]] std::vector<const syntax::Expr*> calls_in(const syntax::Expr& expr);
[[nodiscard]] std::vector<const syntax::Expr*> calls_in(const syntax::Stmt& stmt);

/// a, b, c of `a && b && c`; only the expression itself if it does not have that operator.
[[nodiscard]] std::vector<const syntax::Expr*> operands(const syntax::Expr& expr, std::string_view op);

/// The operands without one of them, as text.
[[nodiscard]] std::string joined_without(const std::vector<const syntax::Expr*>& operands, std::size_t left_out,
                                         std::string_view op);

}  // namespace revoke_mc::mutate
