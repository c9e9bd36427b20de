// Functions for conditions on a state: checks of properties, goals, lock waits.
//
// A part of a property usually depends on a handful of bits. What it says about each combination of
// them is worked out once with the interpreter and becomes a constant of up to 64 bits; checking it
// is gathering the bits (PEXT) and looking one up. Others are translated.
#pragma once

#include <optional>
#include <span>

#include "explorer/native/x86/translator.hpp"

namespace revoke_mc::native::x86 {

class ConditionMaker {
public:
    using Label = asmjit::Label;

    ConditionMaker(asmjit::x86::Compiler& compiler, const system::PackedModel& model) : cc_(compiler), model_(model) {}

    /// A Failed. Nothing if that is left to the interpreter.
    [[nodiscard]] std::optional<Label> failed(const std::vector<system::CheckId>& checks);
    /// A Condition: the program at `code` leaves something in register 0.
    [[nodiscard]] std::optional<Label> holds(std::uint32_t code);
    /// A Waiting; nothing if there are no lock waits.
    [[nodiscard]] std::optional<Label> waiting();

private:
    using Gp = asmjit::x86::Gp;
    using Table = std::optional<std::uint64_t>;

    Label begin(Translator& translator);
    void check(Translator& translator, const system::Check& check, const Label& failed);
    [[nodiscard]] Table table_of(const system::Check& check, const std::vector<std::uint64_t>& reads) const;
    [[nodiscard]] bool fails(const system::Check& check, std::vector<std::uint64_t> state) const;
    void look_up(Translator& translator, const std::vector<std::uint64_t>& reads, std::uint64_t table,
                 const Label& failed);
    void leave_unless_waiting(Translator& translator, std::span<const system::WaitEdge> of_thread, const Label& next);
    void waits_at(Translator& translator, std::span<const system::WaitEdge> here, const Gp& waiters, const Gp& holders);

    asmjit::x86::Compiler& cc_;
    const system::PackedModel& model_;
    std::size_t emitted_ = 0;  // checks so far
};

}  // namespace revoke_mc::native::x86
