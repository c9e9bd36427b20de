// Locks, heap objects, marks of fences as transition code, and who waits for whom.
#include <algorithm>

#include "explorer/base/planted.hpp"
#include "model/language/program/stale.hpp"
#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using program::Builtin;
using system::Opcode;

namespace {

constexpr auto lock_misuse = static_cast<std::int64_t>(program::BuiltinProperty::lock_misuse);
constexpr std::uint32_t reads = 0, waits = 1;  // marks of a thread in an rwlock

/// Misuse of a lock, unless the jump is taken.
void cut_unless(Strand& strand, Opcode jump, std::uint16_t reg) {
    const StrandCode::Label fine = strand.code.new_label();
    Expressions::jump(strand, jump, reg, fine);
    Expressions::emit(strand, Expressions::plain(Opcode::cut, 0, 0, 0, lock_misuse));
    strand.code.bind(fine);
}

}  // namespace

SlotId Steps::rw_mark(ObjectId lock, std::uint32_t which, ThreadId thread) const {
    return slot_of(program_.objects[lock].reads_cell(thread)) + which;
}

/// The register that has the answer, if the operation asks something.
std::uint16_t Steps::lock_op(Strand& strand, Act act, ObjectId lock, ThreadId thread, std::int64_t imm) {
    Op op;
    op.act = act;
    op.slot = slot_of(program_.objects[lock].first_cell);
    op.thread = thread;
    op.a = facts(act).gives ? expressions_.new_register(strand) : std::uint16_t{0};
    op.imm = imm;
    Expressions::emit(strand, op);
    return op.a;
}

bool Steps::carry_out(Strand& strand, const Stmt& /*at*/, const program::BuiltinCall& call) {
    std::vector<const program::Path*> needed{call.object.get()};
    if (call.buffer) needed.push_back(call.buffer.get());
    if (settle(strand, needed)) return false;
    if (const auto* bound = call.object->as<program::ReferencePath>(); bound && call.op == Builtin::allocate) {
        ObjectId& again = strand.config.frames.back().references[bound->ref];
        again = program::bound_once(again);
    }
    const ObjectId object = expressions_.object(strand, *call.object);
    if (strand.cut) return true;
    if (object == none) {
        expressions_.trap(strand);
        return true;
    }
    const bool is_use = call.op != Builtin::allocate && call.op != Builtin::free_;
    if (is_use) expressions_.check_alive(strand, {object, {}});
    if (strand.cut) return true;
    switch (call.op) {
    case Builtin::lock: return do_lock(strand, call.irq, object);
    case Builtin::unlock:
    case Builtin::up_write: return do_unlock(strand, call.irq, object);
    case Builtin::trylock: return do_trylock(strand, call.result, object);
    case Builtin::down_read: return do_down_read(strand, object);
    case Builtin::down_write: return do_down_write(strand, object);
    case Builtin::up_read: return do_up_read(strand, object);
    case Builtin::allocate: return do_heap(strand, object, true);
    case Builtin::free_: return do_heap(strand, object, false);
    case Builtin::job_depends: return do_job_depends(strand, call);
    case Builtin::job_forget: return do_job_forget(strand, call);
    case Builtin::snapshot_take:
    case Builtin::snapshot_drop: return do_snapshot(strand, call);
    case Builtin::queue: return do_queue(strand, object);
    case Builtin::flush: return do_flush(strand, object);
    case Builtin::cancel: return do_cancel(strand, object);
    case Builtin::start: return do_start(strand, object);
    }
    return true;
}

/// Interrupts belong to control: where a thread stands says whether it has turned them off.
void Steps::set_interrupts(Strand& strand, program::Irq irq) const {
    std::uint32_t& off = strand.config.irqs_off;
    switch (irq) {
    case program::Irq::keep: break;
    case program::Irq::off: off = std::max(off, 1U); break;
    case program::Irq::on: off = 0; break;
    case program::Irq::save: off = std::min(off + 1, program_.spinlocks()); break;
    case program::Irq::restore: off -= off == 0 ? 0 : 1; break;
    }
}

bool Steps::do_lock(Strand& strand, program::Irq irq, ObjectId lock) {
    lock_op(strand, Act::misuse_if_owner, lock, thread_);
    if (!planted::is("lock-taken-blindly")) lock_op(strand, Act::test_free, lock, thread_);
    lock_op(strand, Act::acquire, lock, thread_);
    set_interrupts(strand, irq);
    complete(strand);
    return true;
}

