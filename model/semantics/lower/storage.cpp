// Slots, locals, addresses and cells: where the values of expressions come from and go to.
#include <algorithm>

#include "model/language/program/stale.hpp"
#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

using system::Opcode;

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
    if (const auto split = out_.split.find(slot); split != out_.split.end())
        keep_shares(path, slot, split->second, operand);
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

void Expressions::store_mark(Path& path, SlotId mark, const Operand& operand, SlotId source) {
    if (operand.constant && operand.value == 0) return store_slot(path, mark, operand);
    out_.slots.follow(mark, source);
    Op op;
    op.act = Act::store;
    op.a = in_register(path, operand);
    op.slot = mark;
    emit(path, op);
    path.known.erase(mark);
}

const program::ValueType& Expressions::local_type(const Path& path, std::uint32_t number) const {
    auto frame = path.config.frames.rbegin();
    while (frame->locals_at > number) ++frame;
    return program_.routines[frame->routine].locals[LocalId{number - frame->locals_at}].type;
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

Operand Expressions::in_range(Path& path, const Operand& operand, std::int64_t low, std::int64_t high,
                              std::int64_t dropped) {
    if (operand.low >= low && operand.high <= high) return operand;
    if (operand.constant) {
        trap(path);
        return Operand::of(std::clamp(operand.value, low, high));
    }
    Op op = plain(Opcode::trap_outside, operand.reg, 0, 0, low);
    op.high = high;
    op.dropped = dropped;
    emit(path, op);
    return Operand::in(operand.reg, std::clamp(operand.low, low, high), std::clamp(operand.high, low, high));
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
    case program::Relation::context: return it.context;
    }
    return none;
}

Address Expressions::of(Path& path, const program::Path& /*all*/, const program::RelatedPath& to) {
    const Address base = address(path, *to.base);
    if (base.object == none)
        trap(path);
    else if (to.uses)
        check_not_freed(path, base);
    Address out;
    out.object = related(base.object, to.relation);
    if (!base.index) return out;
    const ObjectId second = related(base.object + base.stride, to.relation);
    if (second == out.object || base.count < 2) return out;
    out.index = base.index;
    out.stride = static_cast<std::uint32_t>(second - out.object);
    out.count = base.count;
    return out;
}

Address Expressions::of(Path& path, const program::Path& all, const program::MemberPath& member) {
    const program::Element& element = member.element;
    Address out = address(path, *member.base);
    if (out.object == none) {
        trap(path);
        return out;
    }
    out.object += member.offset;
    if (!element.index) return out;
    if (const auto pinned = path.pinned_index.find(&all); pinned != path.pinned_index.end()) {
        out.object += static_cast<std::uint32_t>(pinned->second) * element.stride;
        return out;
    }
    const Operand index = in_range(path, value(path, *element.index), 0, static_cast<std::int64_t>(element.count) - 1);
    if (index.constant) {
        out.object += static_cast<std::uint32_t>(index.value) * element.stride;
        return out;
    }
    out.index = index;
    out.stride = element.stride;
    out.count = element.count;
    return out;
}

Address Expressions::of(Path& path, const program::Path& /*all*/, const program::SelfPath& /*self*/) {
    return {path.config.frames.back().self, {}, 0, 1};
}

Address Expressions::of(Path& /*path*/, const program::Path& /*all*/, const program::ObjectPath& known) {
    return {known.object, {}, 0, 1};
}

/// What the thread itself has freed meanwhile must not be named again.
Address Expressions::of(Path& path, const program::Path& /*all*/, const program::ReferencePath& to) {
    const ObjectId bound = path.config.frames.back().references[to.ref];
    if (program::is_stale(bound)) trap(path);
    return {program::bound_once(bound), {}, 0, 1};
}

Address Expressions::of(Path& path, const program::Path& /*all*/, const program::PointerPath& through) {
    const Operand pointer = value(path, *through.pointer);
    const Operand valid = arithmetic(path, program::Op::equal, pointer, Operand::of(program::valid_pointer));
    if (valid.constant && valid.value == 0) trap(path);
    if (!valid.constant) emit(path, plain(Opcode::trap_if_zero, valid.reg));
    Address out = address(path, *through.base);
    if (out.object == none) {
        trap(path);
        return out;
    }
    out.object += through.offset;
    check_alive(path, out);
    return out;
}

