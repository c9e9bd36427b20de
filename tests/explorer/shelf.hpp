// Checkpoints in memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/contract/checkpoint.hpp"

namespace toy {

using revoke_mc::explorer::Block;
using revoke_mc::explorer::Checkpoints;
using revoke_mc::explorer::CheckpointSink;
using revoke_mc::explorer::CheckpointSource;
using revoke_mc::explorer::Section;
using revoke_mc::explorer::sections;

/// The blocks of one checkpoint.
struct Kept final : CheckpointSink, CheckpointSource {
    std::mutex mutex;
    std::array<std::vector<Block>, sections> all;

    void write(Section section, std::uint64_t number, std::span<const std::uint8_t> block) override {
        const std::lock_guard lock(mutex);
        auto& blocks = all[static_cast<std::size_t>(section)];
        if (blocks.size() <= number) blocks.resize(number + 1);
        REQUIRE(blocks[number].empty());
        blocks[number].assign(block.begin(), block.end());
    }
    [[nodiscard]] std::uint64_t blocks(Section section) const override {
        return all[static_cast<std::size_t>(section)].size();
    }
    [[nodiscard]] Block read(Section section, std::uint64_t number) override {
        return all[static_cast<std::size_t>(section)].at(number);
    }
};

/// In memory; all that were made are kept.
struct Shelf final : Checkpoints {
    std::shared_ptr<Kept> from;
    bool always = true;
    std::vector<std::shared_ptr<Kept>> made;

    CheckpointSource* resume() override { return from.get(); }
    bool due() override { return always; }
    void save(const std::function<void(CheckpointSink&)>& write) override {
        made.push_back(std::make_shared<Kept>());
        write(*made.back());
    }
};

}  // namespace toy
