// Which functions a call may reach, and whether one of them may wait.
#pragma once

#include "model/language/program/program.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::program {

/// Whether the test holds for some function that the call may reach. A dynamic call may reach every function of its
/// name.
template <class F>
[[nodiscard]] bool any_callee(const Program& program, const Callee& callee, const F& is_so) {
    if (!callee.is_dynamic()) return is_so(callee.routine);
    for (const RoutineId routine : program.routines.ids())
        if (program.routines[routine].function == callee.name && is_so(routine)) return true;
    return false;
}

/// An `await` is written in the statement.
[[nodiscard]] bool await_is_written_in(const Stmt& stmt);

/// ... or in a function that it may reach.
[[nodiscard]] bool may_await(const Program& program, const Stmt& stmt);

}  // namespace revoke_mc::program