Address Expressions::address(Path& path, const program::Path& all) {
    return std::visit([&](const auto& what) { return of(path, all, what); }, all.what);
}

namespace {

/// The flag `allocated` of the innermost heap object that `object` is or lies in; none if it lies in none.
SlotId flag_around(const program::Program& program, ObjectId object) {
    for (ObjectId id = object;; --id) {
        const program::Object& candidate = program.objects[id];
        if (candidate.kind == program::ObjectKind::heap && object <= id + candidate.objects)
            return slot_of(candidate.first_cell);
        if (id == ObjectId{0}) return none;
    }
}

/// The flag that dma_buf_detach() has freed the attachment, if there is one.
SlotId freed_flag(const program::Program& program, ObjectId attachment) {
    const program::CellId flag = program.objects[attachment].freed;
    return flag == none ? SlotId{none} : slot_of(flag);
}

}  // namespace

/// Whatever lies in a heap object is used only while that is allocated.
void Expressions::check_alive(Path& path, const Address& address) {
    std::vector<SlotId> flags;
    for (std::uint32_t row = 0; row < (address.index ? address.count : 1); ++row)
        flags.push_back(flag_around(program_, address.object + row * address.stride));
    if (flags.front() == none) return;
    const Operand allocated = load_flag(path, address, flags);
    if (allocated.constant && allocated.value == 0) trap(path);
    if (!allocated.constant) emit(path, plain(Opcode::trap_if_zero, allocated.reg));
}

/// One flag for each element that the address may mean.
Operand Expressions::load_flag(Path& path, const Address& address, const std::vector<SlotId>& flags) {
    if (std::all_of(flags.begin(), flags.end(), [&](SlotId flag) { return flag == flags.front(); }))
        return load_slot(path, flags.front());
    Op op;
    op.act = Act::load_indexed;
    op.a = new_register(path);
    op.b = address.index->reg;
    op.table = table(flags);
    emit(path, op);
    return Operand::in(op.a, 0, 1);
}

/// What a driver does with an attachment behind dma_buf_detach().
void Expressions::check_not_freed(Path& path, const Address& attachment) {
    std::vector<SlotId> flags;
    for (std::uint32_t row = 0; row < (attachment.index ? attachment.count : 1); ++row)
        flags.push_back(freed_flag(program_, attachment.object + row * attachment.stride));
    if (flags.front() == none) return;
    const Operand freed = load_flag(path, attachment, flags);
    if (freed.constant) {
        if (freed.value != 0) trap(path);
        return;
    }
    const std::uint16_t there = new_register(path);
    emit(path, plain(Opcode::not_, there, freed.reg));
    emit(path, plain(Opcode::trap_if_zero, there));
}

ObjectId Expressions::used_object(Path& path, const program::Path& of) {
    const ObjectId found = not_null(path, of);
    if (found != none) check_alive(path, {found, {}, 0, 1});
    return found;
}

ObjectId Expressions::not_null(Path& path, const program::Path& of) {
    const ObjectId found = object(path, of);
    if (found == none) trap(path);
    return found;
}

ObjectId Expressions::object(Path& path, const program::Path& of) {
    const Address found = address(path, of);
    if (found.index)
        throw syntax::SpecError(
            {{syntax::Severity::error, of.place, "this index must be settled before it is used here",
              "bind the element with a reference first: T *p = &x[i];"}},
            *program_.sources);
    return found.object;
}

const program::Path* Expressions::unsettled(Path& path, const program::Path& of) {
    if (const program::Path* base = base_of(of))
        if (const program::Path* inner = unsettled(path, *base)) return inner;
    const auto* member = of.as<program::MemberPath>();
    if (!member || !member->element.index || path.pinned_index.contains(&of)) return nullptr;
    Path trial = path;  // only to see whether the index is a constant; its code is dropped
    return value(trial, *member->element.index).constant ? nullptr : &of;
}

std::vector<ObjectId> Expressions::elements(Path& path, const program::Set& set) {
    const ObjectId of = set.of ? not_null(path, *set.of) : none;
    if (set.of && of == none) return {};
    return program_.elements(set, of);
}

// --- cells ------------------------------------------------------------------------------------

