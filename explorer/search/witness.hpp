// The best counterexample seen so far for each property.
//
// "Best" is a total order that no scheduling can influence: fewest steps, then least content of the
// state, then least transition. Each worker keeps its own Witnesses; merging them with += is
// associative and commutative, so the result is the same for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
struct Witness {
    std::uint64_t level = 0;
    StateArray<Words> state{};
    /// The violating step of a step property, and where it leads (nowhere if it is cut).
    std::optional<system::TransitionId> transition = std::nullopt;
    std::optional<StateArray<Words>> successor = std::nullopt;
    std::optional<system::ThreadId> thread = std::nullopt;  ///< who is stuck
    bool cut_start = false;  ///< no state, but a start that is cut: `state` is what it began with

    [[nodiscard]] bool better_than(const Witness& other) const { return key() < other.key(); }

private:
    /// What a start breaks comes before what a first step breaks.
    [[nodiscard]] auto key() const {
        const std::uint64_t steps = level + (transition ? 1 : 0);
        return std::tuple_cat(std::tuple(steps), std::tie(state, transition, thread, cut_start));
    }
};

template <std::size_t Words>
class Witnesses {
public:
    explicit Witnesses(std::size_t properties) : best_(properties) {}

    [[nodiscard]] const std::optional<Witness<Words>>& operator[](system::PropertyId property) const {
        return best_[property];
    }
    [[nodiscard]] std::size_t count() const { return best_.size(); }
    [[nodiscard]] FirstIds<system::PropertyId> properties() const { return best_.ids(); }

    /// Some property has a witness, not counting those whose witness is welcome (by property; may be shorter).
    [[nodiscard]] bool any_unwelcome(const std::vector<bool>& welcome) const {
        for (const system::PropertyId property : best_.ids()) {
            const bool counts = property.number() >= welcome.size() || !welcome[property.number()];
            if (best_[property] && counts) return true;
        }
        return false;
    }

    void offer(system::PropertyId property, const Witness<Words>& witness) {
        auto& best = best_[property];
        if (!best || witness.better_than(*best)) best = witness;
    }

    Witnesses& operator+=(const Witnesses& other) {
        for (const system::PropertyId property : best_.ids()) {
            if (other.best_[property]) offer(property, *other.best_[property]);
        }
        return *this;
    }

private:
    Indexed<system::PropertyId, std::optional<Witness<Words>>> best_;
};

}  // namespace revoke_mc::explorer::internal
