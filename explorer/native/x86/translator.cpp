// One program after the other to x86-64, an instruction at a time.
#include "explorer/native/x86/translator.hpp"

#include <algorithm>
#include <bit>

#include "explorer/base/planted.hpp"

namespace revoke_mc::native::x86 {

using asmjit::Imm;
using asmjit::Label;
using asmjit::x86::CondCode;
using system::Field;
using system::Instruction;
using system::Opcode;

namespace {

constexpr std::int32_t most_indexed = 16;       // longer tables are left to the interpreter
constexpr std::size_t most_instructions = 600;  // as are longer programs

bool is_immediate(std::uint64_t value) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(value))) == value;
}

bool uses_table(Opcode op) {
    return system::facts(op).looks == system::Part::table || system::facts(op).changes == system::Part::table;
}

/// One past the last instruction of the program at `code`: jumps go forward.
std::uint32_t end_of(const system::PackedModel& model, std::uint32_t code) {
    std::uint32_t furthest = code;
    for (std::uint32_t at = code;; ++at) {
        const Instruction& i = model.code[at];
        if (jumps(i.op)) furthest = std::max(furthest, static_cast<std::uint32_t>(i.imm));
        if (ends(i.op) && at >= furthest) return at + 1;
    }
}

}  // namespace

Translator::Translator(asmjit::x86::Compiler& compiler, const system::PackedModel& model)
    : cc_(compiler), model_(model) {}

void Translator::load_state(const Gp& state) {
    for (std::uint32_t w = 0; w < model_.words; ++w) {
        words_.push_back(cc_.newUInt64());
        cc_.mov(words_.back(), asmjit::x86::qword_ptr(state, static_cast<std::int32_t>(w * 8)));
    }
}

bool Translator::can_translate(std::uint32_t code) const {
    const std::uint32_t end = end_of(model_, code);
    if (end - code > most_instructions) return false;
    return std::none_of(model_.code.begin() + code, model_.code.begin() + end,
                        [](const Instruction& i) { return uses_table(i.op) && i.imm > most_indexed; });
}

void Translator::translate(std::uint32_t code, const std::vector<std::uint32_t>& settled, const Exits& exits) {
    labels_.clear();
    disabled_ = cc_.newLabel();
    unusual_ = cc_.newLabel();
    const std::uint32_t end = end_of(model_, code);
    for (std::uint32_t at = code; at < end; ++at)
        if (jumps(model_.code[at].op)) (void)label(model_.code[at].imm);
    for (std::uint32_t at = code; at < end; ++at) {
        if (const auto target = labels_.find(static_cast<std::int32_t>(at)); target != labels_.end())
            cc_.bind(target->second);
        if (!std::binary_search(settled.begin(), settled.end(), at)) instruction(model_.code[at], exits);
    }
    cc_.bind(disabled_);
    exits.disabled();
    cc_.bind(unusual_);
    exits.unusual();
}

void Translator::instruction(const Instruction& i, const Exits& exits) {
    switch (i.op) {
    case Opcode::done: return exits.done();
    case Opcode::broken:
    case Opcode::cut:
    case Opcode::bound: cc_.jmp(unusual_); return;
    case Opcode::set: return set(i);
    case Opcode::store: {
        const auto width = static_cast<std::uint8_t>(std::popcount(i.mask));
        return store(reg(i.a), {i.b, i.c, width, i.imm});
    }
    case Opcode::store_indexed: return store_indexed(i);
    default: break;
    }
    if (jumps(i.op)) return jump(i);
    if (system::facts(i.op).work == system::Work::question) return test(i);
    registers(i);
}

// --- tests and jumps --------------------------------------------------------------------------

void Translator::test(const Instruction& i) {
    switch (i.op) {
    case Opcode::test: cc_.j(asmjit::x86::negateCond(compare(i.a, i.mask, i.value)), disabled_); return;
    case Opcode::fail: cc_.jmp(disabled_); return;
    case Opcode::fail_outside: return outside(i, disabled_);
    case Opcode::trap_outside: return outside(i, unusual_);
    default: break;
    }
    cc_.test(reg(i.a), reg(i.a));
    if (i.op == Opcode::fail_if_set)
        cc_.jnz(disabled_);
    else
        cc_.jz(i.op == Opcode::trap_if_zero ? unusual_ : disabled_);
}

void Translator::outside(const Instruction& i, const Label& target) {
    cc_.cmp(reg(i.a), Imm(i.imm));
    cc_.jl(target);
    compare_with(reg(i.a), i.value);
    cc_.jg(target);
}

