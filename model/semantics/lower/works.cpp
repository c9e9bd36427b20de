// Works as transition code: a flag "pending", and for each thread a mark of what it waits for.
//
// A thread that flushes a work notes whether the run that it waits for is queued or under way; the worker turns these
// marks when it starts a run. The thread goes on once the worker idles or has started a later run. A thread that
// cancels has a mark, too, which keeps others from queueing the work until the run under way has ended.
#include <algorithm>

#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

using program::Builtin;
using program::WorkWait;
using system::Opcode;

namespace {

constexpr std::uint32_t flusher = 0, canceller = 1;  // marks of a thread in a work, laid out as those in an rwlock

std::int64_t number(WorkWait waits) { return static_cast<std::int64_t>(waits); }

}  // namespace

/// Some thread may do this: else the marks for it stay 0.
bool Steps::has(Builtin builtin) const {
    return std::any_of(program_.statements.begin(), program_.statements.end(), [&](const Stmt* stmt) {
        const auto* call = stmt->as<program::BuiltinCall>();
        return call && call->op == builtin;
    });
}

void Steps::turn_flushers(Strand& strand, ObjectId work, WorkWait from, WorkWait to) {
    for (ThreadId t{0}; program_.threads.contains(t) && has(Builtin::flush); ++t) {
        const Expressions::Piece piece(expressions_, strand, t);
        Op op;
        op.act = Act::turn;
        op.slot = rw_mark(work, flusher, t);
        op.imm = number(from);
        op.high = number(to);
        strand.known.erase(op.slot);
        Expressions::emit(strand, op);
    }
}

bool Steps::do_queue(Strand& strand, ObjectId work) {
    const SlotId pending = slot_of(program_.objects[work].first_cell);
    if (!has(Builtin::cancel)) {
        expressions_.store_slot(strand, pending, Operand::of(1));
        complete(strand);
        return true;
    }
    const Operand cancels = any_mark(strand, work, canceller);  // not its own: it would stand there
    const Operand refused = expressions_.truth(strand, cancels);
    const Operand accepted = expressions_.calculate(strand, program::Op::subtract, Operand::of(1), refused);
    const Operand before = expressions_.load_slot(strand, pending);
    const Operand kept = expressions_.calculate(strand, program::Op::multiply, refused, before);
    expressions_.store_slot(strand, pending, expressions_.calculate(strand, program::Op::add, accepted, kept));
    complete(strand);
    return true;
}

void Steps::test(Strand& strand, SlotId slot, std::int64_t value) {
    Op op;
    op.act = Act::test;
    op.slot = slot;
    op.imm = value;
    Expressions::emit(strand, op);
}

/// Goes on only if the worker idles, or only if it does not.
void Steps::test_idle(Strand& strand, ObjectId work, bool wanted) {
    const Operand idle = expressions_.idle(strand, program_.objects[work].worker);
    const std::uint16_t r = expressions_.in_register(strand, idle);
    Expressions::emit(strand, Expressions::plain(wanted ? Opcode::fail_if_zero : Opcode::fail_if_set, r));
}

/// One way on from each mark: past the work, or, once, to the note of what is waited for. Then `next` stays.
bool Steps::do_flush(Strand& strand, ObjectId work) {
    const SlotId pending = slot_of(program_.objects[work].first_cell), mark = rw_mark(work, flusher, thread_);
    out_.slots[mark].use(0, number(WorkWait::over));
    const auto pass = [=, this](Strand& side) {
        expressions_.store_slot(side, mark, Operand::of(number(WorkWait::nothing)));
        complete(side);
        return true;
    };
    const auto note = [=, this](Strand& side, WorkWait waits) {
        expressions_.store_slot(side, mark, Operand::of(number(waits)));
        return true;
    };
    return fork(strand, {[=, this](Strand& side) {
                             test(side, mark, number(WorkWait::nothing));
                             test(side, pending, 0);
                             test_idle(side, work, true);
                             return pass(side);
                         },
                         [=, this](Strand& side) {
                             test(side, mark, number(WorkWait::nothing));
                             test(side, pending, 1);
                             return note(side, WorkWait::queued);
                         },
                         [=, this](Strand& side) {
                             test(side, mark, number(WorkWait::nothing));
                             test(side, pending, 0);
                             test_idle(side, work, false);
                             return note(side, WorkWait::running);
                         },
                         [=, this](Strand& side) {
                             test(side, mark, number(WorkWait::running));
                             test_idle(side, work, true);
                             return pass(side);
                         },
                         [=, this](Strand& side) {
                             test(side, mark, number(WorkWait::over));
                             return pass(side);
                         }});
}

/// No more is to run than what is under way: that is waited for, with the mark set.
bool Steps::do_cancel(Strand& strand, ObjectId work) {
    const SlotId mark = rw_mark(work, canceller, thread_);
    const auto begin = [=, this](Strand& side, bool idle) {
        test(side, mark, 0);
        test_idle(side, work, idle);
        expressions_.store_slot(side, slot_of(program_.objects[work].first_cell), Operand::of(0));
        turn_flushers(side, work, WorkWait::queued, WorkWait::over);
    };
    return fork(strand, {[=, this](Strand& side) {
                             begin(side, true);
                             complete(side);
                             return true;
                         },
                         [=, this](Strand& side) {
                             begin(side, false);
                             expressions_.store_slot(side, mark, Operand::of(1));
                             return true;  // `next` stays: the step has been carried out
                         },
                         [=, this](Strand& side) {
                             test(side, mark, 1);
                             test_idle(side, work, true);
                             expressions_.store_slot(side, mark, Operand::of(0));
                             complete(side);
                             return true;
                         }});
}

bool Steps::do_start(Strand& strand, ObjectId work) {
    expressions_.store_slot(strand, slot_of(program_.objects[work].first_cell), Operand::of(0));
    turn_flushers(strand, work, WorkWait::running, WorkWait::over);
    turn_flushers(strand, work, WorkWait::queued, WorkWait::running);
    complete(strand);
    return true;
}

}  // namespace revoke_mc::lower
