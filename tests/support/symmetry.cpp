// Plain search against canonical search.
#include "tests/support/symmetry.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <vector>

#include "explorer/symmetry/symmetry_check.hpp"
#include "model/semantics/lower/probe.hpp"

namespace revoke_mc::tests {

namespace {

using State = std::vector<std::uint64_t>;
using system::Canonicalizer;
using system::Permutation;

/// What a search finds: its states in the order of finding, and the properties that were broken.
struct Found {
    std::vector<State> states;
    std::map<State, std::size_t> number;
    std::set<system::PropertyId> broken;
    std::size_t transitions = 0;
    bool deadlock = false;
};

/// A breadth-first search over the states that `represent` leaves.
template <class S, class F>
Found search(const S& system, std::size_t limit, const F& represent) {
    Found out;
    typename S::Scratch scratch;
    const auto add = [&](const std::uint64_t* words) {
        State state(words, words + S::words);
        represent(state);
        if (out.number.emplace(state, out.states.size()).second) out.states.push_back(state);
    };
    const State initial = system.initial_states();
    for (std::size_t at = 0; at < initial.size(); at += S::words) add(&initial[at]);
    for (std::size_t i = 0; i < out.states.size() && out.states.size() <= limit; ++i) {
        const State state = out.states[i];
        bool changes = false, rests = true;
        system.broken_in(state.data(), scratch, [&](system::PropertyId p) { out.broken.insert(p); });
        system.successors(state.data(), scratch, [&](const system::Step& step) {
            ++out.transitions;
            out.broken.insert(step.broken.begin(), step.broken.end());
            if (!step.successor) return;
            changes = changes || !std::equal(state.begin(), state.end(), step.successor);
            add(step.successor);
        });
        for (const system::ThreadId t : FirstIds<system::ThreadId>(system.threads()))
            rests = rests && system.at_rest(state.data(), t);
        out.deadlock = out.deadlock || (!changes && !rests);
    }
    return out;
}

/// Two permutations from which all others of one group follow.
std::vector<Permutation> generators(const system::Symmetry& symmetry, system::GroupId group) {
    Permutation swap = system::identity(symmetry), next = swap;
    std::swap(swap[group][0], swap[group][1]);
    std::rotate(next[group].begin(), next[group].begin() + 1, next[group].end());
    return {swap, next};
}

std::vector<Permutation> generators(const system::Symmetry& symmetry) {
    std::vector<Permutation> out;
    for (const system::GroupId g : symmetry.groups.ids())
        if (symmetry.groups[g].obstacle.empty())
            for (const Permutation& one : generators(symmetry, g)) out.push_back(one);
    return out;
}

/// All permutations of up to three instances of each group; of more, some at random.
std::vector<Permutation> permutations(const system::Symmetry& symmetry) {
    std::vector<Permutation> out{system::identity(symmetry)};
    std::mt19937 random(7);
    for (const system::GroupId g : symmetry.groups.ids()) {
        if (!symmetry.groups[g].obstacle.empty()) continue;
        const auto before = out;
        out.clear();
        auto to = before.front()[g];
        for (int k = 0; k < 6; ++k) {
            if (k > 0 && to.size() <= 3 && !std::next_permutation(to.begin(), to.end())) break;
            if (k > 0 && to.size() > 3) std::shuffle(to.begin(), to.end(), random);
            for (Permutation one : before) {
                one[g] = to;
                out.push_back(std::move(one));
            }
        }
    }
    return out;
}

std::string text_of(const Permutation& permutation) {
    std::string out;
    for (const auto& group : permutation) {
        out += '(';
        for (const auto to : group) out += ' ' + std::to_string(to);
        out += " )";
    }
    return out;
}

/// Orbits of a closed set of states, by moving instances until nothing new comes: the orbit of each.
std::vector<std::size_t> orbits_of(const Found& all, const Canonicalizer& canonicalizer,
                                   const std::vector<Permutation>& generators) {
    std::vector<std::size_t> orbit(all.states.size(), all.states.size());
    for (std::size_t first = 0; first < orbit.size(); ++first) {
        if (orbit[first] != orbit.size()) continue;
        std::vector<std::size_t> open{first};
        orbit[first] = first;
        while (!open.empty()) {
            const State state = all.states[open.back()];
            open.pop_back();
            for (const Permutation& permutation : generators) {
                State image = state;
                canonicalizer.permute(image.data(), permutation);
                const auto found = all.number.find(image);
                if (found == all.number.end()) return {};
                if (orbit[found->second] != orbit.size()) continue;
                orbit[found->second] = first;
                open.push_back(found->second);
            }
        }
    }
    return orbit;
}

/// What can still happen from each state: which threads can step again, and which possibilities are open.
/// In a search over canonical states an edge also renames: what is thread t before it is another one behind.
template <class S>
class Futures {
public:
    /// `canonicalizer` null: the plain search.
    Futures(const S& system, const Found& found, const Canonicalizer* canonicalizer)
        : system_(system), found_(found), open_(found.states.size()) {
        for (std::size_t s = 0; s < found.states.size(); ++s) add_state(s, canonicalizer);
        for (bool changed = true; changed;) {
            changed = false;
            for (const Edge& edge : edges_) changed = pull(edge) || changed;
        }
    }

