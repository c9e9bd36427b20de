// Which transitions commute, in every state.
//
// Two transitions commute here if neither writes what the other reads or writes, its place included. Then, whichever of
// them is enabled after the other was enabled before it, what each does is the same, and both orders end in one state.
// That asks for more than `Dependence::independent`, which speaks of states that enable both, and for nothing of
// threads.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/reduce/summary.hpp"

namespace revoke_mc::reduce {

class CommutingSteps {
public:
    /// Keeps nothing of the summary.
    explicit CommutingSteps(const Summary& summary);

    [[nodiscard]] bool commute(TransitionId a, TransitionId b) const;

private:
    std::size_t words_;
    std::vector<std::uint64_t> masks_;  // by transition: what it reads or writes, word by word, then what it writes
};

}  // namespace revoke_mc::reduce
