// Names and places come from the program, values from the interpreter's states.
#include "reports/recorder.hpp"

#include <algorithm>

#include "model/language/program/fingerprint.hpp"
#include "model/language/program/words.hpp"
#include "reports/hash.hpp"

namespace revoke_mc::reports {
namespace {

using interpret::Frame;
using interpret::Outcome;
using interpret::State;
using program::LocalId;
using program::ObjectKind;
using program::Stmt;
using program::StmtId;
using program::ThreadId;
using program::Value;

/// The owner of a lock is held as 0 = nobody, 1 + thread.
bool owns(Value owner, ThreadId thread) { return owner == program::owned_by(thread); }

/// Statements that only hold others together: everything happens in those.
bool is_frame(const Stmt& stmt) {
    return stmt.is<program::Block, program::Loop, program::Either, program::Foreach, program::Each, program::Atomic,
                   program::Ghost, program::Labelled>();
}

/// The value of a local in a frame; 0 in a frame that is not there or is another routine's.
Value local_in(const Frame* frame, LocalId local) {
    return frame != nullptr && frame->locals.contains(local) ? frame->locals[local] : 0;
}

const Frame* same_frame(const interpret::ThreadState& thread, std::size_t depth, const Frame& like) {
    if (depth >= thread.frames.size() || thread.frames[depth].routine != like.routine) return nullptr;
    return thread.frames[depth].self == like.self ? &thread.frames[depth] : nullptr;
}

}  // namespace

std::string Recorder::place(StmtId statement) const {
    return program_.sources->describe(program_.statements[statement]->place);
}

std::string Recorder::hash(const State& state) const { return state_hash(interpreter_.view(state)); }

TraceSpec Recorder::spec() const {
    const std::vector<ParameterValue> parameters = parameters_of(program_);
    return {program_.file, program_.title, program::fingerprint(*program_.sources, parameters), parameters,
            program_.instrumented};
}

TraceProperty Recorder::property(program::PropertyId id) const {
    const program::Property& property = program_.properties[id];
    TraceProperty result{property.name, to_text(property.kind), property.text, {}, {}};
    if (property.place.line != 0) result.place = program_.sources->describe(property.place);
    result.rule = rule_of(program_, property);
    return result;
}

TraceThread Recorder::thread(const State& state, ThreadId id) const {
    const interpret::ThreadState& thread = state.threads[id];
    const std::string& name = program_.threads[id].name;
    if (thread.ended()) return {name, "end", ""};
    const StmtId next = thread.frames.back().position;
    return {name, program_.statements[next]->source, place(next)};
}

std::vector<std::pair<std::string, std::string>>
Recorder::values(const Indexed<program::CellId, program::Value>& cells) const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const program::CellId i : program_.cells.ids())
        out.emplace_back(program_.cells[i].name, program_.print(cells[i], program_.cells[i].type));
    return out;
}

std::vector<TraceEvent> Recorder::events(const Outcome& outcome) const {
    std::vector<TraceEvent> out;
    for (const interpret::Event& event : outcome.events) {
        out.push_back({program_.properties[event.property].name,
                       event.message,
                       program_.sources->describe(event.place),
                       to_text(event.blames),
                       {}});
        if (event.thread != program::none) out.back().thread = program_.threads[event.thread].name;
    }
    return out;
}

TraceInitial Recorder::initial(const Outcome& start) const {
    TraceInitial initial;
    if (start.next)
        initial = this->initial(*start.next);
    else
        initial.values = values(start.began_with);
    initial.events = events(start);
    return initial;
}

TraceInitial Recorder::initial(const State& state) const {
    TraceInitial initial;
    initial.values = values(state.cells);
    for (const ThreadId id : program_.threads.ids()) initial.threads.push_back(thread(state, id));
    initial.state = hash(state);
    return initial;
}

TraceStep Recorder::step(const State& before, const Outcome& outcome) const {
    const program::Thread& thread = program_.threads[outcome.thread];
    TraceStep step;
    step.thread = thread.name;
    if (thread.self != program::none) step.instance = program_.objects[thread.self].name;
    if (outcome.statement != program::none) {  // a step may consist of what folds alone
        step.place = place(outcome.statement);
        step.statement = program_.statements[outcome.statement]->source;
    }
    step.call_stack = call_stack(outcome);
    step.choices = outcome.choices;
    for (const StmtId folded : outcome.folded) {
        if (!is_frame(*program_.statements[folded]))
            step.folded.push_back({place(folded), program_.statements[folded]->source});
    }
    step.events = events(outcome);
    step.locks = locks(outcome.next ? *outcome.next : before);
    if (!outcome.next) return step;
    step.changes = changes(before, *outcome.next);
    step.state = hash(*outcome.next);
    return step;
}

