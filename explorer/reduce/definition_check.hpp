// Are stubborn sets what stubborn.hpp says they are? A look at states of random walks.
//
// Whatever the other threads do in the next steps, the threads of the set keep their enabled
// transitions, with the same effect and reports, and get no new ones; and both orders end in the same
// state. The facts that the sets stand on are looked at too. (LTSmin checks its sets in this way.)
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "explorer/reduce/walker.hpp"

namespace revoke_mc::reduce {

/// `check(samples)`: what is wrong, or "". The same seed does the same on every machine.
template <class System>
class Definition {
public:
    Definition(const System& system, const StubbornSets& sets, std::uint64_t seed)
        : walker_(system, &sets), sets_(sets), dice_(seed) {}

    std::string check(std::size_t samples) {
        std::vector<State> initial = walker_.initial();
        State state = pick(initial);
        for (std::size_t i = 0; i < samples && wrong_.empty(); ++i) {
            const std::vector<Step> steps = walker_.all_steps(state);
            check_facts(state, steps);
            const auto threads = walker_.chosen(state, steps);
            if (threads != StubbornSets::all) check_set(state, steps, threads);
            state = random_step(state, steps).value_or(pick(initial));
        }
        return wrong_;
    }

private:
    static constexpr int outside_steps = 8;

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(dice_)];
    }
    std::optional<State> random_step(const State& state, const std::vector<Step>& steps) {
        std::vector<State> next;
        for (const Step& step : steps)
            if (step.successor && *step.successor != state) next.push_back(*step.successor);
        if (next.empty()) return std::nullopt;
        return pick(next);
    }

    void check_facts(const State& state, const std::vector<Step>& steps) {
        const auto holds = [&](const reduce::KnownBits& known) {
            for (std::size_t w = 0; w < known.mask.size(); ++w)
                if ((state[w] & known.mask[w]) != known.value[w]) return false;
            return true;
        };
        for (const Step& step : steps) {
            if (sets_.facts().never(step.transition)) fail("a transition that can never be enabled is", step);
            if (!holds(sets_.facts().before(step.transition))) fail("what is known before it is wrong", step);
        }
        const auto& conditions = sets_.summary().conditions;
        for (reduce::ConditionId c = 0; c < conditions.size(); ++c)
            if (conditions[c].holds(state.data()) && (sets_.facts().never_holds(c) || !holds(sets_.facts().when(c))))
                wrong_ += "a fact does not hold\n";
    }

    [[nodiscard]] std::vector<Step> of_set(const std::vector<Step>& steps, StubbornSets::ThreadMask threads) const {
        std::vector<Step> out;
        for (const Step& step : steps)
            if (sets_.takes(threads, step.transition)) out.push_back(step);
        return out;
    }

    void check_set(const State& state, const std::vector<Step>& steps, StubbornSets::ThreadMask threads) {
        const std::vector<Step> inside = of_set(steps, threads);
        const bool key = std::any_of(inside.begin(), inside.end(), [&](const Step& step) {
            return sets_.may_be_key(step.transition) && step.successor && *step.successor != state;
        });
        if (!key) wrong_ += "a set without a key\n";
        State now = state;
        for (int i = 0; i < outside_steps && wrong_.empty(); ++i) {
            std::vector<Step> all = walker_.all_steps(now);
            same_as_before(inside, of_set(all, threads));
            std::erase_if(all, [&](const Step& step) { return sets_.takes(threads, step.transition); });
            for (const Step& outside : all)
                for (const Step& own : of_set(walker_.all_steps(now), threads)) commute(now, own, outside);
            const std::optional<State> next = random_step(now, all);
            if (!next) return;
            now = *next;
        }
    }

    /// Same transitions enabled, same reports, cut or not. (Successors differ by what others did.)
    void same_as_before(const std::vector<Step>& before, const std::vector<Step>& now) {
        if (before.size() != now.size()) {
            wrong_ += "a step outside the set enabled or disabled one inside\n";
            return;
        }
        for (std::size_t i = 0; i < now.size(); ++i) {
            const bool same = before[i].transition == now[i].transition && before[i].broken == now[i].broken &&
                              before[i].bound == now[i].bound &&
                              before[i].successor.has_value() == now[i].successor.has_value();
            if (!same) fail("a step outside changed what it does", now[i]);
        }
    }

    [[nodiscard]] std::optional<Step> after(const State& state, TransitionId transition) {
        for (Step& step : walker_.all_steps(state))
            if (step.transition == transition) return step;
        return std::nullopt;
    }

    void commute(const State&, const Step& own, const Step& outside) {
        if (own.successor) {
            const auto second = after(*own.successor, outside.transition);
            if (!second || second->broken != outside.broken) return fail("it changes a step outside", own);
            if (!outside.successor) return;
            const auto other = after(*outside.successor, own.transition);
            if (!other || other->successor != second->successor) fail("the order matters", own);
        } else if (outside.successor && !after(*outside.successor, own.transition)) {
            fail("a step outside disables it", own);
        }
    }

    void fail(const std::string& what, const Step& step) {
        wrong_ += what + ": transition " + std::to_string(step.transition.number()) + '\n';
    }

    Walker<System> walker_;
    const StubbornSets& sets_;
    std::mt19937_64 dice_;
    std::string wrong_;
};

}  // namespace revoke_mc::reduce
