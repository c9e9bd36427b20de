// Expressions to code: what is asked of objects, threads, locks and fences (operators.cpp has the rest).
#include "model/semantics/lower/expression.hpp"

#include <algorithm>

namespace revoke_mc::lower {

using system::Opcode;

void Expressions::emit(Strand& strand, Op op) {
    op.muted = op.muted || strand.mute;
    op.piece = strand.piece;
    op.ghost = strand.ghost;
    strand.code.emit(op);
}

void Expressions::jump(Strand& strand, Opcode op, std::uint16_t reg, StrandCode::Label to) {
    Op out = plain(op, reg);
    out.muted = strand.mute;
    out.piece = strand.piece;
    out.ghost = strand.ghost;
    strand.code.jump(out, to);
}

Op Expressions::plain(Opcode op, std::uint16_t a, std::uint16_t b, std::uint16_t c, std::int64_t imm) {
    Op out;
    out.op = op;
    out.a = a;
    out.b = b;
    out.c = c;
    out.imm = imm;
    return out;
}

std::uint16_t Expressions::new_register(Strand& strand, Place place) {
    if (strand.next_register >= first_link_register)
        throw syntax::SpecError({{syntax::Severity::error, place, "this statement is too large to be one step",
                                  "split it, or lower the number of instances"}},
                                *program_.sources);
    return strand.next_register++;
}

void Expressions::forget_temporaries(Strand& strand, std::uint16_t keep) {
    std::uint16_t top = keep;
    for (const auto& [number, local] : strand.locals)
        if (local.where == LocalValue::Where::operand && !local.operand.constant)
            top = std::max<std::uint16_t>(top, static_cast<std::uint16_t>(local.operand.reg + 1));
    strand.next_register = top;
}

std::uint16_t Expressions::in_register(Strand& strand, const Operand& operand) {
    if (!operand.constant) return operand.reg;
    const std::uint16_t r = new_register(strand);
    emit(strand, plain(Opcode::constant, r, 0, 0, operand.value));
    return r;
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::Same& same) {
    Address left = address(strand, *same.left);
    Address right = address(strand, *same.right);
    if (left.dimensions.empty() && right.dimensions.empty()) return Operand::of(left.object == right.object ? 1 : 0);
    if (right.dimensions.size() > left.dimensions.size()) std::swap(left, right);
    if (right.object == none || left.object == none) return Operand::of(0);
    if (left.dimensions.size() > 1 || !right.dimensions.empty())
        return calculate(strand, program::Op::equal, object_number(strand, left), object_number(strand, right));
    const std::int64_t step = signed_stride(left.dimensions.front());
    if (step == 0) return Operand::of(0);
    const std::int64_t distance = right.object - left.object;
    if (distance % step != 0) return Operand::of(0);
    return calculate(strand, program::Op::equal, left.dimensions.front().index, Operand::of(distance / step));
}

/// Objects may be numbered downwards along an index.
std::int64_t Expressions::signed_stride(const Address::Dimension& of) { return static_cast<std::int32_t>(of.stride); }

Operand Expressions::object_number(Strand& strand, const Address& of) {
    Operand number = Operand::of(of.object.number());
    for (const Address::Dimension& along : of.dimensions) {
        const Operand offset = calculate(strand, program::Op::multiply, along.index, Operand::of(signed_stride(along)));
        number = calculate(strand, program::Op::add, number, offset);
    }
    return number;
}

ThreadId Expressions::thread(Strand& strand, const program::ThreadPath& of) {
    if (of.current) return strand.thread;
    const ObjectId instance = not_null(strand, *of.instance);
    return instance == none ? none : program_.thread_of(instance, of.decl);
}

Operand Expressions::holds(Strand& strand, ObjectId lock, ThreadId holder) {
    const program::Object& object = program_.objects[lock];
    Op op;
    op.act = Act::owner_is;
    op.slot = slot_of(object.first_cell);
    op.thread = holder;
    op.a = new_register(strand);
    emit(strand, op);
    const Operand owner = Operand::in(op.a, 0, 1);
    if (object.kind != program::ObjectKind::rwlock) return owner;
    const Operand reads = load_slot(strand, slot_of(object.reads_cell(holder)));
    return truth(strand, calculate(strand, program::Op::add, owner, reads));
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::NothingLeft& nothing) {
    const std::uint16_t r = new_register(strand, expr.place);
    emit(strand, plain(Opcode::constant, r, 0, 0, 0));
    const StrandCode::Label end = strand.code.new_label();
    for (const program::CellId cell : nothing.cells) {
        const std::uint16_t keep = strand.next_register;
        const Operand more = arithmetic(strand, program::Op::greater, load_slot(strand, slot_of(cell)),
                                        Operand::of(program_.most_at_end(cell)));
        jump(strand, Opcode::jump_if_set, in_register(strand, more), end);
        strand.next_register = keep;
    }
    emit(strand, plain(Opcode::constant, r, 0, 0, 1));
    strand.code.bind(end);
    return Operand::in(r, 0, 1);
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::MaySleep& /*test*/) {
    if (atomic_by_control(program_, strand.thread, strand.config)) return Operand::of(0);
    if (program_.spinlocks() == 0) return Operand::of(1);
    Op op;
    op.act = Act::no_spinlock;
    op.thread = strand.thread;
    op.a = new_register(strand);
    emit(strand, op);
    return Operand::in(op.a, 0, 1);
}

Operand Expressions::idle(Strand& strand, ThreadId worker) {
    if (worker == strand.thread) return Operand::of(0);
    Positions positions;
    positions.thread = worker;
    for (const program::Stmt* stmt : program_.statements)
        if (stmt->is_idle() && stmt->routine == program_.threads[worker].routine)
            positions.statements.push_back(stmt->id);
    return position_in(strand, std::move(positions), {});
}

/// The running thread stands where it is now, in the middle of its step.
bool Expressions::stands_in(const Strand& strand, const Positions& positions) const {
    return std::any_of(strand.config.frames.begin(), strand.config.frames.end(), [&](const Frame& frame) {
        for (StmtId at = frame.next; at != none; at = program_.statements[at]->parent)
            if (std::find(positions.statements.begin(), positions.statements.end(), at) != positions.statements.end())
                return true;
        return std::find(positions.routines.begin(), positions.routines.end(), frame.routine) !=
               positions.routines.end();
    });
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::At& at) {
    Positions positions;
    positions.statements = at.statements;
    return position(strand, at.thread, std::move(positions), expr.place);
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::InRoutine& in) {
    Positions positions;
    positions.routines = {in.routine};
    return position(strand, in.thread, std::move(positions), expr.place);
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::AtRest& rest) {
    Positions positions;
    positions.at_rest = true;
    return position(strand, rest.thread, std::move(positions), expr.place);
}

Operand Expressions::position(Strand& strand, const program::ThreadPath& of, Positions positions, Place place) {
    positions.thread = thread(strand, of);
    if (positions.thread == none) return Operand::of(0);
    if (positions.thread == strand.thread) return Operand::of(stands_in(strand, positions) ? 1 : 0);
    return position_in(strand, std::move(positions), place);
}

Operand Expressions::position_in(Strand& strand, Positions positions, program::Place place) {
    // Threads begin one after the other; one that has not begun stands nowhere.
    if (strand.initial && positions.thread > strand.thread) return Operand::of(0);
    out_.positions.push_back(std::move(positions));
    Op op;
    op.act = Act::position_in;
    op.a = new_register(strand, place);
    op.thread = out_.positions.back().thread;
    op.table = static_cast<std::uint32_t>(out_.positions.size() - 1);
    emit(strand, op);
    return Operand::in(op.a, 0, 1);
}

/// What ready(f) or snapshot_signaled() looks at; null if it is neither, or there is no such fence.
const std::vector<program::CellId>* Expressions::fence_marks(Strand& strand, const Expr& expr) {
    if (expr.is<program::SnapshotSignaled>()) return &program_.threads[strand.thread].snapshot;
    const auto* ready = expr.as<program::Ready>();
    if (!ready) return nullptr;
    const ObjectId fence = used_object(strand, *ready->fence);
    return fence == none ? nullptr : &program_.objects[fence].depends;
}

Operand Expressions::none_set(Strand& strand, const std::vector<program::CellId>& marks) {
    Operand sum = Operand::of(0);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const Piece piece(*this, strand, fence_of(i));
        sum = calculate(strand, program::Op::add, sum, load_slot(strand, slot_of(marks[i])));
    }
    return calculate(strand, program::Op::equal, sum, Operand::of(0));
}