std::vector<TraceFrame> Recorder::call_stack(const Outcome& outcome) const {
    std::vector<TraceFrame> frames;
    const auto add = [&](StmtId statement) {
        const program::RoutineId routine = program_.statements[statement]->routine;
        frames.push_back({program_.routines[routine].name, place(statement), program_.statements[statement]->source});
    };
    for (const StmtId call : outcome.call_stack) add(call);
    if (outcome.statement != program::none) add(outcome.statement);
    return frames;
}

std::vector<TraceChange> Recorder::changes(const State& before, const State& after) const {
    std::vector<TraceChange> changes;
    for (const program::CellId i : program_.cells.ids()) {
        if (before.cells[i] == after.cells[i]) continue;
        const program::ValueType& type = program_.cells[i].type;
        changes.push_back(
            {program_.cells[i].name, program_.print(before.cells[i], type), program_.print(after.cells[i], type)});
    }
    for (const ThreadId id : program_.threads.ids()) local_changes(id, before.threads[id], after.threads[id], changes);
    return changes;
}

/// What a person would call a change: not the reset of a local that has gone out of scope, not a temporary.
void Recorder::local_changes(ThreadId id, const interpret::ThreadState& before, const interpret::ThreadState& after,
                             std::vector<TraceChange>& changes) const {
    for (std::size_t depth = 0; depth < after.frames.size(); ++depth) {
        const Frame& frame = after.frames[depth];
        const Frame* old = same_frame(before, depth, frame);
        const program::Routine& routine = program_.routines[frame.routine];
        for (const LocalId local : frame.locals.ids()) {
            const Value was = local_in(old, local);
            const Value is = frame.locals[local];
            const program::Local& declared = routine.locals[local];
            if (was == is || declared.name.starts_with('$') || !in_scope(local, frame)) continue;
            changes.push_back({program_.threads[id].name + ": " + declared.name,
                               old == nullptr ? "" : errors_.print(frame.routine, local, was),
                               errors_.print(frame.routine, local, is)});
        }
    }
}

std::vector<LocalValue> Recorder::locals(const State& state, ThreadId thread) const {
    std::vector<LocalValue> out;
    for (const Frame& frame : state.threads[thread].frames) {
        const program::Routine& routine = program_.routines[frame.routine];
        for (const LocalId local : frame.locals.ids()) {
            const program::Local& declared = routine.locals[local];
            if (declared.name.starts_with('$') || !in_scope(local, frame)) continue;
            out.push_back({routine.name, declared.name, program_.print(frame.locals[local], declared.type)});
        }
    }
    return out;
}

/// It is a parameter, or some block around the frame's position declares it.
bool Recorder::in_scope(LocalId local, const Frame& frame) const {
    const auto& parameters = program_.routines[frame.routine].parameters;
    if (std::any_of(parameters.begin(), parameters.end(), [&](const auto& p) { return p.local == local; })) return true;
    for (StmtId at = frame.position; at != program::none; at = program_.statements[at]->parent) {
        const auto* block = program_.statements[at]->as<program::Block>();
        if (block && std::find(block->locals.begin(), block->locals.end(), local) != block->locals.end()) return true;
    }
    return false;
}

std::vector<TraceLocks> Recorder::locks(const State& state) const {
    std::vector<TraceLocks> all;
    for (const ThreadId id : program_.threads.ids()) {
        std::vector<std::string> held = locks_of(state, id);
        if (!held.empty()) all.push_back({program_.threads[id].name, std::move(held)});
    }
    return all;
}

std::vector<std::string> Recorder::locks_of(const State& state, ThreadId thread) const {
    std::vector<std::string> held;
    for (const program::Object& object : program_.objects) {
        if (object.kind != ObjectKind::lock && object.kind != ObjectKind::rwlock) continue;
        const bool writes = owns(state.cells[object.first_cell], thread);
        if (object.kind == ObjectKind::lock) {
            if (writes) held.push_back(object.name);
        } else if (writes || state.cells[object.reads_cell(thread)] != 0) {
            held.push_back(object.name + (writes ? " (write)" : " (read)"));
        }
    }
    return held;
}

std::optional<RuleResult> rule_of(const program::Program& program, const program::Property& property) {
    if (!property.rule) return std::nullopt;
    RuleResult rule{property.rule->text, property.rule->source, {}};
    for (const program::Reading& reading : program.readings)
        if (reading.of == property.name)
            rule.readings.push_back({reading.name, reading.way, reading.quotation.text, reading.quotation.source});
    return rule;
}

std::optional<std::string> to_text(program::Blame blame) {
    if (blame == program::Blame::nobody) return std::nullopt;
    return std::string(text_of(program::sides, blame));
}

std::vector<ParameterValue> parameters_of(const program::Program& program) {
    std::vector<ParameterValue> parameters;
    for (const program::Parameter& parameter : program.parameters)
        parameters.push_back({parameter.name, parameter.value, parameter.boolean});
    return parameters;
}

}  // namespace revoke_mc::reports
