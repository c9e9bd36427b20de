// Successors on their way into the table, a batch for each of its parts.
//
// Entering a state costs a cache miss, and a core can have a dozen of them under way. So a worker
// sorts successors by part, and when a batch is full, it enters all of it under one lock: first it
// touches every line, then it compares and inserts. What is new goes to the worker's part of the
// next level.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "explorer/internal/frontier.hpp"
#include "explorer/internal/state_table.hpp"
#include "explorer/result.hpp"
#include "model/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
class Outbox {
public:
    static constexpr std::size_t batch = 128;
    static_assert(batch <= StateTable<Words>::most_keys && batch <= 255);  // sizes_ has bytes

    Outbox(StateTable<Words>& table, FrontierPart& next)
        : table_(table), next_(next), batches_(std::make_unique_for_overwrite<Batch[]>(kinds)) {}

    /// The level of what is pushed from now on. All batches must be empty.
    void begin(std::uint64_t level) { level_ = level; }

    /// What prevents the states of a full batch from being entered; none if all is well.
    Reason push(StateKey key, system::TransitionId transition) {
        const Scrambled scrambled(key);
        const std::size_t kind = scrambled.part + (scrambled.narrow ? 0 : parts);
        Batch& batch_of = batches_[kind];
        const std::size_t size = sizes_[kind]++;
        batch_of.hashes[size] = scrambled.hash;
        batch_of.transitions[size] = transition;
        return size + 1 == batch ? deliver(kind) : Reason::none;
    }

    Reason flush() {
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            if (sizes_[kind] == 0) continue;
            const Reason refusal = deliver(kind);
            if (refusal != Reason::none) return refusal;
        }
        return Reason::none;
    }

    [[nodiscard]] static constexpr std::uint64_t bytes() { return sizeof(Batch) * kinds; }

private:
    static constexpr std::size_t parts = StateTable<Words>::parts;
    static constexpr std::size_t kinds = 2 * parts;  // narrow keys, then wide ones; what is not touched costs nothing

    struct Batch {
        std::array<std::uint64_t, batch> hashes;
        std::array<system::TransitionId, batch> transitions;
    };

    Reason deliver(std::size_t kind) {
        const Batch& it = batches_[kind];
        const std::size_t part = kind % parts, size = std::exchange(sizes_[kind], 0);
        const bool narrow = kind < parts;
        if (!next_.reserve(size)) return Reason::memory;
        std::uint64_t fresh = 0;
        const auto enter = [&](std::size_t i) {
            next_.push(Scrambled(narrow, part, it.hashes[i]).key(), it.transitions[i]);
            ++fresh;
        };
        const Reason refusal = table_.insert(part, narrow, std::span{it.hashes}.first(size), level_, enter);
        table_.count(fresh);
        return refusal;
    }

    StateTable<Words>& table_;
    FrontierPart& next_;
    std::unique_ptr<Batch[]> batches_;
    std::array<std::uint8_t, kinds> sizes_{};  // apart, so that they stay near
    std::uint64_t level_ = 0;
};

}  // namespace revoke_mc::explorer::internal