bool Steps::do_unlock(Strand& strand, program::Irq irq, ObjectId lock) {
    lock_op(strand, Act::misuse_unless_owner, lock, thread_);
    lock_op(strand, Act::release, lock, thread_);
    set_interrupts(strand, irq);
    complete(strand);
    return true;
}

bool Steps::do_trylock(Strand& strand, LocalId to, ObjectId lock) {
    const auto result = [this, to](Strand& side, std::int64_t value) {
        if (to != none) {
            const std::uint32_t number = side.config.frames.back().number(to);
            expressions_.assign_local(side, number, Operand::of(value));
        }
        complete(side);
        return true;
    };
    return fork(strand, {[&](Strand& side) {
                             lock_op(side, Act::test_free, lock, thread_);
                             lock_op(side, Act::acquire, lock, thread_);
                             return result(side, 1);
                         },
                         [&](Strand& side) {
                             lock_op(side, Act::test_held, lock, thread_);
                             return result(side, 0);
                         }});
}

/// The thread has the rwlock already, in any mode: misuse, cut.
bool Steps::misuse_if_held(Strand& strand, ObjectId lock) {
    lock_op(strand, Act::misuse_if_owner, lock, thread_);
    const Operand mine = expressions_.load_slot(strand, rw_mark(lock, reads, thread_));
    if (mine.constant && mine.value == 0) return false;
    const std::uint16_t r = expressions_.in_register(strand, mine);
    cut_unless(strand, Opcode::jump_if_zero, r);
    return false;
}

void Steps::require_none(Strand& strand, ObjectId lock, std::uint32_t which) {
    for (const ThreadId t : program_.threads.ids()) {
        if (t == thread_) continue;
        const Expressions::Piece piece(expressions_, strand, t);
        test(strand, rw_mark(lock, which, t), 0);
    }
}

Operand Steps::any_mark(Strand& strand, ObjectId lock, std::uint32_t which) {
    const std::uint16_t sum = expressions_.new_register(strand);
    Expressions::emit(strand, Expressions::plain(Opcode::constant, sum));
    for (const ThreadId t : program_.threads.ids()) {
        if (t == thread_) continue;
        const Expressions::Piece piece(expressions_, strand, t);
        const std::uint16_t keep = strand.next_register;
        const Operand mark = expressions_.load_slot(strand, rw_mark(lock, which, t));
        Expressions::emit(strand, Expressions::plain(Opcode::add, sum, sum, expressions_.in_register(strand, mark)));
        strand.next_register = keep;
    }
    return Operand::in(sum, 0, static_cast<std::int64_t>(program_.threads.size()));
}

bool Steps::do_down_read(Strand& strand, ObjectId lock) {
    misuse_if_held(strand, lock);
    lock_op(strand, Act::test_free, lock, thread_);
    require_none(strand, lock, waits);
    expressions_.store_slot(strand, rw_mark(lock, reads, thread_), Operand::of(1));
    complete(strand);
    return true;
}

/// Takes the lock, or records once that this thread waits, which keeps new readers out.
bool Steps::do_down_write(Strand& strand, ObjectId lock) {
    misuse_if_held(strand, lock);
    const SlotId waiting = rw_mark(lock, waits, thread_);
    return fork(strand, {[&](Strand& side) {
                             lock_op(side, Act::test_free, lock, thread_);
                             require_none(side, lock, reads);
                             lock_op(side, Act::acquire, lock, thread_);
                             expressions_.store_slot(side, waiting, Operand::of(0));
                             complete(side);
                             return true;
                         },
                         [&](Strand& side) {
                             const std::uint16_t free = lock_op(side, Act::owner_free, lock, thread_);
                             const std::uint16_t held = expressions_.new_register(side);
                             Expressions::emit(side, Expressions::plain(Opcode::not_, held, free));
                             const Operand readers = any_mark(side, lock, reads);
                             Expressions::emit(side, Expressions::plain(Opcode::add, held, held, readers.reg));
                             Expressions::emit(side, Expressions::plain(Opcode::fail_if_zero, held));
                             test(side, waiting, 0);
                             expressions_.store_slot(side, waiting, Operand::of(1));
                             return true;  // `next` stays: the step has been carried out
                         }});
}

bool Steps::do_up_read(Strand& strand, ObjectId lock) {
    const Operand mine = expressions_.load_slot(strand, rw_mark(lock, reads, thread_));
    const std::uint16_t r = expressions_.in_register(strand, mine);
    cut_unless(strand, Opcode::jump_if_set, r);
    expressions_.store_slot(strand, rw_mark(lock, reads, thread_), Operand::of(0));
    complete(strand);
    return true;
}

