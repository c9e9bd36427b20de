// A transition system as data: fields of packed states, and transitions as short programs.
//
// The idea (the byte code of Spin's and LTSmin's successors, cut down to what a bounded protocol
// needs): a state is a few 64-bit words, each variable a bit field that never straddles words. A
// transition is a straight program with forward jumps over a handful of registers. Its leading
// tests (word & mask == value) run on the old state, so a disabled transition usually costs one or
// two compares and no copy. Transitions are grouped by thread and program counter, so only those
// of the current positions are looked at. Constants, instances and references were all resolved
// when the program was written: nothing is interpreted that could have been settled before.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/system/features.hpp"
#include "explorer/system/field.hpp"
#include "explorer/system/opcodes.hpp"
#include "explorer/system/symmetry.hpp"

namespace revoke_mc::system {

/// The widest state that can be searched, in 64-bit words.
inline constexpr std::uint32_t max_words = 24;

struct Transition {
    ThreadId thread = none;
    std::uint32_t guards = 0;  ///< how many leading `test` instructions
    std::uint32_t code = 0;    ///< index of the first instruction
};

/// Where a thread can stand, which is what the field of its position says: numbered from 0 for each thread.
struct PositionTag;
using PositionId = Id<PositionTag>;

/// Transitions [first, last) of a thread at one position.
struct TransitionRange {
    TransitionId first{0}, last{0};
    [[nodiscard]] std::size_t size() const { return last.number() - first.number(); }
};

struct ThreadTable {
    Field position;
    Indexed<PositionId, TransitionRange> by_position;
    /// By position: 0, or in which sense the thread is at rest there.
    static constexpr std::uint8_t while_blocked = 1;  ///< as long as it has no step (a device, a kworker)
    static constexpr std::uint8_t may_stay = 2;       ///< it may stay there for ever
    Indexed<PositionId, std::uint8_t> rest;

    [[nodiscard]] PositionId position_in(const std::uint64_t* state) const { return PositionId{position.get(state)}; }
};

/// "Thread waits for a lock that thread holds", where `tests` all hold (at `position` of `waiter`).
struct WaitEdge {
    ThreadId waiter = none, holder = none;
    PositionId position = none;
    std::uint32_t code = 0;  ///< leaves 1 in register 0 if the edge is there
};

struct PackedProperty {
    PropertyKind kind = PropertyKind::state;
    std::uint32_t code = 0;  ///< state, possibility: leaves the condition in register 0
    bool has_code = false;
    std::uint32_t trigger = 0;  ///< progress: leaves in register 0 whether the property is asked for from here on
    bool has_trigger = false;   ///< progress: else it is asked for in the initial states
    bool sought = false;        ///< state: report where the condition is true, not where it is false
    Indexed<TransitionId, bool> forbidden;  ///< possibility
};

/// A part of a `state` property: the property is broken in a state exactly if one of its checks fails.
/// The program leaves a condition in register 0 and the check fails where that is `sought`; a trap
/// counts as false. No trap can happen in the checks of a sought property that has several.
struct Check {
    PropertyId property = none;
    std::uint32_t code = 0;
    bool sought = false;
};

struct CheckTag;
using CheckId = Id<CheckTag>;
struct CheckListTag;
using CheckListId = Id<CheckListTag>;
inline constexpr CheckListId all_checks{0};

/// Everything that a search over packed states needs; plain data, built by the lowering.
struct PackedModel {
    std::uint32_t words = 1;
    std::uint32_t bits = 0;  ///< used bits
    std::vector<Instruction> code;
    std::vector<Field> fields;                        ///< for indexed loads and stores
    std::vector<std::vector<std::uint64_t>> bitmaps;  ///< for in_set
    Indexed<TransitionId, Transition> transitions;
    Indexed<ThreadId, ThreadTable> threads;
    Indexed<PropertyId, PackedProperty> properties;
    Indexed<PropertyId, PropertyKind> kinds;  ///< the same, as the concept wants it
    std::vector<WaitEdge> waits;              ///< sorted by waiter
    std::vector<FairDemand> fairness;
    PropertyId trap = none;  ///< reported by trap_* instructions
    PropertyId lock_cycle = none;
    Indexed<CheckId, Check> checks;                          ///< in order of property
    Indexed<CheckListId, std::vector<CheckId>> check_lists;  ///< increasing
    Indexed<TransitionId, CheckListId> checks_after;         ///< list of those it may make fail
    Indexed<TransitionId, bool> cycle_after;                 ///< it may close a circle of lock waits
    Indexed<TransitionId, std::uint8_t> confined;            ///< see confined_words() in access.hpp
    std::vector<std::uint64_t> initial;                      ///< initial states, words each
    std::vector<Start> faulty_starts;                        ///< those that break something, or are cut
    Symmetry symmetry;                                       ///< instances that may change places
};

}  // namespace revoke_mc::system
