// What of a program's text a run can reach, numbered.
//
// Each statement has two points: it was carried out; and, for an `if` without `else`, its condition was false.
// The points of a step are those of all statements that it carries out, folded ones included. Routines are
// shared, so a point stands for all instances of a component and for all callers.
#pragma once

#include <cstdint>

#include "model/program/program.hpp"

namespace revoke_mc::program {

using Point = std::uint32_t;

[[nodiscard]] constexpr Point carried_out(StmtId statement) { return 2 * statement.number(); }
/// Of an `if` without `else`.
[[nodiscard]] constexpr Point passed_over(StmtId statement) { return 2 * statement.number() + 1; }
[[nodiscard]] inline std::size_t points(const Program& program) { return 2 * program.statements.size(); }

}  // namespace revoke_mc::program
