// A fair cycle through a given state, as short as walking from one thing to the next nearest makes it.
//
// From the state on the cycle that the stem leads to, breadth-first to the nearest step that meets a demand
// still open, or state in which a weak one is not asked, and so on until all are settled, then back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "explorer/internal/fair_components.hpp"
#include "explorer/result.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class FairCycle {
public:
    using Region = OpenRegion<S>;
    using Number = typename Region::Number;
    static constexpr std::size_t words = S::words;

    FairCycle(const S& system, const Region& region, const FairComponents<S>& components)
        : demands_(system), region_(region), components_(components) {}

    /// Steps from a state of a fair component back to it; none if a run may stay there.
    [[nodiscard]] std::vector<PathStep> through(Number start) {
        component_ = components_.of(start);
        at_ = start;
        open_ = owed();
        if (!any_of(asked_at(start))) return {};
        settle_at(start);
        while (any_of(open_)) walk([&](const Edge& edge) { return settles(edge); });
        if (at_ != start || steps_.empty()) walk([&](const Edge& edge) { return edge.to == start; });
        return std::move(steps_);
    }

private:
    struct Edge {
        Number from = 0, to = 0;
        system::TransitionId transition = 0;
        DemandSet met;
    };

    /// Weak demands, and strong ones that are asked somewhere: these must be met.
    [[nodiscard]] DemandSet owed() const {
        DemandSet owed(demands_.size(), true);
        for (std::size_t d = 0; d < owed.size(); ++d)
            if (demands_.strong(d)) owed[d] = components_.asked_in(component_)[d];
        return owed;
    }

    DemandSet asked_at(Number number) { return demands_.asked(region_.state(number)); }

    /// Weak demands that are not asked here are settled.
    void settle_at(Number number) {
        const DemandSet asked = asked_at(number);
        for (std::size_t d = 0; d < asked.size(); ++d)
            if (!asked[d] && !demands_.strong(d)) open_[d] = false;
    }

    bool settles(const Edge& edge) {
        const DemandSet asked = asked_at(edge.to);
        for (std::size_t d = 0; d < open_.size(); ++d)
            if (open_[d] && (edge.met[d] || (!asked[d] && !demands_.strong(d)))) return true;
        return false;
    }

    void go(const Edge& edge) {
        steps_.push_back(
            {edge.transition, std::vector<std::uint64_t>(region_.state(edge.to), region_.state(edge.to) + words)});
        at_ = edge.to;
        for (std::size_t d = 0; d < open_.size(); ++d) open_[d] = open_[d] && !edge.met[d];
        settle_at(at_);
    }

    /// Breadth-first inside the component to the nearest step that is wanted, and along it.
    template <class Wanted>
    void walk(const Wanted& wanted) {
        std::map<Number, Edge> reached_by;
        std::deque<Number> open{at_};
        std::vector<Edge> way;
        while (way.empty() && !open.empty()) {
            const Number from = open.front();
            open.pop_front();
            for (Edge& edge : edges_of(from)) {
                if (wanted(edge)) {
                    way.push_back(std::move(edge));
                    break;
                }
                const Number to = edge.to;
                if (to != at_ && reached_by.try_emplace(to, std::move(edge)).second) open.push_back(to);
            }
        }
        while (!way.empty() && way.back().from != at_) way.push_back(reached_by.at(way.back().from));
        for (auto edge = way.rbegin(); edge != way.rend(); ++edge) go(*edge);
    }

    std::vector<Edge> edges_of(Number from) {
        std::vector<Edge> edges;
        demands_.look(region_.state(from),
                      [&](system::TransitionId transition, const std::uint64_t* to, const DemandSet& met) {
                          if (to == nullptr) return;
                          const Number target = region_.find(to);
                          if (target == Region::nowhere || components_.of(target) != component_) return;
                          edges.push_back({from, target, transition, met});
                      });
        return edges;
    }

    Demands<S> demands_;
    const Region& region_;
    const FairComponents<S>& components_;
    std::uint32_t component_ = 0;
    Number at_ = 0;
    DemandSet open_;
    std::vector<PathStep> steps_;
};

}  // namespace revoke_mc::explorer::internal
