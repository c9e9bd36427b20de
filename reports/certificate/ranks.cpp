#include "reports/certificate/ranks.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <limits>
#include <set>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include "explorer/base/limits.hpp"
#include "model/semantics/interpret/nesting.hpp"
#include "reports/certificate/progress_sets.hpp"

namespace revoke_mc::reports {

using evidence::Claim;
using program::PropertyId;
using program::ThreadId;

namespace {

constexpr std::uint32_t unranked = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t block = 4096;  ///< states between two looks at the limits

}  // namespace

StepGraph::StepGraph(const evidence::StateGraph& states, const std::vector<PropertyId>& possibilities, unsigned threads)
    : states_(states), edges_(states.size()), cut_(states.size()) {
    std::atomic<bool> open{false};
    const auto look_at = [&](std::uint32_t number) {
        for (const evidence::Step& step : states.steps(states.state(number)).all) {
            if (!step.outcome.next) cut_[number] = 1;
            if (step.outside) open = true;
            if (!step.to) continue;
            Edge edge{*step.to, static_cast<std::uint32_t>(step.renaming), step.thread, step.changes, {}};
            for (const PropertyId id : possibilities)
                if (states.interpreter().forbidden(id, step.outcome)) edge.forbidden.push_back(id);
            edges_[number].push_back(std::move(edge));
        }
    };
    oneapi::tbb::task_arena arena(static_cast<int>(std::max(1U, threads)));
    for (std::uint32_t begin = 0; begin < states.size(); begin += block) {
        limits::poll();
        const std::uint32_t end = std::min(states.size(), begin + block);
        arena.execute([&] {
            oneapi::tbb::parallel_for(oneapi::tbb::blocked_range<std::uint32_t>(begin, end, 32),
                                      [&](const auto& range) {
                                          for (std::uint32_t i = range.begin(); i != range.end(); ++i) look_at(i);
                                      });
        });
    }
    for (const interpret::State& state : states.interpreter().initial_states()) {
        limits::poll();
        const auto place = states.find(state);
        open = open || !place;
        if (place) initial_.push_back(place->state);
    }
    open_ = open;
}

namespace {

struct Incoming {
    std::uint32_t from;
    const StepGraph::Edge* edge;
};

std::vector<std::vector<Incoming>> incoming(const StepGraph& graph) {
    std::vector<std::vector<Incoming>> out(graph.states().size());
    for (std::uint32_t from = 0; from < graph.states().size(); ++from) {
        if (from % block == 0) limits::poll();
        for (const StepGraph::Edge& edge : graph.from(from)) out[edge.to].push_back({from, &edge});
    }
    return out;
}

/// Steps to a goal, breadth first, of (state, lane): goal(state, lane); before(edge, lane) is the lane in front of the
/// edge, or nothing if the edge must not be taken.
template <class Goal, class Before>
std::optional<std::vector<std::vector<std::uint32_t>>> distances(const StepGraph& graph, std::uint32_t lanes,
                                                                 const Goal& goal, const Before& before) {
    const std::uint32_t states = graph.states().size();
    limits::claim(std::uint64_t{states} * lanes * sizeof(std::uint32_t));
    std::vector<std::vector<std::uint32_t>> rank(lanes, std::vector<std::uint32_t>(states, unranked));
    std::deque<std::pair<std::uint32_t, std::uint32_t>> todo;
    for (std::uint32_t state = 0; state < states; ++state) {
        if (state % block == 0) limits::poll();
        for (std::uint32_t lane = 0; lane < lanes; ++lane)
            if (goal(state, lane)) {
                rank[lane][state] = 0;
                todo.emplace_back(state, lane);
            }
    }
    const auto from = incoming(graph);
    for (; !todo.empty(); todo.pop_front()) {
        const auto [state, lane] = todo.front();
        for (const Incoming& in : from[state]) {
            const std::optional<std::uint32_t> lane_before = before(*in.edge, lane);
            if (!lane_before || rank[*lane_before][in.from] != unranked) continue;
            rank[*lane_before][in.from] = rank[lane][state] + 1;
            todo.emplace_back(in.from, *lane_before);
        }
    }
    for (const auto& column : rank)
        if (std::ranges::find(column, unranked) != column.end()) return std::nullopt;
    return rank;
}

bool fill_stuck(const StepGraph& graph, Claim& claim) {
    const evidence::StateGraph& states = graph.states();
    const std::size_t threads = states.program().threads.size();
    const auto goal = [&](std::uint32_t state, std::uint32_t lane) {
        const ThreadId thread{lane};
        const auto goes_on = [&](const StepGraph::Edge& edge) { return edge.thread == thread && edge.changes; };
        return graph.cut(state) || std::ranges::any_of(graph.from(state), goes_on) ||
               states.interpreter().at_rest(states.state(state), thread);
    };
    std::vector<std::vector<std::uint32_t>> back;  // by renaming: which thread becomes this one
    for (const evidence::Renaming& renaming : states.instances().renamings()) {
        back.emplace_back(threads);
        for (const ThreadId thread : renaming.threads.ids())
            back.back()[renaming.threads[thread].number()] = thread.number();
    }
    auto ranks = distances(
        graph, static_cast<std::uint32_t>(threads), goal,
        [&](const StepGraph::Edge& edge, std::uint32_t lane) { return std::optional(back[edge.renaming][lane]); });
    if (ranks) claim.ranks = std::move(*ranks);
    return ranks.has_value();
}

bool fill_always_possible(const StepGraph& graph, PropertyId property, Claim& claim) {
    const evidence::StateGraph& states = graph.states();
    auto ranks = distances(
        graph, 1,
        [&](std::uint32_t state, std::uint32_t /*lane*/) {
            return states.interpreter().holds(property, states.state(state));
        },
        [&](const StepGraph::Edge& edge, std::uint32_t lane) {
            const bool forbidden = std::ranges::find(edge.forbidden, property) != edge.forbidden.end();
            return forbidden ? std::nullopt : std::optional(lane);
        });
    if (ranks) claim.ranks = std::move(*ranks);
    return ranks.has_value();
}

/// A shortest run to where it holds.
bool fill_possible(const StepGraph& graph, PropertyId property, Claim& claim) {
    std::vector<std::uint32_t> parent(graph.states().size(), unranked);
    std::deque<std::uint32_t> todo;
    for (const std::uint32_t state : graph.initial()) {
        if (parent[state] != unranked) continue;
        parent[state] = state;
        todo.push_back(state);
    }
    for (; !todo.empty(); todo.pop_front()) {
        limits::poll();
        std::uint32_t state = todo.front();
        if (graph.states().interpreter().holds(property, graph.states().state(state))) {
            for (claim.rows = {state}; parent[state] != state; claim.rows.push_back(state)) state = parent[state];
            std::ranges::reverse(claim.rows);
            return true;
        }
        for (const StepGraph::Edge& edge : graph.from(state)) {
            if (parent[edge.to] != unranked) continue;
            parent[edge.to] = state;
            todo.push_back(edge.to);
        }
    }
    return false;
}

/// Classes in an order that agrees with all nestings that are seen, and those that are declared.
bool fill_lock_order(const StepGraph& graph, Claim& claim) {
    const evidence::StateGraph& states = graph.states();
    const program::Program& program = states.program();
    std::set<program::Nesting> seen(program.lock_orders.begin(), program.lock_orders.end());
    for (std::uint32_t number = 0; number < states.size(); ++number) {
        limits::poll();
        const interpret::State state = states.state(number);
        for (const program::ClassId held : program.lock_classes.ids())
            for (const program::ClassId taken : program.lock_classes.ids())
                if (!seen.contains({held, taken}) && interpret::somebody_nests(program, state, {held, taken}))
                    seen.insert({held, taken});
    }
    std::erase_if(seen, [&](const program::Nesting& nesting) {
        return nesting.held == nesting.taken && program.lock_classes[nesting.held].event;
    });
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> classes(program.lock_classes.size());
    for (const program::Nesting& nesting : seen)
        boost::add_edge(nesting.taken.number(), nesting.held.number(), classes);  // the order comes out backwards
    try {
        boost::topological_sort(classes, std::back_inserter(claim.classes));
        return true;
    } catch (const boost::not_a_dag&) {
        return false;
    }
}

}  // namespace

std::optional<Claim> evidence_for(const StepGraph& graph, PropertyId property, Claim::Kind kind) {
    Claim claim{graph.states().program().properties[property].name, kind};
    bool holds = true;
    switch (kind) {
    case Claim::Kind::safety:
    case Claim::Kind::deadlock: break;  // the states say it
    case Claim::Kind::possible: holds = fill_possible(graph, property, claim); break;
    case Claim::Kind::always_possible: holds = fill_always_possible(graph, property, claim); break;
    case Claim::Kind::stuck: holds = fill_stuck(graph, claim); break;
    case Claim::Kind::progress: holds = fill_progress(graph, property, claim); break;
    case Claim::Kind::lock_order: holds = fill_lock_order(graph, claim); break;
    }
    return holds ? std::optional(std::move(claim)) : std::nullopt;
}

Claim::Kind claim_kind(const program::Program& program, PropertyId property) {
    using program::BuiltinProperty;
    using program::Property;
    const Property& asked = program.properties[property];
    if (property == program::id_of(BuiltinProperty::deadlock)) return Claim::Kind::deadlock;
    if (property == program::id_of(BuiltinProperty::stuck)) return Claim::Kind::stuck;
    if (property == program::id_of(BuiltinProperty::lock_order)) return Claim::Kind::lock_order;
    if (asked.is_possibility()) return Claim::Kind::always_possible;
    if (asked.kind == Property::Kind::reachable) return Claim::Kind::possible;
    if (asked.kind == Property::Kind::progress) return Claim::Kind::progress;
    return Claim::Kind::safety;
}

}  // namespace revoke_mc::reports
