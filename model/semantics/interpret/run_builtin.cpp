// Built-in operations: locks, heap objects, works, dependencies of fences.
//
// A lock is one cell, its owner. A rwlock has its writer in cell 0 and for each thread t a mark
// "reads" (cell 1+2t) and a mark "waits to write" (cell 2+2t). `down_write` that cannot have the
// lock is enabled once, as a step that sets the mark and stays where it is; from then on nobody
// else may begin to read. Naming a lock inside a freed heap object is a trap, even when one only
// wants to wait for it.
//
// A work has a flag "pending", and for each thread what it waits for when it flushes (1+2t) and whether it cancels
// (2+2t). `flush` waits for the run that is queued or under way when it begins, and for no later one: it notes which of
// the two, the worker notes that the queued one has become the one under way, or that it begins another one.
#include <algorithm>

#include "model/language/program/stale.hpp"
#include "model/semantics/interpret/run.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

bool is_lock(const Object& object) { return object.kind == ObjectKind::lock || object.kind == ObjectKind::rwlock; }

/// "u.a holds", "u.b waits for", for everybody who does; empty if the lock is at rest.
std::string users_of(const Program& program, const State& state, ObjectId lock) {
    const Object& object = program.objects[lock];
    std::string text;
    for (const ThreadId thread : program.threads.ids()) {
        const bool waits = object.kind == ObjectKind::rwlock && state.cells[object.waits_cell(thread)] != 0;
        const char* const does = holds_lock(program, state, lock, thread) ? " holds" : waits ? " waits for" : nullptr;
        if (does) text += (text.empty() ? "" : " and ") + program.threads[thread].name + does;
    }
    return text;
}

[[noreturn]] void misuse(const Stmt& stmt, std::string message) {
    throw Cut{id_of(BuiltinProperty::lock_misuse), stmt.place, std::move(message), {}};
}

}  // namespace

std::vector<ThreadId> holders_against(const Program& program, const State& state, ObjectId lock, ThreadId thread,
                                      Builtin mode) {
    const Object& object = program.objects[lock];
    const Value owner = state.cells[object.first_cell];
    std::vector<ThreadId> holders;
    for (const ThreadId other : program.threads.ids()) {
        if (other == thread) continue;
        const bool writes = owner == owned_by(other);
        const bool reads = mode == Builtin::down_write && state.cells[object.reads_cell(other)] != 0;
        const bool waits = mode == Builtin::down_read && state.cells[object.waits_cell(other)] != 0;
        if (writes || reads || waits) holders.push_back(other);
    }
    return holders;
}

Run::Progress Run::builtin(const Stmt& stmt, const BuiltinCall& call) {
    if (const auto* bound = call.object->as<ReferencePath>(); bound && call.op == Builtin::allocate) {
        ObjectId& again = frame().references[bound->ref];
        again = bound_once(again);
    }
    const ObjectId object = call.op == Builtin::allocate || call.op == Builtin::free_
                                ? evaluator().object(*call.object)
                                : evaluator().used_object(*call.object);
    const CellId first = program_->objects[object].first_cell;
    const auto mine = owned_by(thread_);
    switch (call.op) {
    case Builtin::lock: return lock(stmt, call, object);
    case Builtin::down_read: return down_read(stmt, object);
    case Builtin::down_write: return down_write(stmt, object);
    case Builtin::unlock:
    case Builtin::up_write:
        release(stmt, object, first, mine);
        set_interrupts(call.irq);
        break;
    case Builtin::up_read: release(stmt, object, program_->objects[object].reads_cell(thread_), 1); break;
    case Builtin::trylock: try_lock(stmt, call, object); break;
    case Builtin::allocate: set_allocated(stmt, object, true); break;
    case Builtin::free_: set_allocated(stmt, object, false); break;
    case Builtin::job_depends: job_depends(call, object); break;
    case Builtin::job_forget: job_forget(object); break;
    case Builtin::snapshot_take: snapshot_take(call, object); break;
    case Builtin::snapshot_drop:
        for (const CellId mark : program_->threads[thread_].snapshot) state_.cells[mark] = 0;
        break;
    case Builtin::queue: queue_work(object); break;
    case Builtin::flush: return flush_work(stmt, object);
    case Builtin::cancel: return cancel_work(stmt, object);
    case Builtin::start: start_work(object); break;
    }
    return done(stmt);
}

Run::Progress Run::done(const Stmt& stmt) {
    consume(stmt);
    finish(stmt);
    return Progress::onward;
}

