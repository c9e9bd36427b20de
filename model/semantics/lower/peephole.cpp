// Small improvements of linked code, a few instructions at a time (the peephole of compilers).
//
// Expressions come as loads, constants and comparisons of registers. What is compared with a
// constant can be a test of the state itself, and what is only required can be a guard; both are
// cheaper to run, and native/guards.hpp builds on them.
#include <algorithm>
#include <bit>

#include "explorer/base/limits.hpp"
#include "explorer/base/planted.hpp"
#include "model/semantics/lower/link.hpp"

namespace revoke_mc::lower {

using system::Field;
using system::Instruction;

namespace {

constexpr std::size_t too_long = 2000;  // looking for uses takes quadratic time

}  // namespace

/// Removes instruction `at`; jumps behind it move.
void Linker::drop(std::size_t at, std::vector<std::uint32_t>& targets) {
    limits::poll();
    now_.erase(now_.begin() + static_cast<std::ptrdiff_t>(at));
    for (Instruction& i : now_)
        if (jumps(i.op) && i.imm > static_cast<std::int32_t>(at)) --i.imm;
    for (std::uint32_t& target : targets)
        if (target > at) --target;
}

/// Some way on from instruction `at` reads what `reg` holds now. (All jumps go forward.)
bool Linker::needed_from(std::size_t at, std::uint8_t reg) const {
    std::vector<bool> seen(now_.size(), false);
    std::vector<std::size_t> open{at};
    while (!open.empty()) {
        const std::size_t i = open.back();
        open.pop_back();
        if (i >= now_.size() || seen[i]) continue;
        seen[i] = true;
        if (reads_register(now_[i], reg)) return true;
        if (jumps(now_[i].op)) open.push_back(static_cast<std::size_t>(now_[i].imm));
        if (!writes_register(now_[i], reg) && goes_on(now_[i].op)) open.push_back(i + 1);
    }
    return false;
}

// --- comparisons ------------------------------------------------------------------------------

/// What registers hold, as far as the code since the last jump target says.
class Linker::Known {
public:
    void forget() { values_.clear(); }

    /// The load or constant that the register holds the result of, or null.
    [[nodiscard]] const Instruction* operator[](std::uint8_t reg) const {
        const auto found = values_.find(reg);
        return found == values_.end() ? nullptr : &found->second;
    }

    void note(const Instruction& i) {
        if (facts(i.op).changes != system::Part::none) return written(i);
        if (i.op == Opcode::move && values_.contains(i.b))
            values_[i.a] = values_[i.b];
        else if (i.op == Opcode::load || i.op == Opcode::constant || i.op == Opcode::matches)
            values_[i.a] = i;
        else if (gives(i.op))
            values_.erase(i.a);
    }

private:
    void written(const Instruction& by) {
        std::erase_if(values_, [&](const auto& entry) {
            const Instruction& i = entry.second;
            if (i.op == Opcode::constant) return false;
            const std::uint64_t read = i.op == Opcode::load ? i.mask << i.c : i.mask;
            if (by.op == Opcode::store) return by.b == i.b && (read & (by.mask << by.c)) != 0;
            return by.op == Opcode::store_indexed || (by.a == i.b && (read & by.mask) != 0);
        });
    }

