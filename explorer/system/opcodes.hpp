// The instructions of transition programs, and one table of what each of them reads, writes and may do.
//
// Whoever follows a program without running it (linking, read and write sets, reductions, machine code) asks this table
// and keeps no list of its own. What an instruction computes is said where it is run: packed_system.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace revoke_mc::system {

enum class Opcode : std::uint8_t {
    test,           ///< not ((s[a] & mask) == value): disabled
    fail,           ///< disabled
    fail_if_zero,   ///< r[a]
    fail_if_set,    ///< r[a] != 0
    fail_outside,   ///< r[a] not in [imm, value]: disabled
    trap_outside,   ///< r[a] not in [imm, value]: trap
    trap_if_zero,   ///< r[a] == 0: trap
    constant,       ///< r[a] := imm
    move,           ///< r[a] := r[b]
    load,           ///< r[a] := imm + ((s[b] >> c) & mask)
    load_indexed,   ///< r[a] := fields[value + r[b]] of the state; imm: how many there are
    store,          ///< field (word b, shift c, mask) := r[a] - imm
    store_indexed,  ///< fields[value + r[b]] := r[a]; imm: how many there are
    set,            ///< s[a] := (s[a] & ~mask) | value
    matches,        ///< r[a] := (s[b] & mask) == value
    in_set,         ///< r[a] := bit r[b] of bitmap `value`
    not_,           ///< r[a] := !r[b]
    negate,         ///< r[a] := -r[b]
    add,
    subtract,
    multiply,  ///< r[a] := r[b] op r[c]
    divide,
    modulo,  ///< (r[c] is not 0: tested before)
    equal,
    unequal,
    less,
    less_equal,
    jump,               ///< to imm (absolute index)
    jump_if_zero,       ///< r[a] == 0: to imm
    jump_if_set,        ///< r[a] != 0: to imm
    jump_if_match,      ///< (s[a] & mask) == value: to imm
    jump_unless_match,  ///< the reverse
    broken,             ///< report property imm and go on
    cut,                ///< report property imm; no successor
    bound,              ///< the model's bound: no successor, search incomplete
    done
};
inline constexpr std::size_t opcodes = static_cast<std::size_t>(Opcode::done) + 1;

struct Instruction {
    Opcode op = Opcode::done;
    std::uint8_t a = 0, b = 0, c = 0;
    std::int32_t imm = 0;
    std::uint64_t mask = 0;
    std::uint64_t value = 0;
};
static_assert(sizeof(Instruction) == 24);

inline constexpr std::size_t registers = 256;

/// What an instruction is for.
enum class Work : std::uint8_t {
    question,     ///< goes on, or ends the program
    assignment,   ///< gives register a what is known or stored somewhere
    calculation,  ///< gives register a a number made of other registers
    comparison,   ///< the same, and the number is 0 or 1
    writing,      ///< changes the state
    jump,
    report,
    end
};

/// Where the program may go on, or how it may end; bits.
namespace next {
enum Bits : std::uint8_t {
    behind = 1,     ///< at the next instruction
    at_target = 2,  ///< at `imm`
    disabled = 4,   ///< there is no step
    trapped = 8,    ///< something is reported, and there is no successor
    bounded = 16,   ///< at the bound of the model
    completed = 32
};
}  // namespace next

/// Registers that an instruction reads; bits.
enum Reads : std::uint8_t {
    reads_none = 0,
    reads_a = 1,
    reads_b = 2,
    reads_c = 4,
    reads_result = 8  ///< register 0, for whoever runs the program
};

/// Bits of the state that an instruction looks at, or changes.
enum class Part : std::uint8_t {
    none,
    bits_of_a,   ///< word a, `mask`
    bits_of_b,   ///< word b, `mask`
    field_of_b,  ///< word b, `mask << c`
    table        ///< one of the fields [value, value + imm) of the model
};

struct OpcodeFacts {
    Opcode op;
    Work work;
    std::uint8_t next;   ///< bits of next::
    std::uint8_t reads;  ///< bits of Reads
    Part looks;          ///< at this of the state
    Part changes;        ///< this of the state
    bool partial;        ///< what it reads must lie where it is defined: somebody has asked before
};

