// Transition code over slots, before linking.
//
// The same small machine as system::Instruction, but it names slots instead of fields, threads
// instead of bits, and has a few operations that only linking can expand, because they depend on
// code not generated yet: which threads ever take a lock, and which positions a thread has.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/system/packed_model.hpp"
#include "model/semantics/lower/acts.hpp"
#include "model/semantics/lower/slots.hpp"

namespace revoke_mc::lower {

struct Op {
    Act act = Act::plain;
    system::Opcode op = system::Opcode::done;
    std::uint16_t a = 0, b = 0, c = 0;
    std::int64_t imm = 0;   ///< constant; jump target (index in this code); property
    std::int64_t high = 0;  ///< upper bound of *_outside
    SlotId slot = none;
    ThreadId thread = none;
    std::uint32_t table = 0;           ///< index into Generated::tables / places
    bool muted = false;                ///< a fork's second strand: what would cut here makes the strand disabled
    program::InstanceId piece = none;  ///< see Strand::piece
    std::int64_t dropped = 0;  ///< trap_outside of a counter that is split: the upper end of its type, not of the check
    bool ghost = false;        ///< keeps the shares of a counter that is split, and does nothing else
};

using Code = std::vector<Op>;

/// The operation does nothing but give register a a value.
[[nodiscard]] constexpr bool gives(const Op& op) {
    return op.act == Act::plain ? system::gives(op.op) : facts(op.act).gives;
}
/// A transition may end here without a successor, but as a step: with a report, or at the model's bound.
[[nodiscard]] constexpr bool may_cut(const Op& op) {
    if (op.muted) return false;
    return op.act == Act::plain ? system::may_cut(op.op) : facts(op.act).reports == Reports::and_cuts;
}

/// Registers from here on belong to linking.
inline constexpr std::uint16_t first_link_register = 250;

/// "position of `thread` lies in one of `statements` / in one of `routines`", or "`thread` is at rest", or "it stands
/// before a lock of the class `wants`". The last of those goes together with `interrupt`.
struct Positions {
    ThreadId thread = none;
    bool at_rest = false;
    bool interrupt = false;      ///< the thread is in an interrupt handler
    bool interruptible = false;  ///< it is not, and its interrupts are on
    program::ClassId wants = none;
    std::vector<StmtId> statements;
    std::vector<program::RoutineId> routines;
};

}  // namespace revoke_mc::lower