    [[nodiscard]] bool stuck() const {
        for (std::size_t s = 0; s < open_.size(); ++s)
            for (const system::ThreadId t : FirstIds<system::ThreadId>(system_.threads()))
                if (!open_[s][t.number()] && !system_.at_rest(found_.states[s].data(), t)) return true;
        return false;
    }
    /// Possibilities that are closed in some state.
    [[nodiscard]] std::set<system::PropertyId> closed() const {
        std::set<system::PropertyId> out;
        for (const system::PropertyId p : FirstIds<system::PropertyId>(system_.properties().size()))
            for (const auto& goals : open_)
                if (possibility(p) && !goals[system_.threads() + p.number()]) out.insert(p);
        return out;
    }

private:
    struct Edge {
        std::size_t from, to;
        std::vector<std::size_t> goals;  ///< goal g before is goals[g] behind; or it stays closed
    };
    static constexpr std::size_t shut = ~std::size_t{0};

    [[nodiscard]] bool possibility(system::PropertyId p) const {
        return system_.properties()[p.number()] == system::PropertyKind::possibility;
    }

    void add_state(std::size_t s, const Canonicalizer* canonicalizer) {
        const std::size_t threads = system_.threads();
        const std::uint64_t* state = found_.states[s].data();
        open_[s].resize(threads + system_.properties().size());
        for (const system::PropertyId p : FirstIds<system::PropertyId>(system_.properties().size()))
            if (possibility(p)) open_[s][threads + p.number()] = system_.goal(p, state, scratch_);
        system_.successors(state, scratch_, [&](const system::Step& step) {
            open_[s][system_.thread_of(step.transition).number()] = true;
            if (step.successor) add_edge(s, step, canonicalizer);
        });
    }

    void add_edge(std::size_t s, const system::Step& step, const Canonicalizer* canonicalizer) {
        State next(step.successor, step.successor + S::words);
        Permutation applied;
        if (canonicalizer) canonicalizer->canonicalize(next.data(), applied);
        Edge edge{s, found_.number.at(next), {}};
        for (const system::ThreadId t : FirstIds<system::ThreadId>(system_.threads()))
            edge.goals.push_back((canonicalizer ? canonicalizer->thread(t, applied) : t).number());
        for (const system::PropertyId p : FirstIds<system::PropertyId>(system_.properties().size()))
            edge.goals.push_back(system_.forbidden(p, step.transition)
                                     ? shut
                                     : system_.threads() +
                                           (canonicalizer ? canonicalizer->property(p, applied) : p).number());
        edges_.push_back(std::move(edge));
    }

    bool pull(const Edge& edge) {
        bool changed = false;
        for (std::size_t g = 0; g < edge.goals.size(); ++g) {
            if (open_[edge.from][g] || edge.goals[g] == shut || !open_[edge.to][edge.goals[g]]) continue;
            changed = open_[edge.from][g] = true;
        }
        return changed;
    }

    const S& system_;
    const Found& found_;
    typename S::Scratch scratch_;
    std::vector<std::vector<bool>> open_;
    std::vector<Edge> edges_;
};

class Comparison {
public:
    Comparison(const lower::Lowered& lowered, std::size_t limit)
        : limit_(limit), canonicalizer_(lowered.model().symmetry, lowered.model().words) {}

