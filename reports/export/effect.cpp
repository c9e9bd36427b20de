// Symbolic execution of transition programs.
#include "reports/export/effect.hpp"

#include <limits>
#include <optional>
#include <stdexcept>

#include "model/semantics/lower/link.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "reports/export/overflow.hpp"

namespace revoke_mc::reports {

using lower::Act;
using lower::Op;
using lower::SlotId;
using program::PropertyId;
using system::Opcode;

namespace {

constexpr auto lock_misuse = program::id_of(program::BuiltinProperty::lock_misuse);
constexpr auto unguarded = program::id_of(program::BuiltinProperty::unguarded);
constexpr auto trap = program::id_of(program::BuiltinProperty::trap);

/// Values on the way to one instruction, and the condition under which it is reached.
struct Way {
    Term condition = 0;
    std::map<std::uint16_t, Term> registers;
    std::map<SlotId, Term> slots;          ///< what was written
    std::map<SlotId, std::int64_t> known;  ///< what was tested, and not written since
};

class Execution {
public:
    Execution(const lower::Code& code, SlotTerms& slots) : code_(code), slots_(slots), terms_(slots.terms()) {
        effect_.done = effect_.bound = effect_.result = terms_.no();
    }

    Effect run(const std::map<SlotId, std::int64_t>& known) {
        arriving_.resize(code_.size() + 1);
        start_ = known;
        now_ = Way{terms_.yes(), {}, {}, known};
        for (std::size_t at = 0; at < code_.size(); ++at) {
            meet(at);
            if (now_) carry_out(code_[at]);
        }
        if (now_) leave_to(code_.size());
        if (arriving_.back()) finish(*arriving_.back());
        return std::move(effect_);
    }

private:
    /// The ways that jump to `at` go on together with the one that comes from the instruction before.
    void meet(std::size_t at) {
        if (!arriving_[at]) return;
        if (now_) merge(*arriving_[at], *now_);
        now_ = std::move(arriving_[at]);
    }

    void merge(Way& into, const Way& other) {
        const Term which = terms_.distinction(into.condition, other.condition);
        std::erase_if(into.registers, [&](const auto& entry) { return !other.registers.contains(entry.first); });
        for (auto& [number, term] : into.registers) term = terms_.select(which, term, other.registers.at(number));
        std::map<SlotId, Term> slots;
        for (const Way* way : {static_cast<const Way*>(&into), &other})
            for (const auto& [slot, term] : way->slots)
                slots[slot] = terms_.select(which, value(into, slot), value(other, slot));
        into.slots = std::move(slots);
        std::erase_if(into.known, [&](const auto& entry) {
            const auto found = other.known.find(entry.first);
            return found == other.known.end() || found->second != entry.second;
        });
        into.condition = terms_.or_(into.condition, other.condition);
    }

    Term value(const Way& way, SlotId slot) {
        if (const auto written = way.slots.find(slot); written != way.slots.end()) return written->second;
        if (const auto known = way.known.find(slot); known != way.known.end()) return terms_.number(known->second);
        return slots_.read(slot);
    }

    void leave_to(std::size_t target) {
        if (arriving_[target])
            merge(*arriving_[target], *now_);
        else
            arriving_[target] = std::move(now_);
        now_.reset();
    }

    void finish(const Way& way) {
        effect_.done = way.condition;
        if (const auto zero = way.registers.find(0); zero != way.registers.end()) effect_.result = zero->second;
        for (const auto& [slot, term] : way.slots)
            if (!slots_.constant(slot) && term != slots_.read(slot) && !stays(slot, term)) effect_.writes[slot] = term;
    }

    bool stays(SlotId slot, Term term) {
        const auto start = start_.find(slot);
        return start != start_.end() && term == terms_.number(start->second);
    }

    // --- what ends or narrows a way

    void go_on_if(Term condition) {
        now_->condition = terms_.and_(now_->condition, condition);
        if (now_->condition == terms_.no()) now_.reset();
    }

    void add(std::map<PropertyId, Term>& where, PropertyId property, Term condition) {
        const auto [entry, is_new] = where.emplace(property, terms_.no());
        entry->second = terms_.or_(entry->second, condition);
    }