/// A pointer that is set points to nothing any more; the next object of that name is another one.
void Steps::make_dangling(Strand& strand, SlotId pointer) {
    const std::uint16_t keep = strand.next_register;
    const Operand before = expressions_.load_slot(strand, pointer);
    if (before.constant) {
        if (before.value == program::valid_pointer)
            expressions_.store_slot(strand, pointer, Operand::of(program::dangling_pointer));
        return;
    }
    const std::uint16_t set = expressions_.new_register(strand), after = expressions_.new_register(strand);
    const std::uint16_t valid = expressions_.in_register(strand, Operand::of(program::valid_pointer));
    Expressions::emit(strand, Expressions::plain(Opcode::equal, set, before.reg, valid));
    Expressions::emit(strand, Expressions::plain(Opcode::add, after, before.reg, set));
    expressions_.store_slot(strand, pointer, Operand::in(after, program::null_pointer, program::dangling_pointer));
    strand.next_register = keep;
}

void Steps::make_stale(Strand& strand, ObjectId heap) const {
    for (Frame& frame : strand.config.frames)
        for (ObjectId& reference : frame.references)
            if (reference != none && reference >= heap && reference <= heap + program_.objects[heap].objects)
                reference = program::stale(reference);
}

bool Steps::do_heap(Strand& strand, ObjectId object, bool allocate) {
    const program::Object& memory = program_.objects[object];
    const Operand allocated = expressions_.load_slot(strand, slot_of(memory.first_cell));
    std::uint16_t r = expressions_.in_register(strand, allocated);
    if (allocate) {
        const std::uint16_t fresh = expressions_.new_register(strand);
        Expressions::emit(strand, Expressions::plain(Opcode::not_, fresh, r));
        r = fresh;
    }
    Expressions::emit(strand, Expressions::plain(Opcode::trap_if_zero, r));
    if (!allocate) free_locks(strand, object);
    expressions_.store_slot(strand, slot_of(memory.first_cell), Operand::of(allocate ? 1 : 0));
    for (SlotId slot = slot_of(memory.first_cell) + 1; slot < slot_of(memory.first_cell) + memory.cells; ++slot) {
        const Expressions::Piece piece(expressions_, strand, slot);  // marks of threads in its locks
        if (out_.slots[slot].kind != Slot::Kind::owner)
            expressions_.store_slot(strand, slot, Operand::of(program_.cells[cell_of(slot)].initial.front()));
    }
    if (!allocate)
        for (const program::CellId pointer : memory.pointers) {
            const Expressions::Piece piece(expressions_, strand, slot_of(pointer));
            make_dangling(strand, slot_of(pointer));
        }
    if (!allocate) make_stale(strand, object);
    complete(strand);
    return true;
}

/// No lock in what is freed may be in use; they are reset. What is allocated has locks that nobody can have taken.
void Steps::free_locks(Strand& strand, ObjectId heap) {
    for (ObjectId id = heap + 1; id <= heap + program_.objects[heap].objects; ++id) {
        const program::Object& lock = program_.objects[id];
        if (lock.kind != program::ObjectKind::lock && lock.kind != program::ObjectKind::rwlock) continue;
        lock_op(strand, Act::misuse_if_in_use, id, thread_, std::int64_t{lock.cells} - 1);
        lock_op(strand, Act::reset_owner, id, thread_);
    }
}

/// Marks the fences that are to be waited for, as they are now; `except` waits itself.
void Steps::note_fences(Strand& strand, const std::vector<program::CellId>& marks, const Expr& usage, ObjectId buffer,
                        ObjectId except) {
    const Operand most = expressions_.value(strand, usage);
    const std::vector<ObjectId> fences = program_.fences();
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const std::uint16_t keep = strand.next_register;
        const Expressions::Piece piece(expressions_, strand, fences[i]);
        const Operand mark =
            fences[i] == except ? Operand::of(0) : expressions_.waited_for(strand, fences[i], buffer, most);
        expressions_.store_mark(strand, slot_of(marks[i]), mark, slot_of(program_.usage_cell(fences[i], buffer)));
        strand.next_register = keep;
    }
}

