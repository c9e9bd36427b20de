// Fairness and progress as specs/README.md, section "Progress", and interpret/fairness.hpp define them.
#include "reports/lasso.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/semantics/interpret/fairness.hpp"

namespace revoke_mc::reports {
namespace {

using interpret::Demand;
using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;

/// The property is asked for somewhere, and its condition is false from there to the end.
bool stays_owed(const Interpreter& interpreter, program::PropertyId property, const Run& run) {
    for (std::size_t i = run.states.size(); i-- > 0;) {
        if (interpreter.holds(property, *run.states[i])) return false;
        if (interpreter.triggers(property, *run.states[i], i == 0)) return true;
    }
    return false;
}

/// The states of the cycle, each with all its steps and the one that is taken (none if the run stays).
struct Visit {
    const State* state;
    std::vector<Outcome> steps;
    const Outcome* taken;
};

std::vector<Visit> cycle_of(const Interpreter& interpreter, const Run& run) {
    std::vector<Visit> visits;
    for (std::size_t i = run.cycle_start; i < std::max(run.steps.size(), run.cycle_start + 1); ++i) {
        const Outcome* taken = i < run.steps.size() ? run.steps[i] : nullptr;
        visits.push_back({run.states[i], interpreter.steps(*run.states[i]), taken});
    }
    return visits;
}

/// The demand is met on the cycle, or not asked often enough to matter.
bool respected(const Interpreter& interpreter, const Demand& demand, const std::vector<Visit>& cycle) {
    const auto met = [&](const Visit& visit) {
        return visit.taken != nullptr && interpret::meets(interpreter, demand, *visit.state, *visit.taken);
    };
    const auto asked = [&](const Visit& visit) {
        return interpret::asks(interpreter, demand, *visit.state, visit.steps);
    };
    if (std::any_of(cycle.begin(), cycle.end(), met)) return true;
    return demand.strong() ? std::none_of(cycle.begin(), cycle.end(), asked)
                           : !std::all_of(cycle.begin(), cycle.end(), asked);
}

}  // namespace

Run run_to(const internal::Candidates::Node& end, std::size_t cycle_start) {
    Run run;
    run.cycle_start = cycle_start;
    for (const internal::Candidates::Node* node : internal::Candidates::way_to(end)) {
        if (!node->outcome.next) return {};
        run.states.push_back(&*node->outcome.next);
        if (node->from != nullptr) run.steps.push_back(&node->outcome);
    }
    return run;
}

std::string why_no_violation(const Interpreter& interpreter, program::PropertyId property, const Run& run) {
    if (run.states.empty()) return "a step of it is cut, so it does not go on for ever";
    if (run.cycle_start > run.steps.size()) return "its cycle begins behind its end";
    if (*run.states.back() != *run.states[run.cycle_start])
        return "its end does not lead back to where the cycle begins";
    if (!stays_owed(interpreter, property, run)) return "what the property asks for happens, or is not asked for";
    const std::vector<Visit> cycle = cycle_of(interpreter, run);
    for (const Demand& demand : interpret::demands(interpreter.program())) {
        if (!respected(interpreter, demand, cycle))
            return fmt::format("it is not fair: it keeps {} waiting for ever", describe(interpreter.program(), demand));
    }
    return "";
}

}  // namespace revoke_mc::reports
