// A spec as guarded commands (Dijkstra 1975): what Promela and Murphi have in common.
//
// One variable per slot of the lowering that ever changes, one command per transition of the packed system, under its
// number. A state of the commands is a state that `check` counts, and the other way round: same initial states, same
// steps. What a state or step breaks is kept beside the commands as conditions on the state: a writer may check it in
// whatever way suits its language, and no variable is added for it.
#pragma once

#include <memory>
#include <optional>

#include "reports/export/effect.hpp"
#include "reports/export/names.hpp"

namespace revoke_mc::reports {

/// One transition.
struct Command {
    system::TransitionId number = none;
    lower::ThreadId thread = none;
    std::string statement;                      ///< file:line:column: text
    Term guard = 0;                             ///< it can be taken and completes
    std::map<lower::SlotId, Term> writes;       ///< of a boolean variable: a condition, else a number
    std::map<program::PropertyId, Term> keeps;  ///< where, under the guard, it does not break a property
    std::map<program::PropertyId, Term> cut;    ///< where it breaks a property and has no successor; excludes the guard
    Term bound = 0;                             ///< where it meets a bound of the model and has no successor
    Term changes = 0;                           ///< where, under the guard, the state after it is another one
};

/// "waiter waits for a lock that holder has" where the condition holds.
struct WaitsFor {
    lower::ThreadId waiter = program::none, holder = program::none;
    Term condition = 0;
};

/// How a property reads as a condition on single states.
struct ExportedProperty {
    enum class Form : std::uint8_t {
        state,       ///< broken in the states of `broken`
        step,        ///< broken where a command says so; `broken` is where any does
        deadlock,    ///< broken where nothing moves and not all rest
        lock_cycle,  ///< see Commands::waits
        beyond       ///< stuck, possibility, progress, lock_order: no condition on single states
    } form = Form::state;
    Term broken = 0;      ///< of a sought property: found
    bool sought = false;  ///< `reachable`: holds if some state satisfies it
    /// A start breaks it. That belongs to no state (the start may be cut) and is said of all: `broken` is true.
    bool at_start = false;
};

class Commands {
public:
    /// Both arguments must outlive this.
    Commands(const program::Program& program, const lower::Lowered& lowered);

    [[nodiscard]] const program::Program& program() const { return program_; }
    [[nodiscard]] const ExportNames& names() const { return names_; }
    [[nodiscard]] const Terms& terms() const { return terms_; }
    [[nodiscard]] const SlotTerms& slots() const { return slots_; }
    [[nodiscard]] const std::vector<Command>& commands() const { return commands_; }
    [[nodiscard]] const Indexed<program::PropertyId, ExportedProperty>& properties() const { return properties_; }
    /// Edges that can be part of a circle of waits; empty: there is none in any state.
    [[nodiscard]] const std::vector<WaitsFor>& waits() const { return waits_; }
    /// Some step of the thread changes the state (or is cut).
    [[nodiscard]] const Indexed<lower::ThreadId, Term>& moves() const { return moves_; }
    /// All threads may stay where they are for ever.
    [[nodiscard]] Term all_rest() const { return all_rest_; }
    /// Where some command meets a bound of the model.
    [[nodiscard]] Term bound() const { return bound_; }
    /// Values of names().variables(), in that order, in a packed state of the model.
    [[nodiscard]] std::vector<std::int64_t> values(const std::uint64_t* state) const;
    /// The same for each initial state.
    [[nodiscard]] std::vector<std::vector<std::int64_t>> initial() const;

private:
    void add_command(system::TransitionId number);
    void add_properties();
    void add_starts();
    void add_waits();
    [[nodiscard]] bool drop_open_ends();
    void add_rest();
    [[nodiscard]] ExportedProperty exported(program::PropertyId number);
    void add_conditions(Command& command, const Effect& effect, Term here);
    void add_writes(Command& command, const std::map<lower::SlotId, Term>& writes);
    void add_broken(Command& command, program::PropertyId property, Term where);
    [[nodiscard]] Term changed(const Command& command, const std::map<lower::SlotId, Term>& writes);
    [[nodiscard]] Term cut_or_bound(const Command& command);
    [[nodiscard]] Term broken_by_steps(program::PropertyId property);
    [[nodiscard]] std::map<lower::SlotId, std::int64_t> standing(lower::ThreadId thread, lower::ConfigId config) const;
    [[nodiscard]] Term stands(lower::ThreadId thread, system::PositionId position);

    const program::Program& program_;
    const lower::Lowered& lowered_;
    ExportNames names_;
    Terms terms_;
    SlotTerms slots_;
    std::vector<Command> commands_;
    Indexed<program::PropertyId, ExportedProperty> properties_;
    std::vector<WaitsFor> waits_;
    Indexed<lower::ThreadId, Term> moves_;
    Term all_rest_ = 0;
    Term bound_ = 0;
};

}  // namespace revoke_mc::reports
