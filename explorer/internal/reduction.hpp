// What a system may offer beyond the concept, and what stands in where it does not.
//
//  - always_rests(thread): the thread is at rest in every state (a device).
//  - broken_after(transition, state, scratch, f): see Expander::check_state().
//  - canonicalize(state): replaces a state by the representative of its orbit under symmetry, and
//    renames(): whether that may be another one.
//  - successors_of(thread, state, scratch, sink): the steps of one thread.
//  - advances(transition): no cycle of the state graph is made of transitions for which it is so, nor of
//    their images under symmetry.
//  - confined_to(transition) and successors_beyond(words, state, scratch, sink): see concept.hpp.
//  - reduced_successors(state, scratch, sink): a subset of the steps that is enough, and
//    reduces(): whether it is ever less than all.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explorer/internal/state_words.hpp"
#include "model/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <class S>
[[nodiscard]] bool always_rests(const S& system, system::ThreadId thread) {
    if constexpr (requires { system.always_rests(thread); }) return system.always_rests(thread);
    return false;
}

template <class S, class Sink>
void successors_to_expand(const S& system, const std::uint64_t* state, typename S::Scratch& scratch, Sink&& sink) {
    if constexpr (requires { system.reduced_successors(state, scratch, sink); }) {
        system.reduced_successors(state, scratch, sink);
    } else {
        system.successors(state, scratch, sink);
    }
}

/// Steps that are confined to a word can be told, so that they can be remembered.
template <class S>
inline constexpr bool remembers_words = S::words > 1 && requires(const S& system) {
    system.confined_to(0U);
};

template <class S>
[[nodiscard]] constexpr bool tells_advancing(const S&) {
    return requires(const S& system) { system.advances(system::TransitionId{}); };
}

/// Some steps may be left out of the search.
template <class S>
[[nodiscard]] bool leaves_out_steps(const S& system) {
    if constexpr (requires { system.reduces(); }) return system.reduces();
    return false;
}

/// States are replaced by others of their orbit, so that the names of instances change on the way.
template <class S>
[[nodiscard]] bool renames(const S& system) {
    if constexpr (requires { system.renames(); }) return system.renames();
    return false;
}

/// The state that stands for `state` in the table: itself, or `copy` holds it.
template <class S>
[[nodiscard]] const std::uint64_t* represent(const S& system, const std::uint64_t* state, StateArray<S::words>& copy) {
    if constexpr (requires { system.canonicalize(copy.data()); }) {
        if (!renames(system)) return state;
        copy = to_array<S::words>(state);
        system.canonicalize(copy.data());
        return copy.data();
    }
    return state;
}

}  // namespace revoke_mc::explorer::internal
