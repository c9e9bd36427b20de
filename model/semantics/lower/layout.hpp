// Where each slot lies in the state, and how lock owners are encoded.
//
// Slots that never change are constants and take no bits. The slots that are about one instance of
// a replicated component form a block; all blocks of a component look the same and never straddle a
// word unless they are wider than one: a canonical form can sort them (symmetry.hpp). A lock's
// owner is a code for the *kind* of thread that holds it, plus a bit in the block of the instance
// that does: "the lock is free" is one test, and no block mentions an instance by number.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "model/semantics/lower/strand.hpp"
#include "model/semantics/lower/symmetry.hpp"

namespace revoke_mc::lower {

/// How "thread t owns this lock" reads in the state.
struct OwnerCode {
    Value kind = 0;       ///< value of the lock's slot, from 1
    SlotId which = none;  ///< this slot must be `which_value` too; none: the kind is enough
    Value which_value = 0;
};

struct Layout {
    std::uint32_t words = 1;
    std::uint32_t bits = 0;
    Indexed<SlotId, system::Field> fields;                  ///< width 0 and base for constants
    Indexed<SlotId, std::map<ThreadId, OwnerCode>> owners;  ///< only for owner slots
    system::Symmetry symmetry;
    std::uint32_t shared_words = 0, block_words = 0;  ///< instances apart: see explorer/system/apart.hpp
    ApartFamilies apart;                              ///< ... and which slots are about which
};

/// Which locks a thread may hold and must hold at each of its configurations.
struct Held {
    std::set<SlotId> may, must;
};
using HeldAt = Indexed<ThreadId, Indexed<ConfigId, Held>>;

[[nodiscard]] HeldAt analyse_locks(const Generated& generated);
[[nodiscard]] Layout lay_out(const program::Program& program, Generated& generated);
/// Instances of generated.apart apart from the rest; nothing but `apart` is there if that has an obstacle.
[[nodiscard]] Layout lay_out_apart(const program::Program& program, Generated& generated);

}  // namespace revoke_mc::lower
