// Syntax trees as text, for traces and messages.
//
//     print(*property.condition)             "vfio.reset @ idle && !bar->revoked"
//     StatementTexts(sources).of(statement)  "atomic { live = false; phys.live = false; }"
//
// An expression is printed from its tree, with the parentheses it needs. A statement is shown as its
// author wrote it, folded to one line without comments; of a compound statement only the head.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/language/syntax/ast.hpp"
#include "model/language/syntax/place.hpp"
#include "model/language/syntax/scan.hpp"

namespace revoke_mc::syntax {

[[nodiscard]] std::string print(const Expr& expr);

/// The texts of the statements of one program; the sources must outlive it. It knows where the lines begin, because
/// every statement of a program is asked for, those of the library included.
class StatementTexts {
public:
    explicit StatementTexts(const Sources& sources);
    /// Its labels and at most a hundred bytes; empty for a statement that was not written anywhere.
    [[nodiscard]] std::string of(const Stmt& stmt) const;

private:
    [[nodiscard]] std::string_view written(const Stmt& stmt) const;
    const Sources* sources_;
    std::vector<Lines> lines_;  ///< of each file
};

}  // namespace revoke_mc::syntax
