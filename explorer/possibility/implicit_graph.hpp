// The reachable graph, or a part of it, as a Boost.Graph graph that stores no edges.
//
// Vertices are 0 .. n-1, the members in increasing order of id; the out-edges of a vertex are
// computed from its state with successors() and the store. It models IncidenceGraph and
// VertexListGraph, so that boost::strong_components and the like run on it as they are. Iterators
// are three words: the row of edges that they walk over is in a small cache of the graph, and is
// computed again if it has been pushed out. A depth-first search comes back to a vertex once for
// each tree edge, so at worst every row is computed twice.
//
// Not for several threads at once: the cache is written by reading.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/graph/graph_traits.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>

#include "explorer/possibility/goals.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/levels.hpp"
#include "explorer/store/state_store.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// Thrown out of a Boost algorithm when a limit is hit.
struct Interrupted {};

template <system::TransitionSystem S>
class ImplicitGraph {
public:
    static constexpr std::size_t words = S::words;

    struct Edge {
        std::uint64_t source = 0;
        std::uint64_t target = 0;
        bool operator==(const Edge&) const = default;
    };

    class OutEdgeIterator : public boost::iterator_facade<OutEdgeIterator, Edge, boost::forward_traversal_tag, Edge> {
    public:
        OutEdgeIterator() = default;
        OutEdgeIterator(const ImplicitGraph& graph, std::uint64_t source, std::size_t position)
            : graph_(&graph), source_(source), position_(position) {}

    private:
        friend class boost::iterator_core_access;
        void increment() { ++position_; }
        [[nodiscard]] bool equal(const OutEdgeIterator& other) const { return position_ == other.position_; }
        [[nodiscard]] Edge dereference() const { return {source_, graph_->row(source_).targets[position_]}; }
        const ImplicitGraph* graph_ = nullptr;
        std::uint64_t source_ = 0;
        std::size_t position_ = 0;
    };

    struct traversal_category : boost::incidence_graph_tag, boost::vertex_list_graph_tag {};
    using directed_category = boost::directed_tag;
    using edge_parallel_category = boost::allow_parallel_edge_tag;
    using vertex_descriptor = std::uint64_t;
    using edge_descriptor = Edge;
    using vertex_iterator = boost::counting_iterator<std::uint64_t>;
    using out_edge_iterator = OutEdgeIterator;
    using vertices_size_type = std::size_t;
    using edges_size_type = std::size_t;
    using degree_size_type = std::size_t;
    static vertex_descriptor null_vertex() { return no_state; }

    /// The out-edges of one vertex.
    struct Row {
        std::uint64_t vertex = no_state;
        std::vector<std::uint64_t> targets;  ///< those that are members
        bool leaves = false;                 ///< some target is not a member
    };

    /// The graph on `members` (ids, in increasing order) with the steps allowed for all of `group`.
    ImplicitGraph(const S& system, const StateStore<words>& store, const GoalSet<S>& goals, GoalMask group,
                  std::vector<StateId> members, Limits& limits)
        : system_(system), store_(store), goals_(goals), group_(group), members_(std::move(members)), limits_(limits),
          rows_(cached_rows) {}

    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] StateId id(std::uint64_t vertex) const { return members_[vertex]; }

    [[nodiscard]] const Row& row(std::uint64_t vertex) const {
        Row& row = rows_[vertex % cached_rows];
        if (row.vertex != vertex) compute(row, vertex);
        return row;
    }

private:
    static constexpr std::size_t cached_rows = 1024;
    static constexpr std::size_t poll_interval = 1024;

    void compute(Row& row, std::uint64_t vertex) const {
        if (++computed_ % poll_interval == 0 && limits_.poll()) throw Interrupted{};
        row.vertex = vertex;
        row.targets.clear();
        row.leaves = false;
        const std::uint64_t* state = store_.state(id(vertex));
        system_.successors(state, scratch_, [&](const system::Step& step) {
            if (step.successor == nullptr || !GoalSet<S>::changes(state, step)) return;
            if ((goals_.allowed(step.transition) & group_) == group_) add(row, step.successor);
        });
    }

    void add(Row& row, const std::uint64_t* successor) const {
        const StateId id = store_.find(successor, hash_state<words>(successor));
        const auto member = std::ranges::lower_bound(members_, id);
        if (member != members_.end() && *member == id) {
            row.targets.push_back(static_cast<std::uint64_t>(member - members_.begin()));
        } else {
            row.leaves = true;
        }
    }

    const S& system_;
    const StateStore<words>& store_;
    const GoalSet<S>& goals_;
    GoalMask group_;
    std::vector<StateId> members_;
    Limits& limits_;
    mutable typename S::Scratch scratch_{};
    mutable std::vector<Row> rows_;  // vertex v is cached in place v modulo the size
    mutable std::size_t computed_ = 0;
};

// The functions by which Boost.Graph reads a graph; found by argument-dependent look-up.

template <class S>
std::pair<boost::counting_iterator<std::uint64_t>, boost::counting_iterator<std::uint64_t>>
vertices(const ImplicitGraph<S>& graph) {
    using Iterator = boost::counting_iterator<std::uint64_t>;
    return {Iterator(0), Iterator(graph.size())};
}

template <class S>
std::size_t num_vertices(const ImplicitGraph<S>& graph) {
    return graph.size();
}

template <class S>
std::size_t out_degree(std::uint64_t vertex, const ImplicitGraph<S>& graph) {
    return graph.row(vertex).targets.size();
}

template <class S>
auto out_edges(std::uint64_t vertex, const ImplicitGraph<S>& graph) {
    using Iterator = typename ImplicitGraph<S>::OutEdgeIterator;
    return std::pair{Iterator(graph, vertex, 0), Iterator(graph, vertex, out_degree(vertex, graph))};
}

template <class S>
std::uint64_t source(const typename ImplicitGraph<S>::Edge& edge, const ImplicitGraph<S>&) {
    return edge.source;
}

template <class S>
std::uint64_t target(const typename ImplicitGraph<S>::Edge& edge, const ImplicitGraph<S>&) {
    return edge.target;
}

}  // namespace revoke_mc::explorer::internal
