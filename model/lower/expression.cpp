// Expressions to code; see expression.hpp.
#include "model/lower/expression.hpp"

#include <algorithm>

namespace revoke_mc::lower {

using program::Expr;
using system::Opcode;

std::size_t Expressions::emit(Path& path, Op op) {
    op.muted = op.muted || path.mute;
    path.code.push_back(op);
    return path.code.size() - 1;
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

void Expressions::forget_temporaries(Path& path) {
    if (path.conditional != 0) return;
    std::uint16_t top = 1;
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

// --- slots and locals -------------------------------------------------------------------------

Operand Expressions::load_slot(Path& path, SlotId slot) {
    if (const auto known = path.known.find(slot); known != path.known.end()) return Operand::of(known->second);
    Op op;
    op.act = Act::load;
    op.a = new_register(path);
    op.slot = slot;
    emit(path, op);
    return Operand::in(op.a, out_.slots[slot].low, out_.slots[slot].high);
}

void Expressions::store_slot(Path& path, SlotId slot, const Operand& operand) {
    out_.slots[slot].use(operand.low, operand.high);
    Op op;
    op.act = operand.constant ? Act::set : Act::store;
    op.a = operand.reg;
    op.imm = operand.value;
    op.slot = slot;
    emit(path, op);
    path.known.erase(slot);
    if (operand.constant && path.conditional == 0) path.known[slot] = static_cast<Value>(operand.value);
}

const program::ValueType& Expressions::local_type(const Path& path, std::uint32_t number) const {
    auto frame = path.config.frames.rbegin();
    while (frame->locals_at > number) ++frame;
    return program_.routines[frame->routine].locals[number - frame->locals_at].type;
}

Operand Expressions::local(Path& path, std::uint32_t number) {
    const auto found = path.locals.find(number);
    if (found == path.locals.end()) return Operand::of(0);
    if (found->second.where == LocalValue::Where::operand) return found->second.operand;
    Operand loaded = load_slot(path, out_.slots.local(path.thread, number));
    const program::ValueType& type = local_type(path, number);
    if (!loaded.constant) loaded = Operand::in(loaded.reg, type.low, type.high);
    if (path.conditional == 0) found->second = {LocalValue::Where::operand, loaded, false, false};
    return loaded;
}

void Expressions::assign_local(Path& path, std::uint32_t number, const Operand& operand) {
    LocalValue& target = path.locals[number];
    if (!target.pinned) {
        target = {LocalValue::Where::operand, operand, true, false};
        return;
    }
    target.operand.low = std::min(target.operand.low, operand.low);
    target.operand.high = std::max(target.operand.high, operand.high);
    if (operand.constant)
        emit(path, plain(Opcode::constant, target.operand.reg, 0, 0, operand.value));
    else
        emit(path, plain(Opcode::move, target.operand.reg, operand.reg));
}

void Expressions::trap(Path& path) {
    const std::uint16_t r = in_register(path, Operand::of(0));
    emit(path, plain(Opcode::trap_if_zero, r));
    if (path.conditional == 0 && !path.mute) path.cut = true;
}

void Expressions::check_range(Path& path, const Operand& operand, std::int64_t low, std::int64_t high) {
    if (operand.low >= low && operand.high <= high) return;
    if (operand.constant) return trap(path);
    Op op = plain(Opcode::trap_outside, operand.reg, 0, 0, low);
    op.high = high;
    emit(path, op);
}

// --- addresses --------------------------------------------------------------------------------

ObjectId Expressions::related(ObjectId object, program::Relation relation) const {
    if (object == none) return none;
    const program::Object& it = program_.objects[object];
    switch (relation) {
    case program::Relation::buffer: return it.buffer;
    case program::Relation::owner: return it.owner;
    case program::Relation::attachment: return it.attachment;
    case program::Relation::exporter: return it.exporter;
    }
    return none;
}

Address Expressions::relation(Path& path, const program::Path& of) {
    const Address base = address(path, *of.base);
    Address out;
    out.object = related(base.object, of.relation);
    if (!base.index) return out;
    const ObjectId second = related(base.object + base.stride, of.relation);
    if (second == out.object || base.count < 2) return out;
    out.index = base.index;
    out.stride = second - out.object;
    out.count = base.count;
    return out;
}

Address Expressions::member(Path& path, const program::Path& of) {
    Address out = address(path, *of.base);
    if (out.object == none) {
        trap(path);
        return out;
    }
    if (of.kind == program::Path::Kind::member) check_alive(path, out, 1);
    out.object += of.object_offset;
    if (!of.index) return out;
    if (const auto pinned = path.pinned_index.find(&of); pinned != path.pinned_index.end()) {
        out.object += static_cast<ObjectId>(pinned->second) * of.stride;
        return out;
    }
    const Operand index = value(path, *of.index);
    check_range(path, index, 0, static_cast<std::int64_t>(of.count) - 1);
    if (index.constant) {
        const auto in_bounds = std::clamp<std::int64_t>(index.value, 0, static_cast<std::int64_t>(of.count) - 1);
        out.object += static_cast<ObjectId>(in_bounds) * of.stride;
        return out;
    }
    out.index = index;
    out.stride = of.stride;
    out.count = of.count;
    return out;
}

Address Expressions::address(Path& path, const program::Path& of) {
    using Kind = program::Path::Kind;
    switch (of.kind) {
    case Kind::null: return {};
    case Kind::self: return {path.config.frames.back().self, {}, 0, 1};
    case Kind::object: return {of.object, {}, 0, 1};
    case Kind::reference: return {path.config.frames.back().references[of.ref], {}, 0, 1};
    case Kind::relation: return relation(path, of);
    case Kind::member: return member(path, of);
    case Kind::deref: {
        const Operand pointer = value(path, *of.cell);
        if (pointer.constant && pointer.value == 0) trap(path);
        if (!pointer.constant) emit(path, plain(Opcode::trap_if_zero, pointer.reg));
        Address out = address(path, *of.base);
        out.object += of.object_offset;
        check_alive(path, out, 1);
        return out;
    }
    }
    return {};
}

/// Whatever lies in a heap object is used only while it is allocated.
void Expressions::check_alive(Path& path, const Address& address, std::uint32_t cell_offset) {
    const program::Object& it = program_.objects[address.object];
    if (it.kind != program::ObjectKind::heap || cell_offset == 0) return;
    const Operand allocated = load_slot(path, it.first_cell);
    if (allocated.constant && allocated.value == 0) trap(path);
    if (!allocated.constant) emit(path, plain(Opcode::trap_if_zero, allocated.reg));
}

ObjectId Expressions::object(Path& path, const program::Path& of) {
    const Address found = address(path, of);
    if (found.index)
        throw syntax::SpecError({{syntax::Severity::error, of.place, "this index must be settled before it is used here",
                                  "bind the element with a reference first: T *p = &x[i];"}},
                                *program_.sources);
    return found.object;
}

const program::Path* Expressions::unsettled(Path& path, const program::Path& of) {
    if (of.base)
        if (const program::Path* inner = unsettled(path, *of.base)) return inner;
    if (of.kind != program::Path::Kind::member || !of.index || path.pinned_index.contains(&of)) return nullptr;
    Path trial = path;  // only to see whether the index is a constant; its code is dropped
    return value(trial, *of.index).constant ? nullptr : &of;
}

std::vector<ObjectId> Expressions::elements(Path& path, const program::Set& set) {
    const ObjectId of = set.of ? object(path, *set.of) : none;
    return program_.elements(set, of);
}

// --- cells ------------------------------------------------------------------------------------

std::uint32_t Expressions::table(std::vector<SlotId> slots) {
    for (std::size_t i = 0; i < out_.tables.size(); ++i)
        if (out_.tables[i] == slots) return static_cast<std::uint32_t>(i);
    out_.tables.push_back(std::move(slots));
    return static_cast<std::uint32_t>(out_.tables.size() - 1);
}

Expressions::CellAt Expressions::cell_at(Path& path, const Expr& expr) {
    const Address base = address(path, *expr.path);
    CellAt out;
    if (base.object == none) {
        trap(path);
        out.first = 0;
        return out;
    }
    check_alive(path, base, expr.cell_offset);
    const auto cell_of = [&](std::uint32_t element) {
        return program_.objects[base.object + element * base.stride].first_cell + expr.cell_offset;
    };
    std::optional<Operand> index;
    if (expr.index) {
        index = value(path, *expr.index);
        check_range(path, *index, 0, static_cast<std::int64_t>(expr.count) - 1);
        if (index->constant) index->value = std::clamp<std::int64_t>(index->value, 0, expr.count - 1);
    }
    const std::uint32_t fixed = index && index->constant ? static_cast<std::uint32_t>(index->value) * expr.stride : 0;
    out.first = cell_of(0) + fixed;
    const bool inner = index && !index->constant;
    if (!base.index && !inner) return out;
    const std::uint32_t columns = inner ? expr.count : 1;
    for (std::uint32_t row = 0; row < (base.index ? base.count : 1); ++row)
        for (std::uint32_t column = 0; column < columns; ++column)
            out.table.push_back(cell_of(row) + fixed + column * expr.stride);
    if (!base.index) {
        out.index = index;
        return out;
    }
    Operand combined = *base.index;
    if (inner) {
        combined = arithmetic(path, program::Op::multiply, combined, Operand::of(columns));
        combined = arithmetic(path, program::Op::add, combined, *index);
    }
    out.index = combined;
    return out;
}

Operand Expressions::load_cell(Path& path, const Expr& expr) {
    const CellAt at = cell_at(path, expr);
    if (!at.index) return load_slot(path, at.first);
    Op op;
    op.act = Act::load_indexed;
    op.a = new_register(path, expr.place);
    op.b = at.index->reg;
    op.table = table(at.table);
    emit(path, op);
    return Operand::in(op.a, expr.type.low, expr.type.high);
}

void Expressions::store(Path& path, const Expr& target, const Operand& operand) {
    const CellAt at = cell_at(path, target);
    check_range(path, operand, target.type.low, target.type.high);
    if (path.cut) return;
    if (const ObjectId guard = program_.cells[at.first].guard; guard != none) {
        Op op;
        op.act = Act::unguarded_unless_owner;
        op.slot = program_.objects[guard].first_cell;
        op.thread = path.thread;
        emit(path, op);
    }
    if (!at.index) return store_slot(path, at.first, operand);
    Op op;
    op.act = Act::store_indexed;
    op.a = in_register(path, operand);
    op.b = at.index->reg;
    op.table = table(at.table);
    emit(path, op);
    for (const SlotId slot : at.table) {
        out_.slots[slot].use(operand.low, operand.high);
        path.known.erase(slot);
    }
}

// --- operators --------------------------------------------------------------------------------

Operand Expressions::truth(Path& path, const Operand& operand) {
    if (operand.constant) return Operand::of(operand.value != 0 ? 1 : 0);
    if (operand.low >= 0 && operand.high <= 1) return operand;
    const std::uint16_t zero = in_register(path, Operand::of(0));
    const std::uint16_t r = new_register(path);
    emit(path, plain(Opcode::unequal, r, operand.reg, zero));
    return Operand::in(r, 0, 1);
}

Operand Expressions::unary(Path& path, const Expr& expr) {
    const Operand operand = value(path, *expr.args[0]);
    const bool negation = expr.op == program::Op::not_;
    if (operand.constant) return Operand::of(negation ? (operand.value == 0 ? 1 : 0) : -operand.value);
    const std::uint16_t r = new_register(path, expr.place);
    emit(path, plain(negation ? Opcode::not_ : Opcode::negate, r, operand.reg));
    return negation ? Operand::in(r, 0, 1) : Operand::in(r, -operand.high, -operand.low);
}

namespace {

std::int64_t fold(program::Op op, std::int64_t a, std::int64_t b) {
    using program::Op;
    switch (op) {
    case Op::add: return a + b;
    case Op::subtract: return a - b;
    case Op::multiply: return a * b;
    case Op::divide: return a / b;
    case Op::modulo: return a % b;
    case Op::equal: return a == b ? 1 : 0;
    case Op::unequal: return a != b ? 1 : 0;
    case Op::less: return a < b ? 1 : 0;
    case Op::less_equal: return a <= b ? 1 : 0;
    case Op::greater: return a > b ? 1 : 0;
    case Op::greater_equal: return a >= b ? 1 : 0;
    default: return 0;
    }
}

Opcode opcode_of(program::Op op) {
    using program::Op;
    switch (op) {
    case Op::add: return Opcode::add;
    case Op::subtract: return Opcode::subtract;
    case Op::multiply: return Opcode::multiply;
    case Op::divide: return Opcode::divide;
    case Op::modulo: return Opcode::modulo;
    case Op::equal: return Opcode::equal;
    case Op::unequal: return Opcode::unequal;
    case Op::less:
    case Op::greater: return Opcode::less;
    default: return Opcode::less_equal;
    }
}

bool is_comparison(program::Op op) { return op >= program::Op::equal && op <= program::Op::greater_equal; }

/// Bounds of the result, for dropping range checks that cannot fail.
void bound_result(program::Op op, const Operand& a, const Operand& b, Operand& result) {
    if (is_comparison(op)) {
        result.low = 0;
        result.high = 1;
        return;
    }
    if (op == program::Op::modulo || op == program::Op::divide) {
        const std::int64_t most = std::max(std::abs(a.low), std::abs(a.high));
        result.low = -most;
        result.high = most;
        return;
    }
    const std::int64_t corners[] = {fold(op, a.low, b.low), fold(op, a.low, b.high), fold(op, a.high, b.low),
                                    fold(op, a.high, b.high)};
    result.low = *std::min_element(std::begin(corners), std::end(corners));
    result.high = *std::max_element(std::begin(corners), std::end(corners));
}

}  // namespace

Operand Expressions::arithmetic(Path& path, program::Op op, const Operand& left, const Operand& right) {
    if (left.constant && right.constant) return Operand::of(fold(op, left.value, right.value));
    std::uint16_t a = in_register(path, left);
    std::uint16_t b = in_register(path, right);
    if (op == program::Op::greater || op == program::Op::greater_equal) std::swap(a, b);
    Operand result = Operand::in(new_register(path), 0, 1);
    emit(path, plain(opcode_of(op), result.reg, a, b));
    bound_result(op, left, right, result);
    return result;
}

Operand Expressions::divide(Path& path, program::Op op, const Operand& left, const Operand& right) {
    if (right.constant && right.value == 0) {
        trap(path);
        return Operand::of(0);
    }
    if (!right.constant) emit(path, plain(Opcode::trap_if_zero, right.reg));
    return arithmetic(path, op, left, right);
}

Operand Expressions::binary(Path& path, const Expr& expr) {
    using program::Op;
    if (expr.op == Op::and_ || expr.op == Op::or_ || expr.op == Op::implies) return logical(path, expr);
    const Operand left = value(path, *expr.args[0]);
    const Operand right = value(path, *expr.args[1]);
    if (expr.op == Op::divide || expr.op == Op::modulo) return divide(path, expr.op, left, right);
    return arithmetic(path, expr.op, left, right);
}

/// a && b, a || b, a implies b: the right side is evaluated only if the left leaves it open.
Operand Expressions::logical(Path& path, const Expr& expr) {
    using program::Op;
    Operand left = truth(path, value(path, *expr.args[0]));
    const bool settles = expr.op == Op::or_;  // the left value that settles the result
    const std::int64_t settled = expr.op == Op::and_ ? 0 : 1;
    if (left.constant) {
        if ((left.value != 0) == settles) return Operand::of(settled);
        return truth(path, value(path, *expr.args[1]));
    }
    const std::uint16_t r = new_register(path, expr.place);
    emit(path, plain(Opcode::constant, r, 0, 0, settled));
    const std::size_t jump = emit(path, plain(settles ? Opcode::jump_if_set : Opcode::jump_if_zero, left.reg));
    ++path.conditional;
    const Operand right = truth(path, value(path, *expr.args[1]));
    if (right.constant)
        emit(path, plain(Opcode::constant, r, 0, 0, right.value));
    else
        emit(path, plain(Opcode::move, r, right.reg));
    --path.conditional;
    path.code[jump].imm = static_cast<std::int64_t>(path.code.size());
    if (right.constant && right.value == settled) return Operand::of(settled);  // whatever the left side is
    return Operand::in(r, 0, 1);
}

Operand Expressions::conditional(Path& path, const Expr& expr) {
    const Operand condition = value(path, *expr.args[0]);
    if (condition.constant) return value(path, *expr.args[condition.value != 0 ? 1 : 2]);
    const std::uint16_t r = new_register(path, expr.place);
    const auto put = [&](const Operand& operand) {
        if (operand.constant)
            emit(path, plain(Opcode::constant, r, 0, 0, operand.value));
        else
            emit(path, plain(Opcode::move, r, operand.reg));
    };
    ++path.conditional;
    const std::size_t to_else = emit(path, plain(Opcode::jump_if_zero, condition.reg));
    const Operand yes = value(path, *expr.args[1]);
    put(yes);
    const std::size_t to_end = emit(path, plain(Opcode::jump));
    path.code[to_else].imm = static_cast<std::int64_t>(path.code.size());
    const Operand no = value(path, *expr.args[2]);
    put(no);
    path.code[to_end].imm = static_cast<std::int64_t>(path.code.size());
    --path.conditional;
    return Operand::in(r, std::min(yes.low, no.low), std::max(yes.high, no.high));
}

/// Calls f() with each element of the quantifier bound; f returns false to stop.
template <class F>
void Expressions::each_element(Path& path, const Expr& expr, F&& f) {
    if (expr.set->kind == program::Set::Kind::integers) {
        for (std::int64_t i = expr.set->low; i <= expr.set->high; ++i) {
            path.bound[expr.local] = i;
            if (!f()) break;
        }
        path.bound.erase(expr.local);
        return;
    }
    const std::vector<ObjectId> found = elements(path, *expr.set);
    for (const ObjectId element : found) {
        path.config.frames.back().references[expr.ref] = element;
        if (!f()) break;
    }
    path.config.frames.back().references[expr.ref] = none;
}

/// forall: 1 unless some element has its filter true and its body false; exists: the dual.
Operand Expressions::quantifier(Path& path, const Expr& expr) {
    const bool all = expr.kind == Expr::Kind::forall;
    const std::int64_t otherwise = all ? 1 : 0;
    const std::uint16_t r = new_register(path, expr.place);
    emit(path, plain(Opcode::constant, r, 0, 0, 1 - otherwise));  // the value if an element settles it
    std::vector<std::size_t> settled;
    bool constant = false;
    ++path.conditional;
    each_element(path, expr, [&] {
        const std::uint16_t keep = path.next_register;
        std::optional<std::size_t> skip;
        if (expr.args.size() > 1 && expr.args[1]) {
            const Operand filter = value(path, *expr.args[1]);
            if (filter.constant && filter.value == 0) return true;
            if (!filter.constant) skip = emit(path, plain(Opcode::jump_if_zero, filter.reg));
        }
        const Operand body = value(path, *expr.args[0]);
        if (body.constant) {
            if ((body.value != 0) != all) {
                settled.push_back(emit(path, plain(Opcode::jump)));
                constant = !skip;
            }
        } else {
            settled.push_back(emit(path, plain(all ? Opcode::jump_if_zero : Opcode::jump_if_set, body.reg)));
        }
        if (skip) path.code[*skip].imm = static_cast<std::int64_t>(path.code.size());
        path.next_register = keep;
        return !constant;
    });
    --path.conditional;
    if (settled.empty()) return Operand::of(otherwise);
    emit(path, plain(Opcode::constant, r, 0, 0, otherwise));
    for (const std::size_t jump : settled) path.code[jump].imm = static_cast<std::int64_t>(path.code.size());
    return Operand::in(r, 0, 1);
}

Operand Expressions::same(Path& path, const Expr& expr) {
    Address left = address(path, *expr.path);
    Address right = address(path, *expr.other);
    if (!left.index && !right.index) return Operand::of(left.object == right.object ? 1 : 0);
    if (left.index && right.index) {
        const Operand l = arithmetic(path, program::Op::add, Operand::of(left.object),
                                     arithmetic(path, program::Op::multiply, *left.index, Operand::of(left.stride)));
        const Operand r = arithmetic(path, program::Op::add, Operand::of(right.object),
                                     arithmetic(path, program::Op::multiply, *right.index, Operand::of(right.stride)));
        return arithmetic(path, program::Op::equal, l, r);
    }
    if (right.index) std::swap(left, right);
    const std::int64_t distance = static_cast<std::int64_t>(right.object) - static_cast<std::int64_t>(left.object);
    if (right.object == none || left.stride == 0 || distance % left.stride != 0) return Operand::of(0);
    return arithmetic(path, program::Op::equal, *left.index, Operand::of(distance / left.stride));
}

ThreadId Expressions::thread(Path& path, const program::ThreadPath& of) {
    return of.current ? path.thread : program_.thread_of(object(path, *of.instance), of.decl);
}

Operand Expressions::holds(Path& path, ObjectId lock, ThreadId holder) {
    const program::Object& it = program_.objects[lock];
    Op op;
    op.act = Act::owner_is;
    op.slot = it.first_cell;
    op.thread = holder;
    op.a = new_register(path);
    emit(path, op);
    const Operand owner = Operand::in(op.a, 0, 1);
    if (it.kind != program::ObjectKind::rwlock) return owner;
    const Operand reads = load_slot(path, it.first_cell + 1 + 2 * holder);
    return truth(path, arithmetic(path, program::Op::add, owner, reads));
}

/// The running thread stands where it is now, in the middle of its step.
bool Expressions::stands_in(const Path& path, const Places& places) const {
    return std::any_of(path.config.frames.begin(), path.config.frames.end(), [&](const Frame& frame) {
        for (StmtId at = frame.next; at != none; at = program_.statements[at]->parent)
            if (std::find(places.statements.begin(), places.statements.end(), at) != places.statements.end()) return true;
        return std::find(places.routines.begin(), places.routines.end(), frame.routine) != places.routines.end();
    });
}

Operand Expressions::position(Path& path, const Expr& expr) {
    Places places;
    places.thread = thread(path, expr.thread);
    places.statements = expr.statements;
    places.routines = expr.routines;
    if (places.thread == path.thread) return Operand::of(stands_in(path, places) ? 1 : 0);
    out_.places.push_back(std::move(places));
    Op op;
    op.act = Act::position_in;
    op.a = new_register(path, expr.place);
    op.thread = out_.places.back().thread;
    op.table = static_cast<std::uint32_t>(out_.places.size() - 1);
    emit(path, op);
    return Operand::in(op.a, 0, 1);
}

Operand Expressions::ready(Path& path, const Expr& expr) {
    const program::Object& job = program_.objects[object(path, *expr.path)];
    Operand sum = Operand::of(0);
    for (const program::CellId mark : job.depends) sum = arithmetic(path, program::Op::add, sum, load_slot(path, mark));
    return arithmetic(path, program::Op::equal, sum, Operand::of(0));
}

Operand Expressions::value(Path& path, const Expr& expr) {
    using Kind = Expr::Kind;
    switch (expr.kind) {
    case Kind::constant: return Operand::of(expr.value);
    case Kind::local: return local(path, path.config.frames.back().locals_at + expr.local);
    case Kind::bound: return Operand::of(path.bound.at(expr.local));
    case Kind::cell: return load_cell(path, expr);
    case Kind::unary: return unary(path, expr);
    case Kind::binary: return binary(path, expr);
    case Kind::conditional: return conditional(path, expr);
    case Kind::forall:
    case Kind::exists: return quantifier(path, expr);
    case Kind::same: return same(path, expr);
    case Kind::is_null: return Operand::of(address(path, *expr.path).object == none ? 1 : 0);
    case Kind::is_mode: {
        const Address it = address(path, *expr.path);
        return Operand::of(static_cast<std::int64_t>(program_.objects[it.object].mode) == expr.value ? 1 : 0);
    }
    case Kind::has: return Operand::of(program_.function_of(object(path, *expr.path), expr.text) != none ? 1 : 0);
    case Kind::holds: return holds(path, object(path, *expr.path), thread(path, expr.thread));
    case Kind::at:
    case Kind::in_routine: return position(path, expr);
    case Kind::ready: return ready(path, expr);
    }
    return {};
}

// --- guards -----------------------------------------------------------------------------------

bool Expressions::require(Path& path, const Operand& operand, bool wanted) {
    if (operand.constant) return (operand.value != 0) == wanted;
    emit(path, plain(wanted ? Opcode::fail_if_zero : Opcode::fail_if_set, operand.reg));
    return true;
}

/// The slot of a cell without dynamic parts that needs no check to be read, if it is one.
std::optional<SlotId> Expressions::plain_slot(Path& path, const Expr& expr) {
    if (expr.kind != Expr::Kind::cell) return std::nullopt;
    Path trial = path;
    const CellAt at = cell_at(trial, expr);
    if (at.index || trial.code.size() != path.code.size() || path.known.contains(at.first)) return std::nullopt;
    return at.first;
}

/// slot == constant (or a boolean slot) as one test on the state, which makes a leading guard.
bool Expressions::require_comparison(Path& path, const Expr& expr, bool wanted, bool& done) {
    done = false;
    Op op;
    op.act = Act::test;
    if (const auto slot = plain_slot(path, expr); slot && expr.type.kind == program::ValueType::Kind::boolean) {
        op.slot = *slot;
        op.imm = wanted ? 1 : 0;
    } else if (expr.kind == Expr::Kind::binary &&
               expr.op == (wanted ? program::Op::equal : program::Op::unequal)) {
        const auto left = plain_slot(path, *expr.args[0]);
        if (!left || expr.args[1]->kind != Expr::Kind::constant) return true;
        op.slot = *left;
        op.imm = expr.args[1]->value;
        if (op.imm < out_.slots[*left].low || op.imm > out_.slots[*left].high) return true;
    } else {
        return true;
    }
    emit(path, op);
    done = true;
    return true;
}

bool Expressions::require_quantifier(Path& path, const Expr& expr, bool wanted) {
    bool alive = true;
    each_element(path, expr, [&] {
        if (expr.args.size() > 1 && expr.args[1]) {
            const Operand filter = value(path, *expr.args[1]);
            if (filter.constant && filter.value == 0) return true;
            if (!filter.constant) {
                const std::size_t skip = emit(path, plain(Opcode::jump_if_zero, filter.reg));
                ++path.conditional;
                alive = require(path, *expr.args[0], wanted) && alive;
                if (!alive) emit(path, plain(Opcode::fail));
                alive = true;
                --path.conditional;
                path.code[skip].imm = static_cast<std::int64_t>(path.code.size());
                return true;
            }
        }
        alive = require(path, *expr.args[0], wanted);
        return alive;
    });
    return alive;
}

bool Expressions::require(Path& path, const Expr& expr, bool wanted) {
    using Kind = Expr::Kind;
    using program::Op;
    if (expr.kind == Kind::unary && expr.op == Op::not_) return require(path, *expr.args[0], !wanted);
    if (expr.kind == Kind::binary && ((expr.op == Op::and_ && wanted) || (expr.op == Op::or_ && !wanted)))
        return require(path, *expr.args[0], wanted) && require(path, *expr.args[1], wanted);
    if (expr.kind == Kind::binary && expr.op == Op::implies && !wanted)
        return require(path, *expr.args[0], true) && require(path, *expr.args[1], false);
    if ((expr.kind == Kind::forall && wanted) || (expr.kind == Kind::exists && !wanted))
        return require_quantifier(path, expr, wanted);
    bool done = false;
    if (!require_comparison(path, expr, wanted, done)) return false;
    return done || require(path, value(path, expr), wanted);
}

}  // namespace revoke_mc::lower
