// Progress properties, decided on the finished graph: is there a fair run that never comes to the goal?
//
//  1. open_region.hpp collects where the property is owed.
//  2. fair_components.hpp finds where in it a fair run can stay for ever. None: the property holds.
//  3. lasso.hpp makes a run of the one with the shortest stem.
//
// On the plain graph only: a search with reductions knows neither all steps nor whose they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "explorer/progress/lasso.hpp"
#include "explorer/search/witness.hpp"

namespace revoke_mc::explorer::internal {

/// The end of a run that violates a progress property: from the state in which it was asked for.
template <std::size_t Words>
struct Lasso {
    Witness<Words> start;          ///< the state in which the property was asked for
    std::vector<TraceStep> steps;  ///< from there on; the last one closes the cycle
    std::size_t stem = 0;          ///< how many of them come before the cycle
};

template <system::TransitionSystem S>
class ProgressPass {
public:
    static constexpr std::size_t words = S::words;
    using Region = OpenRegion<S>;
    using Number = typename Region::Number;

    ProgressPass(const S& system, const StateTable<words>& table, Executor& executor, Limits& limits, Budget& budget)
        : system_(system), table_(table), executor_(executor), limits_(limits), budget_(budget) {}

    /// A violation with the shortest stem; none if the property holds or a limit was hit, memory included.
    [[nodiscard]] std::optional<Lasso<words>> decide(system::PropertyId property) {
        try {
            return find(property);
        } catch (const std::bad_alloc&) {
            limits_.raise(Reason::memory);
            return std::nullopt;
        }
    }

private:
    std::optional<Lasso<words>> find(system::PropertyId property) {
        Region region(system_, table_, executor_, limits_, budget_, property);
        region.fill();
        if (limits_.stopping() || region.size() == 0) return std::nullopt;
        FairComponents<S> components(system_, region, limits_, budget_);
        components.find();
        if (limits_.stopping()) return std::nullopt;
        for (Number number = 0; number < region.size(); ++number)
            if (components.of(number) != FairComponents<S>::unfair) return lasso(region, components, number);
        return std::nullopt;
    }

    Lasso<words> lasso(const Region& region, FairComponents<S>& components, Number cycle) {
        Lasso<words> found;
        std::vector<Number> way{cycle};
        while (region.parent(way.back()) != Region::nowhere) way.push_back(region.parent(way.back()));
        std::ranges::reverse(way);
        found.start.state = to_array<words>(region.state(way.front()));
        found.start.level = level_of(found.start.state);
        for (std::size_t i = 1; i < way.size(); ++i) found.steps.push_back(step(region, way[i - 1], way[i]));
        found.stem = found.steps.size();
        const std::vector<TraceStep> round = FairCycle<S>(system_, region, components, budget_).through(cycle);
        found.steps.insert(found.steps.end(), round.begin(), round.end());
        return found;
    }

    [[nodiscard]] std::uint64_t level_of(const StateArray<words>& state) const {
        const auto key = table_.known_key(state.data());
        std::uint64_t found = 0;
        table_.for_each(Scrambled(*key).part, [&](StateKey other, std::uint64_t level, SlotNumber) {
            if (other == *key) found = level;
        });
        return found;
    }

    /// The step with the least number from one state to the other.
    TraceStep step(const Region& region, Number from, Number to) {
        std::optional<system::TransitionId> found;
        system_.successors(region.state(from), scratch_, [&](const system::Step& step) {
            const bool there = step.successor != nullptr && same_state<words>(step.successor, region.state(to));
            if (there && !found) found = step.transition;
        });
        return {*found, std::vector<std::uint64_t>(region.state(to), region.state(to) + words)};
    }

    const S& system_;
    const StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    typename S::Scratch scratch_{};
};

}  // namespace revoke_mc::explorer::internal
