// Stubborn sets: in each state, a few threads whose steps stand for those of all (Valmari 1989;
// guards and necessary enabling sets as in Laarman, Pater, van de Pol, Hansen 2013).
//
//     reduce::StubbornSets sets(model, reduce::Strength::full);
//     reduce::StubbornSets::Scratch scratch;
//     const auto threads = sets.reduce(state, enabled, scratch);   // expand the steps of these
//
// Notation: s a state, p(t) where thread t stands in s. T is a set of threads; its transitions are
// all those at p(t) of t in T, enabled or not. What others do meanwhile is an *outside* sequence.
//
// T is closed if for each t in T
//  (E) for each enabled transition a at p(t): no thread outside T may ever come to take a transition
//      that is together with a and not independent of it, and
//  (N) for each disabled transition d at p(t) that may be enabled together with each enabled one of
//      t: some condition c of d is false in s, and no thread outside T may come to make it true.
// "May come to" is a future (dependence.hpp): reachability in that thread's control flow, without
// what contradicts the facts of the places where T's threads stand (they hold as long as these stay)
// or of a (it stays enabled), and for (N) without what needs c itself.
//
// Lemma. Let s -b1..bn-> s' be an outside sequence. Then T's threads have not moved, T's disabled transitions are
// disabled in s', and an enabled one, a, is enabled in s', does what it would do in s (same writes, same reports, cut
// or not), and a(s) -b1..bn-> a(s'). By induction: bi is a step of a thread outside T; all that this thread did since s
// was compatible with the facts of T, so bi lies on a path that the futures looked at; hence bi and a are independent
// (if bi is enabled, both are), and bi does not make c true.
//
// A state is reduced to a closed T only if T has a *key*: an enabled transition k with another state
// as successor that is invisible (visibility.hpp), not forbidden by any possibility property, and
// does not close a cycle of its thread's control flow (control_flow.hpp). Then for each path
// s -b1..bn-> e of the plain system there is one in the reduced system to what e is there for. If
// some bi is of T, take the first: by the lemma it is enabled in s and can go first, to the same e
// with one step less to go. If none is, go to k(s): there b1..bn leads to k(e). This cannot go on for
// ever: a cycle of keys alone would move some thread round a cycle of its control flow. What is left:
// e or k(e) will do, for each kind of property.
//
//  - state: k is invisible, so k(e) breaks what e breaks. A circle of lock waits never goes away.
//  - step: the step that reports is the last bi. If it is of T, it reports in s. If not, k does not
//    write what it reads, so it reports in k(e) too. Steps that are cut or meet the model's bound
//    are such steps.
//  - deadlock: then the second case cannot be: k would be enabled in e and change it.
//  - possibility, "from everywhere P can be reached, without a step in F". (1) In a state of the
//    reduced system, P can be reached there if it can in the plain one: the same construction for
//    the path to P; steps keep their labels, k is not in F, k(e) has P if e has. (A step that is cut
//    reaches nothing; it is not a key, and no state is reduced to such steps alone.) (2) If some reachable e
//    cannot reach P, then a state of the reduced system cannot: k(e) cannot either, as k is not in F.
//  - stuck, "t is at rest or can come to a step that changes something": the same with "t moves" for
//    P, or with the path to a step that is cut: nobody is stuck for that. If k is of t, t moves here and now; if not, k
//    changes neither where t stands nor the effect of an independent step of t. (That AG EF of an invisible property
//    survives strong stubborn sets without ignoring is in Valmari 2017, "Stop it, and be stubborn!".)
//
// Strength::full is therefore safe for every kind of property. Strength::confluent asks for more: that the key is the
// only step of T with another state as successor. Then s and k(s) are branching bisimilar as far as properties go
// (Gerth, Kuiper, Peled, Penczek 1999), and whatever is invariant under that survives, not only the kinds above.
//
// Together with symmetry (Emerson, Jha, Peled 1997): a cycle of keys in the quotient unrolls to a cycle of renamed
// keys, and the renamings of a key must be keys too. They are: visibility, facts and costs are the same for all
// instances, and cut_cycles() takes out all transitions of one cost at once.
//
// What does not survive: the numbers of states and transitions, the length of traces (a trace is a
// path of the plain system, but perhaps not the shortest), and which witness is found. The set is a
// function of the state alone, and nothing depends on the order of the search or on threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "explorer/reduce/dependence.hpp"

