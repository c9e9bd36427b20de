// Syntax trees as text, for traces and messages.
//
//     print(*property.condition)           "vfio.reset @ idle && !bar->revoked"
//     statement_text(sources, statement)   "atomic { live = false; phys.live = false; }"
//
// An expression is printed from its tree, with the parentheses it needs. A statement is shown as its
// author wrote it, folded to one line without comments; of a compound statement only the head.
#pragma once

#include <string>

#include "model/syntax/ast.hpp"
#include "model/syntax/place.hpp"

namespace revoke_mc::syntax {

[[nodiscard]] std::string print(const Expr& expr);

[[nodiscard]] std::string statement_text(const Sources& sources, const Stmt& stmt);

}  // namespace revoke_mc::syntax
