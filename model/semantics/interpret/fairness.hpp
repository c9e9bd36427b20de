// Which infinite runs are fair: what they may not put off for ever (specs/README.md, "Progress").
//
// A run is fair if it meets each *demand*. A demand is asked in some states, and steps meet it.
//   thread  weak: every thread goes on, unless it may stay where it is. Asked where the thread has a step
//           that changes something and is not at rest; met by such a step.
//   step    weak: `fair L:`. Asked where the thread has a step that enters L; met by such a step.
//   lock    strong: `fair lock R;`. Asked where the thread can take R; met by a step that does.
// Weak: asked in all states of the run from some point on implies met again and again. Strong: asked again
// and again implies met again and again. (Lamport, "The temporal logic of actions", TOPLAS 1994.)
//
// A run that comes to its end in a state stays there for ever: what is asked there is never met.
#pragma once

#include <vector>

#include "model/semantics/interpret/interpreter.hpp"

namespace revoke_mc::interpret {

struct Demand {
    enum class Kind : std::uint8_t { thread, step, lock } kind = Kind::thread;
    program::ThreadId thread = program::none;
    program::StmtId label = program::none;   ///< step: the statement labelled `fair`
    program::ObjectId lock = program::none;  ///< lock
    [[nodiscard]] bool strong() const { return kind == Kind::lock; }
};

/// One for each thread, then for each thread and fair label of its code, then for each thread and fair lock.
[[nodiscard]] std::vector<Demand> demands(const program::Program& program);

/// The step meets the demand. A step that is cut meets what it would have met, as far as that is known.
[[nodiscard]] bool meets(const Interpreter& interpreter, const Demand& demand, const State& before,
                         const Outcome& step);

/// The demand is not asked in a state, whatever steps there are: the thread may stay.
[[nodiscard]] bool is_excused(const program::Program& program, const Demand& demand, const State& state);

/// The demand is asked in a state; `steps` are all its steps.
[[nodiscard]] bool asks(const Interpreter& interpreter, const Demand& demand, const State& state,
                        const std::vector<Outcome>& steps);

/// "iommufd[0].ioctl", "the step vfio.reset @ close of ...", for people.
[[nodiscard]] std::string describe(const program::Program& program, const Demand& demand);

}  // namespace revoke_mc::interpret
