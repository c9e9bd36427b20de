// The definition of the order of locks, read off a state.
#include "model/semantics/interpret/nesting.hpp"

#include <algorithm>

#include "model/language/program/stale.hpp"
#include "model/semantics/interpret/evaluate.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace): the vocabulary of every line below

namespace {

/// The lock that a statement names, as far as its class goes: any element of an array, allocated or not.
ObjectId named(const Program& program, const Frame& frame, const Path& path);

ObjectId behind(ObjectId base, std::uint32_t offset) { return base == none ? none : base + offset; }

ObjectId related(const Program& program, ObjectId base, Relation relation) {
    if (base == none) return none;
    switch (relation) {
    case Relation::buffer: return program.objects[base].buffer;
    case Relation::owner: return program.objects[base].owner;
    case Relation::attachment: return program.objects[base].attachment;
    case Relation::exporter: return program.objects[base].exporter;
    case Relation::context: return program.objects[base].context;
    }
    return none;
}

ObjectId named(const Program& program, const Frame& frame, const Path& path) {
    const auto base = [&](const auto& from) { return named(program, frame, *from.base); };
    return std::visit(overloaded{[](const NullPath& /*null*/) -> ObjectId { return none; },
                                 [&](const SelfPath& /*self*/) { return frame.self; },
                                 [](const ObjectPath& known) { return known.object; },
                                 [&](const ReferencePath& bound) { return bound_once(frame.references[bound.ref]); },
                                 [&](const MemberPath& member) { return behind(base(member), member.offset); },
                                 [&](const RelatedPath& to) { return related(program, base(to), to.relation); },
                                 [&](const PointerPath& through) { return behind(base(through), through.offset); }},
                      path.what);
}

bool asks_for_lock(const Program& program, const ThreadState& thread, ClassId lock_class) {
    const Frame& top = thread.frames.back();
    const Stmt& next = *program.statements[top.position];
    const BuiltinCall* waits = next.waits_for_lock() ? next.waits_for_lock() : next.waits_for_work();
    if (!waits) return false;
    const ObjectId lock = named(program, top, *waits->object);
    return lock != none && program.objects[lock].lock_class == lock_class;
}

/// Some frame stands in a statement with this label.
bool stands_in(const Program& program, const ThreadState& thread, ClassId Labelled::*label, ClassId event) {
    const auto is_so = [&](const Stmt& stmt) {
        const auto* labelled = stmt.as<Labelled>();
        return labelled && labelled->*label == event;
    };
    return std::any_of(thread.frames.begin(), thread.frames.end(), [&](const Frame& frame) {
        StmtId at = frame.position;
        while (at != none && !is_so(*program.statements[at])) at = program.statements[at]->parent;
        return at != none;
    });
}

/// A work is held by its worker while it runs.
bool holds_object(const Program& program, const State& state, ThreadId thread, ObjectId id) {
    const Object& object = program.objects[id];
    if (object.kind == ObjectKind::work) return object.worker == thread && !is_idle(program, state, thread);
    return holds_lock(program, state, id, thread);
}

bool holds_class(const Program& program, const State& state, ThreadId thread, ClassId lock_class) {
    for (const ObjectId id : program.objects.ids())
        if (program.objects[id].lock_class == lock_class && holds_object(program, state, thread, id)) return true;
    return false;
}

/// The innermost function on the stack that says what it runs in.
const Routine* function_in_context(const Program& program, const ThreadState& thread, bool only_irq) {
    for (auto frame = thread.frames.rbegin(); frame != thread.frames.rend(); ++frame) {
        const Routine& routine = program.routines[frame->routine];
        if (routine.context == Context::irq || (routine.context == Context::atomic && !only_irq)) return &routine;
    }
    return nullptr;
}

/// An interrupt on this CPU, and its handler, come before the thread gives the spinlock back.
bool can_be_interrupted(const Program& program, const State& state, ThreadId thread) {
    return state.threads[thread].irqs_off == 0 && !in_interrupt(program, state, thread);
}

}  // namespace

bool in_interrupt(const Program& program, const State& state, ThreadId thread) {
    return program.threads[thread].kind == Thread::Kind::device ||
           function_in_context(program, state.threads[thread], true) != nullptr;
}

std::string why_atomic(const Program& program, const State& state, ThreadId thread) {
    for (const ObjectId id : program.objects.ids())
        if (program.objects[id].spin && holds_lock(program, state, id, thread))
            return "it holds " + program.objects[id].name;
    if (program.threads[thread].kind == Thread::Kind::device) return "it is a device";
    if (const Routine* routine = function_in_context(program, state.threads[thread], false))
        return "it is in " + routine->name + ", which runs in " +
               (routine->context == Context::irq ? "interrupt" : "atomic") + " context";
    return state.threads[thread].irqs_off != 0 ? "its interrupts are off" : "";
}

bool nests(const Program& program, const State& state, const Nesting& nesting, ThreadId thread) {
    const ThreadState& control = state.threads[thread];
    if (control.ended()) return false;
    const LockClass& held = program.lock_classes[nesting.held];
    const LockClass& taken = program.lock_classes[nesting.taken];
    if (taken.hardirq)
        return held.spin && can_be_interrupted(program, state, thread) &&
               holds_class(program, state, thread, nesting.held);
    if (held.hardirq)
        return taken.spin && in_interrupt(program, state, thread) && asks_for_lock(program, control, nesting.taken);
    const bool asks = program.lock_classes[nesting.taken].event
                          ? stands_in(program, control, &Labelled::waits, nesting.taken)
                          : asks_for_lock(program, control, nesting.taken);
    if (!asks) return false;
    return program.lock_classes[nesting.held].event ? stands_in(program, control, &Labelled::signals, nesting.held)
                                                    : holds_class(program, state, thread, nesting.held);
}

namespace {

bool is_queued(const Program& program, const State& state, ClassId work) {
    return std::any_of(program.objects.begin(), program.objects.end(), [&](const Object& object) {
        return object.lock_class == work && state.cells[object.first_cell] != 0;
    });
}

}  // namespace

bool somebody_nests(const Program& program, const State& state, const Nesting& nesting) {
    if (nesting.taken == program::none) return is_queued(program, state, nesting.held);
    for (const ThreadId thread : program.threads.ids())
        if (nests(program, state, nesting, thread)) return true;
    return false;
}

}  // namespace revoke_mc::interpret
