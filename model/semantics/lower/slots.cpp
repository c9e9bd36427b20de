// Slots for the program's cells and for control.
#include "model/semantics/lower/slots.hpp"

#include <algorithm>
#include <limits>

namespace revoke_mc::lower {

void Slot::use(std::int64_t from, std::int64_t to) {
    used_low = std::min(used_low, static_cast<Value>(std::max<std::int64_t>(from, low)));
    used_high = std::max(used_high, static_cast<Value>(std::min<std::int64_t>(to, high)));
}

namespace {

Slot make_slot(const program::Program& program, const program::Cell& cell) {
    Slot slot;
    const bool owner = cell.type.kind == program::ValueType::Kind::owner;
    slot.kind = owner ? Slot::Kind::owner : Slot::Kind::cell;
    if (cell.component != none && program.components[cell.component].replicated) {
        slot.component = cell.component;
        slot.instance = cell.instance;
    }
    slot.low = cell.type.low;
    slot.high = cell.type.high;
    slot.initial = cell.initial;
    slot.used_low = *std::min_element(cell.initial.begin(), cell.initial.end());
    slot.used_high = *std::max_element(cell.initial.begin(), cell.initial.end());
    return slot;
}

}  // namespace

Slots::Slots(const program::Program& program) : program_(&program) {
    slots_.reserve(program.cells.size());
    for (const program::Cell& cell : program.cells) slots_.push_back(make_slot(program, cell));
}

SlotId Slots::add(Slot slot) { return slots_.add(std::move(slot)); }

/// Until nothing changes: a copy may be copied on.
void Slots::settle_copies() {
    std::sort(copies_.begin(), copies_.end());
    copies_.erase(std::unique(copies_.begin(), copies_.end()), copies_.end());
    for (bool changed = true; changed;) {
        changed = false;
        for (const Copy& copy : copies_) {
            const Slot& from = slots_[copy.from];
            Slot& to = slots_[copy.to];
            const std::int64_t low = std::max<std::int64_t>(copy.low, from.used_low),
                               high = std::min<std::int64_t>(copy.high, from.used_high);
            const bool nothing = low > high;  // it is never carried out
            if (nothing || (to.used_low <= low && high <= to.used_high)) continue;
            const auto before = std::pair(to.used_low, to.used_high);
            to.use(low, high);
            changed = changed || before != std::pair(to.used_low, to.used_high);
        }
    }
}

void Slots::settle() {
    settle_copies();
    for (const auto& [mark, source] : followers_)
        if (slots_[source].used_high > 0) slots_[mark].use(0, 1);
}

SlotId Slots::find(const Key& key) const {
    const auto found = control_.find(key);
    return found == control_.end() ? none : found->second;
}

SlotId Slots::get(const Key& key, ThreadId block_of, ObjectId element) {
    if (const SlotId known = find(key); known != none) return known;
    Slot slot;
    std::tie(slot.kind, slot.thread, slot.number, slot.element) = key;
    const program::Thread& thread = program_->threads[block_of];
    slot.component = thread.component;
    slot.instance = thread.instance;
    if (element != none) {  // marks live with what they mark, which keeps sorting blocks exact
        slot.component = program_->objects[element].component;
        slot.instance = program_->objects[element].instance;
        slot.high = 1;
    }
    // A component that is not replicated has no block of its own.
    if (slot.component != none && !program_->components[slot.component].replicated) slot.component = none;
    if (slot.component == none) slot.instance = none;
    if (slot.kind != Slot::Kind::todo && slot.kind != Slot::Kind::current) {
        slot.low = std::numeric_limits<Value>::min();  // bounded by what is stored
        slot.high = std::numeric_limits<Value>::max();
    }
    const SlotId id = add(slot);
    control_.emplace(key, id);
    return id;
}

SlotId Slots::position(ThreadId thread) { return get({Slot::Kind::position, thread, 0, none}, thread, none); }

SlotId Slots::local(ThreadId thread, std::uint32_t number) {
    return get({Slot::Kind::local, thread, number, none}, thread, none);
}

SlotId Slots::mark(ThreadId thread, std::uint32_t depth, ObjectId element, Slot::Kind kind) {
    return get({kind, thread, depth, element}, thread, element);
}

SlotId Slots::cursor(ThreadId thread, std::uint32_t depth) {
    return get({Slot::Kind::cursor, thread, depth, none}, thread, none);
}

SlotId Slots::find_position(ThreadId thread) const { return find({Slot::Kind::position, thread, 0, none}); }

SlotId Slots::find_local(ThreadId thread, std::uint32_t number) const {
    return find({Slot::Kind::local, thread, number, none});
}

SlotId Slots::find_mark(ThreadId thread, std::uint32_t depth, ObjectId element, Slot::Kind kind) const {
    return find({kind, thread, depth, element});
}

SlotId Slots::find_cursor(ThreadId thread, std::uint32_t depth) const {
    return find({Slot::Kind::cursor, thread, depth, none});
}

}  // namespace revoke_mc::lower
