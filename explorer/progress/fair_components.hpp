// Where a fair run can stay for ever: fair strongly connected sets of states.
//
// Emerson and Lei's way (Sci. Comput. Program. 1987, "Modalities for model checking"; for strong fairness as
// in Lichtenstein and Pnueli, POPL 1985): take the strongly connected components of the region. In each,
// every weak demand must be met by a step inside, or not be asked in some state; if it is not, no part of
// the component is fair. A strong one must be met or be asked nowhere; if it is not, the states where it is
// asked are taken out and what is left is looked at again. A single state without steps counts: a run may
// stay there if nothing is asked.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "explorer/base/planted.hpp"
#include "explorer/progress/demands.hpp"
#include "explorer/progress/numbered_region.hpp"
#include "explorer/progress/region_components.hpp"
#include "explorer/store/booked_list.hpp"

namespace revoke_mc::explorer::internal {

template <system::TransitionSystem S>
class FairComponents {
public:
    using Region = NumberedRegion<S>;
    using Number = typename Region::Number;
    static constexpr std::uint32_t unfair = ~std::uint32_t{0};

    FairComponents(const S& system, const Region& region, Limits& limits, Budget& budget)
        : demands_(system), region_(region), limits_(limits), budget_(budget), active_(budget, region.size()),
          component_(budget, region.size()), fair_(budget, region.size()) {
        std::ranges::fill(active_.all(), std::uint8_t{1});
        std::ranges::fill(fair_.all(), unfair);
    }

    /// Means nothing if a limit was hit meanwhile.
    void find() {
        for (bool again = true; again && !limits_.poll();) {
            components_ = RegionComponents<S>(region_, active_, component_, limits_, budget_).find();
            again = !limits_.stopping() && judge();
        }
    }

    /// Which fair component a state belongs to, or unfair.
    [[nodiscard]] std::uint32_t of(Number number) const { return fair_[number]; }
    /// Demands asked in some state of a fair component.
    [[nodiscard]] DemandSet asked_in(std::uint32_t component) {
        DemandSet out(demands_.size());
        for (Number number = 0; number < region_.size(); ++number) {
            if (fair_[number] != component) continue;
            const DemandSet asked_here = demands_.asked(region_.state(number).data());
            for (std::size_t d = 0; d < out.size(); ++d) out[d] = out[d] || asked_here[d];
        }
        return out;
    }

private:
    /// What is known of a demand in a component: met by a step inside; asked in some state, not asked in some.
    enum Known : std::uint8_t { met = 1, asked = 2, not_asked = 4 };

    using Flags = BookedArray<std::uint8_t>;
    using Names = BookedArray<std::uint32_t>;

    /// Notes the fair components and leaves active what is to be looked at again; false if nothing is.
    bool judge() {
        known_.reset();  // before as much again is asked for
        known_.emplace(budget_, std::size_t{components_} * demands_.size());
        for (Number number = 0; number < region_.size(); ++number) {
            if (number % 1024 == 0) region_.report();
            if (number % 1024 == 0 && limits_.poll()) return false;
            if (active_[number] != 0) look_at(number);
        }
        Names name(budget_, components_);
        Flags again(budget_, components_);
        for (std::uint32_t c = 0; c < components_; ++c) {
            again[c] = static_cast<std::uint8_t>(weak_demands_are_met(c) && some_strong_demand_is_broken(c));
            name[c] = weak_demands_are_met(c) && again[c] == 0 ? fair_components_++ : unfair;
        }
        return keep(again, name);
    }

    void look_at(Number number) {
        const std::uint32_t c = component_[number];
        const auto on_step = [&](system::TransitionId, const std::uint64_t* to, const DemandSet& met_here) {
            if (to == nullptr) return;
            const Number target = region_.find(to);
            if (target == Region::nowhere || active_[target] == 0 || component_[target] != c) return;
            for (std::size_t d = 0; d < met_here.size(); ++d)
                if (met_here[d]) known(c, d) |= met;
        };
        const DemandSet asked_here = demands_.look(region_.state(number).data(), on_step);
        for (std::size_t d = 0; d < asked_here.size(); ++d) known(c, d) |= asked_here[d] ? asked : not_asked;
    }

    [[nodiscard]] std::uint8_t& known(std::uint32_t component, std::size_t demand) {
        return (*known_)[component * demands_.size() + demand];
    }

    [[nodiscard]] bool weak_demands_are_met(std::uint32_t component) {
        const int fulfilled = planted::is("idle-counts-as-unfair") ? met : met | not_asked;
        for (std::size_t d = 0; d < demands_.size(); ++d)
            if (!demands_.strong(d) && (known(component, d) & fulfilled) == 0) return false;
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

    /// Active stays what lies in a component to be looked at again, but for states where a broken demand is asked.
    bool keep(const Flags& again, const Names& name) {
        bool any = false;
        for (Number number = 0; number < region_.size(); ++number) {
            if (active_[number] == 0) continue;
            const std::uint32_t c = component_[number];
            fair_[number] = name[c];
            active_[number] = static_cast<std::uint8_t>(again[c] != 0 && !asks_something_broken(number, c));
            any = any || active_[number] != 0;
        }
        return any;
    }

    bool asks_something_broken(Number number, std::uint32_t component) {
        const DemandSet asked_here = demands_.asked(region_.state(number).data());
        for (std::size_t d = 0; d < asked_here.size(); ++d)
            if (asked_here[d] && is_broken_strong(component, d)) return true;
        return false;
    }

    Demands<S> demands_;
    const Region& region_;
    Limits& limits_;
    Budget& budget_;
    Flags active_;
    Names component_;  // of the active ones
    Names fair_;
    std::uint32_t components_ = 0, fair_components_ = 0;
    std::optional<Flags> known_;  // bits of Known, by component and demand
};

}  // namespace revoke_mc::explorer::internal
