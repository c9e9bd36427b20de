// Does what a slice leaves out really not matter? A look at states of random walks.
//
// Each state is held against its normal form, and against another state that was met before with the same one: the same
// transitions must be enabled with the same reports, change the state or not, and lead to successors with the same
// normal form; properties, goals and stubborn sets must be the same; and renaming instances must commute with slicing.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>

#include "explorer/reduce/slice.hpp"
#include "explorer/reduce/walker.hpp"
#include "explorer/symmetry/symmetry_canonicalizer.hpp"

namespace revoke_mc::reduce {

/// `check(samples)`: what is wrong, or "". The same seed does the same on every machine. `sets` may be null.
template <class System>
class SliceCheck {
public:
    SliceCheck(const System& system, const system::PackedModel& model, const Slice& slice, const StubbornSets* sets,
               std::uint64_t seed)
        : system_(system), walker_(system, sets), sets_(sets), slice_(slice), symmetry_(model.symmetry, model.words),
          dice_(seed) {}

    std::string check(std::size_t samples) {
        const std::vector<State> initial = walker_.initial();
        std::map<State, State> met;  // by normal form
        State state = pick(initial);
        for (std::size_t i = 0; i < samples; ++i) {
            const State normal = normal_form(state);
            const State& twin = met.emplace(normal, state).first->second;
            for (const State* other : {&normal, &twin})
                if (std::string wrong = difference(state, *other); !wrong.empty()) return wrong;
            if (std::string wrong = renamed_difference(state); !wrong.empty()) return wrong;
            state = next(state, initial);
        }
        return "";
    }

private:
    const State& pick(const std::vector<State>& from) {
        return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(dice_)];
    }
    /// A random step; where none leads on, and now and then, from the beginning.
    State next(const State& state, const std::vector<State>& initial) {
        std::vector<State> successors;
        for (Step& step : walker_.all_steps(state))
            if (step.successor && *step.successor != state) successors.push_back(std::move(*step.successor));
        return successors.empty() || dice_() % 256 == 0 ? pick(initial) : pick(successors);
    }
    [[nodiscard]] State normal_form(State state) const {
        slice_.normalize(state.data());
        return state;
    }

    std::string difference(const State& state, const State& other) {
        if (state == other) return "";
        if (walker_.broken_in(state) != walker_.broken_in(other)) return "a property depends on what was left out";
        const auto kinds = system_.properties();
        for (const PropertyId p : FirstIds<PropertyId>(kinds.size()))
            if (kinds[p.number()] == PropertyKind::possibility && walker_.goal(p, state) != walker_.goal(p, other))
                return "a goal depends on what was left out";
        const std::vector<Step> here = walker_.all_steps(state), there = walker_.all_steps(other);
        if (sets_ != nullptr && walker_.chosen(state, here) != walker_.chosen(other, there))
            return "a stubborn set depends on what was left out";
        if (here.size() != there.size()) return "what is enabled depends on what was left out";
        for (std::size_t i = 0; i < here.size(); ++i)
            if (!alike(here[i], here[i].changes(state), there[i], there[i].changes(other)))
                return "what it does depends on what was left out: transition " +
                       std::to_string(here[i].transition.number());
        return "";
    }
    [[nodiscard]] bool alike(const Step& a, bool a_changes, const Step& b, bool b_changes) const {
        if (a.transition != b.transition || a.broken != b.broken || a.bound != b.bound || a_changes != b_changes)
            return false;
        if (!a.successor || !b.successor) return a.successor.has_value() == b.successor.has_value();
        return normal_form(*a.successor) == normal_form(*b.successor);
    }

    /// With two instances of a group changed, at random.
    std::string renamed_difference(const State& state) {
        const auto& groups = symmetry_.symmetry().groups;
        system::Permutation swap = system::identity(symmetry_.symmetry());
        for (const system::GroupId g : groups.ids())
            if (groups[g].obstacle.empty()) std::swap(swap[g][0], swap[g][dice_() % groups[g].size]);
        State first = state, last = normal_form(state);
        symmetry_.permute(first.data(), swap);
        symmetry_.permute(last.data(), swap);
        return normal_form(first) == last ? "" : "what is left out depends on the names of instances";
    }

    const System& system_;
    Walker<System> walker_;
    const StubbornSets* sets_;
    const Slice& slice_;
    system::Canonicalizer symmetry_;
    std::mt19937_64 dice_;
};

}  // namespace revoke_mc::reduce
