// Progress properties, decided on the finished graph: is there a fair run that never comes to the goal?
//
//  1. open_region.hpp marks where the property is owed, trimming.hpp takes out what is on no fair run that stays there:
//     all workers, on the implicit graph. Mostly nothing is left, and the property holds.
//  2. What is left is numbered (numbered_region.hpp), and fair_components.hpp finds where in it a fair run can stay for
//     ever. One thread, ten times the memory for a state: so that comes when little is left, or when trimming takes out
//     little and the memory is there. None: the property holds.
//  3. stem.hpp finds the shortest way to a state from which a run can stay, lasso.hpp the cycle there. Neither depends
//     on what was trimmed before.
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
#include "explorer/progress/stem.hpp"
#include "explorer/progress/trimming.hpp"
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
    using Region = NumberedRegion<S>;
    using Number = typename Region::Number;

    ProgressPass(const S& system, const StateTable<words>& table, Executor& executor, Limits& limits, Budget& budget,
                 TrimmingTuning tuning = {})
        : system_(system), table_(table), executor_(executor), limits_(limits), budget_(budget), tuning_(tuning) {}

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
        OpenRegion<S> open(system_, table_, executor_, limits_, budget_, property);
        open.fill();
        if (limits_.stopping()) return std::nullopt;
        if (tuning_.trims) trim(open);
        if (limits_.stopping() || open.size() == 0) return std::nullopt;
        Region region(system_, table_, open, limits_, budget_);
        region.fill();
        if (limits_.stopping()) return std::nullopt;
        FairComponents<S> components(system_, region, limits_, budget_);
        components.find();
        if (limits_.stopping() || !mark_fair(region, components, open.marks())) return std::nullopt;
        return lasso(region, components, open, property);
    }

    void trim(OpenRegion<S>& open) {
        Trimming<S>(system_, table_, open, executor_, limits_, budget_, tuning_)
            .run([&](std::uint64_t left, std::uint64_t removed) { return enough(left, removed); });
        if (!limits_.stopping()) open.shrink();
    }

    /// Little is left, or it would be slow to make it less and need not be.
    [[nodiscard]] bool enough(std::uint64_t left, std::uint64_t removed) const {
        if (tuning_.patient) return false;
        return left <= table_.size() / 16 || (removed < left / 8 && budget_.affords(bytes_for(left)));
    }
    [[nodiscard]] std::uint64_t bytes_for(std::uint64_t left) const {
        const std::uint64_t demands = Demands<S>(system_).size();
        const std::uint64_t each = Region::bytes_of_state + edges_expected * Region::bytes_of_edge + 2 * demands;
        return left * each + table_.slots() * sizeof(Number);
    }
    static constexpr std::uint64_t edges_expected = 8;

    /// False if there is no fair state.
    static bool mark_fair(const Region& region, const FairComponents<S>& components, SlotMarks& marks) {
        bool any = false;
        for (Number number = 0; number < region.size(); ++number) {
            if (components.of(number) == FairComponents<S>::unfair) continue;
            marks.add(region.slot(number), StemSearch<S>::wanted);
            any = true;
        }
        return any;
    }

    /// None if a limit was hit.
    std::optional<Lasso<words>> lasso(const Region& region, FairComponents<S>& components, OpenRegion<S>& open,
                                      system::PropertyId property) {
        StemSearch<S> search(system_, table_, open.marks(), executor_, limits_, budget_, property);
        const std::vector<StateArray<words>> way = search.find();
        if (way.empty()) return std::nullopt;
        Lasso<words> found;
        found.start.state = way.front();
        found.start.level = level_of(found.start.state);
        for (std::size_t i = 1; i < way.size(); ++i) found.steps.push_back(step(way[i - 1], way[i]));
        found.stem = found.steps.size();
        const Number cycle = region.find(way.back().data());
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
    TraceStep step(const StateArray<words>& from, const StateArray<words>& to) {
        std::optional<system::TransitionId> found;
        system_.successors(from.data(), scratch_, [&](const system::Step& step) {
            const bool there = step.successor != nullptr && same_state<words>(step.successor, to.data());
            if (there && !found) found = step.transition;
        });
        return {*found, std::vector<std::uint64_t>(to.begin(), to.end())};
    }

    const S& system_;
    const StateTable<words>& table_;
    Executor& executor_;
    Limits& limits_;
    Budget& budget_;
    const TrimmingTuning tuning_;
    typename S::Scratch scratch_{};
};

}  // namespace revoke_mc::explorer::internal
