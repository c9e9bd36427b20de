// What a fair run owes, as the search sees it: one demand for each thread, then those of the system.
//
// The definitions are those of model/semantics/interpret/fairness.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/base/planted.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// A set of demands, or of anything else that is numbered.
using DemandSet = std::vector<bool>;

[[nodiscard]] inline bool any_of(const DemandSet& set) { return std::find(set.begin(), set.end(), true) != set.end(); }

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
            met[system_.threads() + i] = more[i].strong
                                             ? after != nullptr && !system_.granted(more[i], before, other_scratch_) &&
                                                   system_.granted(more[i], after, other_scratch_)
                                             : more[i].transitions[transition];
        }
        return met;
    }

    const S& system_;
    typename S::Scratch scratch_{}, other_scratch_{};
};

}  // namespace revoke_mc::explorer::internal
