// Conflicts between the elements of an `each`.
#include "model/semantics/lower/any_order.hpp"

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

void add_plain(Touched& out, const Op& op) {
    out.reports =
        out.reports || (op.op == Opcode::broken && !Report::of(static_cast<std::uint32_t>(op.imm)).is_point());
    out.bounds = out.bounds || op.op == Opcode::bound;
    out.traps = out.traps || system::may_trap(op.op);
}

void add(Touched& out, const Generated& generated, const Op& op) {
    if (op.act == Act::plain) return add_plain(out, op);
    const ActFacts& of = facts(op.act);
    out.reports = out.reports || of.reports == Reports::and_goes_on;
    out.traps = out.traps || of.reports == Reports::and_cuts;
    switch (of.touches) {
    case Touches::nothing:
    case Touches::reads_locks:            // only a step of this thread changes them, and an `each` takes none
    case Touches::reads_position: break;  // no thread moves in the middle of a step
    case Touches::reads_slot: out.loads.insert(op.slot); break;
    case Touches::sets_slot: out.stores[op.slot].insert(op.imm); break;
    case Touches::writes_slot: out.stores[op.slot].insert(unknown); break;
    case Touches::reads_table:
        out.loads.insert(generated.tables[op.table].begin(), generated.tables[op.table].end());
        break;
    case Touches::writes_table:
        for (const SlotId slot : generated.tables[op.table]) out.stores[slot].insert(unknown);
    }
}

Touched touched_by(const Generated& generated, const Code& code, const ElementCode& piece, std::uint16_t shared) {
    Touched out;
    for (std::size_t i = piece.begin; i < piece.end; ++i) {
        add(out, generated, code[i]);
        if (gives(code[i]) && code[i].a < shared) out.shares_register = true;
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
    const auto instance = [&](std::size_t i) -> program::InstanceId {
        const program::Object& element = program.objects[pieces[i].element];
        return element.component == component ? element.instance : program::InstanceId{};
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
