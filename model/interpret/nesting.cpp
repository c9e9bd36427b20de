// See nesting.hpp.
#include "model/interpret/nesting.hpp"

#include <algorithm>

#include "model/interpret/evaluate.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace): the vocabulary of every line below

namespace {

/// The lock that a statement names, as far as its class goes: any element of an array, allocated or not.
ObjectId named(const Program& program, const Frame& frame, const Path& path) {
    switch (path.kind) {
    case Path::Kind::null: return none;
    case Path::Kind::self: return frame.self;
    case Path::Kind::object: return path.object;
    case Path::Kind::reference: return frame.references.at(path.ref);
    default: break;
    }
    const ObjectId base = named(program, frame, *path.base);
    if (base == none) return none;
    if (path.kind != Path::Kind::relation) return base + path.object_offset;
    switch (path.relation) {
    case Relation::buffer: return program.objects[base].buffer;
    case Relation::owner: return program.objects[base].owner;
    case Relation::attachment: return program.objects[base].attachment;
    case Relation::exporter: return program.objects[base].exporter;
    case Relation::context: return program.objects[base].context;
    }
    return none;
}

bool asks_for_lock(const Program& program, const ThreadState& thread, ClassId lock_class) {
    const Frame& top = thread.frames.back();
    const Stmt& next = *program.statements[top.position];
    if (!next.takes_lock()) return false;
    const ObjectId lock = named(program, top, *next.path);
    return lock != none && program.objects[lock].lock_class == lock_class;
}

/// Some frame stands in a statement that is labelled so.
bool stands_in(const Program& program, const ThreadState& thread, ClassId Stmt::*label, ClassId event) {
    return std::any_of(thread.frames.begin(), thread.frames.end(), [&](const Frame& frame) {
        StmtId at = frame.position;
        while (at != none && program.statements[at]->*label != event) at = program.statements[at]->parent;
        return at != none;
    });
}

bool holds_class(const Program& program, const State& state, ThreadId thread, ClassId lock_class) {
    for (ObjectId id = 0; id < program.objects.size(); ++id)
        if (program.objects[id].lock_class == lock_class && holds_lock(program, state, id, thread)) return true;
    return false;
}

}  // namespace

bool nests(const Program& program, const State& state, const Nesting& nesting, ThreadId thread) {
    const ThreadState& control = state.threads[thread];
    if (control.ended()) return false;
    const bool asks = program.lock_classes[nesting.taken].event
                          ? stands_in(program, control, &Stmt::waits, nesting.taken)
                          : asks_for_lock(program, control, nesting.taken);
    if (!asks) return false;
    return program.lock_classes[nesting.held].event ? stands_in(program, control, &Stmt::signals, nesting.held)
                                                    : holds_class(program, state, thread, nesting.held);
}

bool somebody_nests(const Program& program, const State& state, const Nesting& nesting) {
    for (ThreadId thread = 0; thread < program.threads.size(); ++thread)
        if (nests(program, state, nesting, thread)) return true;
    return false;
}

}  // namespace revoke_mc::interpret