    template <class S>
    SymmetryReport run(const S& system) {
        const system::Symmetry& symmetry = canonicalizer_.symmetry();
        for (const auto& group : symmetry.groups) ++(group.obstacle.empty() ? out_.groups : out_.given_up);
        out_.relations = symmetry.relations.size();
        if (out_.groups == 0) return out_;
        const Found plain = search(system, limit_, [](State&) {});
        out_.states = plain.states.size();
        out_.skipped = plain.states.size() > limit_;
        check_claims(system, plain);
        check_forms(plain);
        if (out_.skipped || !out_.difference.empty()) return out_;
        const Found reduced = search(system, limit_, [&](State& s) { canonicalizer_.canonicalize(s.data()); });
        out_.canonical = reduced.states.size();
        check_orbits(plain, reduced);
        check_verdicts(plain, reduced);
        const Futures<S> all(system, plain, nullptr), some(system, reduced, &canonicalizer_);
        if (all.stuck() != some.stuck()) differ("a thread is stuck in one of the searches only");
        if (for_all(all.closed()) != for_all(some.closed())) differ("other possibilities are closed");
        return out_;
    }

private:
    void differ(const std::string& what) { out_.difference += what + "\n"; }

    /// The system treats all instances alike.
    template <class S>
    void check_claims(const S& system, const Found& plain) {
        system::SymmetryCheck<S> check(system, canonicalizer_);
        for (const Permutation& permutation : permutations(canonicalizer_.symmetry())) {
            if (const auto found = check.initial_states(permutation); found.found()) return differ(found.what);
            for (const State& state : plain.states)
                if (const auto found = check.state(state.data(), permutation); found.found())
                    return differ(found.what + ": thread " + to_string(found.thread) + " " + text_of(permutation));
        }
    }

    /// canonicalize() is the permutation that it says, and the same for all of an orbit.
    void check_forms(const Found& plain) {
        for (const State& state : plain.states) {
            State form = state, again = state, moved = state;
            Permutation applied;
            const bool changed = canonicalizer_.canonicalize(form.data());
            canonicalizer_.canonicalize(again.data(), applied);
            canonicalizer_.permute(moved.data(), applied);
            if (again != form || moved != form) return differ("the two ways to canonicalize differ");
            if (form != state && !changed) return differ("a change was not reported");
            for (const Permutation& permutation : permutations(canonicalizer_.symmetry())) {
                State image = state;
                canonicalizer_.permute(image.data(), permutation);
                canonicalizer_.canonicalize(image.data());
                if (image != form) return differ("two forms for one orbit: " + text_of(permutation));
            }
        }
    }

    void check_orbits(const Found& plain, const Found& reduced) {
        const auto orbit = orbits_of(plain, canonicalizer_, generators(canonicalizer_.symmetry()));
        if (orbit.empty()) return differ("the reachable states are not closed under permutation");
        std::map<std::size_t, std::uint64_t> sizes;
        for (const std::size_t o : orbit) ++sizes[o];
        if (sizes.size() != reduced.states.size())
            differ(std::to_string(sizes.size()) + " orbits, but " + std::to_string(reduced.states.size()) +
                   " canonical states");
        for (const auto& [o, size] : sizes)
            if (const auto counted = canonicalizer_.orbit_size(plain.states[o].data()); counted != size)
                return differ("an orbit has " + std::to_string(size) + " states, not " + std::to_string(counted));
    }

    /// A property about one instance is broken somewhere exactly if it is for another one.
    std::set<system::PropertyId> for_all(const std::set<system::PropertyId>& broken) const {
        std::set<system::PropertyId> out;
        for (const system::PropertyId p : broken)
            for (const Permutation& permutation : permutations(canonicalizer_.symmetry()))
                out.insert(canonicalizer_.property(p, permutation));
        return out;
    }

    void check_verdicts(const Found& plain, const Found& reduced) {
        if (plain.deadlock != reduced.deadlock) differ("deadlock in one of the searches only");
        if (for_all(plain.broken) != for_all(reduced.broken)) differ("other properties are broken");
    }

    std::size_t limit_;
    Canonicalizer canonicalizer_;
    SymmetryReport out_;
};

}  // namespace

SymmetryReport check_symmetry(const program::Program& program, std::size_t state_limit) {
    const lower::Lowered lowered = lower::lower(program);
    if (const auto fault = lower::check_symmetry(program, lowered, 50, 1); fault.found()) {
        SymmetryReport report;
        report.difference = "on a random walk: " + fault.what + " " + fault.permutation + "\n";
        return report;
    }
    Comparison comparison(lowered, state_limit);
    return lower::dispatch(lowered, [&](const auto& system) { return comparison.run(system); });
}

}  // namespace revoke_mc::tests
