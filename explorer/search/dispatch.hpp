// One worker's states on their way to the ranks that own them, and what has come from there.
//
// A batch for each rank: it leaves when it is full, and the worker goes on. A state that was sent a moment ago is not
// sent again: its owner has it, and the level that it has there can only be a better one.
//
// A level ends when each rank has told each other that nothing more will come; what one rank sends to another
// arrives in that order, so this comes last.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "explorer/contract/result.hpp"
#include "explorer/ranks/ranks.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/search/owner.hpp"
#include "explorer/store/state_bytes.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// What traffic is made of: the byte behind the header. Of a checkpoint: `restored`, `stalled`.
enum class Traffic : std::uint8_t { states, end, restored, stalled };

/// The end of a level, for all workers of a rank.
class LevelEnd {
public:
    explicit LevelEnd(Ranks& ranks) : ranks_(ranks) {}

    void begin() { open_.store(ranks_.size() - 1, std::memory_order_relaxed); }
    /// Tells the others, after all states were sent; and why this rank stops, if it does.
    void announce(Reason reason) {
        for (unsigned to = 0; to < ranks_.size(); ++to) {
            if (to == ranks_.rank()) continue;
            Block block(Ranks::header);
            block.push_back(static_cast<std::uint8_t>(Traffic::end));
            block.push_back(static_cast<std::uint8_t>(reason));
            ranks_.send(to, std::move(block));
        }
    }
    void heard(const Block& block, Limits& limits) {
        const Reason reason = block.size() > Ranks::header + 1 ? Reason{block[Ranks::header + 1]} : Reason::none;
        if (reason != Reason::none) limits.raise(reason);
        open_.fetch_sub(1, std::memory_order_relaxed);
    }
    /// Everybody has told so.
    [[nodiscard]] bool reached() const { return open_.load(std::memory_order_relaxed) == 0; }

private:
    Ranks& ranks_;
    std::atomic<unsigned> open_{0};  // relaxed: what arrived before is handed over by the executor
};

template <std::size_t Words>
class Dispatch {
public:
    explicit Dispatch(Ranks& ranks)
        : ranks_(ranks), owners_(ranks), batch_(batch_bytes(ranks.size())), batches_(ranks.size()),
          lately_(std::make_unique<Sent[]>(remembered)) {
        for (Batch& batch : batches_) clear(batch);
    }

    [[nodiscard]] static std::uint64_t bytes(const Ranks& ranks) {
        return sizeof(Sent) * remembered + std::uint64_t{ranks.size()} * (batch_bytes(ranks.size()) + 4096);
    }

    [[nodiscard]] const Owners& owners() const { return owners_; }
    [[nodiscard]] bool is_here(std::uint64_t sum) const { return owners_.of(sum) == ranks_.rank(); }

    /// The state belongs to another rank. `sum`: Owners::sum.
    void push(const StateArray<Words>& state, std::uint64_t sum, system::TransitionId transition) {
        Sent& before = lately_[sum % remembered];
        if (before.there && before.state == state) return;
        before = {true, state};
        const unsigned to = owners_.of(sum);
        Batch& batch = batches_[to];
        batch.writer.add(batch.block, state, transition.raw() + 1);
        if (batch.block.size() >= batch_) leave(to);
    }
    /// All batches leave.
    void flush() {
        for (unsigned to = 0; to < batches_.size(); ++to)
            if (batches_[to].block.size() != first_byte) leave(to);
    }
    /// All batches are dropped.
    void drop() {
        for (Batch& batch : batches_) clear(batch);
    }

    [[nodiscard]] Ranks& ranks() { return ranks_; }

    /// Where the states of an arrival begin.
    static constexpr std::size_t first_byte = Ranks::header + 1;

private:
    struct Batch {
        Block block;
        StateWriter<Words> writer;
    };
    struct Sent {
        bool there = false;
        StateArray<Words> state{};
    };
    static constexpr std::size_t remembered = 4096;

    /// Large enough for a network, small enough for many ranks.
    static std::size_t batch_bytes(unsigned ranks) {
        return std::clamp<std::size_t>((std::size_t{4} << 20) / ranks, std::size_t{1} << 12, std::size_t{1} << 15);
    }

    void clear(Batch& batch) const {
        batch.block.clear();
        batch.block.reserve(batch_ + StateBytes<Words>::most);
        batch.block.resize(Ranks::header);
        batch.block.push_back(static_cast<std::uint8_t>(Traffic::states));
        batch.writer.begin();
    }
    void leave(unsigned to) {
        ranks_.send(to, std::exchange(batches_[to].block, {}));
        clear(batches_[to]);
    }

    Ranks& ranks_;
    const Owners owners_;
    const std::size_t batch_;
    std::vector<Batch> batches_;      // by rank
    std::unique_ptr<Sent[]> lately_;  // by hash
};

}  // namespace revoke_mc::explorer::internal