Operand Expressions::waited_for(Strand& strand, ObjectId fence, ObjectId buffer, const Operand& usage) {
    using program::Op;
    const Operand in_resv = load_slot(strand, slot_of(program_.usage_cell(fence, buffer)));
    const Operand listed = calculate(strand, Op::less, Operand::of(0), in_resv);
    const Operand meant = calculate(strand, Op::less_equal, in_resv, usage);
    const Operand pending =
        load_slot(strand, slot_of(program_.objects[fence].first_cell + *program_.fence_fields.pending));
    return calculate(strand, Op::multiply, calculate(strand, Op::multiply, listed, meant), pending);
}

Operand Expressions::value(Strand& strand, const Expr& expr) {
    limits::poll();
    return std::visit([&](const auto& what) { return of(strand, expr, what); }, expr.what);
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::LocalRead& read) {
    return local(strand, strand.config.frames.back().number(read.local));
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::BoundRead& read) {
    return Operand::of(strand.bound.at(read.local));
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::IsNull& test) {
    return Operand::of(address(strand, *test.path).object == none ? 1 : 0);
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::IsMode& test) {
    const Address attachment = address(strand, *test.attachment);
    if (attachment.object == none) trap(strand);
    const bool is = attachment.object != none && program_.objects[attachment.object].mode == test.mode;
    return Operand::of(is ? 1 : 0);
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::Has& has) {
    const ObjectId instance = not_null(strand, *has.instance);
    return Operand::of(instance != none && program_.function_of(instance, has.function) != none ? 1 : 0);
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::Holds& test) {
    const ObjectId lock = used_object(strand, *test.lock);
    const ThreadId holder = thread(strand, test.thread);
    return lock == none || holder == none ? Operand::of(0) : holds(strand, lock, holder);
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::CalledBy& called) {
    return Operand::of(calling_side(program_, strand.config) == called.side ? 1 : 0);
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::Ready& /*ready*/) {
    const auto* marks = fence_marks(strand, expr);
    return marks ? none_set(strand, *marks) : Operand::of(0);
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::SnapshotSignaled& /*test*/) {
    return none_set(strand, *fence_marks(strand, expr));
}

Operand Expressions::of(Strand& strand, const Expr& /*expr*/, const program::Nests& question) {
    return nests(strand, question.nesting);
}

}  // namespace revoke_mc::lower
