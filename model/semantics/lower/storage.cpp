// Slots, locals, addresses and cells: where the values of expressions come from and go to.
#include <algorithm>

#include "explorer/base/planted.hpp"
#include "model/language/program/stale.hpp"
#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

using system::Opcode;

// --- slots and locals -------------------------------------------------------------------------

Operand Expressions::load_slot(Strand& strand, SlotId slot) {
    if (const auto known = strand.known.find(slot); known != strand.known.end()) return Operand::of(known->second);
    Op op;
    op.act = Act::load;
    op.a = new_register(strand);
    op.slot = slot;
    emit(strand, op);
    // A counter that is split is the sum of its shares: what is stored in it is not all that it can be.
    return Operand::in(op.a, out_.slots[slot].low, out_.slots[slot].high, out_.split.contains(slot) ? none : slot);
}

void Expressions::note_use(SlotId slot, const Operand& operand) {
    if (operand.copy_of == none)
        out_.slots[slot].use(operand.low, operand.high);
    else
        out_.slots.copy(slot, operand.copy_of, operand.low, operand.high);
}

void Expressions::store_slot(Strand& strand, SlotId slot, const Operand& operand) {
    if (const auto split = out_.split.find(slot); split != out_.split.end())
        keep_shares(strand, slot, split->second, operand);
    note_use(slot, operand);
    Op op;
    op.act = operand.constant ? Act::set : Act::store;
    op.a = operand.reg;
    op.imm = operand.value;
    op.slot = slot;
    emit(strand, op);
    strand.known.erase(slot);
    if (operand.constant && strand.conditional == 0) strand.known[slot] = static_cast<Value>(operand.value);
}

void Expressions::store_mark(Strand& strand, SlotId mark, const Operand& operand, SlotId source) {
    if (operand.constant && operand.value == 0) return store_slot(strand, mark, operand);
    out_.slots.follow(mark, source);
    Op op;
    op.act = Act::store;
    op.a = in_register(strand, operand);
    op.slot = mark;
    emit(strand, op);
    strand.known.erase(mark);
}

const program::ValueType& Expressions::local_type(const Strand& strand, std::uint32_t number) const {
    auto frame = strand.config.frames.rbegin();
    while (frame->locals_at > number) ++frame;
    return program_.routines[frame->routine].locals[LocalId{number - frame->locals_at}].type;
}

Operand Expressions::local(Strand& strand, std::uint32_t number) {
    const auto found = strand.locals.find(number);
    if (found == strand.locals.end()) return Operand::of(0);
    if (found->second.where == LocalValue::Where::operand) return found->second.operand;
    Operand loaded = load_slot(strand, out_.slots.local(strand.thread, number));
    const program::ValueType& type = local_type(strand, number);
    if (!loaded.constant) loaded = Operand::in(loaded.reg, type.low, type.high, loaded.copy_of);
    if (strand.conditional == 0) found->second = {LocalValue::Where::operand, loaded, false, false};
    return loaded;
}

void Expressions::assign_local(Strand& strand, std::uint32_t number, const Operand& operand) {
    LocalValue& target = strand.locals[number];
    if (!target.pinned) {
        target = {LocalValue::Where::operand, operand, true, false};
        return;
    }
    target.operand.copy_of = none;
    target.operand.low = std::min(target.operand.low, operand.low);
    target.operand.high = std::max(target.operand.high, operand.high);
    if (operand.constant)
        emit(strand, plain(Opcode::constant, target.operand.reg, 0, 0, operand.value));
    else
        emit(strand, plain(Opcode::move, target.operand.reg, operand.reg));
}

void Expressions::trap(Strand& strand) {
    const std::uint16_t r = in_register(strand, Operand::of(0));
    emit(strand, plain(Opcode::trap_if_zero, r));
    if (strand.conditional == 0 && !strand.mute) strand.cut = true;
}

