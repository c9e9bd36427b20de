// Takes the steps of a trace again, in the names of each representative.
#include "checker/internal/rename_trace.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "explorer/base/planted.hpp"

namespace revoke_mc::checker {
namespace {

using State = std::vector<std::uint64_t>;

/// As wide as the states that the renamer takes steps from.
State widened(State state) {
    state.resize(lower::max_words);
    return state;
}

/// What is broken before the first step has a true start already.
NamedTrace broken_at_start(system::PropertyId property, const explorer::Trace& trace) {
    NamedTrace named;
    named.initial = trace.cut_start ? trace.initial : widened(trace.initial);
    named.cut_start = trace.cut_start;
    named.property = property;
    return named;
}

template <class F>
void each_alike(const system::Symmetry& symmetry, system::PropertyId property, const F& f) {
    for (const system::GroupId g : symmetry.groups.ids()) {
        const auto& lists = symmetry.groups[g].properties;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            const auto found = std::find(lists[i].begin(), lists[i].end(), property);
            if (found == lists[i].end()) continue;
            const auto number = found - lists[i].begin();
            for (std::size_t j = 0; j < lists.size(); ++j) f(lists[j][static_cast<std::size_t>(number)], g, i, j);
        }
    }
}

}  // namespace

NamedTrace TraceRenamer::follow(system::PropertyId property, const explorer::PropertyResult& found) {
    if (found.kind == system::PropertyKind::step && found.trace->steps.empty())
        return broken_at_start(property, *found.trace);
    NamedTrace named;
    names_ = system::identity(symmetry_.symmetry());
    State at = true_initial(widened(found.trace->initial));
    named.initial = at;
    system::Permutation before = names_;
    for (const explorer::TraceStep& step : found.trace->steps) {
        before = names_;
        named.steps.push_back({symmetry_.thread(system_.thread_of(step.transition), names_), {}});
        if (!step.state.empty()) named.steps.back().state = take(at, step.transition, widened(step.state));
    }
    // What a step breaks is named as in the state that it leaves.
    if (found.kind == system::PropertyKind::step) names_ = before;
    named.cycle_start = found.trace->cycle_start;
    if (found.thread) named.stuck = symmetry_.thread(*found.thread, names_);
    named.property = symmetry_.property(property, names_);
    return named;
}

NamedTrace TraceRenamer::rename(NamedTrace trace, system::PropertyId wanted) const {
    const system::Permutation swap = exchange(trace.property, wanted);
    symmetry_.permute(trace.initial.data(), swap);
    for (NamedTrace::Step& step : trace.steps) {
        step.thread = symmetry_.thread(step.thread, swap);
        if (!step.state.empty()) symmetry_.permute(step.state.data(), swap);
    }
    if (trace.stuck) trace.stuck = symmetry_.thread(*trace.stuck, swap);
    trace.property = wanted;
    return trace;
}

std::vector<system::PropertyId> TraceRenamer::alike(system::PropertyId property) const {
    std::vector<system::PropertyId> out{property};
    each_alike(symmetry_.symmetry(), property,
               [&](system::PropertyId other, system::GroupId, std::size_t, std::size_t) {
                   if (other != property) out.push_back(other);
               });
    return out;
}

/// The initial state that the first representative stands for. (Names may be chosen at the beginning: the initial
/// states are the same for all instances.)
State TraceRenamer::true_initial(const State& representative) const {
    const State all = system_.initial_states();
    for (auto begin = all.begin(); begin != all.end(); begin += lower::max_words) {
        State state(begin, begin + lower::max_words);
        if (normal(state) == representative) return state;
    }
    throw std::logic_error("a trace does not begin in an initial state");
}

State TraceRenamer::normal(State state) const {
    if (slice_ != nullptr) slice_->normalize(state.data());
    return state;
}

/// Takes a step from `at`, a true state in the names of its representative, to the one that was found, and goes on to
/// it; the new state with its true names.
State TraceRenamer::take(State& at, system::TransitionId transition, const State& found) {
    State raw;
    system_.successors(at.data(), scratch_, [&](const system::Step& other) {
        if (other.transition == transition && other.successor != nullptr)
            raw.assign(other.successor, other.successor + at.size());
    });
    if (raw.empty()) throw std::logic_error("a step of a trace cannot be taken again");
    State named = raw;
    symmetry_.permute(named.data(), names_);
    State seen = normal(raw);
    const bool as_found = seen == found;
    system::Permutation applied = system::identity(symmetry_.symmetry());
    symmetry_.canonicalize(seen.data(), applied);
    if (!as_found && seen != found) throw std::logic_error("a step of a trace leads elsewhere");
    at = raw;
    symmetry_.permute(at.data(), applied);
    if (!planted::is("names-not-carried-on")) rename(applied);
    return named;
}

/// Names of the next representative.
void TraceRenamer::rename(const system::Permutation& applied) {
    for (const system::GroupId group : names_.ids()) {
        const std::vector<std::uint8_t> old = names_[group];
        for (std::size_t i = 0; i < old.size(); ++i) names_[group][applied[group][i]] = old[i];
    }
}

system::Permutation TraceRenamer::exchange(system::PropertyId from, system::PropertyId to) const {
    system::Permutation swap = system::identity(symmetry_.symmetry());
    each_alike(symmetry_.symmetry(), from,
               [&](system::PropertyId other, system::GroupId group, std::size_t i, std::size_t j) {
                   if (other == to) std::swap(swap[group][i], swap[group][j]);
               });
    return swap;
}

}  // namespace revoke_mc::checker