std::uint32_t Expressions::table(std::vector<SlotId> slots) {
    for (std::size_t i = 0; i < out_.tables.size(); ++i)
        if (out_.tables[i] == slots) return static_cast<std::uint32_t>(i);
    out_.tables.push_back(std::move(slots));
    return static_cast<std::uint32_t>(out_.tables.size() - 1);
}

Expressions::CellAt Expressions::cell_at(Path& path, const program::CellRead& cell) {
    const Address base = address(path, *cell.object);
    CellAt out;
    if (base.object == none) {
        trap(path);
        out.first = 0;
        return out;
    }
    const bool is_flag = program_.objects[base.object].kind == program::ObjectKind::heap && cell.offset == 0;
    if (!is_flag) check_alive(path, base);
    const auto cell_of = [&](std::uint32_t element) {
        return slot_of(program_.objects[base.object + element * base.stride].first_cell + cell.offset);
    };
    std::optional<Operand> index;
    if (cell.element.index) {
        index = in_range(path, value(path, *cell.element.index), 0, static_cast<std::int64_t>(cell.element.count) - 1);
    }
    const std::uint32_t fixed =
        index && index->constant ? static_cast<std::uint32_t>(index->value) * cell.element.stride : 0;
    out.first = cell_of(0) + fixed;
    const bool inner = index && !index->constant;
    if (!base.index && !inner) return out;
    const std::uint32_t columns = inner ? cell.element.count : 1;
    for (std::uint32_t row = 0; row < (base.index ? base.count : 1); ++row)
        for (std::uint32_t column = 0; column < columns; ++column)
            out.table.push_back(cell_of(row) + fixed + column * cell.element.stride);
    if (!base.index) {
        out.index = index;
        return out;
    }
    Operand combined = *base.index;
    if (inner) {
        combined = calculate(path, program::Op::multiply, combined, Operand::of(columns));
        combined = calculate(path, program::Op::add, combined, *index);
    }
    out.index = combined;
    return out;
}

Operand Expressions::of(Path& path, const Expr& expr, const program::CellRead& read) {
    const CellAt at = cell_at(path, read);
    if (!at.index) return load_slot(path, at.first);
    Op op;
    op.act = Act::load_indexed;
    op.a = new_register(path, expr.place);
    op.b = at.index->reg;
    op.table = table(at.table);
    emit(path, op);
    return Operand::in(op.a, expr.type.low, expr.type.high);
}

void Expressions::check_guard(Path& path, SlotId written) {
    const ObjectId guard = program_.cells[cell_of(written)].guard;
    if (guard == none) return;
    Op op;
    op.act = Act::unguarded_unless_owner;
    op.slot = slot_of(program_.objects[guard].first_cell);
    op.thread = path.thread;
    emit(path, op);
}

/// Each element of an array of structs may have a guard of its own.
void Expressions::check_guards(Path& path, const CellAt& at) {
    const auto guard_of = [&](SlotId slot) { return program_.cells[cell_of(slot)].guard; };
    const auto alike = [&](SlotId slot) { return guard_of(slot) == guard_of(at.table.front()); };
    if (!at.index || std::all_of(at.table.begin(), at.table.end(), alike))
        return check_guard(path, at.index ? at.table.front() : at.first);
    const std::uint16_t index = in_register(path, *at.index);
    const std::uint16_t keep = path.next_register;
    for (std::size_t i = 0; i < at.table.size(); ++i) {
        const std::uint16_t here = new_register(path);
        const auto number = static_cast<std::int64_t>(i);
        emit(path, plain(Opcode::equal, here, index, in_register(path, Operand::of(number))));
        const PathCode::Label elsewhere = path.code.new_label();
        jump(path, Opcode::jump_if_zero, here, elsewhere);
        check_guard(path, at.table[i]);
        path.code.bind(elsewhere);
        path.next_register = keep;
    }
}

void Expressions::store(Path& path, const Expr& target, const Operand& wanted) {
    const CellAt at = cell_at(path, target.get<program::CellRead>());
    const bool split = !at.index && out_.split.contains(at.first);  // its upper end is dropped
    const Operand operand =
        in_range(path, wanted, target.type.low, split ? out_.slots[at.first].high : target.type.high, target.type.high);
    if (path.cut) return;
    check_guards(path, at);
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

}  // namespace revoke_mc::lower
