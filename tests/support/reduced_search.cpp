// The plain and the reduced search, and the definition of stubborn sets.
#include "tests/support/reduced_search.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <vector>

#include "explorer/reduce/definition_check.hpp"
#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::tests {

namespace {

using reduce::State;
using reduce::Step;
using reduce::StubbornSets;
using reduce::Walker;
using system::PropertyId;
using system::PropertyKind;
using system::ThreadId;

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
    Indexed<PropertyId, bool> violated;
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
        for (const PropertyId p : FirstIds<PropertyId>(kinds.size())) {
            if (kinds[p.number()] == PropertyKind::possibility) violated[p] = !always_possible(p);
            if (kinds[p.number()] != PropertyKind::stuck) continue;
            for (const ThreadId t : FirstIds<ThreadId>(walker_.system().threads()))
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
        for (const PropertyId p : FirstIds<PropertyId>(kinds.size()))
            if (kinds[p.number()] == PropertyKind::deadlock) violated[p] = true;
    }

    bool all_at_rest(const State& state) {
        for (const ThreadId t : FirstIds<ThreadId>(walker_.system().threads()))
            if (!walker_.system().at_rest(state.data(), t)) return false;
        return true;
    }

    bool always_possible(PropertyId property) {
        const auto allowed = [&](const Step& step) { return !walker_.system().forbidden(property, step.transition); };
        std::vector<bool> reach(states.size());
        for (std::size_t at = 0; at < states.size(); ++at) {
            reach[at] = walker_.goal(property, states[at]);
            for (const Step& step : steps[at])
                if (step.bound && allowed(step)) reach[at] = true;
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
    for (const PropertyId p : plain.violated.ids()) {
        if (plain.violated[p] == reduced.violated[p]) continue;
        text << program.properties[lower::program_property(p)].name << ": plain " << plain.violated[p] << ", reduced "
             << reduced.violated[p] << '\n';
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
    return lower::dispatch(lowered,
                           [&](const auto& system) { return reduce::Definition(system, sets, seed).check(samples); });
}

}  // namespace revoke_mc::tests