    void report(PropertyId property, Term condition) {
        add(effect_.broken, property, terms_.and_(now_->condition, condition));
    }

    /// Cut where the condition holds; `muted`: disabled there.
    void cut_if(Term condition, PropertyId property, bool muted) {
        const Term cut = terms_.and_(now_->condition, condition);
        if (!muted && cut != terms_.no()) add(effect_.cut, property, cut);
        go_on_if(terms_.not_(condition));
    }

    void jump_if(Term condition, const Op& op) {
        Way leaving = *now_;
        leaving.condition = terms_.and_(leaving.condition, condition);
        std::optional<Way> staying = std::move(now_);
        if (leaving.condition != terms_.no()) {
            now_ = std::move(leaving);
            leave_to(static_cast<std::size_t>(op.imm));
        }
        now_ = std::move(staying);
        go_on_if(terms_.not_(condition));
    }

    // --- registers and slots

    Term reg(std::uint16_t number) {
        const auto found = now_->registers.find(number);
        return found == now_->registers.end() ? terms_.number(0) : found->second;
    }
    Term truth(std::uint16_t number) { return terms_.truth(reg(number)); }
    void set_reg(std::uint16_t number, Term term) { now_->registers[number] = term; }
    void set_flag(std::uint16_t number, Term condition) { set_reg(number, terms_.bit(condition)); }
    void write(SlotId slot, Term term) {
        now_->known.erase(slot);
        now_->slots[slot] = term;
    }

    Term equals(SlotId slot, std::int64_t wanted) { return terms_.equal(value(*now_, slot), terms_.number(wanted)); }
    Term owns(const Op& op) { return equals(op.slot, program::owned_by(op.thread)); }

    void test(const Op& op) {
        go_on_if(equals(op.slot, op.imm));
        if (now_ && !now_->slots.contains(op.slot)) now_->known[op.slot] = op.imm;
    }

    /// The result of an operation must fit 32 bits; what comes after that relies on it.
    static bool asks_for_fit(const Op& op) {
        using Int = std::numeric_limits<std::int32_t>;
        return op.imm == Int::min() && op.high == Int::max();
    }

    void trap_outside(const Op& op) {
        cut_if(outside(op), trap, op.muted);
        if (now_ && asks_for_fit(op)) set_reg(op.a, terms_.fitting(reg(op.a)));
    }

    Term outside(const Op& op) {
        const Term value = reg(op.a);
        if (asks_for_fit(op)) return overflows(terms_, value);
        return terms_.or_(terms_.less(value, terms_.number(op.imm)), terms_.less(terms_.number(op.high), value));
    }

    const std::vector<SlotId>& table(const Op& op) const { return slots_.lowered().generated().tables[op.table]; }

    void load_indexed(const Op& op) {
        const std::vector<SlotId>& all = table(op);
        Term out = value(*now_, all.back());
        for (std::size_t i = all.size() - 1; i-- > 0;) out = terms_.select(index_is(op, i), value(*now_, all[i]), out);
        set_reg(op.a, out);
    }

    void store_indexed(const Op& op) {
        const std::vector<SlotId>& all = table(op);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Term old = value(*now_, all[i]);
            const Term next = terms_.select(index_is(op, i), reg(op.a), old);
            if (next != old) write(all[i], next);
        }
    }

    Term index_is(const Op& op, std::size_t i) {
        return terms_.equal(reg(op.b), terms_.number(static_cast<std::int64_t>(i)));
    }

    void no_locks(const Op& op) {
        Term any = terms_.no();
        for (const SlotTerms::Holding& holding : slots_.holdings(op.thread))
            any = terms_.or_(any, equals(holding.slot, holding.value));
        report(lock_misuse, any);
    }

    void misuse_if_in_use(const Op& op) {
        Term free = equals(op.slot, 0);
        for (std::int64_t mark = 1; mark <= op.imm; ++mark) free = terms_.and_(free, equals(op.slot + mark, 0));
        report(lock_misuse, terms_.not_(free));
    }

