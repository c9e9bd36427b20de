// A deliberately slow reference for the explorer: std::map, std::set and naive fixpoints.
//
// It shares no code with the search and computes the same Result (but for bytes and seconds), so
// that tests can compare the two in one expression. Only for graphs of a few thousand states.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "explorer/contract/result.hpp"
#include "explorer/system/concept.hpp"

namespace toy {

namespace sys = revoke_mc::system;
namespace exp = revoke_mc::explorer;

template <sys::TransitionSystem S>
class Oracle {
public:
    using State = std::vector<std::uint64_t>;

    explicit Oracle(const S& system, bool first = false) : system_(system), first_(first) {}

    exp::Result run() {
        for (const sys::PropertyKind kind : system_.properties()) {
            exp::PropertyResult property;
            property.kind = kind;
            result_.properties.push_back(property);
        }
        best_.resize(result_.properties.size());
        search();
        if (result_.status == exp::Status::complete) decide_possibilities();
        for (const sys::PropertyId p : best_.ids()) conclude(p);
        return result_;
    }

private:
    struct Edge {
        sys::TransitionId transition;
        bool cut;
        State target;
        std::vector<sys::PropertyId> broken;
        bool bound;
    };
    /// Level, content, transition, thread; then the successor of a violating step.
    struct Candidate {
        std::uint64_t level;
        State state;
        std::optional<sys::TransitionId> transition;
        std::optional<sys::ThreadId> thread;
        State successor;
        auto operator<=>(const Candidate&) const = default;
    };

    void search() {
        const auto initial = system_.initial_states();
        std::vector<State> level;
        for (std::size_t i = 0; i < initial.size(); i += S::words) {
            const auto begin = initial.begin() + static_cast<std::ptrdiff_t>(i);
            enter(State(begin, begin + S::words), 0, level);
        }
        bool bound = false, violated = false;
        for (std::uint64_t depth = 0; !level.empty(); ++depth) {
            result_.depth = depth;
            levels_.push_back(level);
            if (first_ && violated) break;
            std::vector<State> next;
            for (const State& state : level) {
                check(state, depth);
                for (const Edge& edge : edges(state)) {
                    bound |= edge.bound;
                    if (!edge.cut) enter(edge.target, depth + 1, next);
                }
            }
            violated = std::ranges::any_of(best_, [](const auto& best) { return best.has_value(); });
            level = next;
        }
        result_.states = level_of_.size();
        result_.status = first_ && violated ? exp::Status::stopped_at_first
                         : bound            ? exp::Status::incomplete
                                            : exp::Status::complete;
        if (result_.status == exp::Status::incomplete) result_.reason = exp::Reason::bound;
    }

    void enter(const State& state, std::uint64_t depth, std::vector<State>& level) {
        if (level_of_.emplace(state, depth).second) level.push_back(state);
    }

    std::vector<Edge> edges(const State& state) {
        std::vector<Edge> list;
        typename S::Scratch scratch{};
        system_.successors(state.data(), scratch, [&](const sys::Step& step) {
            Edge edge{step.transition, step.successor == nullptr, {}, {}, step.bound_reached};
            if (!edge.cut) edge.target.assign(step.successor, step.successor + S::words);
            edge.broken.assign(step.broken.begin(), step.broken.end());
            list.push_back(edge);
        });
        return list;
    }

    static bool changes(const State& state, const Edge& edge) { return edge.cut || edge.target != state; }

    void check(const State& state, std::uint64_t depth) {
        typename S::Scratch scratch{};
        system_.broken_in(state.data(), scratch, [&](sys::PropertyId property) {
            offer(property, {depth, state, {}, {}, {}});
        });
        bool dead = true;
        for (const Edge& edge : edges(state)) {
            ++result_.transitions;
            if (changes(state, edge)) dead = false;
            for (const sys::PropertyId property : edge.broken) {
                offer(property, {depth, state, edge.transition, {}, edge.target});
            }
        }
        bool rest = true;
        for (const sys::ThreadId thread : revoke_mc::FirstIds<sys::ThreadId>(system_.threads())) {
            rest &= system_.at_rest(state.data(), thread);
        }
        for (const sys::PropertyId p : best_.ids()) {
            if (result_.properties[p.number()].kind != sys::PropertyKind::deadlock) continue;
            if (dead && !rest) offer(p, {depth, state, {}, {}, {}});
        }
    }

