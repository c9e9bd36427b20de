// Which local variables hold error codes, and are shown by name: -ERESTARTSYS, not -512.
//
// A plain `int` holds error codes if nothing below 0 is ever assigned to it but error codes, by name or from other such
// variables, or what functions return that return nothing else. -1 may be EPERM or a number that somebody made up: it
// counts as a code only where a function returns it, as in the kernel. A variable with a range, a parameter, and one
// that is computed or chosen is a number.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "model/language/program/program.hpp"

namespace revoke_mc::reports::internal {

class ErrorValues {
public:
    explicit ErrorValues(const program::Program& program);

    /// The value as it is to be shown: by name if the local holds error codes and this is one.
    [[nodiscard]] std::string print(program::RoutineId routine, program::LocalId local, program::Value value) const;

private:
    const program::Program& program_;
    std::set<std::pair<program::RoutineId, program::LocalId>> holds_;
};

}  // namespace revoke_mc::reports::internal
