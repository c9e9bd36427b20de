// What a transition system may offer beyond the concept: one named concept for each thing.
//
// A search asks for these by name (`if constexpr (HasSymmetry<S>)`) and does without what a system does not offer. A
// member with the right name and a wrong signature, or one without its partner, would switch the feature off without a
// word: `static_assert(well_formed_system<S>)`, which explorer::explore() has, finds it. Against names that are
// misspelt, each system says beside its class what it offers.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "explorer/system/concept.hpp"

namespace revoke_mc::system {

/// Of a transition: it looks at several words, or changes several.
inline constexpr std::uint8_t no_word = 255;

/// What a fair run does not put off for ever, besides letting every thread go on; interpret/fairness.hpp has
/// the definition. Weak: a step among `transitions`. Strong: a step after which `code` leaves 1 in register 0
/// and before which it leaves 0 (the thread takes a lock).
struct FairDemand {
    ThreadId thread = none;
    bool strong = false;
    Indexed<TransitionId, bool> transitions;
    std::uint32_t code = 0;
};

namespace detail {

struct StepSink {
    void operator()(const Step& step) const;
};
struct PropertySink {
    void operator()(PropertyId property) const;
};

}  // namespace detail

/// faulty_starts(): each Start that breaks something or is cut.
template <class S>
concept HasFaultyStarts = requires(const S& system) {
    { system.faulty_starts() } -> std::same_as<std::vector<Start>>;
};

/// successors_of(thread, state, scratch, sink): like successors, but the steps of one thread only.
template <class S>
concept StepsByThread = requires(const S& system, ThreadId thread, const std::uint64_t* state,
                                 typename S::Scratch& scratch) {
    { system.successors_of(thread, state, scratch, detail::StepSink{}) } -> std::same_as<void>;
};

/// confined_to(transition): the word that the transition alone depends on and changes, or no_word if there is none; and
/// successors_beyond(words, state, scratch, sink): like successors, but without the transitions confined to a word
/// whose bit is set in `words`.
template <class S>
concept ConfinesSteps = requires(const S& system, TransitionId transition, std::uint64_t words,
                                 const std::uint64_t* state, typename S::Scratch& scratch) {
    { system.confined_to(transition) } -> std::same_as<std::uint8_t>;
    { system.successors_beyond(words, state, scratch, detail::StepSink{}) } -> std::same_as<void>;
};

/// broken_after(transition, state, scratch, f): like broken_in for a state that the transition has just led to, but
/// only as far as the transition can have changed anything: a property that was broken before it and still is for the
/// same reason may be left out. If f is called for nothing after any step on the way, and broken_in finds nothing in
/// the initial state, then broken_in finds nothing here.
template <class S>
concept ChecksLocally = requires(const S& system, TransitionId transition, const std::uint64_t* state,
                                 typename S::Scratch& scratch) {
    { system.broken_after(transition, state, scratch, detail::PropertySink{}) } -> std::same_as<void>;
};

/// For `progress` properties: goal(property, state, scratch), what is to happen; trigger(property, state, scratch),
/// where that is asked for, or asked_from_start(property), if it is in the initial states; may_stay(state, thread), the
/// thread need not go on though it can; fairness() and granted(demand, state, scratch), the demands that a fair run
/// meets besides.
template <class S>
concept ClaimsProgress = requires(const S& system, PropertyId property, ThreadId thread, const FairDemand& demand,
                                  const std::uint64_t* state, typename S::Scratch& scratch) {
    { system.trigger(property, state, scratch) } -> std::same_as<bool>;
    { system.asked_from_start(property) } -> std::same_as<bool>;
    { system.may_stay(state, thread) } -> std::same_as<bool>;
    { system.fairness() } -> std::same_as<std::span<const FairDemand>>;
    { system.granted(demand, state, scratch) } -> std::same_as<bool>;
};

/// canonicalize(state): replaces a state by the representative of its orbit under symmetry, and renames(): whether that
/// may be another one.
template <class S>
concept HasSymmetry = requires(const S& system, std::uint64_t* state) {
    { system.renames() } -> std::same_as<bool>;
    system.canonicalize(state);
};

/// reduced_successors(state, scratch, sink): a subset of the steps that is enough, and reduces(): whether it is ever
/// less than all.
template <class S>
concept ReducesSteps = requires(const S& system, const std::uint64_t* state, typename S::Scratch& scratch) {
    { system.reduces() } -> std::same_as<bool>;
    { system.reduced_successors(state, scratch, detail::StepSink{}) } -> std::same_as<void>;
};

/// commute(a, b): neither of the two transitions writes what the other reads or writes, so that after b, a is enabled
/// exactly if it was before, does the same, and both orders end in the same state; and commutes(): whether any do.
template <class S>
concept CommutesSteps = requires(const S& system, TransitionId transition) {
    { system.commute(transition, transition) } -> std::same_as<bool>;
    { system.commutes() } -> std::same_as<bool>;
};

/// advances(transition): no cycle of the state graph is made of transitions that advance, nor of their images under
/// symmetry.
template <class S>
concept KnowsAdvancing = requires(const S& system, TransitionId transition) {
    { system.advances(transition) } -> std::same_as<bool>;
};

/// always_rests(thread): the thread is at rest in every state (a device).
template <class S>
concept KnowsResting = requires(const S& system, ThreadId thread) {
    { system.always_rests(thread) } -> std::same_as<bool>;
};

// --- nothing by halves ------------------------------------------------------------------------

namespace detail {

/// All names that a search looks for. In a class that is derived from a system and from this, a name that the system
/// has too, whatever it means there, is ambiguous.
struct Names {
    int faulty_starts, successors_of, confined_to, successors_beyond, broken_after, trigger, asked_from_start, may_stay,
        fairness, granted, canonicalize, renames, reduced_successors, reduces, commute, commutes, advances,
        always_rests;
};
template <class S>
struct Both : S, Names {};

template <class S>
concept names_faulty_starts = !requires {
    &Both<S>::faulty_starts;
};
template <class S>
concept names_successors_of = !requires {
    &Both<S>::successors_of;
};
template <class S>
concept names_words = !requires {
    &Both<S>::confined_to;
}
|| !requires { &Both<S>::successors_beyond; };
template <class S>
concept names_broken_after = !requires {
    &Both<S>::broken_after;
};
template <class S>
concept names_progress = !requires {
    &Both<S>::trigger;
}
|| !requires { &Both<S>::asked_from_start; }
|| !requires { &Both<S>::may_stay; }
|| !requires { &Both<S>::fairness; }
|| !requires { &Both<S>::granted; };
template <class S>
concept names_symmetry = !requires {
    &Both<S>::canonicalize;
}
|| !requires { &Both<S>::renames; };
template <class S>
concept names_reduction = !requires {
    &Both<S>::reduced_successors;
}
|| !requires { &Both<S>::reduces; };
template <class S>
concept names_commuting = !requires {
    &Both<S>::commute;
}
|| !requires { &Both<S>::commutes; };
template <class S>
concept names_advances = !requires {
    &Both<S>::advances;
};
template <class S>
concept names_always_rests = !requires {
    &Both<S>::always_rests;
};

template <TransitionSystem S>
struct WellFormed : std::true_type {
    static_assert(!std::is_final_v<S>, "a system is looked at by deriving from it");
    static_assert(!names_faulty_starts<S> || HasFaultyStarts<S>, "faulty_starts() is not as HasFaultyStarts wants it");
    static_assert(!names_successors_of<S> || StepsByThread<S>, "successors_of() is not as StepsByThread wants it");
    static_assert(!names_words<S> || ConfinesSteps<S>,
                  "confined_to() and successors_beyond() are not both as ConfinesSteps wants them");
    static_assert(!names_broken_after<S> || ChecksLocally<S>, "broken_after() is not as ChecksLocally wants it");
    static_assert(!names_progress<S> || ClaimsProgress<S>,
                  "trigger(), asked_from_start(), may_stay(), fairness() and granted() are not all as ClaimsProgress "
                  "wants them");
    static_assert(!names_symmetry<S> || HasSymmetry<S>,
                  "canonicalize() and renames() are not both as HasSymmetry wants them");
    static_assert(!names_reduction<S> || ReducesSteps<S>,
                  "reduced_successors() and reduces() are not both as ReducesSteps wants them");
    static_assert(!names_commuting<S> || CommutesSteps<S>,
                  "commute() and commutes() are not both as CommutesSteps wants them");
    static_assert(!names_advances<S> || KnowsAdvancing<S>, "advances() is not as KnowsAdvancing wants it");
    static_assert(!names_always_rests<S> || KnowsResting<S>, "always_rests() is not as KnowsResting wants it");
};

}  // namespace detail

/// True, or an error of the compiler that says which member is not what a search would look for.
template <TransitionSystem S>
inline constexpr bool well_formed_system = detail::WellFormed<S>::value;

}  // namespace revoke_mc::system
