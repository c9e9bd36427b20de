// The operations of code over slots, and one table of what each of them reads, writes and may do.
//
// Most of them become a few instructions when the code is linked; what those are is said in link.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

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
    reset_owner,             ///< nobody owns slot any more, whoever owned it
    unguarded_unless_owner,  ///< thread does not own slot: report `unguarded` and go on
    no_locks,                ///< thread holds some lock: report lock_misuse and go on
    no_spinlock,             ///< r[a] := the running thread `thread` holds no spinlock
    position_in              ///< r[a] := position of thread is in `positions` (index into Generated::positions)
};
inline constexpr std::size_t acts = static_cast<std::size_t>(Act::position_in) + 1;

/// What an operation does with slots.
enum class Touches : std::uint8_t {
    nothing,       ///< of its own: see the opcode of a plain operation
    reads_slot,    ///< `slot`
    sets_slot,     ///< `slot`, to the constant imm
    writes_slot,   ///< `slot`, to a value that does not follow from the code alone
    reads_table,   ///< those of `table`
    writes_table,  ///< one of those of `table`
    reads_locks,   ///< whatever says which locks the thread holds
    reads_position
};

/// What it reports.
enum class Reports : std::uint8_t {
    nothing,
    and_goes_on,
    and_cuts  ///< muted: nothing, and the step is disabled
};

struct ActFacts {
    Act act;
    bool gives;  ///< register a a value
    Touches touches;
    Reports reports;
};

// clang-format off
inline constexpr auto act_facts = [] {
    using A = Act;
    using T = Touches;
    using R = Reports;
    return std::array<ActFacts, acts>{{
        // operation                 gives  touches            reports
        {A::plain,                  false, T::nothing,        R::nothing},
        {A::test,                   false, T::reads_slot,     R::nothing},
        {A::load,                   true,  T::reads_slot,     R::nothing},
        {A::store,                  false, T::writes_slot,    R::nothing},
        {A::set,                    false, T::sets_slot,      R::nothing},
        {A::matches,                true,  T::reads_slot,     R::nothing},
        {A::load_indexed,           true,  T::reads_table,    R::nothing},
        {A::store_indexed,          false, T::writes_table,   R::nothing},
        {A::owner_is,               true,  T::reads_slot,     R::nothing},
        {A::owner_free,             true,  T::reads_slot,     R::nothing},
        {A::test_free,              false, T::reads_slot,     R::nothing},
        {A::test_held,              false, T::reads_slot,     R::nothing},
        {A::acquire,                false, T::writes_slot,    R::nothing},
        {A::release,                false, T::writes_slot,    R::nothing},
        {A::misuse_if_owner,        false, T::reads_slot,     R::and_cuts},
        {A::misuse_unless_owner,    false, T::reads_slot,     R::and_cuts},
        {A::misuse_if_in_use,       false, T::reads_slot,     R::and_goes_on},
        {A::turn,                   false, T::writes_slot,    R::nothing},
        {A::reset_owner,            false, T::writes_slot,    R::nothing},
        {A::unguarded_unless_owner, false, T::reads_slot,     R::and_goes_on},
        {A::no_locks,               false, T::reads_locks,    R::and_goes_on},
        {A::no_spinlock,            true,  T::reads_locks,    R::nothing},
        {A::position_in,            true,  T::reads_position, R::nothing},
    }};
}();
// clang-format on

static_assert(
    [] {
        for (std::size_t i = 0; i < acts; ++i)
            if (act_facts[i].act != static_cast<Act>(i)) return false;
        return true;
    }(),
    "one line for each operation, in their order");

[[nodiscard]] constexpr const ActFacts& facts(Act act) { return act_facts[static_cast<std::size_t>(act)]; }

}  // namespace revoke_mc::lower
