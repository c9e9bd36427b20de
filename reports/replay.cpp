// Replay on the trace's own spec: compute, compare, complain.
#include "reports/replay.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "model/language/program/fingerprint.hpp"
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

constexpr std::string_view advice = "the trace was edited, or another version of revoke-mc made it";

[[noreturn]] void differ(const std::string& where, const std::string& what) {
    throw DocumentError(printable(fmt::format("{}: {}; {}", where, what, advice)));
}

std::string quoted(const std::optional<std::string>& text) { return text ? "\"" + *text + "\"" : "null"; }

/// Null is not the same as an empty text.
void same(const std::string& where, const std::optional<std::string>& recorded,
          const std::optional<std::string>& actual) {
    if (recorded != actual) differ(where, fmt::format("{} is recorded, {} is right", quoted(recorded), quoted(actual)));
}

/// The rule that a property stands for and each of its readings.
void same_rule(const std::optional<RuleResult>& recorded, const std::optional<RuleResult>& actual) {
    if (recorded == actual) return;
    if (!actual) differ("property.rule", "the spec has none");
    if (!recorded) differ("property.rule", fmt::format("it is missing: \"{}\"", actual->text));
    same("property.rule.text", recorded->text, actual->text);
    same("property.rule.source", recorded->source, actual->source);
    differ("property.rule.readings", "others are right");
}

program::PropertyId find_property(const TraceDocument& trace, const program::Program& program) {
    for (const program::PropertyId i : program.properties.ids()) {
        if (program.properties[i].name == trace.property.name) return static_cast<program::PropertyId>(i);
    }
    throw DocumentError(printable(fmt::format("{} has no property {}; {}", program.file, trace.property.name, advice)));
}

std::optional<program::ThreadId> find_thread(const program::Program& program, const std::string& name) {
    for (const program::ThreadId i : program.threads.ids()) {
        if (program.threads[i].name == name) return static_cast<program::ThreadId>(i);
    }
    return std::nullopt;
}

/// The first value in which two lists of name and value differ.
std::string difference(const TraceInitial& recorded, const TraceInitial& actual) {
    if (recorded.values.size() != actual.values.size()) return "the variables are not those of the spec";
    for (std::size_t i = 0; i < recorded.values.size(); ++i) {
        const auto& [name, value] = recorded.values[i];
        if (name != actual.values[i].first) return fmt::format("the spec has no variable \"{}\" there", name);
        if (value != actual.values[i].second)
            return fmt::format("{} = {} is recorded, the spec starts with {}", name, value, actual.values[i].second);
    }
    if (recorded.events != actual.events) return "the rules broken before the first step are others";
    return recorded.threads != actual.threads ? "the threads do not start there" : "the hash of the state is another";
}

std::string describe(const TraceChange& change) {
    return fmt::format("{}: {} -> {}", change.name, change.before, change.after);
}

std::string difference(const std::vector<TraceChange>& recorded, const std::vector<TraceChange>& actual) {
    for (std::size_t i = 0; i < std::max(recorded.size(), actual.size()); ++i) {
        const std::string was = i < recorded.size() ? describe(recorded[i]) : "no further change";
        const std::string is = i < actual.size() ? describe(actual[i]) : "no further change";
        if (was != is) return fmt::format("\"{}\" is recorded, \"{}\" is right", was, is);
    }
    return "";
}

std::string difference(const TraceStep& recorded, const TraceStep& actual) {
    if (std::string text = difference(recorded.changes, actual.changes); !text.empty()) return text;
    if (recorded.state.empty() != actual.state.empty()) return "one of the two has no state after the step";
    if (recorded.events != actual.events) return "the broken rules are others";
    if (recorded.locks != actual.locks) return "the locks held are others";
    if (recorded.place != actual.place) return fmt::format("the statement is at {}", actual.place);
    if (recorded.call_stack != actual.call_stack) return "the call stack is another";
    if (recorded.state != actual.state) return "the state after it is another";
    return "its details are others";
}

/// Same statement, same choices: the step that is meant, even if the rest does not fit.
bool same_step(const TraceStep& one, const TraceStep& other) {
    return one.statement == other.statement && one.choices == other.choices && one.instance == other.instance;
}

