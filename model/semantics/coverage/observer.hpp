// Which parts of a program a search made use of: points of the text, conditions, instances that met.
//
// The idea: the lowering notes for each transition which points of the text it reaches (lower/strand.hpp): it is enough
// to know which transitions were ever taken; a search records that at a byte a transition. Only two things need states:
// conditions, and points that lie under a condition inside a transition. For these the program is lowered once more, to
// the same system with conditions added and steps that report; each state is shown to it until nothing is open any
// more, which is usually soon. The search itself, its counts and its verdicts stay as they are.
//
//     Observer observer(program, lowered);
//     if (observer.begin(taken))                            // of a complete search; see system::Taken
//         for (each state that it stored) if (!observer.look(state)) break;
//     findings(program, observer.observed(), violated);
//
// What reductions may be on. Symmetry: all, since nothing here tells instances apart. Partial order: transitions are
// all taken that the plain search takes, since each is the end of some path and stubborn sets keep every last step
// (reduce/stubborn.hpp, "step"); conditions are seen only if a property makes them visible: what was not seen is not
// known. Slicing: none of it; a state of which a variable was zeroed is not a state of the program.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/language/program/points.hpp"
#include "model/semantics/coverage/conditions.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::coverage {

struct Observed {
    program::PointSet points;      ///< reached
    program::PointSet doubtful;    ///< ... perhaps reached: in a step that is always cut, behind what may have cut it
    std::vector<bool> conditions;  ///< by condition of conditions_of(): true somewhere
    Indexed<program::ComponentId, bool> alone;   ///< of those that can_meet(): an instance of it was under way
    Indexed<program::ComponentId, bool> met;     ///< ... two of them were, at once
    Indexed<program::PropertyId, bool> entered;  ///< some step enters what it forbids

    Observed& operator|=(const Observed& other);
};

/// Instances of these may change places, there are several, and each has a thread that can be under way.
[[nodiscard]] bool can_meet(const program::Program& program, program::ComponentId component);

class Observer {
public:
    /// Both must outlive it. `states` false: it never wants to see states, and takes what only they could show
    /// about the text for reached.
    Observer(const program::Program& program, const lower::Lowered& searched, bool states = true);

    /// Takes in which transitions were taken: bits of system::Taken, by transition. True: states are wanted.
    [[nodiscard]] bool begin(std::span<const std::uint8_t> taken);
    /// Looks at a reachable state. False: there is nothing left to learn.
    [[nodiscard]] bool look(const std::uint64_t* state);

    [[nodiscard]] const Observed& observed() const { return observed_; }
    /// Of what only states show, something has not been seen.
    [[nodiscard]] bool open() const { return !conditions_.empty() || !meetings_.empty(); }

private:
    /// A transition that reaches points under conditions which have not been seen yet.
    struct Unsure {
        system::TransitionId transition = none;
        system::PositionId position = none;
    };
    void note_transition(system::TransitionId transition, std::uint8_t taken);
    void add_unsure(std::span<const std::uint8_t> taken);
    void lower_again();
    void note(const std::vector<program::Point>& points);
    [[nodiscard]] bool any_open(const std::vector<program::Point>& points) const;
    void look_at_conditions(const std::uint64_t* state);
    void look_at_meetings(const std::uint64_t* state);
    void look_at_steps(const std::uint64_t* state);
    [[nodiscard]] bool run(const Unsure& unsure, const std::uint64_t* state);
    [[nodiscard]] std::size_t instances_under_way(program::ComponentId component, const std::uint64_t* state) const;
    [[nodiscard]] bool may_be_under_way(program::ComponentId component) const;

    const program::Program& program_;
    const lower::Lowered& searched_;
    const bool states_;
    std::vector<Condition> asked_;
    std::optional<lower::Lowered> watching_;  ///< the same system, but it reports
    Observed observed_;
    std::vector<std::uint32_t> conditions_;       ///< not seen yet
    std::vector<program::ComponentId> meetings_;  ///< not seen yet
    std::vector<Unsure> unsure_;
    system::ProgramState scratch_;
};

}  // namespace revoke_mc::coverage
