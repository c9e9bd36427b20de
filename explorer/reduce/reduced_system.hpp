// A system with stubborn sets: what a search under partial-order reduction explores.
//
//     reduce::StubbornSets sets(model, reduce::Strength::full);
//     reduce::ReducedSystem reduced(system, sets);
//     // successors() are those of `system`; reduced_successors() are enough to expand
//
// Keeps a reference to the sets, which may serve several systems and threads.
#pragma once

#include <array>
#include <cstring>
#include <vector>

#include "explorer/reduce/stubborn.hpp"
#include "explorer/system/features.hpp"
#include "explorer/system/packed_system.hpp"

namespace revoke_mc::reduce {

template <system::TransitionSystem S>
class ReducedSystem : public S {
public:
    /// A step that was taken and may yet be left out.
    struct Taken {
        system::Step step;
        std::array<std::uint64_t, S::words> successor;
        std::size_t first_broken = 0, last_broken = 0;
    };
    struct Scratch : S::Scratch {
        StubbornSets::Scratch choice;
        std::vector<EnabledStep> enabled;
        std::vector<Taken> taken;
        std::vector<system::PropertyId> broken;
    };

    ReducedSystem(const S& system, const StubbornSets& sets) : S(system), sets_(&sets) {}
    /// Without sets nothing is left out.
    ReducedSystem(const S& system, const StubbornSets* sets) : S(system), sets_(sets) {}

    /// Some state may be expanded in part.
    [[nodiscard]] bool reduces() const { return sets_ != nullptr && sets_->reduces(); }

    /// The steps that must be expanded: as successors(), without those of threads outside the set.
    template <class Sink>
    void reduced_successors(const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        if (!reduces()) return S::successors(state, scratch, sink);
        scratch.enabled.clear();
        scratch.taken.clear();
        scratch.broken.clear();
        S::successors(state, scratch, [&](const system::Step& step) { take(state, step, scratch); });
        const StubbornSets::ThreadMask threads = sets_->reduce(state, scratch.enabled, scratch.choice);
        for (Taken& taken : scratch.taken) {
            if (!sets_->takes(threads, taken.step.transition)) continue;
            if (taken.step.successor != nullptr) taken.step.successor = taken.successor.data();
            taken.step.broken =
                std::span(scratch.broken).subspan(taken.first_broken, taken.last_broken - taken.first_broken);
            sink(static_cast<const system::Step&>(taken.step));
        }
    }

private:
    static void take(const std::uint64_t* state, const system::Step& step, Scratch& scratch) {
        const bool advances =
            step.successor != nullptr && std::memcmp(step.successor, state, S::words * sizeof(*state)) != 0;
        scratch.enabled.push_back({step.transition, advances});
        Taken& taken = scratch.taken.emplace_back();
        taken.step = step;
        if (step.successor != nullptr) std::memcpy(taken.successor.data(), step.successor, sizeof(taken.successor));
        taken.first_broken = scratch.broken.size();
        scratch.broken.insert(scratch.broken.end(), step.broken.begin(), step.broken.end());
        taken.last_broken = scratch.broken.size();
    }

    const StubbornSets* sets_;
};

namespace detail {
using Reduced = ReducedSystem<system::PackedSystem<1>>;
static_assert(system::well_formed_system<Reduced> && system::ReducesSteps<Reduced>);
}  // namespace detail

}  // namespace revoke_mc::reduce
