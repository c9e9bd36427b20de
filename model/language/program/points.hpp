// What of a program's text a run can reach, numbered.
//
// Each statement has two points: it was carried out; and, for an `if` without `else`, its condition was false. The
// points of a step are those of all statements that it carries out, folded ones included. Routines are shared: a point
// stands for all instances of a component and for all callers.
#pragma once

#include <cstddef>

#include "model/language/program/program.hpp"

namespace revoke_mc::program {

using Point = Id<struct PointTag>;
/// Which of a program's points are meant: reached, mostly.
using PointSet = Indexed<Point, bool>;

[[nodiscard]] constexpr Point carried_out(StmtId statement) { return Point{2 * std::size_t{statement.number()}}; }
/// Of an `if` without `else`.
[[nodiscard]] constexpr Point passed_over(StmtId statement) { return carried_out(statement) + 1; }

/// Whose point it is.
[[nodiscard]] constexpr StmtId statement_of(Point point) { return StmtId{point.number() / 2}; }
[[nodiscard]] constexpr bool is_passed_over(Point point) { return point.number() % 2 != 0; }

/// None of the program's points.
[[nodiscard]] inline PointSet no_points(const Program& program) {
    return PointSet(2 * program.statements.size(), false);
}

}  // namespace revoke_mc::program