Run::Progress Run::wait_for(const Stmt& stmt, Builtin mode, ObjectId lock) {
    const std::string& name = program_->objects[lock].name;
    std::string held, wanted;
    for (const ThreadId other : holders_against(*program_, state_, lock, thread_, mode))
        (holds_lock(*program_, state_, lock, other) ? held : wanted) += " " + program_->threads[other].name;
    reason_ = stmt.source + " waits: " + name;
    if (!held.empty()) reason_ += " is held by" + held;
    if (!wanted.empty()) reason_ += (held.empty() ? "" : ", and") + (" is to be written by" + wanted);
    return Progress::disabled;
}

/// Whoever saves twice must restore twice; spin_unlock_irq() turns them on whatever they were before.
void Run::set_interrupts(Irq irq) {
    std::uint32_t& off = self().irqs_off;
    if (irq == Irq::off) off = std::max(off, 1U);
    if (irq == Irq::on) off = 0;
    if (irq == Irq::save) off = std::min(off + 1, program_->spinlocks());
    if (irq == Irq::restore && off != 0) --off;
}

void Run::refuse_relock(const Stmt& stmt, ObjectId lock) {
    if (holds_lock(*program_, state_, lock, thread_))
        misuse(stmt, thread_name() + " takes " + program_->objects[lock].name + ", which it holds already");
}

Run::Progress Run::lock(const Stmt& stmt, const BuiltinCall& call, ObjectId lock) {
    refuse_relock(stmt, lock);
    Value& owner = state_.cells[program_->objects[lock].first_cell];
    if (owner != 0) return wait_for(stmt, call.op, lock);
    owner = owned_by(thread_);
    set_interrupts(call.irq);
    return done(stmt);
}

void Run::try_lock(const Stmt& stmt, const BuiltinCall& call, ObjectId lock) {
    Value& owner = state_.cells[program_->objects[lock].first_cell];
    const bool free = owner == 0;
    if (free) owner = owned_by(thread_);
    if (call.result != none) assign_local(call.result, free ? 1 : 0, stmt.place);
}

Run::Progress Run::down_read(const Stmt& stmt, ObjectId lock) {
    refuse_relock(stmt, lock);
    if (!holders_against(*program_, state_, lock, thread_, Builtin::down_read).empty())
        return wait_for(stmt, Builtin::down_read, lock);
    state_.cells[program_->objects[lock].reads_cell(thread_)] = 1;
    return done(stmt);
}

Run::Progress Run::down_write(const Stmt& stmt, ObjectId lock) {
    refuse_relock(stmt, lock);
    const Object& rwlock = program_->objects[lock];
    Value& waits = state_.cells[rwlock.waits_cell(thread_)];
    if (holders_against(*program_, state_, lock, thread_, Builtin::down_write).empty()) {
        state_.cells[rwlock.first_cell] = owned_by(thread_);
        waits = 0;
        return done(stmt);
    }
    if (waits != 0) return wait_for(stmt, Builtin::down_write, lock);
    waits = 1;
    return Progress::finished;
}

void Run::release(const Stmt& stmt, ObjectId lock, CellId cell, Value held) {
    if (state_.cells[cell] != held)
        misuse(stmt, thread_name() + " releases " + program_->objects[lock].name + ", which it does not hold so");
    state_.cells[cell] = 0;
}

void Run::set_allocated(const Stmt& stmt, ObjectId heap, bool allocated) {
    if (heap == none) trap(stmt.place, "NULL is used");
    const Object& object = program_->objects[heap];
    if ((state_.cells[object.first_cell] != 0) == allocated)
        trap(stmt.place, object.name + (allocated ? " is allocated already" : " is freed, but it is not allocated"));
    if (!allocated) refuse_locks_in_use(stmt, heap);
    for (CellId cell = object.first_cell + 1; cell < object.first_cell + object.cells; ++cell)
        state_.cells[cell] = program_->cells[cell].initial.at(0);
    state_.cells[object.first_cell] = allocated ? 1 : 0;
    if (allocated) return;
    for (const CellId pointer : object.pointers)
        if (state_.cells[pointer] == valid_pointer) state_.cells[pointer] = dangling_pointer;
    for (Frame& frame : self().frames)
        for (ObjectId& reference : frame.references)
            if (!is_stale(reference) && reference != none && heap_around(*program_, reference) == heap)
                reference = stale(reference);
}

/// What is freed has no lock that somebody holds or has put a mark on. Reported; the locks are reset with all else.
void Run::refuse_locks_in_use(const Stmt& stmt, ObjectId heap) {
    for (ObjectId id = heap + 1; id <= heap + program_->objects[heap].objects; ++id) {
        if (!is_lock(program_->objects[id])) continue;
        const std::string users = users_of(*program_, state_, id);
        if (!users.empty())
            report(id_of(BuiltinProperty::lock_misuse), stmt.place,
                   "held lock freed: " + thread_name() + " frees " + program_->objects[id].name + ", which " + users);
    }
}

// --- works

