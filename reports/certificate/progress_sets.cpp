#include "reports/certificate/progress_sets.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include "explorer/base/limits.hpp"
#include "model/semantics/interpret/fairness.hpp"

namespace revoke_mc::reports {

using evidence::Claim;
using interpret::Demand;
using interpret::Outcome;
using interpret::State;

namespace {

class ProgressSets {
public:
    ProgressSets(const StepGraph& graph, program::PropertyId property, Claim& claim)
        : states_(graph.states()), property_(property), claim_(claim), demands_(interpret::demands(states_.program())) {
        claim_.ranks.assign(1, std::vector<std::uint32_t>(states_.size()));
        find_region(graph);
        look_at_region();
    }

    bool run() {
        std::vector<std::uint32_t> all(region_.size());
        for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
        return split(all, 0);
    }

private:
    using Numbers = std::vector<std::uint32_t>;  ///< of states of the region
    struct Edge {
        std::uint32_t to;
        std::vector<std::uint32_t> met;  ///< demands
    };

    [[nodiscard]] bool owed(std::uint32_t state) const {
        return !states_.interpreter().holds(property_, states_.state(state));
    }

    /// All states in which something may be owed: where it begins to be, and on until it is given.
    void find_region(const StepGraph& graph) {
        const std::set<std::uint32_t> initial(graph.initial().begin(), graph.initial().end());
        number_.assign(states_.size(), 0);
        std::deque<std::uint32_t> todo;
        const auto add = [&](std::uint32_t state) {
            if (number_[state] != 0 || !owed(state)) return;
            region_.push_back(state);
            number_[state] = static_cast<std::uint32_t>(region_.size());
            todo.push_back(state);
        };
        for (std::uint32_t state = 0; state < states_.size(); ++state) {
            limits::poll();
            if (states_.interpreter().triggers(property_, states_.state(state), initial.contains(state))) add(state);
        }
        for (; !todo.empty(); todo.pop_front()) {
            limits::poll();
            for (const StepGraph::Edge& edge : graph.from(todo.front())) add(edge.to);
        }
    }

    void look_at_region() {
        edges_.resize(region_.size());
        asked_.resize(region_.size());
        for (std::uint32_t i = 0; i < region_.size(); ++i) {
            limits::poll();
            const State state = states_.state(region_[i]);
            std::vector<Outcome> outcomes;
            for (evidence::Step& step : states_.steps(state).all) {
                if (step.to && number_[*step.to] != 0)
                    edges_[i].push_back({number_[*step.to] - 1, met_by(state, step)});
                outcomes.push_back(std::move(step.outcome));
            }
            for (std::uint32_t d = 0; d < demands_.size(); ++d)
                if (interpret::asks(states_.interpreter(), demands_[d], state, outcomes)) asked_[i].push_back(d);
        }
    }
    [[nodiscard]] std::vector<std::uint32_t> met_by(const State& state, const evidence::Step& step) const {
        std::vector<std::uint32_t> out;
        for (std::uint32_t d = 0; d < demands_.size(); ++d)
            if (interpret::meets(states_.interpreter(), demands_[d], state, step.outcome)) out.push_back(d);
        return out;
    }

    /// Strongly connected components of a set, numbered so that steps lead to smaller ones.
    [[nodiscard]] std::vector<Numbers> components(const Numbers& set) const {
        std::map<std::uint32_t, std::size_t> place;
        for (std::size_t i = 0; i < set.size(); ++i) place[set[i]] = i;
        boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph(set.size());
        for (const std::uint32_t from : set)
            for (const Edge& edge : edges_[from])
                if (const auto to = place.find(edge.to); to != place.end())
                    boost::add_edge(place[from], to->second, graph);
        std::vector<std::size_t> component(set.size());
        std::vector<Numbers> out(set.empty() ? 0 : boost::strong_components(graph, component.data()));
        for (std::size_t i = 0; i < set.size(); ++i) out[component[i]].push_back(set[i]);
        return out;
    }

    /// A node for each component; false if some fair run stays in one.
    bool split(const Numbers& set, std::uint32_t parent) {
        const std::vector<Numbers> all = components(set);
        for (std::uint32_t order = 0; order < all.size(); ++order) {
            limits::poll();
            if (!add_node(all[order], parent, order)) return false;
        }
        return true;
    }

    bool add_node(const Numbers& component, std::uint32_t parent, std::uint32_t order) {
        const std::optional<std::uint32_t> demand = demand_for(component);
        if (!demand) return false;
        claim_.nodes.push_back({parent, order, *demand});
        const auto node = static_cast<std::uint32_t>(claim_.nodes.size());
        Numbers rest;
        for (const std::uint32_t i : component)
            if (asks(i, *demand))
                claim_.ranks.front()[region_[i]] = node;
            else
                rest.push_back(i);
        return split(rest, node);
    }

    [[nodiscard]] bool asks(std::uint32_t i, std::uint32_t demand) const {
        return std::ranges::find(asked_[i], demand) != asked_[i].end();
    }

    /// One that no step inside of it meets: a weak one that all its states ask, or a strong one that some of them does.
    [[nodiscard]] std::optional<std::uint32_t> demand_for(const Numbers& component) const {
        const std::set<std::uint32_t> inside(component.begin(), component.end());
        std::vector<std::size_t> asked(demands_.size());
        std::vector<bool> met(demands_.size());
        for (const std::uint32_t i : component) {
            for (const std::uint32_t d : asked_[i]) ++asked[d];
            for (const Edge& edge : edges_[i])
                if (inside.contains(edge.to))
                    for (const std::uint32_t d : edge.met) met[d] = true;
        }
        for (const bool strong : {false, true})
            for (std::uint32_t d = 0; d < demands_.size(); ++d)
                if (demands_[d].strong() == strong && !met[d] && asked[d] >= (strong ? 1 : component.size())) return d;
        return std::nullopt;
    }

    const evidence::StateGraph& states_;
    program::PropertyId property_;
    Claim& claim_;
    std::vector<Demand> demands_;
    Numbers region_;                                 ///< states
    std::vector<std::uint32_t> number_;              ///< by state: 1 + its place in the region, or 0
    std::vector<std::vector<Edge>> edges_;           ///< within the region
    std::vector<std::vector<std::uint32_t>> asked_;  ///< demands
};

}  // namespace

bool fill_progress(const StepGraph& graph, program::PropertyId property, Claim& claim) {
    return ProgressSets(graph, property, claim).run();
}

}  // namespace revoke_mc::reports
