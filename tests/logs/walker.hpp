// Small random specs with a table of what a log shows, logs of walks of the interpreter, and the slow judge of both.
//
// The judge knows the interpreter alone: it carries all states along in which a log may be, for every way in which the
// tasks may be threads, one after the other. What it says of a log is the number of its lines that some way explains.
#pragma once

#include <string>
#include <vector>

#include "model/semantics/explain/event.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "tests/random/dice.hpp"

namespace revoke_mc::tests {

/// A spec with threads, functions, labels, choices, locks, atomic steps; about half of its points are logged.
[[nodiscard]] std::string random_logged_spec(random_specs::Dice& dice);

/// The program with its points as steps.
[[nodiscard]] program::Program instrumented(const std::string& text);

/// The lines of one walk, `steps` steps long at most. Tasks are called as the threads that they are.
[[nodiscard]] std::vector<explain::Logged> log_of_walk(const interpret::Interpreter& interpreter,
                                                       random_specs::Dice& dice, std::size_t steps);

/// One line more, less, or otherwise: deleted, exchanged with the next, another number, another point.
void edit(std::vector<explain::Logged>& log, const program::Program& program, random_specs::Dice& dice);

/// What brute force says of a log.
struct ExplainedSlowly {
    std::uint64_t lines = 0;  ///< so many are explained
    /// By statement: carried out in every explanation of these, and in some. Choices are not among them.
    std::vector<bool> surely, perhaps;
};
/// `bound`: a task is the thread of its name; else it may be any.
[[nodiscard]] ExplainedSlowly explained_slowly(const interpret::Interpreter& interpreter,
                                               const std::vector<explain::Logged>& log, bool bound);

/// For the interpreter, choices are no statements of their own.
[[nodiscard]] bool is_choice(const program::Stmt& stmt);

}  // namespace revoke_mc::tests
