// A checkpoint of several ranks goes through rank 0, which writes one file: a rank after the other sends its blocks,
// some at a time, when it is told to.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <utility>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/ranks/ranks.hpp"

namespace revoke_mc::explorer::internal {

/// Blocks that a rank may send when it is its turn.
inline constexpr unsigned blocks_a_turn = 8;

/// By another rank than 0: what is written here goes to rank 0.
class PartSink final : public CheckpointSink {
public:
    explicit PartSink(Ranks& ranks) : ranks_(ranks) {}

    void write(Section section, std::uint64_t /*number*/, std::span<const std::uint8_t> block) override {
        Block message;
        message.reserve(1 + block.size());
        message.push_back(static_cast<std::uint8_t>(section));
        message.insert(message.end(), block.begin(), block.end());
        const std::lock_guard lock(mutex_);
        send(message);
    }
    /// Everything was written. Returns when that is true of all ranks.
    void finish() {
        send({});
        while (!over_) await_word();
    }

private:
    void send(const Block& message) {
        while (left_ == 0) await_word();
        --left_;
        ranks_.tell_first(message);
    }
    void await_word() {
        const Block word = ranks_.spread({});
        const unsigned whose = word.size() < 2 ? 0 : word[0] | word[1] << 8U;
        if (whose == ranks_.rank()) left_ = blocks_a_turn;
        over_ = whose == 0;
    }

    Ranks& ranks_;
    std::mutex mutex_;
    unsigned left_ = 0;
    bool over_ = false;
};

/// By rank 0: hears the others.
class Parts {
public:
    explicit Parts(Ranks& ranks) : ranks_(ranks) {}

    /// Calls f(section, bytes) for each block. If that throws, another call goes on behind that block.
    template <class F>
    void hear(const F& f) {
        for (; rank_ < ranks_.size(); ++rank_) hear_one(f);
        if (!std::exchange(over_, true)) call(0);
    }

private:
    template <class F>
    void hear_one(const F& f) {
        for (;;) {
            if (left_ == 0) call(rank_);
            if (left_ == 0) left_ = blocks_a_turn;
            --left_;
            const Block block = ranks_.hear(rank_);
            if (block.empty()) break;
            f(static_cast<Section>(block[0]), std::span<const std::uint8_t>(block).subspan(1));
        }
        left_ = 0;
    }
    void call(unsigned rank) {
        (void)ranks_.spread({static_cast<std::uint8_t>(rank), static_cast<std::uint8_t>(rank >> 8U)});
    }

    Ranks& ranks_;
    unsigned rank_ = 1;
    unsigned left_ = 0;  // that may come from it in this turn
    bool over_ = false;
};

}  // namespace revoke_mc::explorer::internal
