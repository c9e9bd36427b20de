// Transition code over slots, before linking.
//
// The same small machine as system::Instruction, but it names slots instead of fields, threads
// instead of bits, and has a few operations that only linking can expand, because they depend on
// code not generated yet: which threads ever take a lock, and which positions a thread has.
#pragma once

#include <cstdint>
#include <vector>

#include "model/lower/slots.hpp"
#include "model/system/packed_model.hpp"

namespace revoke_mc::lower {

enum class Act : std::uint8_t {
    plain,                   ///< `op` on registers, as it stands
    test,                    ///< disabled unless slot == imm
    load,                    ///< r[a] := slot
    store,                   ///< slot := r[a]
    set,                     ///< slot := imm
    matches,                 ///< r[a] := slot == imm
    load_indexed,            ///< r[a] := table[r[b]]
    store_indexed,           ///< table[r[b]] := r[a]
    owner_is,                ///< r[a] := thread owns slot
    owner_free,              ///< r[a] := slot is free
    test_free,               ///< disabled unless slot is free
    test_held,               ///< disabled if slot is free
    acquire,                 ///< thread takes slot (was free)
    release,                 ///< thread gives slot back (was its owner)
    misuse_if_owner,         ///< thread owns slot: report lock_misuse and cut (muted: disabled)
    misuse_unless_owner,     ///< the reverse
    misuse_if_in_use,        ///< somebody holds the lock `slot`, or one of the `imm` marks behind it is set: report
                             ///< lock_misuse and go on
    turn,                    ///< slot := high if it is imm; nothing if it never changes otherwise
    reset_owner,             ///< nobody owns slot any more, whoever did
    unguarded_unless_owner,  ///< thread does not own slot: report `unguarded` and go on
    no_locks,                ///< thread holds some lock: report lock_misuse and go on
    no_spinlock,             ///< r[a] := the running thread `thread` holds no spinlock
    position_in              ///< r[a] := position of thread is in `places` (index into Generated::places)
};

struct Op {
    Act act = Act::plain;
    system::Opcode op = system::Opcode::done;
    std::uint16_t a = 0, b = 0, c = 0;
    std::int64_t imm = 0;   ///< constant; jump target (index in this code); property
    std::int64_t high = 0;  ///< upper bound of *_outside
    SlotId slot = none;
    ThreadId thread = none;
    std::uint32_t table = 0;  ///< index into Generated::tables / places
    bool muted = false;       ///< a fork's second path: what would cut here makes the path disabled
};

using Code = std::vector<Op>;

/// Registers from here on belong to linking.
inline constexpr std::uint16_t first_link_register = 250;

/// "position of `thread` lies in one of `statements` / in one of `routines`", or "`thread` is at rest", or "it stands
/// before a lock of the class `wants`". The last of those goes together with `interrupt`.
struct Places {
    ThreadId thread = none;
    bool at_rest = false;
    bool interrupt = false;      ///< the thread is in an interrupt handler
    bool interruptible = false;  ///< it is not, and its interrupts are on
    program::ClassId wants = none;
    std::vector<StmtId> statements;
    std::vector<program::RoutineId> routines;
};

}  // namespace revoke_mc::lower
