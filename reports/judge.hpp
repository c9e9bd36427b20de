// Is the property broken at the end of this trace? Decided by the reference interpreter alone.
//
// Most properties are decided by the last state or the last step, progress by the whole run. `stuck` and `possibility`
// speak about everything that can still happen: a search from the last state, bounded by a number of states, either
// finds a way out, or finds that there is none, or gives up; then the answer is `undecided`, which the caller has to
// report.
#pragma once

#include <cstddef>
#include <optional>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/lasso.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

enum class Broken : std::uint8_t { yes, no, undecided };

/// The end of a trace: where it leads and how. A cut step leads nowhere.
struct TraceEnd {
    const interpret::State* state = nullptr;        ///< last state; null after a cut step
    const interpret::Outcome* step = nullptr;       ///< last step; for an empty trace, the start
    std::optional<program::ThreadId> thread;        ///< `stuck`: who is said to be stuck; none = anyone
    const Run* run = nullptr;                       ///< of a progress property
    const std::vector<TraceStep>* steps = nullptr;  ///< the way to it, to say where things come from
};

class Judge {
public:
    explicit Judge(const interpret::Interpreter& interpreter, std::size_t most_states = 20'000)
        : interpreter_(interpreter), program_(interpreter.program()), most_states_(most_states) {}

    /// For a `reachable` property: yes = the witness is one.
    [[nodiscard]] Broken judge(program::PropertyId property, const TraceEnd& end) const;

    /// What there is to say about a property that is broken at this end.
    [[nodiscard]] TraceViolation violation(program::PropertyId property, const TraceEnd& end) const;

private:
    [[nodiscard]] Broken judge_builtin(program::PropertyId property, const TraceEnd& end) const;
    [[nodiscard]] Broken judge_stuck(const TraceEnd& end) const;
    [[nodiscard]] Broken never_moves(const interpret::State& state, program::ThreadId thread) const;
    [[nodiscard]] Broken never_possible(const interpret::State& state, program::PropertyId property) const;
    template <class Reached, class Allowed>
    [[nodiscard]] Broken unreachable(const interpret::State& state, const Reached& reached,
                                     const Allowed& allowed) const;
    /// What has leaked: of what is left in the state, that which is left in all that can follow.
    [[nodiscard]] std::vector<program::CellId> never_given_back(const interpret::State& state,
                                                                program::PropertyId property) const;
    /// The step that took a variable away from where it has to be at the end.
    [[nodiscard]] const TraceStep* taken_by(program::CellId cell, const TraceEnd& end) const;
    void add_leak(program::PropertyId property, const TraceEnd& end, TraceViolation& violation) const;
    [[nodiscard]] bool deadlocked(const interpret::State& state) const;
    [[nodiscard]] bool all_at_rest(const interpret::State& state) const;
    [[nodiscard]] const interpret::Event* event_of(program::PropertyId property, const TraceEnd& end) const;
    [[nodiscard]] std::vector<std::string> waiting(const interpret::State& state) const;
    [[nodiscard]] std::vector<std::string> left_behind(const Run& run) const;
    void add_chain(const TraceEnd& end, TraceViolation& violation) const;
    [[nodiscard]] std::string message(program::PropertyId property, const TraceEnd& end) const;

    const interpret::Interpreter& interpreter_;
    const program::Program& program_;
    std::size_t most_states_;
};

}  // namespace revoke_mc::reports
