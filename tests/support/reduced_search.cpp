// The plain and the reduced search, and the definition of the sets; see reduced_search.hpp.
#include "tests/support/reduced_search.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <vector>

#include "model/lower/lower.hpp"

namespace revoke_mc::tests {

namespace {

using State = std::vector<std::uint64_t>;
using reduce::StubbornSets;
using system::PropertyId;
using system::PropertyKind;
using system::ThreadId;
using system::TransitionId;

/// One enabled step; no successor: it is cut, or meets the bound.
struct Step {
    TransitionId transition = 0;
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
template <class System>
class Graph {
public:
    explicit Graph(Walker<System> walker) : walker_(std::move(walker)) {}

    /// False: there are more states than that.
    bool build(std::size_t limit) {
        for (State& state : walker_.initial()) (void)number(std::move(state));
        for (std::size_t at = 0; at < states.size(); ++at) {
            if (states.size() > limit) return false;
            steps.push_back(walker_.steps(states[at]));
            for (const Step& step : steps.back())
                if (step.successor) (void)number(*step.successor);
        }
        judge();
        return true;
    }

    std::vector<State> states;
    std::vector<std::vector<Step>> steps;
    std::vector<bool> violated;  // by property
    std::set<State> deadlocks;
    bool bound = false;

private:
    std::size_t number(State state) {
        const auto [entry, is_new] = numbers_.emplace(state, states.size());
        if (is_new) states.push_back(std::move(state));
        return entry->second;
    }

    void judge() {
        const auto kinds = walker_.system().properties();
        violated.assign(kinds.size(), false);
        for (std::size_t at = 0; at < states.size(); ++at) judge_state(at, kinds);
        for (PropertyId p = 0; p < kinds.size(); ++p) {
            if (kinds[p] == PropertyKind::possibility) violated[p] = !always_possible(p);
            for (ThreadId t = 0; kinds[p] == PropertyKind::stuck && t < walker_.system().threads(); ++t)
                violated[p] = violated[p] || !never_stuck(t);
        }
    }

    void judge_state(std::size_t at, std::span<const PropertyKind> kinds) {
        for (const PropertyId p : walker_.broken_in(states[at])) violated[p] = true;
        bool moves = false;
        for (const Step& step : steps[at]) {
            for (const PropertyId p : step.broken) violated[p] = true;
            bound = bound || step.bound;
            moves = moves || step.changes(states[at]);
        }
        if (moves || all_at_rest(states[at])) return;
        deadlocks.insert(states[at]);
        for (PropertyId p = 0; p < kinds.size(); ++p)
            if (kinds[p] == PropertyKind::deadlock) violated[p] = true;
    }

    bool all_at_rest(const State& state) {
        for (ThreadId t = 0; t < walker_.system().threads(); ++t)
            if (!walker_.system().at_rest(state.data(), t)) return false;
        return true;
    }

    bool always_possible(PropertyId property) {
        const auto allowed = [&](const Step& step) { return !walker_.system().forbidden(property, step.transition); };
        std::vector<bool> reach(states.size());
        for (std::size_t at = 0; at < states.size(); ++at) {
            reach[at] = walker_.goal(property, states[at]);
            for (const Step& step : steps[at])
                if (!step.successor && allowed(step)) reach[at] = true;
        }
        return spread(reach, allowed);
    }

    bool never_stuck(ThreadId thread) {
        std::vector<bool> reach(states.size());
        for (std::size_t at = 0; at < states.size(); ++at) {
            reach[at] = walker_.system().at_rest(states[at].data(), thread);
            for (const Step& step : steps[at]) {
                const bool own = walker_.system().thread_of(step.transition) == thread;
                if (!step.successor || (own && step.changes(states[at]))) reach[at] = true;
            }
        }
        return spread(reach, [](const Step&) { return true; });
    }

    /// Backwards until nothing changes; is everybody reached?
    template <class Allowed>
    bool spread(std::vector<bool>& reach, const Allowed& allowed) {
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t at = states.size(); at-- > 0;) {
                if (reach[at]) continue;
                reach[at] = std::any_of(steps[at].begin(), steps[at].end(), [&](const Step& step) {
                    return step.successor && allowed(step) && reach[numbers_.at(*step.successor)];
                });
                changed = changed || reach[at];
            }
        }
        return std::find(reach.begin(), reach.end(), false) == reach.end();
    }

    Walker<System> walker_;
    std::map<State, std::size_t> numbers_;
};

template <class System>
void compare(const program::Program& program, const Graph<System>& plain, const Graph<System>& reduced, Reduced& out) {
    std::ostringstream text;
    for (std::size_t p = 0; p < program.properties.size(); ++p) {
        if (plain.violated[p] == reduced.violated[p]) continue;
        text << program.properties[p].name << ": plain " << plain.violated[p] << ", reduced " << reduced.violated[p]
             << '\n';
    }
    if (plain.deadlocks != reduced.deadlocks)
        text << "deadlocks: plain " << plain.deadlocks.size() << ", reduced " << reduced.deadlocks.size() << '\n';
    if (plain.bound != reduced.bound) text << "bound: plain " << plain.bound << ", reduced " << reduced.bound << '\n';
    const std::set<State> all(plain.states.begin(), plain.states.end());
    for (const State& state : reduced.states)
        if (!all.contains(state)) text << "a state that the plain search does not reach\n";
    out.difference = text.str();
}

/// A circle of lock waits never goes away: what visibility.hpp says of them.
template <class System>
std::string check_lock_cycles(Walker<System> walker, const Graph<System>& plain, PropertyId lock_cycle) {
    const auto broken = [&](const State& state) {
        const auto found = walker.broken_in(state);
        return std::find(found.begin(), found.end(), lock_cycle) != found.end();
    };
    if (!plain.violated[lock_cycle]) return "";
    for (std::size_t at = 0; at < plain.states.size(); ++at) {
        if (!broken(plain.states[at])) continue;
        for (const Step& step : plain.steps[at])
            if (step.successor && !broken(*step.successor)) return "a circle of lock waits went away\n";
    }
    return "";
}

// --- the definition ---------------------------------------------------------------------------

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
        wrong_ += what + ": transition " + std::to_string(step.transition) + '\n';
    }

    Walker<System> walker_;
    const StubbornSets& sets_;
    std::mt19937_64 dice_;
    std::string wrong_;
};

}  // namespace

Reduced compare_reduced(const program::Program& program, reduce::Strength strength, std::size_t state_limit) {
    Reduced out;
    const lower::Lowered lowered = lower::lower(program);
    const StubbornSets sets(lowered.model(), strength);
    lower::dispatch(lowered, [&](const auto& system) {
        Graph plain(Walker(system, nullptr));
        Graph reduced(Walker(system, &sets));
        out.skipped = !plain.build(state_limit) || !reduced.build(state_limit);
        out.plain = plain.states.size();
        out.reduced = reduced.states.size();
        if (out.skipped) return;
        compare(program, plain, reduced, out);
        out.difference += check_lock_cycles(Walker(system, nullptr), plain, lowered.model().lock_cycle);
    });
    return out;
}

std::string check_definition(const program::Program& program, reduce::Strength strength, std::uint64_t seed,
                             std::size_t samples) {
    const lower::Lowered lowered = lower::lower(program);
    const StubbornSets sets(lowered.model(), strength);
    return lower::dispatch(lowered, [&](const auto& system) { return Definition(system, sets, seed).check(samples); });
}

}  // namespace revoke_mc::tests