    void offer(sys::PropertyId property, const Candidate& candidate) {
        auto& best = best_[property];
        if (!best || candidate < *best) best = candidate;
    }

    void decide_possibilities() {
        typename S::Scratch scratch{};
        for (const sys::PropertyId p : best_.ids()) {
            if (result_.properties[p.number()].kind == sys::PropertyKind::possibility) {
                decide(
                    p, std::nullopt, [&](const State& s) { return bool(system_.goal(p, s.data(), scratch)); },
                    [&](const Edge& e) { return bool(system_.forbidden(p, e.transition)); });
            }
            if (result_.properties[p.number()].kind != sys::PropertyKind::stuck) continue;
            for (const sys::ThreadId t : revoke_mc::FirstIds<sys::ThreadId>(system_.threads())) {
                decide(
                    p, t, [&](const State& s) { return unblocked(s, t); }, [](const Edge&) { return false; });
            }
        }
    }

    bool unblocked(const State& state, sys::ThreadId thread) {
        if (system_.at_rest(state.data(), thread)) return true;
        for (const Edge& edge : edges(state)) {
            if (system_.thread_of(edge.transition) == thread && changes(state, edge)) return true;
        }
        return false;
    }

    template <class Goal, class Forbidden>
    void decide(sys::PropertyId property, std::optional<sys::ThreadId> thread, const Goal& goal,
                const Forbidden& forbidden) {
        std::set<State> good;
        for (const auto& [state, level] : level_of_) {
            if (goal(state)) good.insert(state);
        }
        for (bool grown = true; grown;) {
            grown = false;
            for (const auto& [state, level] : level_of_) {
                if (good.contains(state)) continue;
                for (const Edge& edge : edges(state)) {
                    // Nobody is stuck for a step that is cut, but it leads nowhere.
                    if (edge.cut ? !thread : forbidden(edge) || !good.contains(edge.target)) continue;
                    grown |= good.insert(state).second;
                }
            }
        }
        for (const auto& [state, level] : level_of_) {
            if (!good.contains(state)) offer(property, {level, state, {}, thread, {}});
        }
    }

    void conclude(sys::PropertyId number) {
        exp::PropertyResult& property = result_.properties[number.number()];
        if (!best_[number]) {
            if (result_.status == exp::Status::complete) property.verdict = exp::Verdict::holds;
            return;
        }
        property.verdict = exp::Verdict::violated;
        property.level = best_[number]->level;
        property.thread = best_[number]->thread;
        property.trace = trace(*best_[number]);
    }

    exp::Trace trace(const Candidate& end) {
        exp::Trace out;
        if (end.transition) out.steps.push_back({*end.transition, end.successor});
        State state = end.state;
        for (std::uint64_t level = end.level; level > 0; --level) {
            std::optional<std::pair<State, sys::TransitionId>> parent;
            for (const State& other : levels_[level - 1]) {
                for (const Edge& edge : edges(other)) {
                    if (edge.cut || edge.target != state) continue;
                    const std::pair found{other, edge.transition};
                    if (!parent || found < *parent) parent = found;
                }
            }
            out.steps.push_back({parent->second, state});
            state = parent->first;
        }
        std::ranges::reverse(out.steps);
        out.initial = state;
        return out;
    }

    const S& system_;
    bool first_;
    std::map<State, std::uint64_t> level_of_;
    std::vector<std::vector<State>> levels_;
    revoke_mc::Indexed<sys::PropertyId, std::optional<Candidate>> best_;
    exp::Result result_;
};

template <sys::TransitionSystem S>
exp::Result oracle(const S& system, bool first = false) {
    return Oracle<S>(system, first).run();
}

}  // namespace toy
