// What a fair run owes, as the search sees it: one demand for each thread, then those of the system.
//
// The definitions are those of model/semantics/interpret/fairness.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/base/id.hpp"
#include "explorer/base/planted.hpp"
#include "explorer/progress/slot_marks.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/system/features.hpp"

namespace revoke_mc::explorer::internal {

/// A set of demands, or of anything else that is numbered.
using DemandSet = std::vector<bool>;

[[nodiscard]] inline bool any_of(const DemandSet& set) { return std::find(set.begin(), set.end(), true) != set.end(); }

/// A step grants what a strong demand is about: it was not granted before, and is now.
template <system::TransitionSystem S>
[[nodiscard]] bool grants(const S& system, const system::FairDemand& demand, const std::uint64_t* before,
                          const std::uint64_t* after, typename S::Scratch& scratch) {
    return after != nullptr && !system.granted(demand, before, scratch) && system.granted(demand, after, scratch);
}

template <system::TransitionSystem S>
class Demands {
public:
    static constexpr std::size_t words = S::words;

    explicit Demands(const S& system) : system_(system) {}

    [[nodiscard]] std::size_t size() const { return system_.threads() + system_.fairness().size(); }
    [[nodiscard]] bool strong(std::size_t demand) const {
        return demand >= system_.threads() && system_.fairness()[demand - system_.threads()].strong;
    }

    /// The demands that are asked in a state.
    DemandSet asked(const std::uint64_t* state) {
        return look(state, [](system::TransitionId, const std::uint64_t*, const DemandSet&) {});
    }

    /// Looks at all steps of a state: calls on_step(transition, successor words or null, demands met) for each
    /// that changes something. Returns the demands that are asked here.
    template <class OnStep>
    DemandSet look(const std::uint64_t* state, const OnStep& on_step) {
        DemandSet asked(size());
        system_.successors(state, scratch_, [&](const system::Step& step) {
            if (step.successor != nullptr && same_state<words>(step.successor, state)) return;
            StateArray<words> to{};
            if (step.successor != nullptr) to = to_array<words>(step.successor);
            const DemandSet met = met_by(step.transition, state, step.successor != nullptr ? to.data() : nullptr);
            for (std::size_t d = 0; d < met.size(); ++d) asked[d] = asked[d] || met[d];
            on_step(step.transition, step.successor != nullptr ? to.data() : nullptr, met);
        });
        for (const system::ThreadId t : FirstIds<system::ThreadId>(system_.threads()))
            asked[t.number()] = asked[t.number()] && !system_.may_stay(state, t) && !planted::is("demands-ignored");
        return asked;
    }

private:
    DemandSet met_by(system::TransitionId transition, const std::uint64_t* before, const std::uint64_t* after) {
        DemandSet met(size());
        const system::ThreadId thread = system_.thread_of(transition);
        met[thread.number()] = true;
        const auto more = system_.fairness();
        for (std::size_t i = 0; i < more.size(); ++i) {
            if (more[i].thread != thread) continue;
            met[system_.threads() + i] = more[i].strong ? grants(system_, more[i], before, after, other_scratch_)
                                                        : more[i].transitions[transition];
        }
        return met;
    }

    const S& system_;
    typename S::Scratch scratch_{}, other_scratch_{};
};

/// Some of the demands, one bit each: the same answers, faster.
template <system::TransitionSystem S>
class DemandGroup {
public:
    /// The demands [first, first + count), in this order from bit 0 on.
    DemandGroup(const S& system, std::size_t first, std::size_t count)
        : system_(system), all_(static_cast<Mark>((1U << count) - 1)), met_(system.transitions()) {
        const std::size_t threads = system.threads();
        for (std::size_t i = 0; i < count; ++i) {
            const auto bit = static_cast<Mark>(1U << i);
            if (first + i < threads) {
                enter(system::ThreadId{first + i}, bit);
            } else {
                enter(system.fairness()[first + i - threads], bit);
            }
        }
    }

    [[nodiscard]] Mark all() const { return all_; }

    /// As Demands::look; calls on_step(successor words, demands met) for steps that are not cut.
    template <class OnStep>
    Mark look(const std::uint64_t* state, const OnStep& on_step) {
        Mark asked = 0;
        system_.successors(state, scratch_, [&](const system::Step& step) {
            if (step.successor != nullptr && same_state<S::words>(step.successor, state)) return;
            const Mark met = met_by(step, state);
            asked |= met;
            if (step.successor != nullptr) on_step(step.successor, met);
        });
        for (const Thread& thread : threads_)
            if ((asked & thread.bit) != 0 && (system_.may_stay(state, thread.id) || planted::is("demands-ignored")))
                asked &= static_cast<Mark>(~thread.bit);
        return asked;
    }

private:
    struct Thread {
        system::ThreadId id;
        Mark bit;
    };
    struct Strong {
        const system::FairDemand* demand;
        Mark bit;
    };

    void enter(system::ThreadId thread, Mark bit) {
        threads_.push_back({thread, bit});
        for (const system::TransitionId id : met_.ids())
            if (system_.thread_of(id) == thread) met_[id] |= bit;
    }
    void enter(const system::FairDemand& demand, Mark bit) {
        if (demand.strong) return strong_.push_back({&demand, bit});
        for (const system::TransitionId id : met_.ids())
            if (system_.thread_of(id) == demand.thread && demand.transitions[id]) met_[id] |= bit;
    }

    Mark met_by(const system::Step& step, const std::uint64_t* before) {
        Mark met = met_[step.transition];
        for (const Strong& strong : strong_) {
            if (strong.demand->thread != system_.thread_of(step.transition)) continue;
            if (grants(system_, *strong.demand, before, step.successor, other_scratch_)) met |= strong.bit;
        }
        return met;
    }

    const S& system_;
    const Mark all_;
    Indexed<system::TransitionId, Mark> met_;  // whatever the state
    std::vector<Thread> threads_;
    std::vector<Strong> strong_;
    typename S::Scratch scratch_{}, other_scratch_{};
};

}  // namespace revoke_mc::explorer::internal