    std::map<std::uint8_t, Instruction> values_;
};

/// "r == value" for a register that holds `known`, as a comparison of the state; false if there is none.
bool Linker::as_match(const Instruction& known, std::int64_t value, Instruction& out) {
    const std::int64_t base = known.op == Opcode::load ? known.imm : 0;
    const std::uint64_t most = known.op == Opcode::load ? known.mask : 1;
    if (known.op == Opcode::constant || value < base || static_cast<std::uint64_t>(value - base) > most) return false;
    out.a = known.b;
    if (known.op == Opcode::load) {
        out.mask = known.mask << known.c;
        out.value = static_cast<std::uint64_t>(value - base) << known.c;
        return true;
    }
    out.mask = known.mask;
    out.value = value != 0 ? known.value : ~known.value & known.mask;
    return value != 0 || std::has_single_bit(known.mask);
}

/// Comparisons of a field with a constant become comparisons of the state.
void Linker::fold_comparisons(const std::vector<std::uint32_t>& targets) {
    Known known;
    for (std::size_t i = 0; i < now_.size(); ++i) {
        if (std::find(targets.begin(), targets.end(), i) != targets.end()) known.forget();
        Instruction& now = now_[i];
        const bool entered_behind = std::find(targets.begin(), targets.end(), i + 1) != targets.end();
        fold_access(now, known);
        if (facts(now.op).work == system::Work::comparison)
            fold_comparison(i, known, !entered_behind);
        else if (const Instruction* of = asks(now) ? known[now.a] : nullptr)
            fold_question(i, *of);
        known.note(now_[i]);
    }
}

/// An index that is known names a field; a value that is known is set; "not" of a bit is a match.
void Linker::fold_access(Instruction& instruction, const Known& known) const {
    const bool reads = instruction.op == Opcode::load_indexed;
    if (reads || instruction.op == Opcode::store_indexed) {
        const Instruction* index = known[instruction.b];
        if (!index || index->op != Opcode::constant || index->imm < 0 || index->imm >= instruction.imm) return;
        const Field& field = model_.fields[instruction.value + static_cast<std::uint64_t>(index->imm)];
        if (field.width == 0) return;
        instruction = {
            reads ? Opcode::load : Opcode::store, instruction.a, field.word, field.shift, field.base, field.mask(), 0};
    }
    if (const Instruction* of = instruction.op == Opcode::store ? known[instruction.a] : nullptr;
        of && of->op == Opcode::constant) {
        const std::uint64_t bits =
            static_cast<std::uint64_t>(std::int64_t{of->imm} - instruction.imm) & instruction.mask;
        instruction = {Opcode::set, instruction.b, 0, 0, 0, instruction.mask << instruction.c, bits << instruction.c};
    }
    if (const Instruction* of = instruction.op == Opcode::not_ ? known[instruction.b] : nullptr) {
        Instruction match;
        if (as_match(*of, 0, match))
            instruction = {Opcode::matches, instruction.a, match.a, 0, 0, match.mask, match.value};
    }
}

bool Linker::asks(const Instruction& i) {
    return i.op == Opcode::fail_if_zero || i.op == Opcode::fail_if_set || i.op == Opcode::jump_if_zero ||
           i.op == Opcode::jump_if_set;
}

/// load r; constant s; t := r == s   becomes   t := match; so does "less" at the lower end of a field.
/// "Unequal" only if all that follows is a question, which is then asked the other way round.
void Linker::fold_comparison(std::size_t at, const Known& known, bool may_turn) {
    Instruction& comparison = now_[at];
    const Instruction* left = known[comparison.b];
    const Instruction* right = known[comparison.c];
    if (!left || !right) return;
    const bool swapped = left->op == Opcode::constant;
    if (swapped) std::swap(left, right);
    if (right->op != Opcode::constant || left->op != Opcode::load) return;
    std::int64_t value = right->imm;
    bool equal = comparison.op == Opcode::equal;
    if (comparison.op == Opcode::less || comparison.op == Opcode::less_equal) {
        const bool includes = (comparison.op == Opcode::less_equal) != swapped;  // load <= value, or its opposite
        const bool next = !includes || planted::is("less-equal-as-less");
        if (value != std::int64_t{left->imm} + (next ? 1 : 0)) return;
        value = left->imm;
        equal = !swapped;
    }
    Instruction match;
    if (!as_match(*left, value, match) || (!equal && !(may_turn && turn_question(at + 1, comparison.a)))) return;
    comparison = {Opcode::matches, comparison.a, match.a, 0, 0, match.mask, match.value};
}

/// Instruction `at` asks for `reg`, which nobody reads later: ask for the opposite.
bool Linker::turn_question(std::size_t at, std::uint8_t reg) {
    Instruction& question = now_[at];
    if (!asks(question) || question.a != reg || needed_from(at + 1, reg)) return false;
    if (jumps(question.op) && needed_from(static_cast<std::size_t>(question.imm), reg)) return false;
    switch (question.op) {
    case Opcode::fail_if_zero: question.op = Opcode::fail_if_set; break;
    case Opcode::fail_if_set: question.op = Opcode::fail_if_zero; break;
    case Opcode::jump_if_zero: question.op = Opcode::jump_if_set; break;
    default: question.op = Opcode::jump_if_zero; break;
    }
    return true;
}

/// A question about a register becomes one about the state, or is decided. (Jumps only go forward: none has passed over
/// what gave the register its value.)
void Linker::fold_question(std::size_t at, const Instruction& of) {
    Instruction& question = now_[at];
    if (of.op == Opcode::constant && jumps(question.op)) {
        const bool taken = (of.imm != 0) == (question.op == Opcode::jump_if_set);
        question = {Opcode::jump, 0, 0, 0, taken ? question.imm : static_cast<std::int32_t>(at) + 1};
        return;
    }
    Instruction match;
    const bool by_one = of.op == Opcode::matches || (of.op == Opcode::load && of.mask == 1 && of.imm == 0);
    const bool set = question.op == Opcode::fail_if_zero || question.op == Opcode::jump_if_set;
    if (jumps(question.op)) {
        if (!as_match(of, by_one ? 1 : 0, match)) return;
        question.op = set == by_one ? Opcode::jump_if_match : Opcode::jump_unless_match;
    } else if (as_match(of, set ? 1 : 0, match) && (by_one || !set)) {
        question.op = Opcode::test;
    } else {
        return;
    }
    question.a = match.a;
    question.mask = match.mask;
    question.value = match.value;
}

/// Removes what a decided jump passes over, and then the jump.
void Linker::drop_unreachable(std::vector<std::uint32_t>& targets) {
    const auto target = [&](std::size_t at) { return std::find(targets.begin(), targets.end(), at); };
    const auto remove = [&](std::size_t at) {
        if (jumps(now_[at].op)) targets.erase(target(static_cast<std::size_t>(now_[at].imm)));
        drop(at, targets);
    };
    for (std::size_t i = 0; i < now_.size(); ++i) {
        if (now_[i].op != Opcode::jump) continue;
        while (i + 1 < now_.size() && target(i + 1) == targets.end()) remove(i + 1);
        if (now_[i].imm == static_cast<std::int32_t>(i) + 1) remove(i--);
    }
}

/// Removes what computes a register that nobody reads.
void Linker::drop_unused(std::vector<std::uint32_t>& targets) {
    if (now_.size() > too_long) return;
    for (std::size_t i = now_.size(); i-- > 0;)
        if (gives(now_[i].op) && !needed_from(i + 1, now_[i].a)) drop(i, targets);
}

// --- jumps, tests and writes ------------------------------------------------------------------

/// r := match; [s := constant;] jump on r   becomes   [s := constant;] jump on match.
void Linker::fuse_jumps(std::vector<std::uint32_t>& targets) {
    for (std::size_t i = 0; i + 1 < now_.size(); ++i) {
        if (now_[i].op != Opcode::matches) continue;
        const std::uint8_t reg = now_[i].a;
        const bool constant_between = now_[i + 1].op == Opcode::constant && now_[i + 1].a != reg && i + 2 < now_.size();
        const std::size_t at = constant_between ? i + 2 : i + 1;
        Instruction& jump = now_[at];
        if ((jump.op != Opcode::jump_if_zero && jump.op != Opcode::jump_if_set) || jump.a != reg) continue;
        const bool entered =
            std::any_of(targets.begin(), targets.end(), [&](std::uint32_t t) { return t > i && t <= at; });
        const auto target = static_cast<std::size_t>(jump.imm);
        if (entered || needed_from(at + 1, reg) || needed_from(target, reg)) continue;
        jump.op = jump.op == Opcode::jump_if_set ? Opcode::jump_if_match : Opcode::jump_unless_match;
        jump.a = now_[i].b;
        jump.mask = now_[i].mask;
        jump.value = now_[i].value;
        drop(i, targets);
    }
}

/// Tests come before what else only decides whether the step is enabled.
void Linker::tests_first() {
    const auto only_decides = [](const Instruction& i) { return gives(i.op) || (may_disable(i.op) && !may_cut(i.op)); };
    const auto end = std::find_if_not(now_.begin(), now_.end(), only_decides);  // no jump leads before its target
    std::stable_partition(now_.begin(), end, [](const Instruction& i) { return i.op == Opcode::test; });
}

void Linker::merge_tests(std::vector<std::uint32_t>& targets) {
    for (std::size_t i = 0; i < now_.size() && now_[i].op == Opcode::test; ++i)
        for (std::size_t j = i + 1; j < now_.size() && now_[j].op == Opcode::test;) {
            const std::uint64_t both = now_[i].mask & now_[j].mask;
            const bool agree = (now_[i].value & both) == (now_[j].value & both);
            if (now_[i].a != now_[j].a || !agree) {
                ++j;
                continue;
            }
            now_[i].mask |= now_[j].mask;
            now_[i].value |= now_[j].value;
            drop(j, targets);
        }
}

void Linker::merge_writes(const std::vector<std::uint32_t>& targets) {
    std::vector<std::uint32_t> moving = targets;
    for (std::size_t i = 0; i + 1 < now_.size(); ++i) {
        if (now_[i].op != Opcode::set) continue;
        for (std::size_t j = i + 1; j < now_.size() && now_[j].op == Opcode::set;) {
            const bool entered = std::find(moving.begin(), moving.end(), j) != moving.end();
            if (entered) break;
            if (now_[i].a != now_[j].a) {
                ++j;
                continue;
            }
            if (!planted::is("write-of-zero-lost") || now_[j].value != 0) {
                now_[i].value = (now_[i].value & ~now_[j].mask) | now_[j].value;
                now_[i].mask |= now_[j].mask;
            }
            drop(j, moving);
        }
    }
}

}  // namespace revoke_mc::lower
