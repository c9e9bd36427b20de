// What a search needs to know of a model: the transition-system concept.
//
// The idea (stateright's trait Model, Spin's "pan" interface, LTSmin's PINS): a system is a set of initial states, a
// successor function and predicates over states. The explorer is generic in it and can therefore know nothing of locks,
// fences or files. It is a concept and not a base class, for the call for each successor to be inlined: no virtual call
// and no allocation per state.
//
// A state is `words` 64-bit words; two states are the same exactly if their words are. All const
// members may be called from several threads at once; each thread brings its own Scratch.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "explorer/base/id.hpp"

namespace revoke_mc::system {

/// Number of a transition. Unique in the system and the same for every run: the tie-break of
/// traces relies on it. Several transitions may lead to the same successor; each counts.
using TransitionId = Id<struct TransitionTag>;
/// Index into properties().
using PropertyId = Id<struct PropertyTag>;
/// Index of a thread instance, 0 .. threads()-1.
using ThreadId = Id<struct ThreadTag>;

enum class PropertyKind : std::uint8_t {
    state,        ///< broken in a state (invariant, a cycle of lock waits, rest with a lock held)
    step,         ///< broken by a step (assertion, trap, lock misuse)
    deadlock,     ///< no step changes the state and some thread is not at rest
    stuck,        ///< some thread is not at rest and can never step again
    possibility,  ///< always possible P without entering F
    progress      ///< on every fair run, what triggers it is followed by its goal
};

/// What one enabled step does. A step that traps has no successor, yet it is an enabled step and
/// counts as a transition.
struct Step {
    TransitionId transition = none;
    const std::uint64_t* successor = nullptr;  ///< `words` words, valid during the call; null: cut
    std::span<const PropertyId> broken;        ///< step properties that this step breaks
    /// True if the step ran out of a pool that the model bounds, not the kernel: the successor is
    /// null and the search is incomplete from here on.
    bool bound_reached = false;
};

/// An initial state on the way to which something is broken: what stands before the first step of a thread is
/// carried out there.
struct Start {
    std::vector<std::uint64_t> state;  ///< `words` words; of one that is cut: as it was before anything was carried out
    std::vector<PropertyId> broken;    ///< step properties
    bool cut = false;                  ///< there is no such initial state
    bool bound_reached = false;        ///< cut by a bound of the model, as in Step
};

/// What a search did with a transition; bits.
enum Taken : std::uint8_t { never_taken = 0, taken_to_its_end = 1, taken_and_cut = 2 };

/// The concept. `S::words` is the width of a state, known at compile time.
///
///  - initial_states(): all initial states, one after the other, words each; no duplicates.
///  - successors(state, scratch, sink): calls sink(const Step&) once for each enabled transition,
///    in increasing order of transition number, including those that lead back to `state`.
///  - broken_in(state, scratch, f): calls f(PropertyId) for each `state` property broken in state.
///  - at_rest(state, thread): the thread may stay where it is for ever (its position is marked
///    `rest:`, it has ended, or it is a device). A blocked device is at rest.
///  - thread_of(transition): whose step it is.
///  - goal(property, state, scratch): P of a possibility property.
///  - forbidden(property, transition): the step enters F of a possibility property.
///
/// What a system may offer besides is in features.hpp.
template <class S>
concept TransitionSystem = requires(const S& system, const std::uint64_t* state, typename S::Scratch& scratch,
                                    PropertyId property, TransitionId transition, ThreadId thread) {
    { S::words } -> std::convertible_to<std::size_t>;
    { system.initial_states() } -> std::convertible_to<std::vector<std::uint64_t>>;
    { system.properties() } -> std::convertible_to<std::span<const PropertyKind>>;
    { system.threads() } -> std::convertible_to<std::size_t>;
    { system.transitions() } -> std::convertible_to<std::size_t>;
    { system.at_rest(state, thread) } -> std::convertible_to<bool>;
    { system.thread_of(transition) } -> std::convertible_to<ThreadId>;
    { system.goal(property, state, scratch) } -> std::convertible_to<bool>;
    { system.forbidden(property, transition) } -> std::convertible_to<bool>;
    system.successors(state, scratch, [](const Step&) {});
    system.broken_in(state, scratch, [](PropertyId) {});
};

}  // namespace revoke_mc::system
