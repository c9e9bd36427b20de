// From a trace of representatives back to a trace of the plain system.
//
// Under symmetry every state of a trace is the representative of its orbit, so that from one state to
// the next the instances may have changed names, and which of several alike properties a search finds
// broken is an accident. Under slicing what does not matter in a state is zero. Here each step is taken
// again, from the true state in the names of the representative, and all renaming that came before is
// undone on its result: the reader sees one consistent naming and true values, and the property asked
// for is the broken one. On the way the trace is held against what the search recorded.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "explorer/contract/result.hpp"
#include "explorer/reduce/search_system.hpp"

namespace revoke_mc::checker {

/// A trace whose states have their true names, and who takes its steps.
struct NamedTrace {
    struct Step {
        system::ThreadId thread = none;
        std::vector<std::uint64_t> state;  ///< empty: cut
    };
    std::vector<std::uint64_t> initial;
    std::vector<Step> steps;
    std::optional<system::ThreadId> stuck;
    std::optional<std::uint64_t> cycle_start;
    bool cut_start = false;
    system::PropertyId property = none;
};

template <class S>
class TraceRenamer {
public:
    /// Keeps references. Without symmetry no name changes.
    TraceRenamer(const S& system, const reduce::Reductions& reductions)
        : system_(system), no_symmetry_({}, S::words),
          symmetry_(reductions.symmetry() != nullptr ? *reductions.symmetry() : no_symmetry_),
          slice_(reductions.slice()) {}

    /// `found`: what the search says of `property`, with a trace.
    [[nodiscard]] NamedTrace follow(system::PropertyId property, const explorer::PropertyResult& found) {
        if (found.kind == system::PropertyKind::step && found.trace->steps.empty())
            return start(property, *found.trace);
        NamedTrace named;
        names_ = system::identity(symmetry_.symmetry());
        std::vector<std::uint64_t> at = true_initial(found.trace->initial);
        named.initial = at;
        system::Permutation before = names_;
        for (const explorer::TraceStep& step : found.trace->steps) {
            before = names_;
            named.steps.push_back({symmetry_.thread(system_.thread_of(step.transition), names_), {}});
            if (!step.state.empty()) named.steps.back().state = take(at, step);
        }
        // What a step breaks is named as in the state that it leaves.
        if (found.kind == system::PropertyKind::step) names_ = before;
        named.cycle_start = found.trace->cycle_start;
        if (found.thread) named.stuck = symmetry_.thread(*found.thread, names_);
        named.property = symmetry_.property(property, names_);
        return named;
    }

    /// The same trace with other names, under which it breaks `wanted`.
    [[nodiscard]] NamedTrace rename(NamedTrace trace, system::PropertyId wanted) const {
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

    /// All properties that are the same but for the names in them, `property` included.
    [[nodiscard]] std::vector<system::PropertyId> alike(system::PropertyId property) const {
        std::vector<system::PropertyId> out{property};
        each_alike(property, [&](system::PropertyId other, system::GroupId, std::size_t, std::size_t) {
            if (other != property) out.push_back(other);
        });
        return out;
    }

private:
    using State = std::vector<std::uint64_t>;

    /// What is broken before the first step has a true start already.
    [[nodiscard]] static NamedTrace start(system::PropertyId property, const explorer::Trace& trace) {
        NamedTrace named;
        named.initial = trace.initial;
        named.cut_start = trace.cut_start;
        named.property = property;
        return named;
    }

    /// The initial state that the first representative stands for. (Names may be chosen at the beginning: the initial
    /// states are the same for all instances.)
    [[nodiscard]] State true_initial(const State& representative) const {
        const State all = system_.initial_states();
        for (std::size_t at = 0; at < all.size(); at += representative.size()) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
            State state(begin, begin + static_cast<std::ptrdiff_t>(representative.size()));
            if (normal(state) == representative) return state;
        }
        throw std::logic_error("a trace does not begin in an initial state");
    }

    [[nodiscard]] State normal(State state) const {
        if (slice_ != nullptr) slice_->normalize(state.data());
        return state;
    }

    /// Takes a step from `at`, a true state in the names of its representative, and goes on to the next one; the new
    /// state with its true names.
    State take(State& at, const explorer::TraceStep& step) {
        State raw;
        system_.successors(at.data(), scratch_, [&](const system::Step& other) {
            if (other.transition == step.transition && other.successor != nullptr)
                raw.assign(other.successor, other.successor + at.size());
        });
        if (raw.empty()) throw std::logic_error("a step of a trace cannot be taken again");
        State named = raw;
        symmetry_.permute(named.data(), names_);
        State seen = normal(raw);
        const bool as_found = seen == step.state;
        system::Permutation applied = system::identity(symmetry_.symmetry());
        symmetry_.canonicalize(seen.data(), applied);
        if (!as_found && seen != step.state) throw std::logic_error("a step of a trace leads elsewhere");
        at = raw;
        symmetry_.permute(at.data(), applied);
        rename(applied);
        return named;
    }

    /// Names of the next representative.
    void rename(const system::Permutation& applied) {
        for (const system::GroupId group : names_.ids()) {
            const std::vector<std::uint8_t> old = names_[group];
            for (std::size_t i = 0; i < old.size(); ++i) names_[group][applied[group][i]] = old[i];
        }
    }

    template <class F>
    void each_alike(system::PropertyId property, const F& f) const {
        const auto& groups = symmetry_.symmetry().groups;
        for (const system::GroupId g : groups.ids()) {
            const auto& lists = groups[g].properties;
            for (std::size_t i = 0; i < lists.size(); ++i) {
                const auto found = std::find(lists[i].begin(), lists[i].end(), property);
                if (found == lists[i].end()) continue;
                const auto number = found - lists[i].begin();
                for (std::size_t j = 0; j < lists.size(); ++j) f(lists[j][static_cast<std::size_t>(number)], g, i, j);
            }
        }
    }

    [[nodiscard]] system::Permutation exchange(system::PropertyId from, system::PropertyId to) const {
        system::Permutation swap = system::identity(symmetry_.symmetry());
        each_alike(from, [&](system::PropertyId other, system::GroupId group, std::size_t i, std::size_t j) {
            if (other == to) std::swap(swap[group][i], swap[group][j]);
        });
        return swap;
    }

    const S& system_;
    const system::Canonicalizer no_symmetry_;
    const system::Canonicalizer& symmetry_;
    const reduce::Slice* slice_;
    typename S::Scratch scratch_{};
    system::Permutation names_;  // of the representative at hand -> true names
};

}  // namespace revoke_mc::checker
