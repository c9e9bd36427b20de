// Follows the trace that a search found, and writes down what was confirmed.
#include "reports/trace_builder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "explorer/base/planted.hpp"
#include "reports/fewer_switches.hpp"
#include "reports/internal/candidates.hpp"
#include "reports/judge.hpp"
#include "reports/recorder.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Candidates;
using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;

constexpr std::size_t confirmation_states = 2'000;  // more is left to `replay`

[[noreturn]] void disagree(const Interpreter& interpreter, program::PropertyId property, const std::string& what) {
    throw InternalError(fmt::format(
        "internal error: the search and the reference interpreter disagree about {} in {}: {}; no result is shown. "
        "This is a bug in revoke-mc, please report it with the spec",
        interpreter.program().properties[property].name, printable(interpreter.program().file), what));
}

std::vector<Outcome> starts_like(const Interpreter& interpreter, const FoundTrace& found) {
    std::vector<Outcome> starts = interpreter.starts();
    std::erase_if(starts, [&](const Outcome& start) {
        if (found.cut_start) return start.next || start.began_with != found.initial.cells;
        return !start.next || interpreter.view(*start.next) != found.initial;
    });
    return starts;
}

Candidates walk(const Interpreter& interpreter, program::PropertyId property, const FoundTrace& found) {
    Candidates candidates(starts_like(interpreter, found));
    if (candidates.empty()) disagree(interpreter, property, "there is no such initial state");
    for (std::size_t i = 0; i < found.steps.size(); ++i) {
        const FoundStep& step = found.steps[i];
        const auto outcomes = [&](const State& state) { return interpreter.steps(state, step.thread); };
        const auto wanted = [&](const State&, const Outcome& outcome) {
            if (!step.view) return !outcome.next;
            return outcome.next && interpreter.view(*outcome.next) == *step.view;
        };
        if (!candidates.advance(outcomes, wanted)) {
            disagree(
                interpreter, property,
                fmt::format("{} has no such step number {}", interpreter.program().threads[step.thread].name, i + 1));
        }
    }
    return candidates;
}

TraceEnd end_at(const Candidates::Node& node, const FoundTrace& found, const Run& run) {
    return {node.outcome.next ? &*node.outcome.next : nullptr, &node.outcome, found.stuck,
            found.cycle_start ? &run : nullptr};
}

const Candidates::Node& broken_end(const Interpreter& interpreter, program::PropertyId property,
                                   const FoundTrace& found, const Candidates& candidates) {
    const Judge judge(interpreter, confirmation_states);
    std::string why;
    for (const Candidates::Node& node : candidates.front()) {
        const Run run = run_to(node, found.cycle_start.value_or(0));
        if (judge.judge(property, end_at(node, found, run)) != Broken::no) return node;
        if (found.cycle_start) why = "; " + why_no_violation(interpreter, property, run);
    }
    disagree(interpreter, property, "it is not broken at the end of the trace" + why);
}

std::vector<const Outcome*> outcomes_of(const std::vector<const Candidates::Node*>& way) {
    std::vector<const Outcome*> outcomes;
    outcomes.reserve(way.size());
    for (const Candidates::Node* node : way) outcomes.push_back(&node->outcome);
    return outcomes;
}

}  // namespace

TraceDocument build_trace(const Interpreter& interpreter, program::PropertyId property, const FoundTrace& found,
                          Order order) {
    const Candidates candidates = walk(interpreter, property, found);
    const Candidates::Node& end = broken_end(interpreter, property, found, candidates);
    const std::vector<const Candidates::Node*> way = Candidates::way_to(end);
    if (order == Order::few_switches) {
        if (const auto better = fewer_switches(interpreter, property, outcomes_of(way), found))
            return build_trace(interpreter, property, *better, Order::as_found);
    }
    const Recorder recorder(interpreter);
    TraceDocument trace;
    trace.spec = recorder.spec();
    trace.property = recorder.property(property);
    trace.witness = interpreter.program().properties[property].kind == program::Property::Kind::reachable;
    trace.initial = recorder.initial(way.front()->outcome);
    for (std::size_t i = planted::is("first-step-not-recorded") ? 2 : 1; i < way.size(); ++i)
        trace.steps.push_back(recorder.step(*way[i - 1]->outcome.next, way[i]->outcome));
    trace.cycle_start = found.cycle_start;
    const Run run = run_to(end, found.cycle_start.value_or(0));
    TraceEnd where = end_at(end, found, run);
    where.steps = &trace.steps;
    trace.violation = Judge(interpreter).violation(property, where);
    return trace;
}

}  // namespace revoke_mc::reports