Operand Expressions::in_range(Strand& strand, const Operand& operand, std::int64_t low, std::int64_t high,
                              std::int64_t dropped) {
    if ((operand.low >= low && operand.high <= high) || planted::is("range-unchecked")) return operand;
    if (operand.constant) {
        trap(strand);
        return Operand::of(std::clamp(operand.value, low, high));
    }
    Op op = plain(Opcode::trap_outside, operand.reg, 0, 0, low);
    op.high = high;
    op.dropped = dropped;
    emit(strand, op);
    return Operand::in(operand.reg, std::clamp(operand.low, low, high), std::clamp(operand.high, low, high),
                       operand.copy_of);
}

// --- addresses --------------------------------------------------------------------------------

ObjectId Expressions::related(ObjectId object, program::Relation relation) const {
    if (object == none) return none;
    const program::Object& from = program_.objects[object];
    switch (relation) {
    case program::Relation::buffer: return from.buffer;
    case program::Relation::owner: return from.owner;
    case program::Relation::attachment: return from.attachment;
    case program::Relation::exporter: return from.exporter;
    case program::Relation::context: return from.context;
    }
    return none;
}

Address Expressions::of(Strand& strand, const program::Path& /*all*/, const program::RelatedPath& to) {
    const Address base = address(strand, *to.base);
    if (base.object == none)
        trap(strand);
    else if (to.uses)
        check_not_freed(strand, base);
    Address out;
    out.object = related(base.object, to.relation);
    for (const Address::Dimension& along : base.dimensions) {
        const ObjectId second = related(base.object + along.stride, to.relation);
        if (second == out.object || along.count < 2) continue;
        out.dimensions.push_back({along.index, static_cast<std::uint32_t>(second - out.object), along.count});
    }
    return out;
}

Address Expressions::of(Strand& strand, const program::Path& all, const program::MemberPath& member) {
    const program::Element& element = member.element;
    Address out = address(strand, *member.base);
    if (out.object == none) {
        trap(strand);
        return out;
    }
    out.object += member.offset;
    if (!element.index) return out;
    if (const auto pinned = strand.pinned_index.find(&all); pinned != strand.pinned_index.end()) {
        out.object += static_cast<std::uint32_t>(pinned->second) * element.stride;
        return out;
    }
    const Operand index =
        in_range(strand, value(strand, *element.index), 0, static_cast<std::int64_t>(element.count) - 1);
    if (index.constant) {
        out.object += static_cast<std::uint32_t>(index.value) * element.stride;
        return out;
    }
    out.dimensions.push_back({index, element.stride, element.count});
    return out;
}

Address Expressions::of(Strand& strand, const program::Path& /*all*/, const program::SelfPath& /*self*/) {
    return {strand.config.frames.back().self, {}};
}

Address Expressions::of(Strand& /*strand*/, const program::Path& /*all*/, const program::ObjectPath& known) {
    return {known.object, {}};
}

/// What the thread itself has freed meanwhile must not be named again.
Address Expressions::of(Strand& strand, const program::Path& /*all*/, const program::ReferencePath& to) {
    const ObjectId bound = strand.config.frames.back().references[to.ref];
    if (program::is_stale(bound)) trap(strand);
    return {program::bound_once(bound), {}};
}

Address Expressions::of(Strand& strand, const program::Path& /*all*/, const program::PointerPath& through) {
    const Operand pointer = value(strand, *through.pointer);
    const Operand valid = arithmetic(strand, program::Op::equal, pointer, Operand::of(program::valid_pointer));
    if (valid.constant && valid.value == 0) trap(strand);
    if (!valid.constant) emit(strand, plain(Opcode::trap_if_zero, valid.reg));
    Address out = address(strand, *through.base);
    if (out.object == none) {
        trap(strand);
        return out;
    }
    out.object += through.offset;
    check_alive(strand, out);
    return out;
}

