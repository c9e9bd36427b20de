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

template <system::TransitionSystem S>
class FairComponents {
public:
    using Region = OpenRegion<S>;
    using Number = typename Region::Number;
    static constexpr std::uint32_t unfair = ~std::uint32_t{0};

    /// What it takes at most for each state of the region, with what the library keeps while it works.
    [[nodiscard]] static std::uint64_t bytes_per_state(const S& system) {
        return 96 + sizeof(std::uint8_t) * Demands<S>(system).size();
    }

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
    /// What is known of a demand in a component: met by a step inside; asked in some state, not asked in some.
    enum Known : std::uint8_t { met = 1, asked = 2, not_asked = 4 };

    void split() {
        const boost::filtered_graph<RegionGraph, boost::keep_all, Active> part(graph_, {}, {&active_});
        const auto index = boost::get(boost::vertex_index, graph_);
        components_ = static_cast<std::uint32_t>(boost::strong_components(
            part, boost::make_iterator_property_map(component_.begin(), index), boost::vertex_index_map(index)));
    }

    /// Notes the fair components and leaves active what is to be looked at again; false if nothing is.
    bool judge() {
        count();
        std::vector<std::uint32_t> name(components_, unfair);
        std::vector<bool> again(components_);
        for (std::uint32_t c = 0; c < components_; ++c) {
            if (!weak_demands_are_met(c)) continue;
            again[c] = some_strong_demand_is_broken(c);
            if (again[c]) continue;
            name[c] = static_cast<std::uint32_t>(asked_in_.size());
            asked_in_.push_back(asked_somewhere(c));
        }
        return keep(again, name);
    }

    void count() {
        known_.assign(std::size_t{components_} * demands_.size(), 0);
        for (Number number = 0; number < region_.size(); ++number) {
            if (number % 1024 == 0 && limits_.poll()) break;
            if (active_[number]) look_at(number);
        }
    }

    void look_at(Number number) {
        const std::uint32_t c = component_[number];
        const auto on_step = [&](system::TransitionId, const std::uint64_t* to, const DemandSet& met_here) {
            if (to == nullptr) return;
            const Number target = region_.find(to);
            if (target == Region::nowhere || !active_[target] || component_[target] != c) return;
            for (std::size_t d = 0; d < met_here.size(); ++d)
                if (met_here[d]) known(c, d) |= met;
        };
        const DemandSet asked_here = demands_.look(region_.state(number), on_step);
        for (std::size_t d = 0; d < asked_here.size(); ++d) known(c, d) |= asked_here[d] ? asked : not_asked;
    }

    [[nodiscard]] std::uint8_t& known(std::uint32_t component, std::size_t demand) {
        return known_[component * demands_.size() + demand];
    }

    [[nodiscard]] bool weak_demands_are_met(std::uint32_t component) {
        for (std::size_t d = 0; d < demands_.size(); ++d)
            if (!demands_.strong(d) && (known(component, d) & (met | not_asked)) == 0) return false;
        return true;
    }
    [[nodiscard]] bool is_broken_strong(std::uint32_t component, std::size_t demand) {
        return demands_.strong(demand) && (known(component, demand) & (met | asked)) == asked;
    }
    [[nodiscard]] bool some_strong_demand_is_broken(std::uint32_t component) {
        for (std::size_t d = 0; d < demands_.size(); ++d)
            if (is_broken_strong(component, d)) return true;
        return false;
    }
    [[nodiscard]] DemandSet asked_somewhere(std::uint32_t component) {
        DemandSet out(demands_.size());
        for (std::size_t d = 0; d < out.size(); ++d) out[d] = (known(component, d) & asked) != 0;
        return out;
    }

    /// Active stays what lies in a component to be looked at again, but for states where a broken demand is asked.
    bool keep(const std::vector<bool>& again, const std::vector<std::uint32_t>& name) {
        bool any = false;
        for (Number number = 0; number < region_.size(); ++number) {
            if (!active_[number]) continue;
            const std::uint32_t c = component_[number];
            fair_[number] = name[c];
            active_[number] = again[c] && !asks_something_broken(number, c);
            any = any || active_[number];
        }
        return any;
    }

    bool asks_something_broken(Number number, std::uint32_t component) {
        const DemandSet asked_here = demands_.asked(region_.state(number));
        for (std::size_t d = 0; d < asked_here.size(); ++d)
            if (asked_here[d] && is_broken_strong(component, d)) return true;
        return false;
    }

    Demands<S> demands_;
    const Region& region_;
    const RegionGraph& graph_;
    Limits& limits_;
    std::vector<bool> active_;
    std::vector<std::uint32_t> component_;  // of the active ones
    std::uint32_t components_ = 0;
    std::vector<std::uint8_t> known_;  // bits of Known, by component and demand
    std::vector<std::uint32_t> fair_;
    std::vector<DemandSet> asked_in_;
};

}  // namespace revoke_mc::explorer::internal
