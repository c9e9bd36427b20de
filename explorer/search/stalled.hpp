// States from which no step surely leads on.
//
// A system may name transitions that advance: no cycle of the state graph is made of them. Then a state with a step
// that advances, and that every goal allows, reaches what the state behind it reaches, and a run of such steps ends in
// a state that has none. "Can every state still get there?" need only be asked of those, unless they fulfil every goal
// already. (The argument of termination proofs, with the transitions themselves for a rank.) Most systems have few of
// them, or none at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "explorer/store/budget.hpp"
#include "explorer/store/state_key.hpp"

namespace revoke_mc::explorer::internal {

/// What one worker has found. Gives up, and says so, if there are too many to be worth it.
class StalledStates {
public:
    explicit StalledStates(Budget& budget) : budget_(&budget) {}
    StalledStates(StalledStates&& other) noexcept
        : budget_(other.budget_), keys_(std::move(other.keys_)), booked_(std::exchange(other.booked_, 0)),
          complete_(other.complete_) {}
    StalledStates& operator=(StalledStates&&) = delete;
    ~StalledStates() { budget_->give(booked_); }

    /// `states`: how many there are in all, more or less.
    void add(StateKey key, std::uint64_t states) {
        if (!complete_) return;
        if (keys_.size() == keys_.capacity() && !grow(states)) return give_up();
        keys_.push_back(key);
    }

    /// From now on nobody can say which they are.
    void give_up() {
        complete_ = false;
        keys_ = {};
        budget_->give(std::exchange(booked_, 0));
    }

    /// All that were found are in keys().
    [[nodiscard]] bool complete() const { return complete_; }
    [[nodiscard]] std::span<const StateKey> keys() const { return keys_; }

private:
    static constexpr std::size_t least = 4096;

    bool grow(std::uint64_t states) {
        const std::size_t more = keys_.empty() ? least : keys_.capacity() / 2;
        if (keys_.size() > least && keys_.size() > states / 8) return false;
        if (!budget_->take(more * sizeof(StateKey))) return false;
        booked_ += more * sizeof(StateKey);
        keys_.reserve(keys_.capacity() + more);
        return true;
    }

    Budget* budget_;
    std::vector<StateKey> keys_;
    std::uint64_t booked_ = 0;
    bool complete_ = true;
};

}  // namespace revoke_mc::explorer::internal
