// Writes down what the reference interpreter does: states and steps as parts of a trace document.
//
// The builder (of traces that a search found), replay (to compare what is recorded with what happens) and `simulate`
// all use it: a step reads the same wherever it is shown.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/semantics/interpret/interpreter.hpp"
#include "reports/internal/error_values.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

/// A variable of a function on a thread's call stack.
struct LocalValue {
    std::string routine, name, value;
    bool operator==(const LocalValue&) const = default;
};

class Recorder {
public:
    /// Keeps a reference to the program that the interpreter runs.
    explicit Recorder(const interpret::Interpreter& interpreter)
        : interpreter_(interpreter), program_(interpreter.program()), errors_(interpreter.program()) {}

    [[nodiscard]] TraceSpec spec() const;
    [[nodiscard]] TraceProperty property(program::PropertyId property) const;
    [[nodiscard]] TraceInitial initial(const interpret::State& state) const;
    /// Of an outcome of Interpreter::starts().
    [[nodiscard]] TraceInitial initial(const interpret::Outcome& start) const;
    [[nodiscard]] TraceStep step(const interpret::State& before, const interpret::Outcome& outcome) const;
    [[nodiscard]] TraceThread thread(const interpret::State& state, program::ThreadId thread) const;
    /// What is in scope where the thread stands, outer functions first.
    [[nodiscard]] std::vector<LocalValue> locals(const interpret::State& state, program::ThreadId thread) const;
    [[nodiscard]] std::vector<TraceLocks> locks(const interpret::State& state) const;
    [[nodiscard]] std::string hash(const interpret::State& state) const;

private:
    [[nodiscard]] std::string place(program::StmtId statement) const;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>>
    values(const Indexed<program::CellId, program::Value>& cells) const;
    [[nodiscard]] std::vector<TraceEvent> events(const interpret::Outcome& outcome) const;
    [[nodiscard]] std::vector<TraceFrame> call_stack(const interpret::Outcome& outcome) const;
    [[nodiscard]] std::vector<TraceChange> changes(const interpret::State& before, const interpret::State& after) const;
    void local_changes(program::ThreadId thread, const interpret::ThreadState& before,
                       const interpret::ThreadState& after, std::vector<TraceChange>& changes) const;
    [[nodiscard]] std::vector<std::string> locks_of(const interpret::State& state, program::ThreadId thread) const;
    [[nodiscard]] bool in_scope(program::LocalId local, const interpret::Frame& frame) const;

    const interpret::Interpreter& interpreter_;
    const program::Program& program_;
    internal::ErrorValues errors_;
};

/// What the property stands for, and how the spec reads that; nothing if no rule is written for it.
[[nodiscard]] std::optional<RuleResult> rule_of(const program::Program& program, const program::Property& property);

/// exporter, importer, core, user, caller; nothing for nobody.
[[nodiscard]] std::optional<std::string> to_text(program::Blame blame);
[[nodiscard]] std::vector<ParameterValue> parameters_of(const program::Program& program);

}  // namespace revoke_mc::reports
