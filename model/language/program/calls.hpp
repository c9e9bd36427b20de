// Which functions a call may get to, and whether one of them may wait.
#pragma once

#include "model/language/program/program.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::program {

/// Some function that the call may get to is so. A dynamic call may get to every function of its name.
template <class F>
[[nodiscard]] bool any_callee(const Program& program, const Callee& callee, const F& is_so) {
    if (!callee.is_dynamic()) return is_so(callee.routine);
    for (const RoutineId routine : program.routines.ids())
        if (program.routines[routine].function == callee.name && is_so(routine)) return true;
    return false;
}

/// An `await` is written in the statement.
[[nodiscard]] bool await_is_written_in(const Stmt& stmt);

/// ... or in a function that it may get to.
[[nodiscard]] bool may_await(const Program& program, const Stmt& stmt);

}  // namespace revoke_mc::program
