// The walk along a found path, and the writing down of the way that was confirmed.
#include "reports/trace_builder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/internal/paths.hpp"
#include "reports/judge.hpp"
#include "reports/recorder.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Paths;
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

std::vector<Outcome> starts_like(const Interpreter& interpreter, const FoundPath& path) {
    std::vector<Outcome> starts = interpreter.starts();
    std::erase_if(starts, [&](const Outcome& start) {
        if (path.cut_start) return start.next || start.began_with != path.initial.cells;
        return !start.next || interpreter.view(*start.next) != path.initial;
    });
    return starts;
}

Paths walk(const Interpreter& interpreter, program::PropertyId property, const FoundPath& path) {
    Paths paths(starts_like(interpreter, path));
    if (paths.empty()) disagree(interpreter, property, "there is no such initial state");
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
        const FoundStep& step = path.steps[i];
        const auto outcomes = [&](const State& state) { return interpreter.steps(state, step.thread); };
        const auto wanted = [&](const State&, const Outcome& outcome) {
            if (!step.view) return !outcome.next;
            return outcome.next && interpreter.view(*outcome.next) == *step.view;
        };
        if (!paths.advance(outcomes, wanted)) {
            disagree(
                interpreter, property,
                fmt::format("{} has no such step number {}", interpreter.program().threads[step.thread].name, i + 1));
        }
    }
    return paths;
}

PathEnd end_at(const Paths::Node& node, const FoundPath& path, const Run& run) {
    return {node.outcome.next ? &*node.outcome.next : nullptr, &node.outcome, path.stuck,
            path.cycle_start ? &run : nullptr};
}

const Paths::Node& broken_end(const Interpreter& interpreter, program::PropertyId property, const FoundPath& path,
                              const Paths& paths) {
    const Judge judge(interpreter, confirmation_states);
    std::string why;
    for (const Paths::Node& node : paths.front()) {
        const Run run = run_to(node, path.cycle_start.value_or(0));
        if (judge.judge(property, end_at(node, path, run)) != Broken::no) return node;
        if (path.cycle_start) why = "; " + why_no_violation(interpreter, property, run);
    }
    disagree(interpreter, property, "it is not broken at the end of the path" + why);
}

}  // namespace

TraceDocument build_trace(const Interpreter& interpreter, program::PropertyId property, const FoundPath& path) {
    const Paths paths = walk(interpreter, property, path);
    const Paths::Node& end = broken_end(interpreter, property, path, paths);
    const std::vector<const Paths::Node*> way = Paths::way_to(end);
    const Recorder recorder(interpreter);
    TraceDocument trace;
    trace.spec = recorder.spec();
    trace.property = recorder.property(property);
    trace.witness = interpreter.program().properties[property].kind == program::Property::Kind::reachable;
    trace.initial = recorder.initial(way.front()->outcome);
    for (std::size_t i = 1; i < way.size(); ++i)
        trace.steps.push_back(recorder.step(*way[i - 1]->outcome.next, way[i]->outcome));
    trace.cycle_start = path.cycle_start;
    const Run run = run_to(end, path.cycle_start.value_or(0));
    PathEnd where = end_at(end, path, run);
    where.steps = &trace.steps;
    trace.violation = Judge(interpreter).violation(property, where);
    return trace;
}

}  // namespace revoke_mc::reports
