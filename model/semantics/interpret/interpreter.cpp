// What interpreter.hpp promises, in terms of Run (one step of one thread) and Evaluator.
//
// A thread waits for a lock if it stands right in front of the operation (not in front of a choice
// that may avoid it) and cannot step; `down_write` waits from the moment its mark is set. Two
// threads that wait for each other, directly or round several, are a lock_cycle.
#include "model/semantics/interpret/interpreter.hpp"

#include <algorithm>

#include "explorer/base/limits.hpp"
#include "model/semantics/interpret/evaluate.hpp"
#include "model/semantics/interpret/run.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

/// Roughly the memory that all combinations take; there may be 2^32.
std::uint64_t size_of_combinations(const Program& program) {
    std::uint64_t bytes = 2 * sizeof(Value) * program.cells.size() + sizeof(Outcome);
    for (const Cell& cell : program.cells)
        if (__builtin_mul_overflow(bytes, std::uint64_t{cell.initial.size()}, &bytes)) return limits::unlimited;
    return bytes;
}

/// All combinations of initial values, the first cell varying slowest.
std::vector<std::vector<Value>> initial_cells(const Program& program) {
    limits::claim(size_of_combinations(program));
    std::vector<std::vector<Value>> combinations(1);
    for (const Cell& cell : program.cells) {
        std::vector<std::vector<Value>> longer;
        for (const std::vector<Value>& cells : combinations)
            for (const Value value : cell.initial) {
                limits::poll();
                longer.push_back(cells);
                longer.back().push_back(value);
            }
        combinations = std::move(longer);
    }
    return combinations;
}

template <class T>
bool contains(const std::vector<T>& list, T element) {
    return std::find(list.begin(), list.end(), element) != list.end();
}

template <class T>
bool intersect(const std::vector<T>& left, const std::vector<T>& right) {
    return std::any_of(left.begin(), left.end(), [&](T element) { return contains(right, element); });
}

}  // namespace

// --- states and steps

std::vector<Outcome> Interpreter::starts() const {
    std::vector<Outcome> result;
    for (std::vector<Value>& cells : initial_cells(*program_)) {
        limits::poll();
        result.push_back(start(std::move(cells)));
    }
    return result;
}

Outcome Interpreter::start(std::vector<Value> cells) const {
    Outcome result;
    result.next = State{Indexed<CellId, Value>{cells}, Indexed<ThreadId, ThreadState>(program_->threads.size())};
    for (ThreadId thread{0}; program_->threads.contains(thread) && result.next; ++thread) {
        Outcome begun = Run::begin(*program_, std::move(*result.next), thread);
        begun.thread = none;
        for (Event& event : begun.events) event.thread = thread;
        begun.events.insert(begun.events.begin(), result.events.begin(), result.events.end());
        begun.folded.insert(begun.folded.begin(), result.folded.begin(), result.folded.end());
        result = std::move(begun);
    }
    result.began_with = Indexed<CellId, Value>{std::move(cells)};
    return result;
}

std::vector<State> Interpreter::initial_states() const {
    std::vector<State> states;
    for (Outcome& start : starts()) {
        limits::poll();
        if (start.next && !contains(states, *start.next)) states.push_back(std::move(*start.next));
    }
    return states;
}

std::vector<Outcome> Interpreter::steps(const State& state) const {
    std::vector<Outcome> all;
    for (const ThreadId thread : program_->threads.ids())
        for (Outcome& step : steps(state, thread)) all.push_back(std::move(step));
    return all;
}

std::vector<Outcome> Interpreter::steps(const State& state, ThreadId thread) const {
    return Run::step(*program_, state, thread);
}

std::vector<Outcome> Interpreter::steps_to(const State& state, const StateView& wanted) const {
    std::vector<Outcome> found;
    for (Outcome& step : steps(state))
        if (step.next && view(*step.next) == wanted) found.push_back(std::move(step));
    return found;
}

// --- properties

bool Interpreter::at_rest(const State& state, ThreadId thread) const {
    return program_->threads[thread].kind == Thread::Kind::device || rests(*program_, state, thread);
}

bool Interpreter::is_true(const Expr& condition, const State& state) const {
    try {
        return Evaluator(*program_, state).truth(condition);
    } catch (const Cut&) {
        return false;
    }
}

bool Interpreter::holds(PropertyId property, const State& state) const {
    const ExprPtr& condition = program_->properties[property].condition;
    return !condition || is_true(*condition, state);
}

bool Interpreter::triggers(PropertyId property, const State& state, bool initial) const {
    const ExprPtr& trigger = program_->properties[property].trigger;
    return trigger ? is_true(*trigger, state) : initial;
}

std::vector<Event> Interpreter::broken_in(const State& state) const {
    std::vector<Event> broken;
    if (std::optional<Event> cycle = lock_cycle(state)) broken.push_back(std::move(*cycle));
    for (const PropertyId id : program_->properties.ids()) {
        const Property& property = program_->properties[id];
        if (property.kind == Property::Kind::invariant && !holds(id, state))
            broken.push_back({id, property.place, property.text, property.blames});
    }
    return broken;
}

bool Interpreter::forbidden(PropertyId property, const Outcome& step) const {
    const Property& asked = program_->properties[property];
    return intersect(asked.entering_statements, step.entered_labels) ||
           intersect(asked.entering_routines, step.entered_routines);
}

// --- waiting

std::vector<Wait> Interpreter::waits(const State& state) const {
    std::vector<Wait> result;
    for (const ThreadId thread : program_->threads.ids()) {
        const ThreadState& control = state.threads[thread];
        if (control.ended()) continue;
        const Stmt& next = *program_->statements[control.frames.back().position];
        const BuiltinCall* call = next.waits_for_lock();
        if (!call || !steps(state, thread).empty()) continue;
        const ObjectId lock = Evaluator(*program_, state, thread).used_object(*call->object);
        result.push_back({thread, lock, holders_against(*program_, state, lock, thread, call->op)});
    }
    return result;
}

namespace {

/// Follows who waits for whom from the last thread of the path; true if that leads to the first.
bool closes_circle(const std::vector<Wait>& waits, std::vector<ThreadId>& path) {
    for (const Wait& wait : waits) {
        if (wait.thread != path.back()) continue;
        for (const ThreadId holder : wait.holders) {
            if (holder == path.front()) return true;
            if (contains(path, holder)) continue;
            path.push_back(holder);
            if (closes_circle(waits, path)) return true;
            path.pop_back();
        }
    }
    return false;
}

}  // namespace

std::optional<Event> Interpreter::lock_cycle(const State& state) const {
    const std::vector<Wait> all = waits(state);
    for (const Wait& wait : all) {
        std::vector<ThreadId> circle{wait.thread};
        if (!closes_circle(all, circle)) continue;
        Event event;
        event.property = id_of(BuiltinProperty::lock_cycle);
        event.place = program_->statements[state.threads[wait.thread].frames.back().position]->place;
        for (const ThreadId thread : circle) event.message += program_->threads[thread].name + " waits for ";
        event.message += program_->threads[wait.thread].name;
        return event;
    }
    return std::nullopt;
}

std::string Interpreter::why_blocked(const State& state, ThreadId thread) const {
    if (state.threads[thread].ended()) return program_->threads[thread].name + " has ended";
    std::vector<std::string> reasons;
    if (!Run::step(*program_, state, thread, &reasons).empty()) return {};
    std::string text;
    for (const std::string& reason : reasons)
        if (text.find(reason) == std::string::npos) text += (text.empty() ? "" : "; ") + reason;
    return text;
}

}  // namespace revoke_mc::interpret
