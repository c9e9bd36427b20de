// The definitions follow specs/README.md, "Properties". As in the search, a step that changes nothing is not progress;
// a step that is cut leads nowhere, but nobody is stuck for it; anything may lie behind a bound of the model.
#include "reports/judge.hpp"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include <fmt/format.h>

#include "model/semantics/interpret/chain.hpp"
#include "model/semantics/interpret/evaluate.hpp"
#include "reports/recorder.hpp"

namespace revoke_mc::reports {
namespace {

using interpret::Outcome;
using interpret::State;
using program::BuiltinProperty;
using program::Property;
using program::PropertyId;
using program::ThreadId;

bool progresses(const State& state, const Outcome& step) { return !step.next || *step.next != state; }

bool is(PropertyId property, BuiltinProperty builtin) { return property == program::id_of(builtin); }

/// A run that ends in a state and stays there.
bool stays(const TraceEnd& end) { return end.run != nullptr && end.run->cycle_start == end.run->steps.size(); }

Broken broken_if(bool condition) { return condition ? Broken::yes : Broken::no; }

}  // namespace

Broken Judge::judge(PropertyId property, const TraceEnd& end) const {
    const auto kind = program_.properties[property].kind;
    if (kind == Property::Kind::builtin) return judge_builtin(property, end);
    if (kind == Property::Kind::assertion) return broken_if(event_of(property, end) != nullptr);
    if (kind == Property::Kind::progress)
        return broken_if(end.run != nullptr && why_no_violation(interpreter_, property, *end.run).empty());
    if (end.state == nullptr) return Broken::no;
    if (program_.properties[property].is_possibility()) return never_possible(*end.state, property);
    const bool holds = interpreter_.holds(property, *end.state);
    return broken_if(kind == Property::Kind::reachable ? holds : !holds);
}

Broken Judge::judge_builtin(PropertyId property, const TraceEnd& end) const {
    if (is(property, BuiltinProperty::deadlock)) return broken_if(end.state != nullptr && deadlocked(*end.state));
    if (is(property, BuiltinProperty::stuck)) return end.state != nullptr ? judge_stuck(end) : Broken::no;
    if (!is(property, BuiltinProperty::lock_cycle)) return broken_if(event_of(property, end) != nullptr);
    if (end.state == nullptr) return Broken::no;
    const auto events = interpreter_.broken_in(*end.state);
    return broken_if(std::any_of(events.begin(), events.end(), [&](const auto& e) { return e.property == property; }));
}

const interpret::Event* Judge::event_of(PropertyId property, const TraceEnd& end) const {
    if (end.step == nullptr) return nullptr;
    for (const interpret::Event& event : end.step->events) {
        if (event.property == property) return &event;
    }
    return nullptr;
}

bool Judge::all_at_rest(const State& state) const {
    for (const ThreadId thread : program_.threads.ids()) {
        if (!interpreter_.at_rest(state, thread)) return false;
    }
    return true;
}

bool Judge::deadlocked(const State& state) const {
    const auto steps = interpreter_.steps(state);
    const bool moves = std::any_of(steps.begin(), steps.end(), [&](const Outcome& s) { return progresses(state, s); });
    return !moves && !all_at_rest(state);
}

Broken Judge::judge_stuck(const TraceEnd& end) const {
    if (end.thread) return never_moves(*end.state, *end.thread);
    Broken answer = Broken::no;
    for (ThreadId thread{0}; program_.threads.contains(thread) && answer != Broken::yes; ++thread) {
        const Broken one = never_moves(*end.state, thread);
        if (one != Broken::no) answer = one;
    }
    return answer;
}

/// Breadth-first from `state` along allowed steps: `no` as soon as `reached` says so, `yes` if it never does.
template <class Reached, class Allowed>
Broken Judge::unreachable(const State& state, const Reached& reached, const Allowed& allowed) const {
    std::unordered_set<State, interpret::StateHash> seen{state};
    std::deque<const State*> open{&*seen.begin()};
    while (!open.empty()) {
        const State& here = *open.front();
        open.pop_front();
        const std::vector<Outcome> steps = interpreter_.steps(here);
        if (reached(here, steps)) return Broken::no;
        for (const Outcome& step : steps) {
            if (!step.next || !allowed(step)) continue;
            const auto [place, is_new] = seen.insert(*step.next);
            if (is_new) open.push_back(&*place);
        }
        if (seen.size() > most_states_) return Broken::undecided;
    }
    return Broken::yes;
}

Broken Judge::never_moves(const State& state, ThreadId thread) const {
    const auto reached = [&](const State& here, const std::vector<Outcome>& steps) {
        if (interpreter_.at_rest(here, thread)) return true;
        return std::any_of(steps.begin(), steps.end(), [&](const Outcome& step) {
            return !step.next || (step.thread == thread && progresses(here, step));
        });
    };
    return unreachable(state, reached, [](const Outcome&) { return true; });
}

Broken Judge::never_possible(const State& state, PropertyId property) const {
    const auto allowed = [&](const Outcome& step) { return !interpreter_.forbidden(property, step); };
    const auto reached = [&](const State& here, const std::vector<Outcome>& steps) {
        if (interpreter_.holds(property, here)) return true;
        return std::any_of(steps.begin(), steps.end(), [](const Outcome& step) { return step.bound_reached; });
    };
    return unreachable(state, reached, allowed);
}

std::vector<std::string> Judge::waiting(const State& state) const {
    std::vector<std::string> lines;
    for (const ThreadId thread : program_.threads.ids()) {
        if (interpreter_.at_rest(state, thread)) continue;
        const std::string why = interpreter_.why_blocked(state, thread);
        if (!why.empty()) lines.push_back(program_.threads[thread].name + ": " + why);
    }
    return lines;
}

/// Threads that want to go on and never do on the whole cycle: what stops them there, if only now and then.
std::vector<std::string> Judge::left_behind(const Run& run) const {
    std::vector<std::string> lines;
    for (const ThreadId thread : program_.threads.ids()) {
        const auto moves = [&](const Outcome* step) { return step->thread == thread; };
        const auto first = static_cast<std::ptrdiff_t>(run.cycle_start);
        if (std::any_of(run.steps.begin() + first, run.steps.end(), moves)) continue;
        if (interpreter_.at_rest(*run.states[run.cycle_start], thread)) continue;
        std::string why;
        for (std::size_t i = run.cycle_start; i < run.states.size() && why.empty(); ++i)
            why = interpreter_.why_blocked(*run.states[i], thread);
        lines.push_back(program_.threads[thread].name + " never gets on: " + why);
    }
    return lines;
}

std::vector<program::CellId> Judge::never_given_back(const State& state, PropertyId property) const {
    const auto& cells = program_.properties[property].condition->get<program::NothingLeft>().cells;
    std::vector<program::CellId> left = interpret::left_over(program_, state, cells);
    const std::vector<program::CellId> all = left;
    const auto given_back = [&](const State& here, const std::vector<Outcome>&) {
        left = interpret::left_over(program_, here, left);
        return left.empty();
    };
    (void)unreachable(state, given_back, [](const Outcome&) { return true; });
    return left.empty() ? all : left;  // each for itself can be given back, but never all
}

const TraceStep* Judge::taken_by(program::CellId cell, const TraceEnd& end) const {
    const std::string& name = program_.cells[cell].name;
    const std::string given_back = program_.print(program_.most_at_end(cell), program_.cells[cell].type);
    const TraceStep* found = nullptr;
    if (end.steps == nullptr) return found;
    for (const TraceStep& step : *end.steps)
        for (const TraceChange& change : step.changes)
            if (change.name == name && change.before == given_back) found = &step;
    return found;
}

namespace {

/// Where a driver's own text stands in a step, and what it calls of the kernel there.
std::pair<std::string, std::string> own_place(const TraceStep& step) {
    std::pair<std::string, std::string> found{step.place, ": " + step.statement};
    for (std::size_t i = 0; i + 1 < step.call_stack.size(); ++i)
        if (step.call_stack[i + 1].place.starts_with("<kernel>/") && !step.call_stack[i].place.starts_with("<kernel>/"))
            found = {step.call_stack[i].place, ", in " + step.call_stack[i + 1].routine};
    return found;
}

}  // namespace

/// What has leaked, and where each was taken.
void Judge::add_leak(PropertyId property, const TraceEnd& end, TraceViolation& violation) const {
    std::string names;
    for (const program::CellId cell : never_given_back(*end.state, property)) {
        const program::Cell& left = program_.cells[cell];
        names += (names.empty() ? "" : ", ") + left.name;
        std::string line = fmt::format("{} is {}", left.name, program_.print(end.state->cells[cell], left.type));
        if (const TraceStep* step = taken_by(cell, end)) {
            const auto [place, what] = own_place(*step);
            line += fmt::format(": taken by {} at {}{}", step->thread, place, what);
            if (!violation.place) violation.place = place;
        }
        violation.details.push_back(std::move(line));
    }
    violation.message = "from here on this cannot be given back any more: " + names;
}

std::string Judge::message(PropertyId property, const TraceEnd& end) const {
    const Property& claimed = program_.properties[property];
    switch (claimed.kind) {
    case Property::Kind::invariant: return "not in every state: " + claimed.text;
    case Property::Kind::reachable: return "here it is: " + claimed.text;
    case Property::Kind::possibility: return "from here on it is impossible: " + claimed.text;
    case Property::Kind::progress:
        return (stays(end) ? "here it stays, without: " : "so it goes on, without: ") + claimed.text;
    case Property::Kind::leak:
    case Property::Kind::assertion:
    case Property::Kind::builtin: break;
    }
    if (is(property, BuiltinProperty::deadlock))
        return "deadlock: no step changes anything, and not every thread is at rest";
    if (is(property, BuiltinProperty::stuck) && end.thread)
        return "stuck: " + program_.threads[*end.thread].name + " can never step again and is not at rest";
    return "";
}

/// Who waits for whom, from the one who is stuck, or from the first one about whom there is something to say.
void Judge::add_chain(const TraceEnd& end, TraceViolation& violation) const {
    std::vector<std::string> longest;
    for (const ThreadId thread : program_.threads.ids()) {
        if (end.thread && *end.thread != thread) continue;
        if (interpreter_.at_rest(*end.state, thread)) continue;
        std::vector<std::string> chain = interpret::who_waits_for_whom(interpreter_, *end.state, thread);
        if (chain.size() > longest.size()) longest = std::move(chain);
    }
    for (const std::string& link : longest) violation.details.push_back("chain: " + link);
}

TraceViolation Judge::violation(PropertyId property, const TraceEnd& end) const {
    TraceViolation violation;
    violation.message = message(property, end);
    if (end.thread) violation.thread = program_.threads[*end.thread].name;
    violation.blame = to_text(program_.properties[property].blames);
    const auto report = [&](const interpret::Event& event) {
        violation.message = event.message;
        if (event.place.line != 0) violation.place = program_.sources->describe(event.place);
        if (event.blames != program::Blame::nobody) violation.blame = to_text(event.blames);
    };
    if (const interpret::Event* event = event_of(property, end)) {
        report(*event);
        const ThreadId thread = end.step->thread != program::none ? end.step->thread : event->thread;
        if (thread != program::none) violation.thread = program_.threads[thread].name;
    }
    if (end.state == nullptr) return violation;
    if (is(property, BuiltinProperty::lock_cycle)) {
        for (const interpret::Event& event : interpreter_.broken_in(*end.state)) {
            if (event.property == property) report(event);
        }
    }
    if (program_.properties[property].kind == Property::Kind::leak) add_leak(property, end, violation);
    const bool about_waiting = is(property, BuiltinProperty::deadlock) || is(property, BuiltinProperty::stuck) ||
                               is(property, BuiltinProperty::lock_cycle) ||
                               program_.properties[property].kind == Property::Kind::possibility || stays(end);
    if (about_waiting) violation.details = waiting(*end.state);
    if (is(property, BuiltinProperty::stuck) || is(property, BuiltinProperty::deadlock)) add_chain(end, violation);
    if (end.run != nullptr && !stays(end)) violation.details = left_behind(*end.run);
    return violation;
}

}  // namespace revoke_mc::reports
