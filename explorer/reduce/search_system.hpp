// What `check` explores: a system with as much reduction as was asked for.
//
//     reduce::Reductions reductions(model, {.symmetry = true, .partial_order = true, .slice = true});
//     reduce::SearchSystem system(native_system, reductions);
//     explorer::explore(system, options);
//
// It offers all that explorer/system/features.hpp names.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "explorer/reduce/advance.hpp"
#include "explorer/reduce/commuting.hpp"
#include "explorer/reduce/reduced_system.hpp"
#include "explorer/reduce/slice.hpp"
#include "explorer/symmetry/symmetry_canonicalizer.hpp"

namespace revoke_mc::reduce {

struct Wanted {
    bool symmetry = false;
    bool partial_order = false;
    bool slice = false;
};

inline constexpr Wanted everything{.symmetry = true, .partial_order = true, .slice = true};

/// The reductions that are in effect for a model. The model must outlive it.
class Reductions {
public:
    Reductions(const system::PackedModel& model, Wanted wanted);
    Reductions(const Reductions&) = delete;
    Reductions& operator=(const Reductions&) = delete;

    /// Null: none.
    [[nodiscard]] const system::Canonicalizer* symmetry() const { return symmetry_ ? &*symmetry_ : nullptr; }
    [[nodiscard]] const StubbornSets* partial_order() const { return partial_order_ ? &*partial_order_ : nullptr; }
    [[nodiscard]] const Slice* slice() const { return slice_ ? &*slice_ : nullptr; }
    /// "none", or which of "symmetry, por, slice" are in effect; not what was asked for.
    [[nodiscard]] std::string name() const;
    [[nodiscard]] const AdvancingSteps& advancing() const { return *advancing_; }
    [[nodiscard]] const CommutingSteps& commuting() const { return *commuting_; }

private:
    std::optional<AdvancingSteps> advancing_;  // always there
    std::optional<CommutingSteps> commuting_;  // always there
    std::optional<system::Canonicalizer> symmetry_;
    std::optional<StubbornSets> partial_order_;
    std::optional<Slice> slice_;
};

/// Its states are normal (slice.hpp): what does not matter in them is zero.
template <system::TransitionSystem S>
class SearchSystem : public ReducedSystem<S> {
    using Base = ReducedSystem<S>;

public:
    struct Scratch : Base::Scratch {
        std::array<std::uint64_t, S::words> normal;
    };

    SearchSystem(const S& system, const Reductions& reductions)
        : Base(system, reductions.partial_order()), symmetry_(reductions.symmetry()), slice_(reductions.slice()),
          advancing_(&reductions.advancing()), commuting_(&reductions.commuting()) {}

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const {
        std::vector<std::uint64_t> all = Base::initial_states();
        return slice_ != nullptr ? distinct_normal(all) : all;
    }

    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        Base::successors(state, scratch, [&](const system::Step& step) { pass(step, scratch, sink); });
    }
    template <class Sink>
    void successors_of(system::ThreadId thread, const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        Base::successors_of(thread, state, scratch, [&](const system::Step& step) { pass(step, scratch, sink); });
    }
    template <class Sink>
    void reduced_successors(const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        Base::reduced_successors(state, scratch, [&](const system::Step& step) { pass(step, scratch, sink); });
    }

    /// What does not matter in one word depends on the others, and so do representatives.
    [[nodiscard]] std::uint8_t confined_to(system::TransitionId transition) const {
        return slice_ != nullptr || renames() || this->reduces() ? system::no_word : Base::confined_to(transition);
    }
    template <class Sink>
    void successors_beyond(std::uint64_t without, const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        Base::successors_beyond(without, state, scratch, [&](const system::Step& step) { pass(step, scratch, sink); });
    }

    /// Not under a reduction: what is left out, renamed or normalized after one step need not be after two.
    [[nodiscard]] bool commutes() const { return slice_ == nullptr && !renames() && !this->reduces(); }
    [[nodiscard]] bool commute(system::TransitionId a, system::TransitionId b) const {
        return commutes() && commuting_->commute(a, b);
    }

    /// States are replaced by the representatives of their orbits.
    [[nodiscard]] bool renames() const { return symmetry_ != nullptr; }
    void canonicalize(std::uint64_t* state) const { symmetry_->canonicalize(state); }

    /// No cycle of the state graph is made of such transitions.
    [[nodiscard]] bool advances(system::TransitionId transition) const { return advancing_->contains(transition); }

    /// The thread is at rest wherever it stands.
    [[nodiscard]] bool always_rests(system::ThreadId thread) const {
        const auto& rest = this->model().threads[thread].rest;
        return std::all_of(rest.begin(), rest.end(), [](std::uint8_t here) { return here != 0; });
    }

private:
    template <class Sink>
    void pass(const system::Step& step, Scratch& scratch, Sink& sink) const {
        if (slice_ == nullptr || step.successor == nullptr) return sink(step);
        std::memcpy(scratch.normal.data(), step.successor, sizeof(scratch.normal));
        slice_->normalize(scratch.normal.data());
        system::Step normal = step;
        normal.successor = scratch.normal.data();
        sink(static_cast<const system::Step&>(normal));
    }

    [[nodiscard]] std::vector<std::uint64_t> distinct_normal(const std::vector<std::uint64_t>& states) const {
        std::set<std::array<std::uint64_t, S::words>> known;
        std::vector<std::uint64_t> out;
        for (std::size_t at = 0; at < states.size(); at += S::words) {
            std::array<std::uint64_t, S::words> state;
            std::copy_n(&states[at], S::words, state.begin());
            slice_->normalize(state.data());
            if (known.insert(state).second) out.insert(out.end(), state.begin(), state.end());
        }
        return out;
    }

    const system::Canonicalizer* symmetry_;
    const Slice* slice_;
    const AdvancingSteps* advancing_;
    const CommutingSteps* commuting_;
};

namespace detail {
using Searched = SearchSystem<system::PackedSystem<1>>;
static_assert(system::well_formed_system<Searched>);
static_assert(system::HasFaultyStarts<Searched> && system::StepsByThread<Searched> && system::ConfinesSteps<Searched> &&
              system::ChecksLocally<Searched> && system::ClaimsProgress<Searched> && system::HasSymmetry<Searched> &&
              system::ReducesSteps<Searched> && system::CommutesSteps<Searched> && system::KnowsAdvancing<Searched> &&
              system::KnowsResting<Searched>);
}  // namespace detail

}  // namespace revoke_mc::reduce
