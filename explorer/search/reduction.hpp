// What stands in where a system does not offer what explorer/system/features.hpp names.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explorer/store/state_words.hpp"
#include "explorer/system/features.hpp"

namespace revoke_mc::explorer::internal {

template <class S>
[[nodiscard]] bool always_rests(const S& system, system::ThreadId thread) {
    if constexpr (system::KnowsResting<S>) return system.always_rests(thread);
    return false;
}

template <class S, class Sink>
void successors_to_expand(const S& system, const std::uint64_t* state, typename S::Scratch& scratch, Sink&& sink) {
    if constexpr (system::ReducesSteps<S>) {
        system.reduced_successors(state, scratch, sink);
    } else {
        system.successors(state, scratch, sink);
    }
}

/// The system knows which steps are confined to a word, and their results can be remembered.
template <class S>
inline constexpr bool remembers_words = S::words > 1 && system::ConfinesSteps<S>;

/// Some steps may be left out of the search.
template <class S>
[[nodiscard]] bool leaves_out_steps(const S& system) {
    if constexpr (system::ReducesSteps<S>) return system.reduces();
    return false;
}

/// States are replaced by others of their orbit: the names of instances change on the way.
template <class S>
[[nodiscard]] bool renames(const S& system) {
    if constexpr (system::HasSymmetry<S>) return system.renames();
    return false;
}

/// The state that stands for `state` in the table: itself, or `copy` holds it.
template <class S>
[[nodiscard]] const std::uint64_t* represent(const S& system, const std::uint64_t* state, StateArray<S::words>& copy) {
    if constexpr (system::HasSymmetry<S>) {
        if (!renames(system)) return state;
        copy = to_array<S::words>(state);
        system.canonicalize(copy.data());
        return copy.data();
    }
    return state;
}

}  // namespace revoke_mc::explorer::internal
