// A checked program as text, for tests and for whoever works on this program.
//
//     dump(program)     cells, objects, threads, routines as indented core code, properties
//     faults(program)   what breaks the promises of program.hpp: numbers out of order, wrong parents
#pragma once

#include <string>
#include <vector>

#include "model/language/program/program.hpp"

namespace revoke_mc::program {

[[nodiscard]] std::string dump(const Program& program);
[[nodiscard]] std::string dump_cells(const Program& program);
[[nodiscard]] std::string dump_objects(const Program& program);
[[nodiscard]] std::string dump_threads(const Program& program);
[[nodiscard]] std::string dump_routine(const Program& program, const Routine& routine);
[[nodiscard]] std::string dump_properties(const Program& program);
/// An expression or path in the names of a routine (null: of a property).
[[nodiscard]] std::string dump(const Program& program, const Routine* routine, const Expr& expr);
[[nodiscard]] std::string dump(const Program& program, const Routine* routine, const Path& path);

/// Empty if the program keeps every promise of program.hpp that can be seen without running it.
[[nodiscard]] std::vector<std::string> faults(const Program& program);

}  // namespace revoke_mc::program
