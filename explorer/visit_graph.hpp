// Visits the reachable graph for somebody who wants to draw or write it.
//
// Single-threaded breadth-first search; states are numbered 0, 1, 2, … in the order of discovery:
// initial states as the system lists them, then successors by transition number. The numbering
// depends on the system alone.
#pragma once

#include <cstdint>
#include <new>
#include <vector>

#include "explorer/contract/options.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/state_store.hpp"
#include "explorer/system/concept.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer {

/// The target of an edge whose step is cut (a trap).
inline constexpr std::uint64_t no_target = internal::no_state;

struct [[nodiscard("the graph may be only a part")]] GraphVisit {
    Reason reason = Reason::none;  ///< none: the whole graph was visited
    std::uint64_t states = 0;
    std::uint64_t edges = 0;
};

namespace internal {

template <system::TransitionSystem S, class OnState, class OnEdge>
class GraphVisitor {
public:
    GraphVisitor(const S& system, const Options& options, OnState& on_state, OnEdge& on_edge)
        : system_(system), executor_(1), limits_(options), budget_(options.max_memory),
          store_(budget_, 1, options.max_states), on_state_(on_state), on_edge_(on_edge) {}

    GraphVisit run() {
        const std::vector<std::uint64_t> initial = system_.initial_states();
        for (std::size_t i = 0; i + words <= initial.size(); i += words) (void)enter(&initial[i]);
        for (StateId id = 0; id < visit_.states && !limits_.poll(); ++id) expand(id);
        visit_.reason = limits_.stopping() ? limits_.reason() : left_out_;
        return visit_;
    }

private:
    static constexpr std::size_t words = S::words;

    /// The number of a state, new or known; no_state if there is no room for it.
    StateId enter(const std::uint64_t* state) {
        const std::uint64_t hash = hash_state<words>(state);
        StateId id = no_state;
        for (;;) {
            const Insertion insertion = store_.insert(store_.writer(0), state, hash, &id);
            if (insertion == Insertion::known) return id;
            if (insertion == Insertion::fresh) break;
            const Reason refusal = store_.make_room(executor_);
            if (refusal == Reason::none) continue;
            left_out_ = refusal;
            return no_state;
        }
        ++visit_.states;
        on_state_(id, store_.state(id));
        return id;
    }

    void expand(StateId id) {
        system_.successors(store_.state(id), scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr) {
                if (step.bound_reached) left_out_ = Reason::bound;
                edge(id, no_target, step.transition);
                return;
            }
            const StateId target = enter(step.successor);
            if (target != no_state) edge(id, target, step.transition);
        });
    }

    void edge(StateId from, StateId to, system::TransitionId transition) {
        ++visit_.edges;
        on_edge_(from, to, transition);
    }

    const S& system_;
    Executor executor_;
    Limits limits_;
    Budget budget_;
    StateStore<words> store_;
    OnState& on_state_;
    OnEdge& on_edge_;
    typename S::Scratch scratch_{};
    GraphVisit visit_;
    Reason left_out_ = Reason::none;  // why something is missing
};

}  // namespace internal

/// Calls on_state(number, words) when a state is discovered and on_edge(from, to, transition) for
/// each enabled step, in the order of `from`; `to` has been discovered by then, or is no_target for
/// a step that is cut. Beyond options.max_states no state is added, and edges to states that were
/// not added are left out; `reason` then says so. options.threads is ignored.
template <system::TransitionSystem S, class OnState, class OnEdge>
GraphVisit visit_graph(const S& system, const Options& options, OnState on_state, OnEdge on_edge) {
    return internal::GraphVisitor<S, OnState, OnEdge>(system, options, on_state, on_edge).run();
}

}  // namespace revoke_mc::explorer
