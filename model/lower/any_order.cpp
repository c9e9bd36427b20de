// Conflicts between the elements of an `each`; see any_order.hpp.
#include "model/lower/any_order.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace revoke_mc::lower {

using system::Opcode;

namespace {

/// What a piece of code touches.
struct Touched {
    std::set<SlotId> loads;
    std::map<SlotId, std::set<std::int64_t>> stores;  ///< constants stored; none: also other values
    bool shares_register = false, reports = false, traps = false, bounds = false;
};

constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::min();

bool writes_register(const Op& op) {
    if (op.act == Act::plain) {
        const bool calculates = op.op >= Opcode::not_ && op.op <= Opcode::less_equal;
        return calculates || op.op == Opcode::constant || op.op == Opcode::move || op.op == Opcode::in_set;
    }
    return op.act == Act::load || op.act == Act::matches || op.act == Act::load_indexed || op.act == Act::owner_is ||
           op.act == Act::owner_free || op.act == Act::position_in || op.act == Act::no_spinlock;
}

void add_plain(Touched& out, const Op& op) {
    out.reports =
        out.reports || (op.op == Opcode::broken && !Report::of(static_cast<std::uint32_t>(op.imm)).is_point());
    out.bounds = out.bounds || op.op == Opcode::bound;
    out.traps = out.traps || op.op == Opcode::trap_outside || op.op == Opcode::trap_if_zero || op.op == Opcode::cut;
}

void add(Touched& out, const Generated& generated, const Op& op) {
    switch (op.act) {
    case Act::plain: return add_plain(out, op);
    case Act::set: out.stores[op.slot].insert(op.imm); return;
    case Act::store: out.stores[op.slot].insert(unknown); return;
    case Act::store_indexed:
        for (const SlotId slot : generated.tables[op.table]) out.stores[slot].insert(unknown);
        return;
    case Act::load_indexed:
        out.loads.insert(generated.tables[op.table].begin(), generated.tables[op.table].end());
        return;
    case Act::position_in: return;  // no thread moves in the middle of a step
    case Act::acquire:
    case Act::release:
    case Act::turn:
    case Act::reset_owner: out.stores[op.slot].insert(unknown); return;
    case Act::misuse_if_in_use:  // of an object that is freed: no `each` has that in it
    case Act::unguarded_unless_owner: out.reports = true; break;
    case Act::misuse_if_owner:
    case Act::misuse_unless_owner: out.traps = true; break;
    default: break;
    }
    if (op.slot != none) out.loads.insert(op.slot);
}

Touched touched_by(const Generated& generated, const Code& code, const ElementCode& piece, std::uint16_t shared) {
    Touched out;
    for (std::size_t i = piece.begin; i < piece.end; ++i) {
        add(out, generated, code[i]);
        if (writes_register(code[i]) && code[i].a < shared) out.shares_register = true;
    }
    return out;
}

/// What `a` stores disturbs `b`.
bool disturbs(const Touched& a, const Touched& b) {
    return std::any_of(a.stores.begin(), a.stores.end(), [&](const auto& store) {
        const auto& [slot, values] = store;
        if (b.loads.contains(slot)) return true;
        const auto other = b.stores.find(slot);
        if (other == b.stores.end()) return false;
        const bool same_constant = values.size() == 1 && other->second == values && *values.begin() != unknown;
        return !same_constant || a.loads.contains(slot);
    });
}

/// Whether a report is made, or how the step ends, must not depend on who comes first.
bool races_with_trap(const std::vector<Touched>& all) {
    const auto any = [&](bool Touched::*flag) {
        return std::any_of(all.begin(), all.end(), [&](const Touched& one) { return one.*flag; });
    };
    const bool traps = any(&Touched::traps), bounds = any(&Touched::bounds);
    return (traps && bounds) || ((traps || bounds) && any(&Touched::reports));
}

/// The pieces for different instances of `component` have the same effect in every order.
bool any_order(const program::Program& program, program::ComponentId component, const std::vector<ElementCode>& pieces,
               const std::vector<Touched>& all) {
    const auto instance = [&](std::size_t i) -> std::uint32_t {
        const program::Object& element = program.objects[pieces[i].element];
        return element.component == component ? element.instance : none;
    };
    bool several = false;
    for (std::size_t a = 0; a < pieces.size(); ++a)
        for (std::size_t b = 0; b < pieces.size(); ++b) {
            if (instance(a) == none || instance(b) == none || instance(a) == instance(b)) continue;
            if (all[a].shares_register || disturbs(all[a], all[b])) return false;
            several = true;
        }
    return !several || !races_with_trap(all);
}

}  // namespace

void note_order(Generated& generated, const program::Program& program, const program::Stmt& at, const Code& code,
                const std::vector<ElementCode>& pieces, std::uint16_t shared) {
    std::vector<Touched> all;
    std::set<program::ComponentId> components;
    for (const ElementCode& piece : pieces) {
        all.push_back(touched_by(generated, code, piece, shared));
        components.insert(program.objects[piece.element].component);
    }
    for (const program::ComponentId component : components)
        if (component != none && !any_order(program, component, pieces, all))
            generated.order_matters.emplace(component, "the order matters in which line " +
                                                           std::to_string(at.place.line) + " takes them");
}

std::set<SlotId> stored(const Generated& generated, const Code& code, std::size_t begin, std::size_t end) {
    Touched out;
    for (std::size_t i = begin; i < end; ++i) add(out, generated, code[i]);
    std::set<SlotId> slots;
    for (const auto& [slot, values] : out.stores) slots.insert(slot);
    return slots;
}

}  // namespace revoke_mc::lower