class Replayer {
public:
    Replayer(const TraceDocument& trace, const Interpreter& interpreter)
        : trace_(trace), interpreter_(interpreter), recorder_(interpreter),
          property_(find_property(trace, interpreter.program())), candidates_(starts()) {}

    Replayed run() {
        check_heading();
        for (std::size_t i = 0; i < trace_.steps.size(); ++i) take(i);
        return finish();
    }

private:
    std::vector<Outcome> starts() const {
        std::vector<Outcome> starts = interpreter_.starts();
        if (starts.empty()) differ("initial", "the spec has no initial state");
        const auto alike = std::find_if(starts.begin(), starts.end(), [&](const Outcome& start) {
            return recorder_.initial(start).values == trace_.initial.values;
        });
        const Outcome& nearest = alike == starts.end() ? starts.front() : *alike;
        const std::string first = difference(trace_.initial, recorder_.initial(nearest));
        std::erase_if(starts, [&](const Outcome& start) { return recorder_.initial(start) != trace_.initial; });
        if (starts.empty()) differ("initial", first);
        return starts;
    }

    void check_heading() const {
        const TraceProperty property = recorder_.property(property_);
        same("property.kind", trace_.property.kind, property.kind);
        same("property.text", trace_.property.text, property.text);
        same("property.place", trace_.property.place, property.place);
        same_rule(trace_.property.rule, property.rule);
        same("spec.file", trace_.spec.file, interpreter_.program().file);
        same("spec.title", trace_.spec.title, interpreter_.program().title);
        if (trace_.witness != (property.kind == "reachable")) differ("outcome", "it does not fit the property");
        const bool lasso = property.kind == "progress";
        if (lasso != trace_.cycle_start.has_value())
            differ("cycle_start", lasso ? "a progress property is violated on a cycle, and none is given"
                                        : "only progress properties have a cycle");
        if (lasso && *trace_.cycle_start > trace_.steps.size()) differ("cycle_start", "the trace has fewer steps");
    }

    void take(std::size_t number) {
        const TraceStep& step = trace_.steps[number];
        const std::string where = fmt::format("step {}", number + 1);
        const auto thread = find_thread(interpreter_.program(), step.thread);
        if (!thread) differ(where, fmt::format("the spec has no thread {}", step.thread));
        const auto outcomes = [&](const State& state) { return interpreter_.steps(state, *thread); };
        const auto wanted = [&](const State& state, const Outcome& outcome) {
            return recorder_.step(state, outcome) == step;
        };
        if (!candidates_.advance(outcomes, wanted)) differ(where, why_not(step, *thread));
    }

    std::string why_not(const TraceStep& step, program::ThreadId thread) const {
        const auto& last = candidates_.front().front().outcome;
        if (!last.next) return "the step before it was cut, nothing comes after it";
        for (const Outcome& outcome : interpreter_.steps(*last.next, thread)) {
            const TraceStep actual = recorder_.step(*last.next, outcome);
            if (same_step(step, actual)) return difference(step, actual);
        }
        const TraceThread at = recorder_.thread(*last.next, thread);
        const std::string blocked = interpreter_.why_blocked(*last.next, thread);
        return fmt::format("{} cannot take the step \"{}\": it is in front of \"{}\"{}", step.thread, step.statement,
                           at.at, blocked.empty() ? "" : ", and " + blocked);
    }

    TraceEnd end(const Outcome& outcome, const Run& run) const {
        TraceEnd end{
            outcome.next ? &*outcome.next : nullptr, &outcome, {}, trace_.cycle_start ? &run : nullptr, &trace_.steps};
        const bool says_who = trace_.property.name == "stuck" && trace_.violation.thread;
        if (says_who) end.thread = find_thread(interpreter_.program(), *trace_.violation.thread);
        return end;
    }

