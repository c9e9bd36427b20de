// Walks through a system step by step, with plain containers: for checks, where clarity counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "explorer/reduce/stubborn.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::reduce {

using State = std::vector<std::uint64_t>;
using system::PropertyId;
using system::PropertyKind;

/// One enabled step; no successor: it is cut, or meets the bound.
struct Step {
    TransitionId transition = none;
    std::optional<State> successor;
    std::vector<PropertyId> broken;
    bool bound = false;
    [[nodiscard]] bool changes(const State& state) const { return !successor || *successor != state; }
    bool operator==(const Step&) const = default;
};

template <class System>
class Walker {
public:
    Walker(const System& system, const StubbornSets* sets) : system_(system), sets_(sets) {}

    std::vector<Step> all_steps(const State& state) {
        std::vector<Step> out;
        system_.successors(state.data(), scratch_, [&](const system::Step& step) {
            Step& copy = out.emplace_back();
            copy.transition = step.transition;
            if (step.successor) copy.successor.emplace(step.successor, step.successor + System::words);
            copy.broken.assign(step.broken.begin(), step.broken.end());
            copy.bound = step.bound_reached;
        });
        return out;
    }
    StubbornSets::ThreadMask chosen(const State& state, const std::vector<Step>& steps) {
        std::vector<reduce::EnabledStep> enabled;
        enabled.reserve(steps.size());
        for (const Step& step : steps) enabled.push_back({step.transition, step.successor && *step.successor != state});
        return sets_ ? sets_->reduce(state.data(), enabled, choice_) : StubbornSets::all;
    }
    std::vector<Step> steps(const State& state) {
        std::vector<Step> out = all_steps(state);
        const StubbornSets::ThreadMask threads = chosen(state, out);
        std::erase_if(out, [&](const Step& step) { return sets_ && !sets_->takes(threads, step.transition); });
        return out;
    }
    std::vector<PropertyId> broken_in(const State& state) {
        std::vector<PropertyId> out;
        system_.broken_in(state.data(), scratch_, [&](PropertyId p) { out.push_back(p); });
        return out;
    }
    bool goal(PropertyId property, const State& state) { return system_.goal(property, state.data(), scratch_); }
    [[nodiscard]] const System& system() const { return system_; }
    [[nodiscard]] std::vector<State> initial() const {
        const std::vector<std::uint64_t> words = system_.initial_states();
        std::vector<State> out;
        for (auto at = words.begin(); at != words.end(); at += System::words) out.emplace_back(at, at + System::words);
        return out;
    }

private:
    const System& system_;
    const StubbornSets* sets_;
    typename System::Scratch scratch_{};
    StubbornSets::Scratch choice_;
};

/// All reachable states with their steps, and what is violated.

}  // namespace revoke_mc::reduce