bool Steps::do_job_depends(Strand& strand, const program::BuiltinCall& call) {
    const ObjectId job = expressions_.object(strand, *call.object);
    const ObjectId buffer = expressions_.used_object(strand, *call.buffer);
    if (buffer != none) note_fences(strand, program_.objects[job].depends, *call.usage, buffer, job);
    complete(strand);
    return true;
}

/// Nobody waits any more for a fence that has signalled.
bool Steps::do_job_forget(Strand& strand, const program::BuiltinCall& call) {
    const ObjectId fence = expressions_.object(strand, *call.object);
    const std::vector<ObjectId> fences = program_.fences();
    const auto number = static_cast<std::size_t>(std::find(fences.begin(), fences.end(), fence) - fences.begin());
    const auto clear = [&](const std::vector<program::CellId>& marks) {
        if (!marks.empty()) expressions_.store_slot(strand, slot_of(marks[number]), Operand::of(0));
    };
    for (const ObjectId job : fences) {
        const Expressions::Piece piece(expressions_, strand, job);
        clear(program_.objects[job].depends);
    }
    for (const ThreadId t : program_.threads.ids()) {
        const Expressions::Piece piece(expressions_, strand, t);
        clear(program_.threads[t].snapshot);
    }
    complete(strand);
    return true;
}

bool Steps::do_snapshot(Strand& strand, const program::BuiltinCall& call) {
    const std::vector<program::CellId>& marks = program_.threads[thread_].snapshot;
    if (call.op == Builtin::snapshot_take)
        note_fences(strand, marks, *call.usage, expressions_.object(strand, *call.object), none);
    else
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const Expressions::Piece piece(expressions_, strand, expressions_.fence_of(i));
            expressions_.store_slot(strand, slot_of(marks[i]), Operand::of(0));
        }
    complete(strand);
    return true;
}

// --- who waits for whom -----------------------------------------------------------------------

Operand Steps::waits_for(Strand& strand, Builtin mode, ObjectId lock, ThreadId holder) {
    const Operand owner = Operand::in(lock_op(strand, Act::owner_is, lock, holder), 0, 1);
    if (mode == Builtin::lock) return owner;
    const std::uint32_t which = mode == Builtin::down_read ? waits : reads;
    const Operand mark = expressions_.load_slot(strand, rw_mark(lock, which, holder));
    const std::uint16_t sum = expressions_.new_register(strand);
    const auto combine = [&](Opcode op, const Operand& other) {
        Expressions::emit(strand, Expressions::plain(op, sum, sum, expressions_.in_register(strand, other)));
    };
    Expressions::emit(strand, Expressions::plain(Opcode::move, sum, owner.reg));
    combine(Opcode::add, mark);
    // Who has it already does not wait: taking it again is misuse.
    const std::uint16_t outside = expressions_.new_register(strand);
    const Operand mine = expressions_.holds(strand, lock, thread_);
    Expressions::emit(strand, Expressions::plain(Opcode::not_, outside, expressions_.in_register(strand, mine)));
    combine(Opcode::multiply, Operand::in(outside, 0, 1));
    // Before its mark is set a writer has a step, the one that sets it.
    if (mode == Builtin::down_write)
        combine(Opcode::multiply, expressions_.load_slot(strand, rw_mark(lock, waits, thread_)));
    return Operand::in(sum, 0, 2);
}

/// Where naming the lock is a trap, the thread does not wait: that is a step.
void Steps::add_waits(const Strand& at, const program::BuiltinCall& call) {
    Strand strand = at;
    if (const program::Path* open = expressions_.unsettled(strand, *call.object)) {
        for (std::uint32_t value = 0; value < open->get<program::MemberPath>().element.count; ++value) {
            Strand side = strand;
            pin(side, *open, value);
            add_waits(side, call);
        }
        return;
    }
    const ObjectId lock = expressions_.used_object(strand, *call.object);
    for (ThreadId holder{0}; program_.threads.contains(holder) && !strand.cut; ++holder)
        if (holder != thread_) add_wait(strand, call.op, lock, holder);
}

void Steps::add_wait(Strand strand, Builtin mode, ObjectId lock, ThreadId holder) {
    const Operand waiting = waits_for(strand, mode, lock, holder);
    Expressions::emit(strand, Expressions::plain(Opcode::move, 0, waiting.reg));
    Expressions::emit(strand, Expressions::plain(Opcode::done));
    const bool writes = mode == Builtin::down_write;
    out_.waits.push_back(
        {thread_, holder, strand.start, slot_of(program_.objects[lock].first_cell), writes, strand.code.finish()});
}

}  // namespace revoke_mc::lower