    /// Several ends may look alike up to here: one of them has to be as recorded.
    Replayed finish() const {
        const Judge judge(interpreter_);
        std::optional<TraceViolation> other;
        std::string why;
        for (const Candidates::Node& node : candidates_.front()) {
            const Run run = run_to(node, trace_.cycle_start.value_or(0));
            const Broken answer = judge.judge(property_, end(node.outcome, run));
            if (answer == Broken::no && trace_.cycle_start) why = why_no_violation(interpreter_, property_, run);
            if (answer == Broken::no) continue;
            const TraceViolation actual = judge.violation(property_, end(node.outcome, run));
            if (actual == trace_.violation) return straight(node, answer);
            if (!other) other = actual;
        }
        if (other) check_violation(*other);
        if (!why.empty()) differ("the cycle", why);
        differ("the end", fmt::format("{} is not broken there; was the trace cut short?", trace_.property.name));
    }

    /// A log goes where the kernel went. A search takes the straight way. A trace that goes round on its way may be
    /// possible and is not what was found; of a run that goes round for ever the same is said of steps that change
    /// nothing.
    Replayed straight(const Candidates::Node& end, Broken answer) const {
        std::unordered_set<State, interpret::StateHash> seen;
        const Candidates::Node* before = nullptr;
        std::size_t number = 0;
        for (const Candidates::Node* node : Candidates::way_to(end)) {
            const State* const state = node->outcome.next && node != &end ? &*node->outcome.next : nullptr;
            const bool stays = before != nullptr && node->outcome.next == before->outcome.next && number > 1 &&
                               trace_.steps[number - 1] == trace_.steps[number - 2];
            const bool again = state != nullptr && !trace_.cycle_start && !seen.insert(*state).second;
            if (!trace_.spec.log && (again || stays))
                differ(fmt::format("step {}", number), "it leads back to where the trace has been");
            before = node;
            ++number;
        }
        return report(answer);
    }

    /// Says which part of it is another one.
    void check_violation(const TraceViolation& actual) const {
        const TraceViolation& recorded = trace_.violation;
        same("violation.message", recorded.message, actual.message);
        same("violation.thread", recorded.thread, actual.thread);
        same("violation.place", recorded.place, actual.place);
        same("violation.blame", recorded.blame, actual.blame);
        if (recorded.details != actual.details) differ("violation.details", "others are right");
    }

    Replayed report(Broken answer) const {
        const std::string steps = fmt::format("{} step{} confirmed, every state is as recorded{}", trace_.steps.size(),
                                              trace_.steps.size() == 1 ? "" : "s", round());
        if (trace_.witness) return {true, fmt::format("{}; {} is reached", steps, trace_.property.name)};
        if (answer == Broken::yes) return {true, fmt::format("{}; {} is violated", steps, trace_.property.name)};
        return {false,
                fmt::format("{}; that {} is violated in the last state rests on what cannot follow, which is too "
                            "much to search here: `check` decides it",
                            steps, trace_.property.name)};
    }

    /// Going round the cycle once more changes nothing: its end is its beginning, as was checked.
    [[nodiscard]] std::string round() const {
        if (!trace_.cycle_start) return "";
        const std::size_t length = trace_.steps.size() - *trace_.cycle_start;
        if (length == 0) return ", the run may stay there, and fairness asks nothing of anybody";
        return fmt::format(", the last {} lead back to where they begin, and going round is fair", length);
    }

    const TraceDocument& trace_;
    const Interpreter& interpreter_;
    Recorder recorder_;
    program::PropertyId property_;
    Candidates candidates_;
};

}  // namespace

Replayed replay(const TraceDocument& trace, const Interpreter& interpreter) {
    require_same_spec(trace, interpreter.program());
    return Replayer(trace, interpreter).run();
}

void require_same_spec(const TraceDocument& trace, const program::Program& program) {
    if (program::fingerprint(*program.sources, trace.spec.parameters) != trace.spec.hash) {
        throw DocumentError(fmt::format(
            "{} is not the spec that this trace was made from (or it has changed since, or "
            "the kernel library has, or the trace's parameters were edited); to see where they part: --spec {}",
            printable(program.file), printable(program.file)));
    }
    if (program.instrumented != trace.spec.log) differ("spec.log", "it does not fit the trace");
    if (parameters_of(program) != trace.spec.parameters)
        differ("spec.parameters", "they are not the parameters of the spec");
}

}  // namespace revoke_mc::reports
