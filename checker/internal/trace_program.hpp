// The spec that a trace was made from, as it was when the trace was made.
#pragma once

#include <set>
#include <string>

#include "checker/checker.hpp"
#include "model/language/program/program.hpp"

namespace revoke_mc::checker {

[[nodiscard]] Parameters settings_of(const reports::TraceDocument& trace);
/// A trace that `--any` found may have more instances than the spec wants searched: these may be out of their range.
[[nodiscard]] std::set<std::string> parameter_names(const reports::TraceDocument& trace);
/// Some traces are about a question that no spec asks: it is asked in the program.
void add_question(program::Program& program, const reports::TraceDocument& trace);
/// Throws reports::DocumentError if the spec is not to be had any more, or has changed.
[[nodiscard]] program::Program program_of(const reports::TraceDocument& trace);

}  // namespace revoke_mc::checker