    void no_spinlock(const Op& op) {
        Term any = terms_.no();
        for (const SlotTerms::Holding& holding : slots_.holdings(op.thread))
            if (slots_.spins(holding.slot)) any = terms_.or_(any, equals(holding.slot, holding.value));
        set_flag(op.a, terms_.not_(any));
    }

    void position_in(const Op& op) {
        const lower::Positions& positions = slots_.lowered().generated().positions[op.table];
        const SlotId position = slots_.lowered().generated().slots.find_position(positions.thread);
        set_flag(op.a, slots_.stands_in(positions, value(*now_, position)));
    }

    // --- operations

    void carry_out(const Op& op) {
        switch (op.act) {
        case Act::plain: return plain(op);
        case Act::test: return test(op);
        case Act::load: return set_reg(op.a, value(*now_, op.slot));
        case Act::store: return write(op.slot, reg(op.a));
        case Act::set: return write(op.slot, terms_.number(op.imm));
        case Act::matches: return set_flag(op.a, equals(op.slot, op.imm));
        case Act::load_indexed: return load_indexed(op);
        case Act::store_indexed: return store_indexed(op);
        case Act::owner_is: return set_flag(op.a, owns(op));
        case Act::owner_free: return set_flag(op.a, equals(op.slot, 0));
        case Act::test_free: return go_on_if(equals(op.slot, 0));
        case Act::test_held: return go_on_if(terms_.not_(equals(op.slot, 0)));
        case Act::acquire: return write(op.slot, terms_.number(program::owned_by(op.thread)));
        case Act::release:
        case Act::reset_owner: return write(op.slot, terms_.number(0));
        case Act::misuse_if_owner: return cut_if(owns(op), lock_misuse, op.muted);
        case Act::misuse_unless_owner: return cut_if(terms_.not_(owns(op)), lock_misuse, op.muted);
        case Act::turn:
            return write(op.slot,
                         terms_.select(equals(op.slot, op.imm), terms_.number(op.high), value(*now_, op.slot)));
        case Act::misuse_if_in_use: return misuse_if_in_use(op);
        case Act::unguarded_unless_owner: return report(unguarded, terms_.not_(owns(op)));
        case Act::no_locks: return no_locks(op);
        case Act::no_spinlock: return no_spinlock(op);
        case Act::position_in: return position_in(op);
        }
    }

    void plain(const Op& op) {
        if (system::calculates(op.op)) return calculate(op);
        const auto property = PropertyId(static_cast<std::size_t>(op.imm));
        switch (op.op) {
        case Opcode::fail: return now_.reset();
        case Opcode::fail_if_zero: return go_on_if(truth(op.a));
        case Opcode::fail_if_set: return go_on_if(terms_.not_(truth(op.a)));
        case Opcode::fail_outside: return go_on_if(terms_.not_(outside(op)));
        case Opcode::trap_outside: return trap_outside(op);
        case Opcode::trap_if_zero: return cut_if(terms_.not_(truth(op.a)), trap, op.muted);
        case Opcode::constant: return set_reg(op.a, terms_.number(op.imm));
        case Opcode::move: return set_reg(op.a, reg(op.b));
        case Opcode::jump: return leave_to(static_cast<std::size_t>(op.imm));
        case Opcode::jump_if_zero: return jump_if(terms_.not_(truth(op.a)), op);
        case Opcode::jump_if_set: return jump_if(truth(op.a), op);
        case Opcode::broken: return report(property, terms_.yes());
        case Opcode::cut: return cut_if(terms_.yes(), property, op.muted);
        case Opcode::bound: return bound(op.muted);
        case Opcode::done: return leave_to(code_.size());
        default: throw std::logic_error("an operation that only linked code has");
        }
    }

    void bound(bool muted) {
        if (!muted) effect_.bound = terms_.or_(effect_.bound, now_->condition);
        now_.reset();
    }

