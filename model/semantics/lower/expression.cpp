// Expressions to code: what is asked of objects, threads, locks and fences (operators.cpp has the rest).
#include "model/semantics/lower/expression.hpp"

#include <algorithm>

namespace revoke_mc::lower {

using system::Opcode;

void Expressions::emit(Path& path, Op op) {
    op.muted = op.muted || path.mute;
    op.piece = path.piece;
    op.ghost = path.ghost;
    path.code.emit(op);
}

void Expressions::jump(Path& path, Opcode op, std::uint16_t reg, PathCode::Label to) {
    Op out = plain(op, reg);
    out.muted = path.mute;
    out.piece = path.piece;
    out.ghost = path.ghost;
    path.code.jump(out, to);
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

std::uint16_t Expressions::new_register(Path& path, Place place) {
    if (path.next_register >= first_link_register)
        throw syntax::SpecError({{syntax::Severity::error, place, "this statement is too large to be one step",
                                  "split it, or lower the number of instances"}},
                                *program_.sources);
    return path.next_register++;
}

void Expressions::forget_temporaries(Path& path, std::uint16_t keep) {
    std::uint16_t top = keep;
    for (const auto& [number, local] : path.locals)
        if (local.where == LocalValue::Where::operand && !local.operand.constant)
            top = std::max<std::uint16_t>(top, static_cast<std::uint16_t>(local.operand.reg + 1));
    path.next_register = top;
}

std::uint16_t Expressions::in_register(Path& path, const Operand& operand) {
    if (!operand.constant) return operand.reg;
    const std::uint16_t r = new_register(path);
    emit(path, plain(Opcode::constant, r, 0, 0, operand.value));
    return r;
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::Same& same) {
    Address left = address(path, *same.left);
    Address right = address(path, *same.right);
    if (!left.index && !right.index) return Operand::of(left.object == right.object ? 1 : 0);
    if (left.index && right.index)
        return calculate(path, program::Op::equal, object_number(path, left), object_number(path, right));
    if (right.index) std::swap(left, right);
    const std::int64_t step = signed_stride(left);
    if (right.object == none || step == 0) return Operand::of(0);
    const std::int64_t distance = right.object - left.object;
    if (distance % step != 0) return Operand::of(0);
    return calculate(path, program::Op::equal, *left.index, Operand::of(distance / step));
}

/// Objects may be numbered downwards along an index.
std::int64_t Expressions::signed_stride(const Address& of) { return static_cast<std::int32_t>(of.stride); }

Operand Expressions::object_number(Path& path, const Address& of) {
    const Operand offset = calculate(path, program::Op::multiply, *of.index, Operand::of(signed_stride(of)));
    return calculate(path, program::Op::add, Operand::of(of.object.number()), offset);
}

ThreadId Expressions::thread(Path& path, const program::ThreadPath& of) {
    if (of.current) return path.thread;
    const ObjectId instance = not_null(path, *of.instance);
    return instance == none ? none : program_.thread_of(instance, of.decl);
}

Operand Expressions::holds(Path& path, ObjectId lock, ThreadId holder) {
    const program::Object& it = program_.objects[lock];
    Op op;
    op.act = Act::owner_is;
    op.slot = slot_of(it.first_cell);
    op.thread = holder;
    op.a = new_register(path);
    emit(path, op);
    const Operand owner = Operand::in(op.a, 0, 1);
    if (it.kind != program::ObjectKind::rwlock) return owner;
    const Operand reads = load_slot(path, slot_of(it.reads_cell(holder)));
    return truth(path, calculate(path, program::Op::add, owner, reads));
}

Operand Expressions::of(Path& path, const Expr& expr, const program::NothingLeft& nothing) {
    const std::uint16_t r = new_register(path, expr.place);
    emit(path, plain(Opcode::constant, r, 0, 0, 0));
    const PathCode::Label end = path.code.new_label();
    for (const program::CellId cell : nothing.cells) {
        const std::uint16_t keep = path.next_register;
        const Operand more = arithmetic(path, program::Op::greater, load_slot(path, slot_of(cell)),
                                        Operand::of(program_.most_at_end(cell)));
        jump(path, Opcode::jump_if_set, in_register(path, more), end);
        path.next_register = keep;
    }
    emit(path, plain(Opcode::constant, r, 0, 0, 1));
    path.code.bind(end);
    return Operand::in(r, 0, 1);
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::MaySleep& /*test*/) {
    if (atomic_by_control(program_, path.thread, path.config)) return Operand::of(0);
    if (program_.spinlocks() == 0) return Operand::of(1);
    Op op;
    op.act = Act::no_spinlock;
    op.thread = path.thread;
    op.a = new_register(path);
    emit(path, op);
    return Operand::in(op.a, 0, 1);
}

Operand Expressions::idle(Path& path, ThreadId worker) {
    if (worker == path.thread) return Operand::of(0);
    Places places;
    places.thread = worker;
    for (const program::Stmt* stmt : program_.statements)
        if (stmt->is_idle() && stmt->routine == program_.threads[worker].routine) places.statements.push_back(stmt->id);
    return position_in(path, std::move(places), {});
}

/// The running thread stands where it is now, in the middle of its step.
bool Expressions::stands_in(const Path& path, const Places& places) const {
    return std::any_of(path.config.frames.begin(), path.config.frames.end(), [&](const Frame& frame) {
        for (StmtId at = frame.next; at != none; at = program_.statements[at]->parent)
            if (std::find(places.statements.begin(), places.statements.end(), at) != places.statements.end())
                return true;
        return std::find(places.routines.begin(), places.routines.end(), frame.routine) != places.routines.end();
    });
}

Operand Expressions::of(Path& path, const Expr& expr, const program::At& at) {
    Places places;
    places.statements = at.statements;
    return position(path, at.thread, std::move(places), expr.place);
}

Operand Expressions::of(Path& path, const Expr& expr, const program::InRoutine& in) {
    Places places;
    places.routines = {in.routine};
    return position(path, in.thread, std::move(places), expr.place);
}

Operand Expressions::of(Path& path, const Expr& expr, const program::AtRest& rest) {
    Places places;
    places.at_rest = true;
    return position(path, rest.thread, std::move(places), expr.place);
}

Operand Expressions::position(Path& path, const program::ThreadPath& of, Places places, Place place) {
    places.thread = thread(path, of);
    if (places.thread == none) return Operand::of(0);
    if (places.thread == path.thread) return Operand::of(stands_in(path, places) ? 1 : 0);
    return position_in(path, std::move(places), place);
}

Operand Expressions::position_in(Path& path, Places places, program::Place place) {
    // Threads begin one after the other; one that has not begun stands nowhere.
    if (path.initial && places.thread > path.thread) return Operand::of(0);
    out_.places.push_back(std::move(places));
    Op op;
    op.act = Act::position_in;
    op.a = new_register(path, place);
    op.thread = out_.places.back().thread;
    op.table = static_cast<std::uint32_t>(out_.places.size() - 1);
    emit(path, op);
    return Operand::in(op.a, 0, 1);
}

/// What ready(f) or snapshot_signaled() looks at; null if it is neither, or there is no such fence.
const std::vector<program::CellId>* Expressions::fence_marks(Path& path, const Expr& expr) {
    if (expr.is<program::SnapshotSignaled>()) return &program_.threads[path.thread].snapshot;
    const auto* ready = expr.as<program::Ready>();
    if (!ready) return nullptr;
    const ObjectId fence = used_object(path, *ready->fence);
    return fence == none ? nullptr : &program_.objects[fence].depends;
}

Operand Expressions::none_set(Path& path, const std::vector<program::CellId>& marks) {
    Operand sum = Operand::of(0);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const Piece piece(*this, path, fence_of(i));
        sum = calculate(path, program::Op::add, sum, load_slot(path, slot_of(marks[i])));
    }
    return calculate(path, program::Op::equal, sum, Operand::of(0));
}

Operand Expressions::waited_for(Path& path, ObjectId fence, ObjectId buffer, const Operand& usage) {
    using program::Op;
    const Operand in_resv = load_slot(path, slot_of(program_.usage_cell(fence, buffer)));
    const Operand listed = calculate(path, Op::less, Operand::of(0), in_resv);
    const Operand meant = calculate(path, Op::less_equal, in_resv, usage);
    const Operand pending =
        load_slot(path, slot_of(program_.objects[fence].first_cell + program_.fence_fields.pending));
    return calculate(path, Op::multiply, calculate(path, Op::multiply, listed, meant), pending);
}

Operand Expressions::value(Path& path, const Expr& expr) {
    limits::poll();
    return std::visit([&](const auto& what) { return of(path, expr, what); }, expr.what);
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::LocalRead& read) {
    return local(path, path.config.frames.back().number(read.local));
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::BoundRead& read) {
    return Operand::of(path.bound.at(read.local));
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::IsNull& test) {
    return Operand::of(address(path, *test.path).object == none ? 1 : 0);
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::IsMode& test) {
    const Address attachment = address(path, *test.attachment);
    if (attachment.object == none) trap(path);
    const bool is = attachment.object != none && program_.objects[attachment.object].mode == test.mode;
    return Operand::of(is ? 1 : 0);
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::Has& has) {
    const ObjectId instance = not_null(path, *has.instance);
    return Operand::of(instance != none && program_.function_of(instance, has.function) != none ? 1 : 0);
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::Holds& test) {
    const ObjectId lock = used_object(path, *test.lock);
    const ThreadId holder = thread(path, test.thread);
    return lock == none || holder == none ? Operand::of(0) : holds(path, lock, holder);
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::CalledBy& called) {
    return Operand::of(calling_side(program_, path.config) == called.side ? 1 : 0);
}

Operand Expressions::of(Path& path, const Expr& expr, const program::Ready& /*ready*/) {
    const auto* marks = fence_marks(path, expr);
    return marks ? none_set(path, *marks) : Operand::of(0);
}

Operand Expressions::of(Path& path, const Expr& expr, const program::SnapshotSignaled& /*test*/) {
    return none_set(path, *fence_marks(path, expr));
}

Operand Expressions::of(Path& path, const Expr& /*expr*/, const program::Nests& question) {
    return nests(path, question.nesting);
}

}  // namespace revoke_mc::lower
