// A fair cycle through a given state, as short as walking from one thing to the next nearest makes it.
//
// From the state on the cycle that the stem leads to, breadth-first to the nearest step that meets a demand
// still open, or state in which a weak one is not asked, and so on until all are settled, then back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "explorer/contract/result.hpp"
#include "explorer/progress/fair_components.hpp"
#include "explorer/store/booked_list.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class FairCycle {
public:
    using Region = NumberedRegion<S>;
    using Number = typename Region::Number;
    static constexpr std::size_t words = S::words;

    FairCycle(const S& system, const Region& region, FairComponents<S>& components, Budget& budget)
        : demands_(system), region_(region), components_(components), from_(budget, region.size()),
          queue_(budget, region.size()) {
        std::ranges::fill(from_.all(), Region::nowhere);
    }

    /// Steps from a state of a fair component back to it; none if a run may stay there.
    [[nodiscard]] std::vector<TraceStep> through(Number start) {
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
        system::TransitionId transition = none;
        DemandSet met;
    };

    /// Weak demands, and strong ones that are asked somewhere: these must be met.
    [[nodiscard]] DemandSet owed() {
        DemandSet owed = components_.asked_in(component_);
        for (std::size_t d = 0; d < owed.size(); ++d) owed[d] = owed[d] || !demands_.strong(d);
        return owed;
    }

    DemandSet asked_at(Number number) { return demands_.asked(region_.state(number).data()); }

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
        const StateArray<words> to = region_.state(edge.to);
        steps_.push_back({edge.transition, std::vector<std::uint64_t>(to.begin(), to.end())});
        at_ = edge.to;
        for (std::size_t d = 0; d < open_.size(); ++d) open_[d] = open_[d] && !edge.met[d];
        settle_at(at_);
    }

    /// Breadth-first inside the component to the nearest step that is wanted, and along it.
    template <class Wanted>
    void walk(const Wanted& wanted) {
        std::vector<Edge> way;
        std::size_t met = 0;
        queue_[met++] = at_;
        for (std::size_t next = 0; way.empty() && next < met; ++next) {
            for (Edge& edge : edges_of(queue_[next])) {
                if (wanted(edge)) {
                    way.push_back(std::move(edge));
                    break;
                }
                if (edge.to == at_ || from_[edge.to] != Region::nowhere) continue;
                from_[edge.to] = edge.from;
                queue_[met++] = edge.to;
            }
        }
        while (!way.empty() && way.back().from != at_)
            way.push_back(edge_between(from_[way.back().from], way.back().from));
        for (std::size_t i = 0; i < met; ++i) from_[queue_[i]] = Region::nowhere;
        for (auto edge = way.rbegin(); edge != way.rend(); ++edge) go(*edge);
    }

    Edge edge_between(Number from, Number to) {
        std::vector<Edge> edges = edges_of(from);
        return std::move(*std::ranges::find(edges, to, &Edge::to));
    }

    std::vector<Edge> edges_of(Number from) {
        std::vector<Edge> edges;
        demands_.look(region_.state(from).data(),
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
    FairComponents<S>& components_;
    BookedArray<Number> from_;   ///< on the walk at hand: from where a state was first reached
    BookedArray<Number> queue_;  ///< and the states in that order
    std::uint32_t component_ = 0;
    Number at_ = 0;
    DemandSet open_;
    std::vector<TraceStep> steps_;
};

}  // namespace revoke_mc::explorer::internal
