// How many instances a step is about, by proof: what system::Apart::about and ::witnesses promise.
//
// The generation goes over the elements of a set one by one, and notes for each operation in the *piece* of which
// instance it stands (Strand::piece). Which instances the thread has references to is noted, too (Strand::named). So
// let A be the named instances whose slots the code of a transition touches outside of pieces. Take a step of a state
// of n instances, and an instance d that is not in A. The code of the system without d is the code with d's pieces left
// out: no number of instances stands in it. It does the same to all others and to what is shared as long as what it
// relied on is still so, that is, as long as witnesses stay, which are to be counted:
//
//   - control left a piece for good (an element settled an `exists` or `forall`): that element;
//   - a register that several pieces add to is not 0, or a product of pieces is 0: one element that makes it so;
//   - in pieces something was written that is not the element's own, or reported: the last that did, once for each
//     variable and report;
//   - a step ended in a piece (a trap): that element;
//   - a counter that is split (shares.cpp) is known to be at least v: v instances, as no part is negative. Of several
//     such facts the largest counts: whoever are witnesses of it are also witnesses of the smaller ones.
//
// Nothing is counted for elements that were passed by (`exists` is false, `forall` is true), for a sum that is 0, for a
// counter that is at most v, and for what an element's piece does to its own block.
//
// Reports are counted apart: whoever asks only what a step does to the others and to what is shared (`effects`) need
// not keep witnesses of what was reported. There a report is no event, so that ways that differ in nothing else meet as
// if nothing had happened, and a step that ends with a report has no effect.
//
// The count follows the code like an abstract interpretation. A register has two prices, of being not 0 and of being 0:
// how many witnesses keep that so. What is needed together is added up; of ways that meet, the dearer counts; where
// ways meet without anything having been tested, written or reported since they parted, the price of having come one
// way goes to the registers that differ, and is paid only if they are used. What fits none of this has no price:
// whoever uses it makes the program one that cannot be counted. So whatever the analysis does not understand is an
// obstacle.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/semantics/lower/layout.hpp"

namespace revoke_mc::lower {

/// Whom a slot is about.
struct SlotOwners {
    static constexpr program::InstanceId nobody = none;            ///< it never changes
    static constexpr program::InstanceId everybody{0xFFFF'FFFEU};  ///< it is shared
    Indexed<SlotId, program::InstanceId> of;                       ///< an instance, or one of these
};
[[nodiscard]] SlotOwners slot_owners(const Generated& generated, const Layout& layout);

/// The answer for one piece of code.
struct Counted {
    std::uint32_t named = 0;      ///< |A|
    std::uint32_t witnesses = 0;  ///< the most that one of its outcomes needs
    std::uint32_t effects = 0;    ///< the same, of outcomes that differ in more than what is reported
    std::string obstacle;         ///< it cannot be counted: why
    std::set<SlotId> misused;     ///< counters that are used for more than counting
    std::set<SlotId> may_exceed;  ///< counters, split, that it may take beyond the upper end of their type
    std::set<SlotId> counters;    ///< shared variables, not split, to which it adds a constant
    bool writes_shared = false;   ///< something that is about no instance
    [[nodiscard]] std::uint32_t about() const { return named + witnesses; }
    /// For the others to go on as they do, whatever is reported.
    [[nodiscard]] std::uint32_t about_effects() const { return named + effects; }
};

/// What is counted in.
struct Counting {
    Counting(const program::Program& of, const Generated& code, const Layout& places);
    const program::Program& program;
    const Generated& generated;
    const Layout& layout;
    SlotOwners owners;
    HeldAt held;
};

/// Of a transition; `start`: of how a thread begins, when all locks are free.
[[nodiscard]] Counted count_instances(const Counting& in, const RawTransition& transition, bool start = false);

/// Of a condition: what it takes for it to be false.
[[nodiscard]] Counted count_witnesses(const Counting& in, const Code& condition);

}  // namespace revoke_mc::lower
