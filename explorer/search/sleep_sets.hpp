// Steps that need not be carried out, since another order of the same steps leads to the same state.
//
// Where independent steps follow each other, a state is found in many ways, and every way costs as much as the first.
// Sleep sets (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996, chapter 5) leave out
// steps, never states. This is a form of them that needs nothing but the transition b that found a state u: a step a of
// u is *asleep* if a commutes with b and comes before b in a fixed order of all transitions.
//
// Every state is still found, and on its own level. Let s be where b was taken, and let a lead from u to v, which is on
// the level behind that of u. b does not touch what a looks at, so a was enabled in s; let it lead to t. From t, b
// leads to v. So t is on no earlier level than u, or v would be, too; and on no later one, since s is on the level
// before. If b is asleep in t, the same holds of the transition that found t, which comes after b in the order: that
// ends, and the last of these steps to v is awake.
//
// A step that is asleep is still counted, and asked whether it breaks anything: transitions and reports are the same as
// without. No state may be renamed, and no step be left out for another reason.
//
// Any order is right. The one in which a transition comes the later the fewer others it commutes with leaves out most:
// on the yardstick (N = 10) 20.7 million steps become 6.6 million for 4.3 million states, and 16.4 million in the order
// of their numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "explorer/store/budget.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/system/features.hpp"

namespace revoke_mc::explorer::internal {

/// The transitions that are asleep in a state, a bit for each.
class Asleep {
public:
    Asleep() = default;  ///< none
    explicit Asleep(const std::uint64_t* bits) : bits_(bits) {}
    [[nodiscard]] bool contains(system::TransitionId transition) const {
        return bits_ != nullptr && (bits_[transition.number() / 64] >> (transition.number() % 64) & 1U) != 0;
    }

private:
    const std::uint64_t* bits_ = nullptr;
};

class SleepSets {
public:
    explicit SleepSets(Budget& budget) : budget_(budget) {}
    ~SleepSets() { budget_.give(rows_.size() * sizeof(rows_[0])); }
    SleepSets(const SleepSets&) = delete;
    SleepSets& operator=(const SleepSets&) = delete;

    /// Works them out once a search has so many states that it pays; before that, nothing is asleep, nor if the system
    /// does not know which steps commute, has too many of them, or if there is no memory. While no worker is at it.
    template <system::TransitionSystem S>
    void make_if_worth_it(const S& system, std::uint64_t states) {
        if constexpr (system::CommutesSteps<S>) {
            const std::uint64_t count = system.transitions();
            const bool pays = count <= most_transitions && states >= count * count / pairs_per_state;
            if (pays && rows_.empty() && system.commutes() && open(count)) make(system);
        }
    }

    /// What is asleep in a state that this transition has found; none: it is initial.
    [[nodiscard]] Asleep after(system::TransitionId finder) const {
        return rows_.empty() || finder == none ? Asleep() : Asleep(&rows_[finder.number() * length_]);
    }

private:
    using TransitionId = system::TransitionId;

    static constexpr std::uint64_t most_transitions = 4096;  // two megabytes
    static constexpr std::uint64_t pairs_per_state = 32;     // are looked at in the time that a state takes

    [[nodiscard]] bool open(std::size_t count) {
        length_ = (count + 63) / 64;
        if (!budget_.take(count * length_ * sizeof(rows_[0]))) return false;
        rows_.assign(count * length_, 0);
        return true;
    }

    template <class S>
    void make(const S& system) {
        const std::vector<std::size_t> partners = count_partners(system);
        const auto key = [&](TransitionId id) { return std::tuple(partners.size() - partners[id.number()], id); };
        each_pair(system, [&](TransitionId a, TransitionId b) {
            if (key(b) < key(a)) std::swap(a, b);
            rows_[b.number() * length_ + a.number() / 64] |= std::uint64_t{1} << (a.number() % 64);
        });
    }

    template <class S>
    static std::vector<std::size_t> count_partners(const S& system) {
        std::vector<std::size_t> partners(system.transitions(), 0);
        each_pair(system, [&](TransitionId a, TransitionId b) {
            ++partners[a.number()];
            ++partners[b.number()];
        });
        return partners;
    }

    /// Calls f(a, b) for each two transitions that commute.
    template <class S, class F>
    static void each_pair(const S& system, const F& f) {
        for (const TransitionId b : FirstIds<TransitionId>(system.transitions())) {
            for (const TransitionId a : FirstIds<TransitionId>(b.number())) {
                if (system.commute(a, b)) f(a, b);
            }
        }
    }

    Budget& budget_;
    std::vector<std::uint64_t> rows_;  // by finder
    std::size_t length_ = 0;
};

}  // namespace revoke_mc::explorer::internal