void Translator::jump(const Instruction& i) {
    const Label target = label(i.imm);
    switch (i.op) {
    case Opcode::jump: cc_.jmp(target); return;
    case Opcode::jump_if_match: cc_.j(compare(i.a, i.mask, i.value), target); return;
    case Opcode::jump_unless_match: cc_.j(asmjit::x86::negateCond(compare(i.a, i.mask, i.value)), target); return;
    default: break;
    }
    cc_.test(reg(i.a), reg(i.a));
    cc_.j(i.op == Opcode::jump_if_zero ? CondCode::kZ : CondCode::kNZ, target);
}

CondCode Translator::compare(std::size_t word, std::uint64_t mask, std::uint64_t value) {
    if ((value & ~mask) != 0 || mask == 0) {  // settled: flags of a comparison of equals
        cc_.cmp(words_[word], words_[word]);
        return value == 0 ? CondCode::kZ : CondCode::kNZ;
    }
    const int shift = std::countr_zero(mask);
    if (std::has_single_bit(mask)) {
        cc_.bt(words_[word], Imm(shift));
        return value != 0 ? CondCode::kC : CondCode::kNC;
    }
    const Gp bits = copy(words_[word]);
    if (shift != 0) cc_.shr(bits, Imm(shift));
    and_with(bits, mask >> shift >> (planted::is("compare-mask-short") ? 1 : 0));
    if (value != 0) compare_with(bits, value >> shift);
    if (value == 0) cc_.test(bits, bits);
    return CondCode::kZ;
}

// --- registers --------------------------------------------------------------------------------

void Translator::registers(const Instruction& i) {
    switch (i.op) {
    case Opcode::constant: cc_.mov(reg(i.a), Imm(static_cast<std::int64_t>(i.imm))); return;
    case Opcode::move: cc_.mov(reg(i.a), reg(i.b)); return;
    case Opcode::load: return load(reg(i.a), {i.b, i.c, static_cast<std::uint8_t>(std::popcount(i.mask)), i.imm});
    case Opcode::load_indexed: return load_indexed(i);
    case Opcode::matches: return truth(reg(i.a), compare(i.b, i.mask, i.value));
    case Opcode::in_set: return in_set(i);
    default: arithmetic(i);
    }
}

void Translator::arithmetic(const Instruction& i) {
    const Gp result = cc_.newInt64();
    switch (i.op) {
    case Opcode::not_: cc_.test(reg(i.b), reg(i.b)); return truth(reg(i.a), CondCode::kZ);
    case Opcode::equal: return compare_registers(i, CondCode::kE);
    case Opcode::unequal: return compare_registers(i, CondCode::kNE);
    case Opcode::less: return compare_registers(i, planted::is("less-unsigned") ? CondCode::kB : CondCode::kL);
    case Opcode::less_equal: return compare_registers(i, CondCode::kLE);
    case Opcode::divide:
    case Opcode::modulo: return divide(i);
    default: break;
    }
    cc_.mov(result, reg(i.b));
    if (i.op == Opcode::negate) cc_.neg(result);
    if (i.op == Opcode::add) cc_.add(result, reg(i.c));
    if (i.op == Opcode::subtract) cc_.sub(result, reg(i.c));
    if (i.op == Opcode::multiply) cc_.imul(result, reg(i.c));
    cc_.mov(reg(i.a), result);
}

void Translator::divide(const Instruction& i) {
    const Gp quotient = copy(reg(i.b));
    const Gp rest = cc_.newInt64();
    cc_.cqo(rest, quotient);
    cc_.idiv(rest, quotient, reg(i.c));
    cc_.mov(reg(i.a), i.op == Opcode::divide ? quotient : rest);
}

void Translator::compare_registers(const Instruction& i, CondCode condition) {
    cc_.cmp(reg(i.b), reg(i.c));
    truth(reg(i.a), condition);
}

/// to := 1 or 0 by the flags.
void Translator::truth(const Gp& to, CondCode condition) {
    const Gp byte = cc_.newUInt8();
    cc_.set(condition, byte);
    cc_.movzx(to.r32(), byte);
}

void Translator::in_set(const Instruction& i) {
    const std::vector<std::uint64_t>& bits = model_.bitmaps[i.value];
    const Gp word = cc_.newUInt64();
    const Gp index = copy(reg(i.b));
    if (bits.size() == 1) {
        cc_.mov(word, Imm(bits[0]));
    } else {
        const Gp table = cc_.newUInt64();
        cc_.mov(table, Imm(reinterpret_cast<std::uintptr_t>(bits.data())));
        cc_.mov(word, index);
        cc_.shr(word, Imm(6));
        cc_.mov(word, asmjit::x86::qword_ptr(table, word, 3));
    }
    cc_.bt(word, index);  // takes the index modulo 64
    truth(reg(i.a), CondCode::kC);
}

