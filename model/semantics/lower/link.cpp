// From slots to bits, from labels of threads to positions.
#include "model/semantics/lower/link.hpp"

#include <algorithm>
#include <bit>

#include "explorer/base/limits.hpp"
#include "explorer/base/planted.hpp"
#include "model/semantics/lower/nesting.hpp"

namespace revoke_mc::lower {

using program::BuiltinProperty;
using system::Field;
using system::Instruction;
using system::Opcode;

namespace {

constexpr std::uint8_t scratch1 = first_link_register, scratch2 = first_link_register + 1;
constexpr std::uint8_t lock_sum = scratch2 + 1, lock_bit = scratch2 + 2;

bool fits(const Field& field, std::int64_t value) {
    return value >= field.base && static_cast<std::uint64_t>(value - field.base) <= field.mask();
}

std::uint64_t in_place(const Field& field, std::int64_t value) {
    return (static_cast<std::uint64_t>(value - field.base) & field.mask()) << field.shift;
}

}  // namespace

Instruction& Linker::emit(Opcode op, std::uint8_t a, std::uint8_t b, std::uint8_t c, std::int32_t imm) {
    Instruction& out = now_.emplace_back();
    out.op = op;
    out.a = a;
    out.b = b;
    out.c = c;
    out.imm = imm;
    return out;
}

/// A jump over the next instruction.
void Linker::skip_next(Opcode jump, std::uint8_t reg) {
    emit(jump, reg, 0, 0, static_cast<std::int32_t>(now_.size()) + 2);
}

void Linker::cut(BuiltinProperty property, bool muted) {
    if (muted)
        emit(Opcode::fail);
    else
        emit(Opcode::cut, 0, 0, 0, static_cast<std::int32_t>(property));
}

// --- slots ------------------------------------------------------------------------------------

void Linker::test(SlotId slot, std::int64_t value) {
    const Field& field = layout_.fields[slot];
    if (!fits(field, value)) {
        emit(Opcode::fail);
        return;
    }
    if (field.width == 0) return;
    Instruction& out = emit(Opcode::test, field.word);
    out.mask = field.mask() << field.shift;
    out.value = in_place(field, value);
}

void Linker::matches(std::uint8_t reg, SlotId slot, std::int64_t value) {
    const Field& field = layout_.fields[slot];
    if (!fits(field, value) || field.width == 0) {
        emit(Opcode::constant, reg, 0, 0, fits(field, value) ? 1 : 0);
        return;
    }
    Instruction& out = emit(Opcode::matches, reg, field.word);
    out.mask = field.mask() << field.shift;
    out.value = in_place(field, value);
}

void Linker::load(std::uint8_t reg, SlotId slot) {
    const Field& field = layout_.fields[slot];
    if (field.width == 0) {
        emit(Opcode::constant, reg, 0, 0, field.base);
        return;
    }
    emit(Opcode::load, reg, field.word, field.shift, field.base).mask = field.mask();
}

void Linker::set(SlotId slot, std::int64_t value) {
    const Field& field = layout_.fields[slot];
    if (field.width == 0) return;
    Instruction& out = emit(Opcode::set, field.word);
    out.mask = field.mask() << field.shift;
    out.value = in_place(field, value);
}

std::uint64_t Linker::table(std::uint32_t number) {
    const auto [entry, is_new] = tables_.emplace(number, model_.fields.size());
    if (is_new)
        for (const SlotId slot : in_.tables[number]) model_.fields.push_back(layout_.fields[slot]);
    return entry->second;
}

void Linker::indexed(const Op& op) {
    const bool reads = op.act == Act::load_indexed;
    emit(reads ? Opcode::load_indexed : Opcode::store_indexed, static_cast<std::uint8_t>(op.a),
         static_cast<std::uint8_t>(op.b), 0, static_cast<std::int32_t>(in_.tables[op.table].size()))
        .value = table(op.table);
}

// --- positions --------------------------------------------------------------------------------

std::vector<PositionId> Linker::numbers_of(const Positions& positions) const {
    std::vector<PositionId> out;
    const ThreadConfigs& configs = in_.threads[positions.thread];
    const auto lies_in = [&](StmtId at) {
        for (; at != none; at = program_.statements[at]->parent)
            if (std::find(positions.statements.begin(), positions.statements.end(), at) != positions.statements.end())
                return true;
        return false;
    };
    for (const PositionId code : configs.of_position.ids()) {
        const Config& config = configs.at(code);
        const bool resting = positions.at_rest && rests(program_, config);
        const bool wanting = positions.wants != none && wanted_lock(program_, config) == positions.wants;
        const bool interrupt = in_interrupt(program_, positions.thread, config);
        const bool interruptible = positions.interruptible && !config.ended() && config.irqs_off == 0 && !interrupt;
        const bool member = resting || (wanting && (interrupt || !positions.interrupt)) || interruptible ||
                            std::any_of(config.frames.begin(), config.frames.end(), [&](const Frame& frame) {
                                return lies_in(frame.next) ||
                                       std::find(positions.routines.begin(), positions.routines.end(), frame.routine) !=
                                           positions.routines.end();
                            });
        if (member) out.push_back(code);
    }
    return out;
}

std::uint32_t Linker::bitmap(const std::vector<PositionId>& members, std::size_t size) {
    std::vector<std::uint64_t> bits((std::bit_ceil(size) + 63) / 64, 0);  // for every value of a field
    for (const PositionId member : members) bits[member.number() / 64] |= std::uint64_t{1} << (member.number() % 64);
    model_.bitmaps.push_back(std::move(bits));
    return static_cast<std::uint32_t>(model_.bitmaps.size() - 1);
}

void Linker::position_in(const Op& op) {
    const Positions& positions = in_.positions[op.table];
    const std::vector<PositionId> members = numbers_of(positions);
    const std::size_t all = in_.threads[positions.thread].of_position.size();
    const auto reg = static_cast<std::uint8_t>(op.a);
    const SlotId position = in_.slots.find_position(positions.thread);
    if (members.empty() || members.size() == all)
        emit(Opcode::constant, reg, 0, 0, members.empty() ? 0 : 1);
    else if (members.size() == 1)
        matches(reg, position, members.front().number());
    else {
        load(scratch1, position);
        emit(Opcode::in_set, reg, scratch1).value = bitmap(members, all);
    }
}

// --- locks ------------------------------------------------------------------------------------

const OwnerCode* Linker::code_of(SlotId lock, ThreadId thread) const {
    const auto& codes = layout_.owners[lock];
    const auto found = codes.find(thread);
    return found == codes.end() ? nullptr : &found->second;
}

int Linker::surely(SlotId lock) const {
    if (const auto known = so_far_.find(lock); known != so_far_.end()) return known->second ? 1 : 0;
    if (!at_start_) return -1;
    if (at_start_->must.contains(lock)) return 1;
    return at_start_->may.contains(lock) ? -1 : 0;
}

void Linker::owner_is(std::uint8_t reg, SlotId lock, ThreadId thread) {
    const OwnerCode* code = code_of(lock, thread);
    if (!code) {
        emit(Opcode::constant, reg);
        return;
    }
    matches(reg, lock, code->kind);
    if (code->which == none || planted::is("owner-without-instance")) return;
    matches(scratch2, code->which, code->which_value);
    emit(Opcode::multiply, reg, reg, scratch2);
}

void Linker::own(SlotId lock, ThreadId thread, bool take) {
    so_far_[lock] = take;
    const OwnerCode* code = code_of(lock, thread);
    if (!code) return;  // never taken: the release before it has cut
    set(lock, take ? code->kind : 0);
    if (code->which != none) set(code->which, take ? code->which_value : 0);
}

void Linker::misuse(const Op& op, bool if_owner) {
    const int sure = surely(op.slot);
    if (sure == (if_owner ? 0 : 1)) return;
    if (sure < 0) {
        owner_is(scratch1, op.slot, op.thread);
        skip_next(if_owner ? Opcode::jump_if_zero : Opcode::jump_if_set, scratch1);
    }
    cut(BuiltinProperty::lock_misuse, op.muted);
}

void Linker::unguarded(const Op& op) {
    const int sure = surely(op.slot);
    if (sure == 1) return;
    if (sure < 0) {
        owner_is(scratch1, op.slot, op.thread);
        skip_next(Opcode::jump_if_set, scratch1);
    }
    emit(Opcode::broken, 0, 0, 0, static_cast<std::int32_t>(BuiltinProperty::unguarded));
}

/// Adds a mark to the sum, if it is ever set.
void Linker::count_set(SlotId slot) {
    if (layout_.fields[slot].width == 0) return;
    load(lock_bit, slot);
    emit(Opcode::add, lock_sum, lock_sum, lock_bit);
}

/// Reports if the sum is not 0. No instruction was added to the `empty` first ones: then there is no sum.
void Linker::misuse_if_any(std::size_t empty) {
    if (now_.size() == empty) {
        now_.pop_back();
        return;
    }
    skip_next(Opcode::jump_if_zero, lock_sum);
    emit(Opcode::broken, 0, 0, 0, static_cast<std::int32_t>(BuiltinProperty::lock_misuse));
}

void Linker::misuse_if_in_use(const Op& op) {
    emit(Opcode::constant, lock_sum);
    const std::size_t empty = now_.size();
    if (!layout_.owners[op.slot].empty()) {
        matches(lock_bit, op.slot, 0);
        emit(Opcode::not_, lock_bit, lock_bit);
        emit(Opcode::add, lock_sum, lock_sum, lock_bit);
    }
    for (std::int64_t mark = 1; mark <= op.imm; ++mark) count_set(op.slot + mark);
    misuse_if_any(empty);
}

void Linker::reset_owner(SlotId lock) {
    so_far_[lock] = false;
    std::set<SlotId> all;
    for (const auto& [thread, code] : layout_.owners[lock])
        if (code.which != none) all.insert(code.which);
    set(lock, 0);
    for (const SlotId which : all) set(which, 0);
}

void Linker::turn(const Op& op) {
    if (layout_.fields[op.slot].width == 0) return;
    matches(scratch1, op.slot, op.imm);
    skip_next(Opcode::jump_if_zero, scratch1);
    set(op.slot, op.high);
}

/// The thread rests or ends: it must hold no lock, and read no rwlock.
void Linker::no_locks(const Op& op) {
    emit(Opcode::constant, lock_sum);
    const std::size_t empty = now_.size();
    for (const SlotId lock : layout_.owners.ids()) {
        if (!code_of(lock, op.thread) || surely(lock) == 0) continue;
        owner_is(lock_bit, lock, op.thread);
        emit(Opcode::add, lock_sum, lock_sum, lock_bit);
    }
    for (const program::Object& object : program_.objects) {
        if (object.kind != program::ObjectKind::rwlock) continue;
        count_set(slot_of(object.reads_cell(op.thread)));
    }
    misuse_if_any(empty);
}

/// What the lock analysis knows of the thread here need not be asked any more.
void Linker::no_spinlock(const Op& op) {
    const auto reg = static_cast<std::uint8_t>(op.a);
    emit(Opcode::constant, reg);
    const std::size_t start = now_.size();
    for (const program::Object& lock : program_.objects) {
        const int sure =
            lock.spin && code_of(slot_of(lock.first_cell), op.thread) ? surely(slot_of(lock.first_cell)) : 0;
        if (sure == 0) continue;
        owner_is(scratch1, slot_of(lock.first_cell), op.thread);
        emit(Opcode::add, reg, reg, scratch1);
    }
    if (now_.size() == start)
        now_.back().imm = 1;
    else
        emit(Opcode::not_, reg, reg);
}

namespace {

/// What would cut disables the strand.
constexpr Opcode muted(Opcode op) {
    switch (op) {
    case Opcode::trap_outside: return Opcode::fail_outside;
    case Opcode::trap_if_zero: return Opcode::fail_if_zero;
    case Opcode::cut:
    case Opcode::bound: return Opcode::fail;
    default: return op;
    }
}
static_assert(std::all_of(system::opcode_facts.begin(), system::opcode_facts.end(),
                          [](const system::OpcodeFacts& of) { return !system::may_cut(muted(of.op)); }));

}  // namespace

// --- operations -------------------------------------------------------------------------------

void Linker::plain(const Op& op) {
    const Opcode code = op.muted ? muted(op.op) : op.op;
    Instruction& out = emit(code, static_cast<std::uint8_t>(op.a), static_cast<std::uint8_t>(op.b),
                            static_cast<std::uint8_t>(op.c), static_cast<std::int32_t>(op.imm));
    out.value = static_cast<std::uint64_t>(op.high);
}

void Linker::expand(const Op& op) {
    const auto a = static_cast<std::uint8_t>(op.a);
    switch (op.act) {
    case Act::plain: return plain(op);
    case Act::test: return test(op.slot, op.imm);
    case Act::load: return load(a, op.slot);
    case Act::set: return set(op.slot, op.imm);
    case Act::matches: return matches(a, op.slot, op.imm);
    case Act::store: {
        const Field& field = layout_.fields[op.slot];
        if (field.width != 0) emit(Opcode::store, a, field.word, field.shift, field.base).mask = field.mask();
        return;
    }
    case Act::load_indexed:
    case Act::store_indexed: return indexed(op);
    case Act::owner_is: return owner_is(a, op.slot, op.thread);
    case Act::owner_free: return matches(a, op.slot, 0);
    case Act::test_free: return test(op.slot, 0);
    case Act::test_held:
        matches(scratch1, op.slot, 0);
        emit(Opcode::fail_if_set, scratch1);
        return;
    case Act::acquire: return own(op.slot, op.thread, true);
    case Act::release: return own(op.slot, op.thread, false);
    case Act::misuse_if_owner: return misuse(op, true);
    case Act::misuse_unless_owner: return misuse(op, false);
    case Act::misuse_if_in_use: return misuse_if_in_use(op);
    case Act::turn: return turn(op);
    case Act::reset_owner: return reset_owner(op.slot);
    case Act::unguarded_unless_owner: return unguarded(op);
    case Act::no_locks: return no_locks(op);
    case Act::no_spinlock: return no_spinlock(op);
    case Act::position_in: return position_in(op);
    }
}

// --- the whole program -------------------------------------------------------------------------

std::vector<std::uint32_t> Linker::targets_of_jumps() const {
    std::vector<std::uint32_t> targets;
    for (const Instruction& i : now_)
        if (jumps(i.op)) targets.push_back(static_cast<std::uint32_t>(i.imm));
    return targets;
}

std::uint32_t Linker::link(const Code& code, const Held* held) {
    limits::poll();
    now_.clear();
    so_far_.clear();
    at_start_ = held;
    std::vector<std::int32_t> moved(code.size() + 1, 0);
    std::vector<std::size_t> to_patch;
    for (std::size_t i = 0; i < code.size(); ++i) {
        moved[i] = static_cast<std::int32_t>(now_.size());
        if (code[i].act == Act::plain && jumps(code[i].op)) to_patch.push_back(now_.size());
        expand(code[i]);
    }
    moved[code.size()] = static_cast<std::int32_t>(now_.size());
    for (const std::size_t at : to_patch) now_[at].imm = moved[static_cast<std::size_t>(now_[at].imm)];
    emit(Opcode::done);
    fold_comparisons(targets_of_jumps());
    std::vector<std::uint32_t> targets = targets_of_jumps();
    drop_unreachable(targets);
    fuse_jumps(targets);
    drop_unused(targets);
    tests_first();
    merge_tests(targets);
    merge_writes(targets);
    const auto start = static_cast<std::uint32_t>(model_.code.size());
    for (Instruction i : now_) {
        if (jumps(i.op)) i.imm += static_cast<std::int32_t>(start);
        model_.code.push_back(i);
    }
    return start;
}

std::uint32_t Linker::guards(std::uint32_t start) const {
    std::uint32_t count = 0;
    while (model_.code[start + count].op == Opcode::test) ++count;
    return count;
}

bool Linker::possible(std::uint32_t start) const { return model_.code[start + guards(start)].op != Opcode::fail; }

}  // namespace revoke_mc::lower
