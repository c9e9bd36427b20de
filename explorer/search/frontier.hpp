// The states of a level that are still to be expanded: their keys, twelve bytes each.
//
// Blocks of a few thousand entries; each worker fills blocks of its own with the states that it finds for the next
// level, and takes pieces of the current one. A block whose pieces are all done is filled anew. Beside each state
// stands the transition that found it: only the invariants that it may have broken need to be tested again.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "explorer/base/planted.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

struct FrontierBlock {
    static constexpr std::size_t capacity = 2048;
    std::array<StateKey, capacity> keys;
    std::array<system::TransitionId::Number, capacity> transitions;  ///< that led here; all bits set: it is initial
    std::size_t size = 0;
    std::atomic<std::uint32_t> pieces{0};  ///< of the current level: not yet done
};

/// Blocks in use and to be used again.
class BlockPool {
public:
    explicit BlockPool(Budget& budget) : budget_(budget) {}
    ~BlockPool() { budget_.give(blocks_.size() * sizeof(FrontierBlock)); }
    BlockPool(const BlockPool&) = delete;
    BlockPool& operator=(const BlockPool&) = delete;

    /// An empty block, or null if there is no memory for one.
    [[nodiscard]] FrontierBlock* take() {
        const std::lock_guard lock(mutex_);
        if (free_.empty()) {
            if (!budget_.take(sizeof(FrontierBlock))) return nullptr;
            blocks_.push_back(std::make_unique_for_overwrite<FrontierBlock>());
            free_.push_back(blocks_.back().get());
        }
        FrontierBlock* block = free_.back();
        free_.pop_back();
        block->size = 0;
        return block;
    }
    void give_back(FrontierBlock* block) {
        const std::lock_guard lock(mutex_);
        free_.push_back(block);
    }

private:
    Budget& budget_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<FrontierBlock>> blocks_;
    std::vector<FrontierBlock*> free_;
};

/// The next level's states that one worker has found.
class FrontierPart {
public:
    explicit FrontierPart(BlockPool& pool) : pool_(&pool) {}

    /// Makes room for `count` more; false if there is no memory.
    [[nodiscard]] bool reserve(std::size_t count) {
        while (room_ < count) {
            FrontierBlock* block = pool_->take();
            if (block == nullptr) return false;
            blocks_.push_back(block);
            room_ += FrontierBlock::capacity;
        }
        return true;
    }
    /// There must be room.
    void push(StateKey key, system::TransitionId transition) {
        if (blocks_[filling_]->size == FrontierBlock::capacity) ++filling_;
        FrontierBlock& block = *blocks_[filling_];
        block.keys[block.size] = key;
        block.transitions[block.size++] = transition.raw();
        --room_;
    }
    [[nodiscard]] std::uint64_t size() const { return blocks_.size() * FrontierBlock::capacity - room_; }
    /// Hands over all blocks; then it is empty.
    [[nodiscard]] std::vector<FrontierBlock*> release() {
        room_ = 0;
        filling_ = 0;
        return std::exchange(blocks_, {});
    }

private:
    BlockPool* pool_;
    std::vector<FrontierBlock*> blocks_;
    std::size_t filling_ = 0;
    std::size_t room_ = 0;
};

/// A piece of a block.
struct FrontierChunk {
    FrontierBlock* block = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] bool empty() const { return begin == end; }
};

/// The current level, dealt out in pieces.
class Frontier {
public:
    explicit Frontier(BlockPool& pool) : pool_(pool) {}

    /// Replaces the level by what the workers found; its size.
    std::uint64_t refill(std::vector<FrontierPart>& parts, unsigned workers) {
        for (FrontierBlock* block : blocks_) {
            if (block->pieces.exchange(0, std::memory_order_relaxed) != 0) pool_.give_back(block);
        }
        blocks_.clear();
        for (FrontierPart& part : parts) {
            for (FrontierBlock* block : part.release()) blocks_.push_back(block);
        }
        std::uint64_t size = 0;
        for (const FrontierBlock* block : blocks_) size += block->size;
        cut(piece_size(size, workers));
        return size;
    }

    /// False if all has been dealt out. Relaxed: the chunks were made before the workers started.
    [[nodiscard]] bool next(FrontierChunk& chunk) {
        const std::size_t number = next_.fetch_add(1, std::memory_order_relaxed);
        if (number >= chunks_.size()) return false;
        chunk = chunks_[number];
        return true;
    }
    /// Nobody looks at it again. Acquire and release: what others have read of the block is done before it is filled.
    void finish(const FrontierChunk& chunk) {
        if (chunk.block->pieces.fetch_sub(1, std::memory_order_acq_rel) == 1) pool_.give_back(chunk.block);
    }

private:
    static std::size_t piece_size(std::uint64_t states, unsigned workers) {
        return static_cast<std::size_t>(std::clamp<std::uint64_t>(states / (std::uint64_t{workers} * 8), 16, 512));
    }
    void cut(std::size_t piece) {
        chunks_.clear();
        next_.store(0, std::memory_order_relaxed);
        for (FrontierBlock* block : blocks_) {
            const std::size_t end = block->size - (planted::is("last-state-skipped") && block->size > 1 ? 1 : 0);
            for (std::size_t at = 0; at < end; at += piece) {
                chunks_.push_back({block, at, std::min(at + piece, end)});
            }
            block->pieces.store(static_cast<std::uint32_t>((end + piece - 1) / piece), std::memory_order_relaxed);
            if (end == 0) pool_.give_back(block);
        }
    }

    BlockPool& pool_;
    std::vector<FrontierBlock*> blocks_;
    std::vector<FrontierChunk> chunks_;
    std::atomic<std::size_t> next_{0};
};

}  // namespace revoke_mc::explorer::internal