// --- fields -----------------------------------------------------------------------------------

Translator::Gp Translator::bits_of(const Field& field) {
    const Gp bits = copy(words_[field.word]);
    if (field.shift != 0) cc_.shr(bits, Imm(field.shift));
    if (field.shift + field.width < 64) and_with(bits, field.mask());
    return bits;
}

void Translator::load(const Gp& to, const Field& field) {
    if (field.width == 0) {
        cc_.mov(to, Imm(static_cast<std::int64_t>(field.base)));
        return;
    }
    cc_.mov(to, bits_of(field));
    if (field.base != 0) cc_.add(to, Imm(field.base));
}

void Translator::store(const Gp& from, const Field& field) {
    if (field.width == 0) return;
    const Gp bits = copy(from);
    if (field.base != 0) cc_.sub(bits, Imm(field.base));
    and_with(bits, field.mask());
    if (field.shift != 0) cc_.shl(bits, Imm(field.shift));
    and_with(words_[field.word], ~(field.mask() << field.shift));
    cc_.or_(words_[field.word], bits);
}

/// Emits `entry` for each field of the table, behind a comparison of the index with its number.
void Translator::each_index(const Instruction& i, const std::function<void(const Field&)>& entry) {
    const Label end = cc_.newLabel();
    const Gp index = copy(reg(i.b));
    for (std::int32_t n = 0; n < i.imm; ++n) {
        const Field& field = model_.fields[i.value + static_cast<std::uint64_t>(n)];
        if (n + 1 == i.imm) {  // the index lies in the table: it has been tested; else this is the nearest
            entry(field);
            break;
        }
        const Label next = cc_.newLabel();
        cc_.cmp(index, Imm(n));
        cc_.jne(next);
        entry(field);
        cc_.jmp(end);
        cc_.bind(next);
    }
    cc_.bind(end);
}

void Translator::load_indexed(const Instruction& i) {
    const Gp to = reg(i.a);
    each_index(i, [&](const Field& field) { load(to, field); });
}

void Translator::store_indexed(const Instruction& i) {
    const Gp from = reg(i.a);
    each_index(i, [&](const Field& field) { store(from, field); });
}

void Translator::set(const Instruction& i) {
    const Gp& word = words_[i.a];
    if (std::has_single_bit(i.mask)) {
        const Imm bit(std::countr_zero(i.mask));
        if (i.value != 0)
            cc_.bts(word, bit);
        else
            cc_.btr(word, bit);
        return;
    }
    if (i.value != i.mask) and_with(word, ~i.mask);
    or_with(word, i.value);
}

// --- constants --------------------------------------------------------------------------------

void Translator::and_with(const Gp& reg, std::uint64_t mask) {
    if (mask == ~std::uint64_t{0}) return;
    if (is_immediate(mask)) {
        cc_.and_(reg, Imm(static_cast<std::int64_t>(mask)));
    } else if (mask <= 0xffffffffU) {  // writing the low half clears the high one
        cc_.and_(reg.r32(), Imm(mask));
    } else {
        const Gp constant = cc_.newUInt64();
        cc_.mov(constant, Imm(mask));
        cc_.and_(reg, constant);
    }
}

void Translator::or_with(const Gp& reg, std::uint64_t bits) {
    if (bits == 0) return;
    if (is_immediate(bits)) {
        cc_.or_(reg, Imm(static_cast<std::int64_t>(bits)));
    } else {
        const Gp constant = cc_.newUInt64();
        cc_.mov(constant, Imm(bits));
        cc_.or_(reg, constant);
    }
}

void Translator::compare_with(const Gp& reg, std::uint64_t value) {
    if (is_immediate(value)) {
        cc_.cmp(reg, Imm(static_cast<std::int64_t>(value)));
    } else {
        const Gp constant = cc_.newUInt64();
        cc_.mov(constant, Imm(value));
        cc_.cmp(reg, constant);
    }
}

const Translator::Gp& Translator::reg(std::uint8_t number) {
    auto [entry, is_new] = registers_.try_emplace(number);
    if (is_new) entry->second = cc_.newInt64();
    return entry->second;
}

Label Translator::label(std::int32_t target) {
    auto [entry, is_new] = labels_.try_emplace(target);
    if (is_new) entry->second = cc_.newLabel();
    return entry->second;
}

Translator::Gp Translator::copy(const Gp& from) {
    const Gp to = cc_.newUInt64();
    cc_.mov(to, from);
    return to;
}

}  // namespace revoke_mc::native::x86