void Run::turn_flushers(ObjectId work, WorkWait from, WorkWait to) {
    for (const ThreadId thread : program_->threads.ids()) {
        Value& waits = state_.cells[program_->objects[work].flusher_cell(thread)];
        if (waits == static_cast<Value>(from)) waits = static_cast<Value>(to);
    }
}

void Run::queue_work(ObjectId work) {
    const Object& object = program_->objects[work];
    for (const ThreadId thread : program_->threads.ids())
        if (state_.cells[object.canceller_cell(thread)] != 0) return;
    state_.cells[object.first_cell] = 1;
}

Run::Progress Run::wait_for_work(const Stmt& stmt, ObjectId work) {
    const Object& object = program_->objects[work];
    reason_ = stmt.source + " waits: " + object.name + (state_.cells[object.first_cell] != 0 ? " is queued" : " runs");
    return Progress::disabled;
}

Run::Progress Run::flush_work(const Stmt& stmt, ObjectId work) {
    const Object& object = program_->objects[work];
    const bool pending = state_.cells[object.first_cell] != 0;
    const bool idles = is_idle(*program_, state_, object.worker);
    Value& mark = state_.cells[object.flusher_cell(thread_)];
    const auto waits = static_cast<WorkWait>(mark);
    const bool passes =
        waits == WorkWait::over || (idles && (waits == WorkWait::running || (waits == WorkWait::nothing && !pending)));
    if (passes) {
        mark = static_cast<Value>(WorkWait::nothing);
        return done(stmt);
    }
    if (waits != WorkWait::nothing) return wait_for_work(stmt, work);
    mark = static_cast<Value>(pending ? WorkWait::queued : WorkWait::running);
    return Progress::finished;
}

Run::Progress Run::cancel_work(const Stmt& stmt, ObjectId work) {
    const Object& object = program_->objects[work];
    const bool idles = is_idle(*program_, state_, object.worker);
    Value& cancels = state_.cells[object.canceller_cell(thread_)];
    if (cancels != 0 && !idles) return wait_for_work(stmt, work);
    if (cancels == 0) {
        state_.cells[object.first_cell] = 0;
        turn_flushers(work, WorkWait::queued, WorkWait::over);
    }
    cancels = idles ? 0 : 1;
    return idles ? done(stmt) : Progress::finished;
}

void Run::start_work(ObjectId work) {
    state_.cells[program_->objects[work].first_cell] = 0;
    turn_flushers(work, WorkWait::running, WorkWait::over);
    turn_flushers(work, WorkWait::queued, WorkWait::running);
}

// --- fences

/// Somebody who looks now, for all up to `usage`, waits for the fence.
bool Run::waited_for(ObjectId fence, ObjectId buffer, Value usage) const {
    const Value pending = state_.cells[program_->objects[fence].first_cell + *program_->fence_fields.pending];
    const Value in_resv = state_.cells[program_->usage_cell(fence, buffer)];
    return pending != 0 && 0 < in_resv && in_resv <= usage;
}

/// Fence waits for the others that are pending now in the buffer's reservation object, up to the given usage.
void Run::job_depends(const BuiltinCall& call, ObjectId fence) {
    Evaluator eyes = evaluator();
    const ObjectId buffer = eyes.used_object(*call.buffer);
    const Value usage = eyes.value(*call.usage);
    const std::vector<ObjectId> fences = program_->fences();
    const std::vector<CellId>& marks = program_->objects[fence].depends;
    for (std::size_t number = 0; number < marks.size(); ++number)
        state_.cells[marks[number]] = fences[number] != fence && waited_for(fences[number], buffer, usage) ? 1 : 0;
}

/// The fence has signalled: nobody waits for it any more.
void Run::job_forget(ObjectId fence) {
    const std::vector<ObjectId> fences = program_->fences();
    const auto own = static_cast<std::size_t>(std::find(fences.begin(), fences.end(), fence) - fences.begin());
    for (const ObjectId other : fences) {
        const std::vector<CellId>& marks = program_->objects[other].depends;
        if (!marks.empty()) state_.cells[marks.at(own)] = 0;
    }
    for (const Thread& thread : program_->threads)
        if (!thread.snapshot.empty()) state_.cells[thread.snapshot.at(own)] = 0;
}

/// The thread waits for what is pending now in the buffer's reservation object, and for nothing that comes later.
void Run::snapshot_take(const BuiltinCall& call, ObjectId buffer) {
    const Value usage = evaluator().value(*call.usage);
    const std::vector<ObjectId> fences = program_->fences();
    const std::vector<CellId>& marks = program_->threads[thread_].snapshot;
    for (std::size_t number = 0; number < marks.size(); ++number)
        state_.cells[marks[number]] = waited_for(fences[number], buffer, usage) ? 1 : 0;
}

}  // namespace revoke_mc::interpret
