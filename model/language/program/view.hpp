// A state, for people and for comparison. Interpreter and packed system both produce it; equal
// states give equal views.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "model/language/program/objects.hpp"

namespace revoke_mc::program {

struct ThreadView {
    /// "end", or the call chain: statement ids of the frames, outer first, "12>45>7": the pending
    /// call in each outer frame, the next statement in the innermost one; then for each tracked
    /// label or function passed since the last step (in increasing id) "!" + "L" id or "F" id; last, where
    /// spin_lock_irq() and its like have turned interrupts off, "!I" + how often.
    std::string position;
    /// Bound cursors of the foreach statements that are active, outer first: "40:iommufd[1].att"
    /// ("40:" where no element is chosen yet), then the elements still to visit, in object order:
    /// "|iommufd[0].att,iommufd[2].att".
    std::vector<std::string> walks;
    /// Locals that are not 0: depth of the frame (outermost 0), name, value.
    struct LocalView {
        std::uint32_t frame = 0;
        std::string name;
        Value value = 0;
        auto operator<=>(const LocalView&) const = default;
    };
    std::vector<LocalView> locals;  ///< sorted
    bool operator==(const ThreadView&) const = default;
};

struct StateView {
    Indexed<CellId, Value> cells;
    std::vector<ThreadView> threads;
    bool operator==(const StateView&) const = default;
};

}  // namespace revoke_mc::program