    void calculate(const Op& op) {
        const Term left = reg(op.b);
        switch (op.op) {
        case Opcode::not_: return set_flag(op.a, terms_.not_(terms_.truth(left)));
        case Opcode::negate: return set_reg(op.a, terms_.negate(left));
        case Opcode::add: return arithmetic(op, TermKind::add);
        case Opcode::subtract: return arithmetic(op, TermKind::subtract);
        case Opcode::multiply: return arithmetic(op, TermKind::multiply);
        case Opcode::divide: return arithmetic(op, TermKind::divide);
        case Opcode::modulo: return arithmetic(op, TermKind::modulo);
        case Opcode::equal: return set_flag(op.a, terms_.equal(left, reg(op.c)));
        case Opcode::unequal: return set_flag(op.a, terms_.not_(terms_.equal(left, reg(op.c))));
        case Opcode::less: return set_flag(op.a, terms_.less(left, reg(op.c)));
        default: return set_flag(op.a, terms_.less_equal(left, reg(op.c)));
        }
    }

    void arithmetic(const Op& op, TermKind kind) { set_reg(op.a, terms_.arithmetic(kind, reg(op.b), reg(op.c))); }

    const lower::Code& code_;
    SlotTerms& slots_;
    Terms& terms_;
    Effect effect_;
    std::map<SlotId, std::int64_t> start_;
    std::optional<Way> now_;
    std::vector<std::optional<Way>> arriving_;  ///< by instruction; the last: the end
};

}  // namespace

Effect effect_of(const lower::Code& code, SlotTerms& slots, const std::map<SlotId, std::int64_t>& known) {
    return Execution(code, slots).run(known);
}

SlotTerms::SlotTerms(const program::Program& program, const lower::Lowered& lowered, Terms& terms)
    : program_(program), lowered_(lowered), terms_(terms) {}

Term SlotTerms::read(SlotId slot) {
    if (constant(slot)) return terms_.number(lowered_.layout().fields[slot].base);
    const auto [low, high] = range(slot);
    return terms_.variable(slot.number(), low, high, boolean(slot));
}

std::pair<std::int64_t, std::int64_t> SlotTerms::range(SlotId slot) const {
    const lower::Slot& described = lowered_.generated().slots[slot];
    const auto& owners = lowered_.layout().owners[slot];
    if (described.kind != lower::Slot::Kind::owner || owners.empty()) return {described.used_low, described.used_high};
    return {0, program::owned_by(owners.rbegin()->first)};
}

bool SlotTerms::boolean(SlotId slot) const {
    using Kind = lower::Slot::Kind;
    const lower::Slot& described = lowered_.generated().slots[slot];
    if (described.kind == Kind::todo || described.kind == Kind::current) return true;
    return described.kind == Kind::cell &&
           program_.cells[lower::cell_of(slot)].type.kind == program::ValueType::Kind::boolean;
}

Term SlotTerms::stands_in(const lower::Positions& positions, Term position) {
    system::PackedModel unused;
    const lower::Linker linker(program_, lowered_.generated(), lowered_.layout(), unused);
    const std::vector<system::PositionId> codes = linker.numbers_of(positions);
    Term out = terms_.no();
    for (std::size_t first = 0, last = 0; first < codes.size(); first = last + 1) {
        for (last = first; last + 1 < codes.size() && codes[last + 1] == codes[last] + 1;) ++last;
        const Term low = terms_.number(codes[first].number()), high = terms_.number(codes[last].number());
        out = terms_.or_(out, first == last
                                  ? terms_.equal(position, low)
                                  : terms_.and_(terms_.less_equal(low, position), terms_.less_equal(position, high)));
    }
    return out;
}

std::vector<SlotTerms::Holding> SlotTerms::holdings(lower::ThreadId thread) const {
    std::vector<Holding> out;
    const auto& owners = lowered_.layout().owners;
    for (const SlotId lock : owners.ids())
        if (owners[lock].contains(thread)) out.push_back({lock, program::owned_by(thread)});
    for (const program::Object& object : program_.objects) {
        const SlotId reads = lower::slot_of(object.reads_cell(thread));
        if (object.kind == program::ObjectKind::rwlock && !constant(reads)) out.push_back({reads, 1});
    }
    return out;
}

bool SlotTerms::spins(SlotId slot) const {
    return std::any_of(program_.objects.begin(), program_.objects.end(), [&](const program::Object& object) {
        return object.spin && lower::slot_of(object.first_cell) == slot;
    });
}

}  // namespace revoke_mc::reports
