// Which statements block, so that choosing one commits: a second opinion.
//
// Interpreter and lowering both read Stmt::may_block; if that were wrong, they would still agree. It is worked out here
// once more, by other means: bottom up along Stmt::parent and to a fixpoint over calls, without the walks that the
// checker uses.
#pragma once

#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::tests {

/// Empty, or statements of which Stmt::may_block is not what specs/README.md ("Steps") says.
[[nodiscard]] std::string blocking_difference(const program::Program& program);

}  // namespace revoke_mc::tests
