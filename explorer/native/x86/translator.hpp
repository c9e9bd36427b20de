// Programs of a PackedModel to x86-64, one after the other, inside a function of the caller.
//
// Each word of the state and each register of a program is a virtual register; AsmJit allocates. As
// programs jump only forward, one pass over the instructions does.
#pragma once

#include <asmjit/x86.h>
#include <functional>
#include <map>
#include <vector>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::native::x86 {

/// What to emit where a program ends; each must leave the program.
struct Exits {
    std::function<void()> done;
    std::function<void()> disabled;
    std::function<void()> unusual;  ///< cut, a broken property, the bound
};

class Translator {
public:
    using Gp = asmjit::x86::Gp;

    Translator(asmjit::x86::Compiler& compiler, const system::PackedModel& model);

    /// Loads all words of the state at `state`: they must be there on every way.
    void load_state(const Gp& state);
    [[nodiscard]] const Gp& word(std::size_t w) const { return words_[w]; }
    /// What the last program left in register 0.
    [[nodiscard]] const Gp& result() { return reg(0); }

    /// False if the program has something that is left to the interpreter; then nothing is emitted.
    [[nodiscard]] bool can_translate(std::uint32_t code) const;
    /// Emits the program at `code` without the instructions `settled`.
    void translate(std::uint32_t code, const std::vector<std::uint32_t>& settled, const Exits& exits);

    /// Sets the flags for (s[word] & mask) == value; the condition that is true if it holds.
    [[nodiscard]] asmjit::x86::CondCode compare(std::size_t word, std::uint64_t mask, std::uint64_t value);

private:
    using Instruction = system::Instruction;
    using Opcode = system::Opcode;

    void instruction(const Instruction& i, const Exits& exits);
    void test(const Instruction& i);
    void registers(const Instruction& i);
    void arithmetic(const Instruction& i);
    void jump(const Instruction& i);
    void outside(const Instruction& i, const asmjit::Label& target);
    void matches(const Instruction& i);
    /// The bits of a field in a new register, without its base.
    [[nodiscard]] Gp bits_of(const system::Field& field);
    void load(const Gp& to, const system::Field& field);
    void store(const Gp& from, const system::Field& field);
    void load_indexed(const Instruction& i);
    void store_indexed(const Instruction& i);
    void each_index(const Instruction& i, const std::function<void(const system::Field&)>& entry);
    void set(const Instruction& i);
    void in_set(const Instruction& i);
    void compare_registers(const Instruction& i, asmjit::x86::CondCode condition);
    void divide(const Instruction& i);
    void truth(const Gp& to, asmjit::x86::CondCode condition);
    void and_with(const Gp& reg, std::uint64_t mask);
    void or_with(const Gp& reg, std::uint64_t bits);
    void compare_with(const Gp& reg, std::uint64_t value);
    [[nodiscard]] const Gp& reg(std::uint8_t number);
    [[nodiscard]] asmjit::Label label(std::int32_t target);
    [[nodiscard]] Gp copy(const Gp& from);

    asmjit::x86::Compiler& cc_;
    const system::PackedModel& model_;
    std::vector<Gp> words_;
    std::map<std::uint8_t, Gp> registers_;
    std::map<std::int32_t, asmjit::Label> labels_;  ///< of the program at hand
    asmjit::Label disabled_, unusual_;              ///< of the program at hand
};

}  // namespace revoke_mc::native::x86