// clang-format off
inline constexpr auto opcode_facts = [] {
    using O = Opcode;
    using enum Work;
    using enum Part;
    using namespace next;  // NOLINT(google-build-using-namespace): the words of the table
    return std::array<OpcodeFacts, opcodes>{{
        // opcode              work         next                reads              looks at    changes     partial
        {O::test,              question,    behind | disabled,  reads_none,        bits_of_a,  none,       false},
        {O::fail,              question,    disabled,           reads_none,        none,       none,       false},
        {O::fail_if_zero,      question,    behind | disabled,  reads_a,           none,       none,       false},
        {O::fail_if_set,       question,    behind | disabled,  reads_a,           none,       none,       false},
        {O::fail_outside,      question,    behind | disabled,  reads_a,           none,       none,       false},
        {O::trap_outside,      question,    behind | trapped,   reads_a,           none,       none,       false},
        {O::trap_if_zero,      question,    behind | trapped,   reads_a,           none,       none,       false},
        {O::constant,          assignment,  behind,             reads_none,        none,       none,       false},
        {O::move,              assignment,  behind,             reads_b,           none,       none,       false},
        {O::load,              assignment,  behind,             reads_none,        field_of_b, none,       false},
        {O::load_indexed,      assignment,  behind,             reads_b,           table,      none,       true},
        {O::store,             writing,     behind,             reads_a,           none,       field_of_b, false},
        {O::store_indexed,     writing,     behind,             reads_a | reads_b, none,       table,      true},
        {O::set,               writing,     behind,             reads_none,        none,       bits_of_a,  false},
        {O::matches,           assignment,  behind,             reads_none,        bits_of_b,  none,       false},
        {O::in_set,            assignment,  behind,             reads_b,           none,       none,       true},
        {O::not_,              calculation, behind,             reads_b,           none,       none,       false},
        {O::negate,            calculation, behind,             reads_b,           none,       none,       false},
        {O::add,               calculation, behind,             reads_b | reads_c, none,       none,       false},
        {O::subtract,          calculation, behind,             reads_b | reads_c, none,       none,       false},
        {O::multiply,          calculation, behind,             reads_b | reads_c, none,       none,       false},
        {O::divide,            calculation, behind,             reads_b | reads_c, none,       none,       true},
        {O::modulo,            calculation, behind,             reads_b | reads_c, none,       none,       true},
        {O::equal,             comparison,  behind,             reads_b | reads_c, none,       none,       false},
        {O::unequal,           comparison,  behind,             reads_b | reads_c, none,       none,       false},
        {O::less,              comparison,  behind,             reads_b | reads_c, none,       none,       false},
        {O::less_equal,        comparison,  behind,             reads_b | reads_c, none,       none,       false},
        {O::jump,              jump,        at_target,          reads_none,        none,       none,       false},
        {O::jump_if_zero,      jump,        behind | at_target, reads_a,           none,       none,       false},
        {O::jump_if_set,       jump,        behind | at_target, reads_a,           none,       none,       false},
        {O::jump_if_match,     jump,        behind | at_target, reads_none,        bits_of_a,  none,       false},
        {O::jump_unless_match, jump,        behind | at_target, reads_none,        bits_of_a,  none,       false},
        {O::broken,            report,      behind,             reads_none,        none,       none,       false},
        {O::cut,               end,         trapped,            reads_none,        none,       none,       false},
        {O::bound,             end,         bounded,            reads_none,        none,       none,       false},
        {O::done,              end,         completed,          reads_result,      none,       none,       false},
    }};
}();
// clang-format on

[[nodiscard]] constexpr const OpcodeFacts& facts(Opcode op) { return opcode_facts[static_cast<std::size_t>(op)]; }

namespace detail {

consteval bool complete() {
    for (std::size_t i = 0; i < opcodes; ++i)
        if (opcode_facts[i].op != static_cast<Opcode>(i)) return false;
    return true;
}
static_assert(complete(), "one line for each opcode, in their order");

consteval bool consistent(const OpcodeFacts& of) {
    return (of.changes != Part::none) == (of.work == Work::writing) &&
           ((of.next & next::at_target) != 0) == (of.work == Work::jump) &&
           (of.looks == Part::none || of.changes == Part::none);
}
consteval bool all_consistent() {
    for (const OpcodeFacts& of : opcode_facts)
        if (!consistent(of)) return false;
    return true;
}
static_assert(all_consistent());

}  // namespace detail

/// Control may go on at `imm` instead of at the next instruction.
[[nodiscard]] constexpr bool jumps(Opcode op) { return (facts(op).next & next::at_target) != 0; }
/// Control may go on at the next instruction.
[[nodiscard]] constexpr bool goes_on(Opcode op) { return (facts(op).next & next::behind) != 0; }
/// The program ends here, whatever its registers hold.
[[nodiscard]] constexpr bool ends(Opcode op) { return !jumps(op) && !goes_on(op); }
/// The step may end here with a report, and without a successor.
[[nodiscard]] constexpr bool may_trap(Opcode op) { return (facts(op).next & next::trapped) != 0; }
/// The step may end here without a successor: a trap, or the bound of the model.
[[nodiscard]] constexpr bool may_cut(Opcode op) { return (facts(op).next & (next::trapped | next::bounded)) != 0; }
/// The transition may turn out to be disabled here.
[[nodiscard]] constexpr bool may_disable(Opcode op) { return (facts(op).next & next::disabled) != 0; }
/// Gives register a a number made of other registers.
[[nodiscard]] constexpr bool calculates(Opcode op) {
    return facts(op).work == Work::calculation || facts(op).work == Work::comparison;
}
/// Does nothing but give register a a value.
[[nodiscard]] constexpr bool gives(Opcode op) { return calculates(op) || facts(op).work == Work::assignment; }

/// Calls f(register) for each register that the instruction reads, the result of the program aside.
template <class F>
constexpr void each_read_register(const Instruction& i, F&& f) {
    const std::uint8_t reads = facts(i.op).reads;
    if ((reads & reads_a) != 0) f(i.a);
    if ((reads & reads_b) != 0) f(i.b);
    if ((reads & reads_c) != 0) f(i.c);
}

/// The instruction reads the register; `done` reads the result.
[[nodiscard]] constexpr bool reads_register(const Instruction& i, std::uint8_t reg) {
    bool found = reg == 0 && (facts(i.op).reads & reads_result) != 0;
    each_read_register(i, [&](std::uint8_t read) { found = found || read == reg; });
    return found;
}

[[nodiscard]] constexpr bool writes_register(const Instruction& i, std::uint8_t reg) {
    return gives(i.op) && i.a == reg;
}

}  // namespace revoke_mc::system