Address Expressions::address(Strand& strand, const program::Path& all) {
    return std::visit([&](const auto& what) { return of(strand, all, what); }, all.what);
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

std::vector<ObjectId> Address::objects() const {
    std::vector<ObjectId> out{object};
    for (const Dimension& along : dimensions) {
        std::vector<ObjectId> all;
        for (const ObjectId first : out)
            for (std::uint32_t i = 0; i < along.count; ++i) all.push_back(first + i * along.stride);
        out = std::move(all);
    }
    return out;
}

/// Which of objects() it is; none if there is only one.
std::optional<Operand> Expressions::element_of(Strand& strand, const Address& of) {
    std::optional<Operand> out;
    for (const Address::Dimension& along : of.dimensions)
        out = out ? next_index(strand, *out, along.index, along.count) : along.index;
    return out;
}

Operand Expressions::next_index(Strand& strand, const Operand& outer, const Operand& inner, std::uint32_t count) {
    const Operand rows = calculate(strand, program::Op::multiply, outer, Operand::of(count));
    return calculate(strand, program::Op::add, rows, inner);
}

/// Whatever lies in a heap object is used only while that is allocated.
void Expressions::check_alive(Strand& strand, const Address& address) {
    std::vector<SlotId> flags;
    for (const ObjectId object : address.objects()) flags.push_back(flag_around(program_, object));
    if (flags.front() == none) return;
    const Operand allocated = load_flag(strand, address, flags);
    if (allocated.constant && allocated.value == 0) trap(strand);
    if (!allocated.constant) emit(strand, plain(Opcode::trap_if_zero, allocated.reg));
}

/// One flag for each element that the address may mean.
Operand Expressions::load_flag(Strand& strand, const Address& address, const std::vector<SlotId>& flags) {
    if (std::all_of(flags.begin(), flags.end(), [&](SlotId flag) { return flag == flags.front(); }))
        return load_slot(strand, flags.front());
    Op op;
    op.act = Act::load_indexed;
    op.a = new_register(strand);
    op.b = in_register(strand, *element_of(strand, address));
    op.table = table(flags);
    emit(strand, op);
    return Operand::in(op.a, 0, 1);
}

/// What a driver does with an attachment after dma_buf_detach().
void Expressions::check_not_freed(Strand& strand, const Address& attachment) {
    std::vector<SlotId> flags;
    for (const ObjectId object : attachment.objects()) flags.push_back(freed_flag(program_, object));
    if (flags.front() == none) return;
    const Operand freed = load_flag(strand, attachment, flags);
    if (freed.constant) {
        if (freed.value != 0) trap(strand);
        return;
    }
    const std::uint16_t there = new_register(strand);
    emit(strand, plain(Opcode::not_, there, freed.reg));
    emit(strand, plain(Opcode::trap_if_zero, there));
}

ObjectId Expressions::used_object(Strand& strand, const program::Path& of) {
    const ObjectId found = not_null(strand, of);
    if (found != none) check_alive(strand, {found, {}});
    return found;
}

ObjectId Expressions::not_null(Strand& strand, const program::Path& of) {
    const ObjectId found = object(strand, of);
    if (found == none) trap(strand);
    return found;
}

ObjectId Expressions::object(Strand& strand, const program::Path& of) {
    const Address found = address(strand, of);
    if (!found.dimensions.empty())
        throw syntax::SpecError(
            {{syntax::Severity::error, of.place, "this index must be settled before it is used here",
              "bind the element with a reference first: T *p = &x[i];"}},
            *program_.sources);
    return found.object;
}

const program::Path* Expressions::unsettled(Strand& strand, const program::Path& of) {
    if (const program::Path* base = base_of(of))
        if (const program::Path* inner = unsettled(strand, *base)) return inner;
    const auto* member = of.as<program::MemberPath>();
    if (!member || !member->element.index || strand.pinned_index.contains(&of)) return nullptr;
    Strand trial = strand;  // only to see whether the index is a constant; its code is dropped
    return value(trial, *member->element.index).constant ? nullptr : &of;
}

std::vector<ObjectId> Expressions::elements(Strand& strand, const program::Set& set) {
    const ObjectId of = set.of ? not_null(strand, *set.of) : none;
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

Expressions::CellAt Expressions::cell_at(Strand& strand, const program::CellRead& cell) {
    const Address base = address(strand, *cell.object);
    CellAt out;
    if (base.object == none) {
        trap(strand);
        out.first = SlotId{0};
        return out;
    }
    const bool is_flag = program_.objects[base.object].kind == program::ObjectKind::heap && cell.offset == 0;
    if (!is_flag) check_alive(strand, base);
    const auto cell_of = [&](ObjectId object) { return slot_of(program_.objects[object].first_cell + cell.offset); };
    std::optional<Operand> index;
    if (cell.element.index) {
        index =
            in_range(strand, value(strand, *cell.element.index), 0, static_cast<std::int64_t>(cell.element.count) - 1);
    }
    const std::uint32_t fixed =
        index && index->constant ? static_cast<std::uint32_t>(index->value) * cell.element.stride : 0;
    out.first = cell_of(base.object) + fixed;
    const bool inner = index && !index->constant;
    if (base.dimensions.empty() && !inner) return out;
    const std::uint32_t columns = inner ? cell.element.count : 1;
    for (const ObjectId object : base.objects())
        for (std::uint32_t column = 0; column < columns; ++column)
            out.table.push_back(cell_of(object) + fixed + column * cell.element.stride);
    out.index = element_of(strand, base);
    if (inner) out.index = out.index ? next_index(strand, *out.index, *index, columns) : *index;
    return out;
}

Operand Expressions::of(Strand& strand, const Expr& expr, const program::CellRead& read) {
    const CellAt at = cell_at(strand, read);
    if (!at.index) return load_slot(strand, at.first);
    Op op;
    op.act = Act::load_indexed;
    op.a = new_register(strand, expr.place);
    op.b = at.index->reg;
    op.table = table(at.table);
    emit(strand, op);
    return Operand::in(op.a, expr.type.low, expr.type.high);
}

void Expressions::check_guard(Strand& strand, SlotId written) {
    const ObjectId guard = program_.cells[cell_of(written)].guard;
    if (guard == none) return;
    Op op;
    op.act = Act::unguarded_unless_owner;
    op.slot = slot_of(program_.objects[guard].first_cell);
    op.thread = strand.thread;
    emit(strand, op);
}

/// Each element of an array of structs may have a guard of its own.
void Expressions::check_guards(Strand& strand, const CellAt& at) {
    const auto guard_of = [&](SlotId slot) { return program_.cells[cell_of(slot)].guard; };
    const auto alike = [&](SlotId slot) { return guard_of(slot) == guard_of(at.table.front()); };
    if (!at.index || std::all_of(at.table.begin(), at.table.end(), alike))
        return check_guard(strand, at.index ? at.table.front() : at.first);
    const std::uint16_t index = in_register(strand, *at.index);
    const std::uint16_t keep = strand.next_register;
    for (std::size_t i = 0; i < at.table.size(); ++i) {
        const std::uint16_t here = new_register(strand);
        const auto number = static_cast<std::int64_t>(i);
        emit(strand, plain(Opcode::equal, here, index, in_register(strand, Operand::of(number))));
        const StrandCode::Label elsewhere = strand.code.new_label();
        jump(strand, Opcode::jump_if_zero, here, elsewhere);
        check_guard(strand, at.table[i]);
        strand.code.bind(elsewhere);
        strand.next_register = keep;
    }
}

void Expressions::store(Strand& strand, const Expr& target, const Operand& wanted) {
    const CellAt at = cell_at(strand, target.get<program::CellRead>());
    const bool split = !at.index && out_.split.contains(at.first);  // its upper end is dropped
    const Operand operand = in_range(strand, wanted, target.type.low,
                                     split ? out_.slots[at.first].high : target.type.high, target.type.high);
    if (strand.cut) return;
    check_guards(strand, at);
    if (!at.index) return store_slot(strand, at.first, operand);
    Op op;
    op.act = Act::store_indexed;
    op.a = in_register(strand, operand);
    op.b = at.index->reg;
    op.table = table(at.table);
    emit(strand, op);
    for (const SlotId slot : at.table) {
        note_use(slot, operand);
        strand.known.erase(slot);
    }
}

}  // namespace revoke_mc::lower
