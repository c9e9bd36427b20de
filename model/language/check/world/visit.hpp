// What an expression names (walks over statements and expressions: program/visit.hpp).
#pragma once

#include "model/language/program/visit.hpp"

namespace revoke_mc::check {

namespace core = revoke_mc::program;

/// Does the expression name anything but the running thread's own data?
[[nodiscard]] bool names_shared(const core::Expr& expr);
[[nodiscard]] bool names_shared(const core::Path& path);

}  // namespace revoke_mc::check