namespace revoke_mc::reduce {

enum class Strength : std::uint8_t {
    full,      ///< any closed set with a key
    confluent  ///< only closed sets in which the key is the only step that changes the state
};

/// A transition that is enabled in the state at hand.
struct EnabledStep {
    TransitionId transition = none;
    bool advances = false;  ///< it has a successor, and that is another state
};

class StubbornSets {
public:
    using ThreadMask = Futures::ThreadMask;
    static constexpr ThreadMask all = ~ThreadMask{0};

    /// What one worker needs; overwritten by each call of reduce(). Grows in the first calls only.
    class Scratch {
        friend class StubbornSets;
        /// A question, and the threads that are its answer so far.
        struct Ask {
            Futures::Question question = 0;
            ThreadMask answer = 0;
            bool ends = true;  ///< the last one of several of which one must have no answer outside the set
        };
        struct OfThread {
            std::uint32_t first = 0, last = 0;  ///< its enabled steps
            std::uint32_t advancing = 0;
            std::uint32_t first_ask = 0, last_ask = 0;
            bool asked = false;
        };
        Futures::Places places{};
        std::array<OfThread, Futures::most_threads> of_thread{};
        std::vector<Ask> asks;  ///< of the threads that were looked at in this state
        std::vector<Ask> open;  ///< of the set that is being closed
        ThreadMask keys = 0;    ///< threads that have a key
        ThreadMask tried = 0;   ///< those that were seeds
        std::uint32_t advancing = 0;
    };

    /// Analyses the model, which must outlive this.
    StubbornSets(const PackedModel& model, Strength strength);
    StubbornSets(const StubbornSets&) = delete;  // its parts refer to each other
    StubbornSets& operator=(const StubbornSets&) = delete;

    /// The threads whose steps must be taken from `state`; `all` if every step must. `enabled` are
    /// all enabled transitions in increasing order. Models beyond the limits of Futures are not reduced.
    /// May be called from several threads at once, each with its own scratch.
    [[nodiscard]] ThreadMask reduce(const std::uint64_t* state, std::span<const EnabledStep> enabled,
                                    Scratch& scratch) const;

    /// The transition is of one of the threads.
    [[nodiscard]] bool takes(ThreadMask threads, TransitionId id) const {
        return threads == all || (threads >> summary_.steps[id].thread.number() & 1) != 0;
    }

    /// Some state may be reduced: some transition may be a key.
    [[nodiscard]] bool reduces() const { return reduces_; }

    [[nodiscard]] const Summary& summary() const { return summary_; }
    [[nodiscard]] const Facts& facts() const { return facts_; }
    [[nodiscard]] const ControlFlow& flow() const { return flow_; }
    [[nodiscard]] bool may_be_key(TransitionId id) const { return !may_be_key_.empty() && may_be_key_[id]; }

private:
    void find_keys();
    [[nodiscard]] bool forbidden(TransitionId id) const;

    struct View;  // a state with what is known of it
    void look(const View& view) const;
    ThreadMask close(const View& view, ThreadId seed, std::uint32_t& most) const;
    void ask(const View& view, ThreadId thread) const;
    void ask_about(const View& view, ThreadId thread, TransitionId disabled) const;
    void enter(const View& view, ThreadId thread, ThreadMask in) const;
    [[nodiscard]] ThreadMask needed(const View& view, ThreadMask in) const;
    [[nodiscard]] ThreadId cheapest(const View& view, ThreadMask among) const;
    [[nodiscard]] bool excluded_by(std::span<const EnabledStep> enabled, TransitionId id) const;

    Summary summary_;
    Facts facts_;
    ControlFlow flow_;
    Dependence dependence_;
    Futures futures_;
    Strength strength_;
    Indexed<TransitionId, bool> may_be_key_;
    bool reduces_ = false;
};

}  // namespace revoke_mc::reduce
