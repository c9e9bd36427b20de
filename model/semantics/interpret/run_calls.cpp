// Functions and threads: entering, returning, ending; and the marks that are passed on the way.
//
// Decisions where the reference is silent: the by-value arguments and references of a call are
// evaluated in the caller, in order, before the callee is entered. A function that ends without
// `return` returns 0. An atomic statement enters what it passes inside (labels, functions), since
// no later step could; behind it, marks wait for the next step as usual. The body of a thread is
// passed when the thread begins. An ended thread keeps no marks. Whether a thread rests with a lock
// held is asked where a step (or the beginning) leaves it, not at labels that it only runs past.
#include <algorithm>

#include "model/semantics/interpret/run.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

template <class T>
void add_to_set(std::vector<T>& set, T element) {
    const auto at = std::lower_bound(set.begin(), set.end(), element);
    if (at == set.end() || *at != element) set.insert(at, element);
}

}  // namespace

void Run::carry_out(const Stmt& stmt, const Call& call) {
    Evaluator eyes = evaluator();
    Frame callee;
    if (call.callee.instance) callee.self = eyes.object(*call.callee.instance);
    RoutineId routine = call.callee.routine;
    const bool dynamic = call.callee.is_dynamic();
    if (dynamic) {
        if (callee.self == none) trap(stmt.place, "NULL is called");
        routine = program_->function_of(callee.self, call.callee.name);
        if (routine == none)
            trap(stmt.place, program_->objects[callee.self].name + " has no function " + call.callee.name);
    }
    const Routine& declared = program_->routines[routine];
    callee.references.assign(declared.references.size(), none);
    callee.locals.assign(declared.locals.size(), 0);
    for (std::size_t number = 0; number < call.arguments.size(); ++number) {
        const Argument& actual = call.arguments[number];
        const Argument& formal = dynamic ? declared.parameters.at(number) : actual;
        if (actual.path) {
            callee.references[formal.ref] = eyes.object(*actual.path);
        } else {
            const Value value = eyes.value(*actual.value);
            const Local& parameter = declared.locals[formal.local];
            check_range(*program_, parameter.type, value, parameter.name + " of " + declared.name, stmt.place);
            callee.locals[formal.local] = value;
        }
    }
    consume(stmt);
    if (declared.ghost && !ghost_) ghost_ = Region{depth(), stmt.id};
    enter_routine(routine, std::move(callee), stmt.place);
}

void Run::enter_routine(RoutineId routine, Frame callee, Place place) {
    const std::vector<Frame>& frames = self().frames;
    const auto same = [routine](const Frame& frame) { return frame.routine == routine; };
    if (std::count_if(frames.begin(), frames.end(), same) >= 2)
        trap(place, program_->routines[routine].name + " would stand on the call stack a third time");
    if (program_->routines[routine].tracked) mark_routine(routine);
    callee.routine = routine;
    callee.position = program_->routines[routine].body->id;
    self().frames.push_back(std::move(callee));
}

/// Leaves the function (or the thread) for good; the caller goes on behind its call.
void Run::return_(std::int64_t value) {
    for (Choice& choice : choices_)
        if (choice.depth >= depth()) choice.open = false;
    self().frames.pop_back();
    if (self().ended()) return end_thread();
    const Stmt& calling = stmt(frame().position);
    if (const LocalId result = calling.get<Call>().result; result != none) assign_local(result, value, calling.place);
    finish(calling);
}

/// Nothing can be entered any more.
void Run::end_thread() {
    self().labels.clear();
    self().routines.clear();
}

/// A thread that comes to stand where it may stay for ever must not hold a lock.
void Run::check_rest() {
    if (self().ended()) return report_held_locks(program_->routines[program_->threads[thread_].routine].place, "ends");
    for (const StmtId label : self().labels)
        if (stmt(label).is_rest()) return report_held_locks(stmt(label).place, "may rest here for ever");
}

void Run::report_held_locks(Place place, const std::string& where) {
    for (const ObjectId lock : program_->objects.ids()) {
        const ObjectKind kind = program_->objects[lock].kind;
        if (kind != ObjectKind::lock && kind != ObjectKind::rwlock) continue;
        if (holds_lock(*program_, state_, lock, thread_))
            report(id_of(BuiltinProperty::lock_misuse), place,
                   thread_name() + " " + where + " and holds " + program_->objects[lock].name);
    }
}

void Run::mark_label(StmtId label) { add_to_set(atomic_ ? outcome_.entered_labels : self().labels, label); }

void Run::mark_routine(RoutineId routine) {
    add_to_set(atomic_ ? outcome_.entered_routines : self().routines, routine);
}

}  // namespace revoke_mc::interpret
