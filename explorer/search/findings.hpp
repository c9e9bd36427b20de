// What the search has found so far, beside the states.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explorer/search/thread_set.hpp"
#include "explorer/search/witness.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// What the workers learned about the system; a monoid under +=.
template <std::size_t Words>
struct Findings {
    Findings(std::size_t properties, std::size_t threads, std::size_t transitions_there_are)
        : witnesses(properties), blocked(threads), taken(transitions_there_are) {}

    std::uint64_t transitions = 0;
    bool bound_reached = false;
    Witnesses<Words> witnesses;
    ThreadSet blocked;  ///< threads that somewhere were neither at rest nor had a changing step
    Indexed<system::TransitionId, std::uint8_t> taken;  ///< bits of system::Taken

    Findings& operator+=(const Findings& other) {
        transitions += other.transitions;
        bound_reached |= other.bound_reached;
        witnesses += other.witnesses;
        blocked += other.blocked;
        for (const system::TransitionId t : taken.ids()) taken[t] |= other.taken[t];
        return *this;
    }
};

}  // namespace revoke_mc::explorer::internal
