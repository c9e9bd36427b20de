// Where a fair run can stay for ever: fair strongly connected sets of states.
//
// Emerson and Lei's way (Sci. Comput. Program. 1987, "Modalities for model checking"; for strong fairness as
// in Lichtenstein and Pnueli, POPL 1985): take the strongly connected components of the region. In each,
// every weak demand must be met by a step inside, or not be asked in some state; if it is not, no part of
// the component is fair. A strong one must be met or be asked nowhere; if it is not, the states where it is
// asked are taken out and what is left is looked at again. A single state without steps counts: a run may
// stay there if nothing is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/graph/filtered_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>

#include "explorer/internal/demands.hpp"
#include "explorer/internal/open_region.hpp"

namespace revoke_mc::explorer::internal {

/// Bytes per state that the component pass takes at most, with the library's own stacks.
inline constexpr std::uint64_t component_bytes_per_state = 96;

template <system::TransitionSystem S>
class FairComponents {
public:
    using Region = OpenRegion<S>;
    using Number = typename Region::Number;
    static constexpr std::uint32_t unfair = ~std::uint32_t{0};

    FairComponents(const S& system, const Region& region, const RegionGraph& graph, Limits& limits)
        : demands_(system), region_(region), graph_(graph), limits_(limits), active_(region.size(), true),
          component_(region.size()), fair_(region.size(), unfair) {}

    /// Means nothing if a limit was hit meanwhile.
    void find() {
        for (bool again = true; again && !limits_.poll();) {
            split();
            again = judge();
        }
    }

    /// Which fair component a state belongs to, or unfair.
    [[nodiscard]] std::uint32_t of(Number number) const { return fair_[number]; }
    /// Demands asked in some state of a fair component.
    [[nodiscard]] const DemandSet& asked_in(std::uint32_t component) const { return asked_in_[component]; }

private:
    struct Active {
        const std::vector<bool>* states = nullptr;
        bool operator()(Number number) const { return (*states)[number]; }
    };
    /// What is known of a component.
    struct Tally {
        DemandSet met, asked, not_asked;  // by a step inside; in some state
    };

    void split() {
        const boost::filtered_graph<RegionGraph, boost::keep_all, Active> part(graph_, {}, {&active_});
        const auto index = boost::get(boost::vertex_index, graph_);
        components_ = static_cast<std::uint32_t>(boost::strong_components(
            part, boost::make_iterator_property_map(component_.begin(), index), boost::vertex_index_map(index)));
    }

    /// Notes the fair components and leaves active what is to be looked at again; false if nothing is.
    bool judge() {
        const std::vector<Tally> tallies = count();
        std::vector<bool> hopeless(components_);
        std::vector<DemandSet> broken(components_);
        std::vector<std::uint32_t> name(components_, unfair);
        for (std::uint32_t c = 0; c < components_; ++c) {
            hopeless[c] = !weak_demands_are_met(tallies[c]);
            broken[c] = broken_strong_demands(tallies[c]);
            if (hopeless[c] || std::find(broken[c].begin(), broken[c].end(), true) != broken[c].end()) continue;
            hopeless[c] = true;  // done with
            name[c] = static_cast<std::uint32_t>(asked_in_.size());
            asked_in_.push_back(tallies[c].asked);
        }
        return keep(hopeless, broken, name);
    }

    std::vector<Tally> count() {
        std::vector<Tally> tallies(
            components_, {DemandSet(demands_.size()), DemandSet(demands_.size()), DemandSet(demands_.size())});
        for (Number number = 0; number < region_.size(); ++number) {
            if (number % 1024 == 0 && limits_.poll()) break;
            if (active_[number]) look_at(number, tallies[component_[number]]);
        }
        return tallies;
    }

    void look_at(Number number, Tally& tally) {
        const DemandSet asked = demands_.look(
            region_.state(number), [&](system::TransitionId, const std::uint64_t* to, const DemandSet& met) {
                if (to == nullptr) return;
                const Number target = region_.find(to);
                if (target == Region::nowhere || !active_[target] || component_[target] != component_[number]) return;
                for (std::size_t d = 0; d < met.size(); ++d) tally.met[d] = tally.met[d] || met[d];
            });
        for (std::size_t d = 0; d < asked.size(); ++d) {
            tally.asked[d] = tally.asked[d] || asked[d];
            tally.not_asked[d] = tally.not_asked[d] || !asked[d];
        }
    }

    [[nodiscard]] bool weak_demands_are_met(const Tally& tally) const {
        for (std::size_t d = 0; d < demands_.size(); ++d)
            if (!demands_.strong(d) && !tally.met[d] && !tally.not_asked[d]) return false;
        return true;
    }
    [[nodiscard]] DemandSet broken_strong_demands(const Tally& tally) const {
        DemandSet broken(demands_.size());
        for (std::size_t d = 0; d < demands_.size(); ++d)
            broken[d] = demands_.strong(d) && !tally.met[d] && tally.asked[d];
        return broken;
    }

    bool keep(const std::vector<bool>& hopeless, const std::vector<DemandSet>& broken,
              const std::vector<std::uint32_t>& name) {
        bool any = false;
        for (Number number = 0; number < region_.size(); ++number) {
            if (!active_[number]) continue;
            const std::uint32_t c = component_[number];
            if (name[c] != unfair) fair_[number] = name[c];
            active_[number] = !hopeless[c] && !asks_one_of(number, broken[c]);
            any = any || active_[number];
        }
        return any;
    }

    bool asks_one_of(Number number, const DemandSet& demands) {
        const DemandSet asked =
            demands_.look(region_.state(number), [](system::TransitionId, const std::uint64_t*, const DemandSet&) {});
        for (std::size_t d = 0; d < demands.size(); ++d)
            if (asked[d] && demands[d]) return true;
        return false;
    }

    Demands<S> demands_;
    const Region& region_;
    const RegionGraph& graph_;
    Limits& limits_;
    std::vector<bool> active_;
    std::vector<std::uint32_t> component_;  // of the active ones
    std::uint32_t components_ = 0;
    std::vector<std::uint32_t> fair_;
    std::vector<DemandSet> asked_in_;
};

}  // namespace revoke_mc::explorer::internal
