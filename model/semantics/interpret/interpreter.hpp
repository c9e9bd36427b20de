// The reference interpreter: the steps of a checked program, straight from specs/README.md.
//
// It is slow on purpose. It walks the statement tree with an explicit call stack, copies the state
// for every choice and caches nothing, so that each rule of the reference can be found in one place
// and held against its wording. It shares no code with the lowering to packed states, and it is the
// judge where the two differ. Replay, the explanation of traces and the tests use it.
//
//     Interpreter interpreter(program);
//     for (const State& state : interpreter.initial_states())
//         for (const Outcome& step : interpreter.steps(state))
//             if (step.next) ...;        // its successor; without one the step was cut by a trap
//
// How the reference is read where it leaves something open is written beside the code: choices and
// commitment in run.hpp, calls and marks in run_control.cpp, locks in run_builtin.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/language/program/program.hpp"
#include "model/semantics/interpret/state.hpp"

namespace revoke_mc::interpret {

/// A step property that a step breaks.
struct Event {
    program::PropertyId property = program::none;
    program::Place place;
    std::string message;  ///< "vfio.maps would become -1, its range is 0..3"
    program::Blame blames = program::Blame::nobody;
    program::ThreadId thread = program::none;  ///< before the first step: who begins with it
    bool operator==(const Event&) const = default;
};

/// One enabled step.
struct Outcome {
    program::ThreadId thread = program::none;
    program::StmtId statement = program::none;  ///< the visible statement, or the choice if only that was made
    std::vector<program::StmtId> call_stack;    ///< calls that `statement` is in, outer first
    std::vector<std::string> choices;           ///< "branch 2", "a = iommufd[1].att", "k = 1"
    std::optional<State> next;                  ///< empty: cut (a trap, a misused lock, the model's bound)
    std::vector<Event> events;
    bool bound_reached = false;
    std::string bound_text;
    std::vector<program::StmtId> entered_labels;          ///< tracked ones that this step enters, increasing
    std::vector<program::RoutineId> entered_routines;     ///< the same for functions
    std::vector<program::StmtId> folded;                  ///< statements carried out besides `statement`, in order
    Indexed<program::CellId, program::Value> began_with;  ///< of a start: the cells before anything was carried out
};

/// A thread that cannot step because of a lock, and whom it waits for.
struct Wait {
    program::ThreadId thread = program::none;
    program::ObjectId lock = program::none;
    std::vector<program::ThreadId> holders;  ///< of the lock; for a reader also those that wait to write
};

class Interpreter {
public:
    explicit Interpreter(const program::Program& program) : program_(&program) {}

    /// What starts: one for each combination of initial values, after the folding of each thread in
    /// order. `thread` and `statement` are none; cut where that folding traps.
    [[nodiscard]] std::vector<Outcome> starts() const;
    [[nodiscard]] std::vector<State> initial_states() const;

    /// All enabled steps: threads in order, choices in order. Two choices that lead to the same
    /// state are two outcomes.
    [[nodiscard]] std::vector<Outcome> steps(const State& state) const;
    [[nodiscard]] std::vector<Outcome> steps(const State& state, program::ThreadId thread) const;

    /// The thread may stay where it is for ever.
    [[nodiscard]] bool at_rest(const State& state, program::ThreadId thread) const;

    /// The condition of an invariant, a possibility or a reachable property. Where its evaluation
    /// traps it does not hold.
    [[nodiscard]] bool holds(program::PropertyId property, const State& state) const;

    /// A progress property is asked for from here on: its trigger holds, or it has none and the state is an
    /// initial one.
    [[nodiscard]] bool triggers(program::PropertyId property, const State& state, bool initial) const;

    /// State properties broken here: invariants and lock_cycle.
    [[nodiscard]] std::vector<Event> broken_in(const State& state) const;

    /// The step enters what the possibility property forbids.
    [[nodiscard]] bool forbidden(program::PropertyId property, const Outcome& step) const;

    [[nodiscard]] std::vector<Wait> waits(const State& state) const;

    [[nodiscard]] program::StateView view(const State& state) const;

    /// The steps of `state` that lead to a state with this view. (A view leaves the bindings of
    /// references out, so a state is found by stepping, not rebuilt.)
    [[nodiscard]] std::vector<Outcome> steps_to(const State& state, const program::StateView& view) const;

    /// Why a thread cannot step: its next statement, and the condition that is false, with the
    /// values that it reads, or the lock and its holders. Empty if it can.
    [[nodiscard]] std::string why_blocked(const State& state, program::ThreadId thread) const;

    [[nodiscard]] const program::Program& program() const { return *program_; }

private:
    [[nodiscard]] Outcome start(std::vector<program::Value> cells) const;
    [[nodiscard]] std::optional<Event> lock_cycle(const State& state) const;
    [[nodiscard]] bool is_true(const program::Expr& condition, const State& state) const;

    const program::Program* program_;
};

}  // namespace revoke_mc::interpret
