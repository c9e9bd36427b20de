// Turns code over slots into code over bits.
//
// Each operation becomes tests and writes on words; what turns out constant disappears; leading
// tests on the same word become one compare, neighbouring writes one store. Lock operations shrink
// to what the lock analysis leaves open: a thread that surely holds nothing needs no misuse test.
#pragma once

#include "model/semantics/lower/layout.hpp"

namespace revoke_mc::lower {

class Linker {
public:
    Linker(const program::Program& program, const Generated& generated, const Layout& layout,
           system::PackedModel& model)
        : program_(program), in_(generated), layout_(layout), model_(model) {}

    /// Appends linked code; returns where it starts. `held` may be null (properties, waits).
    std::uint32_t link(const Code& code, const Held* held);
    /// How many leading tests the code at `start` has.
    [[nodiscard]] std::uint32_t guards(std::uint32_t start) const;
    /// The positions of the thread that belong to these.
    [[nodiscard]] std::vector<PositionId> numbers_of(const Positions& positions) const;
    /// False if the code can never get past its tests.
    [[nodiscard]] bool possible(std::uint32_t start) const;

private:
    using Instruction = system::Instruction;
    using Opcode = system::Opcode;

    void expand(const Op& op);
    void plain(const Op& op);
    void test(SlotId slot, std::int64_t value);
    void matches(std::uint8_t reg, SlotId slot, std::int64_t value);
    void load(std::uint8_t reg, SlotId slot);
    void set(SlotId slot, std::int64_t value);
    void indexed(const Op& op);
    void position_in(const Op& op);
    void owner_is(std::uint8_t reg, SlotId lock, ThreadId thread);
    void misuse(const Op& op, bool if_owner);
    void unguarded(const Op& op);
    void misuse_if_in_use(const Op& op);
    void reset_owner(SlotId lock);
    void turn(const Op& op);
    void count_set(SlotId slot);
    void misuse_if_any(std::size_t empty);
    void no_locks(const Op& op);
    void no_spinlock(const Op& op);
    void own(SlotId lock, ThreadId thread, bool take);
    void cut(program::BuiltinProperty property, bool muted);
    [[nodiscard]] const OwnerCode* code_of(SlotId lock, ThreadId thread) const;
    /// 1 held, 0 not held, -1 open.
    [[nodiscard]] int surely(SlotId lock) const;
    Instruction& emit(Opcode op, std::uint8_t a = 0, std::uint8_t b = 0, std::uint8_t c = 0, std::int32_t imm = 0);
    void skip_next(Opcode jump, std::uint8_t reg);
    [[nodiscard]] std::vector<std::uint32_t> targets_of_jumps() const;
    class Known;
    void fold_comparisons(const std::vector<std::uint32_t>& targets);
    void fold_access(Instruction& instruction, const Known& known) const;
    void fold_comparison(std::size_t at, const Known& known, bool may_turn);
    void fold_question(std::size_t at, const Instruction& of);
    [[nodiscard]] bool turn_question(std::size_t at, std::uint8_t reg);
    [[nodiscard]] static bool asks(const Instruction& i);
    [[nodiscard]] static bool as_match(const Instruction& known, std::int64_t value, Instruction& out);
    void drop_unreachable(std::vector<std::uint32_t>& targets);
    void drop_unused(std::vector<std::uint32_t>& targets);
    void fuse_jumps(std::vector<std::uint32_t>& targets);
    [[nodiscard]] bool needed_from(std::size_t at, std::uint8_t reg) const;
    void tests_first();
    void merge_tests(std::vector<std::uint32_t>& targets);
    void merge_writes(const std::vector<std::uint32_t>& targets);
    void drop(std::size_t at, std::vector<std::uint32_t>& targets);
    std::uint32_t bitmap(const std::vector<PositionId>& members, std::size_t size);
    std::uint64_t table(std::uint32_t number);

    const program::Program& program_;
    const Generated& in_;
    const Layout& layout_;
    system::PackedModel& model_;
    std::vector<Instruction> now_;  ///< the code being linked, jumps relative
    const Held* at_start_ = nullptr;
    std::map<SlotId, bool> so_far_;  ///< locks taken or released by this code
    std::map<std::uint32_t, std::uint64_t> tables_;
};

}  // namespace revoke_mc::lower
