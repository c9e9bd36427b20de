// What a transition does, as terms over the state before it.
//
// The lowering writes a transition as a straight program over registers with forward jumps, before bits are laid out.
// Here it is executed once with terms in place of values (King 1976, "Symbolic execution and program testing"). Where
// ways meet again their values are merged under the condition that tells them apart: the result is one guard and one
// value per variable, never one per way. All jumps go forward, and one pass over the code is enough.
//
// This shares the generation of steps with the packed system, but neither its layout of bits, nor its linking, nor the
// lock analysis: what those do is therefore confirmed by whoever runs the exported model.
#pragma once

#include <map>

#include "model/semantics/lower/lower.hpp"
#include "reports/export/terms.hpp"

namespace revoke_mc::reports {

/// At most one of `done`, the cuts and `bound` holds in a state; none: the transition is disabled there.
struct Effect {
    Term done = 0;                               ///< it completes, and writes
    std::map<program::PropertyId, Term> cut;     ///< it breaks this property and has no successor
    Term bound = 0;                              ///< it meets a bound of the model and has no successor
    std::map<program::PropertyId, Term> broken;  ///< where it completes or is cut: it breaks this property too
    std::map<lower::SlotId, Term> writes;        ///< variables that it may change
    Term result = 0;                             ///< register 0 at the end: the value of a condition
};

/// The slots of a lowered program as variables of terms, and the questions that only the whole program answers.
class SlotTerms {
public:
    SlotTerms(const program::Program& program, const lower::Lowered& lowered, Terms& terms);

    /// The value of a slot before the step. A slot that never changes is a number.
    [[nodiscard]] Term read(lower::SlotId slot);
    [[nodiscard]] bool constant(lower::SlotId slot) const { return lowered_.layout().fields[slot].width == 0; }
    /// The range of a variable. A lock's owner is 0 (nobody) or 1 + the number of the thread.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> range(lower::SlotId slot) const;
    /// A variable that is declared as boolean.
    [[nodiscard]] bool boolean(lower::SlotId slot) const;
    /// "`thread` stands at one of `positions`", as a condition on its position.
    [[nodiscard]] Term stands_in(const lower::Positions& positions, Term position);
    /// Something that `thread` may not have when it rests or ends: locks that it owns, readers' sides that it has.
    struct Holding {
        lower::SlotId slot = lower::none;
        std::int64_t value = 0;  ///< held if the slot has this value
    };
    [[nodiscard]] std::vector<Holding> holdings(lower::ThreadId thread) const;
    /// It is the owner of a spinlock.
    [[nodiscard]] bool spins(lower::SlotId slot) const;
    [[nodiscard]] const lower::Lowered& lowered() const { return lowered_; }
    [[nodiscard]] Terms& terms() { return terms_; }

private:
    const program::Program& program_;
    const lower::Lowered& lowered_;
    Terms& terms_;
};

/// The effect of code that starts where `known` slots have these values (the position of the thread, say).
[[nodiscard]] Effect effect_of(const lower::Code& code, SlotTerms& slots,
                               const std::map<lower::SlotId, std::int64_t>& known);

}  // namespace revoke_mc::reports
