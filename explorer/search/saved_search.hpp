// Where a search stands at the beginning of a level: all that a checkpoint says beside words and states.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/search/findings.hpp"
#include "explorer/search/found_bytes.hpp"
#include "explorer/search/saved_states.hpp"
#include "explorer/search/stalled.hpp"
#include "explorer/store/block_bytes.hpp"
#include "explorer/store/state_table.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
struct LevelStart {
    std::uint64_t levels = 0;    ///< how many there are, the one that begins included
    std::uint64_t frontier = 0;  ///< states that are to be expanded; none: the search is over
    std::uint64_t states = 0;
    Findings<Words> found;
    /// By worker: how many stalled states it had found; none: it had given up.
    std::vector<std::optional<std::size_t>> stalled = {};
};

/// The summary of a checkpoint. What is read must be about a system of the same shape.
template <std::size_t Words>
class Summary {
public:
    using Sizes = std::array<std::array<std::uint64_t, 2>, part_count>;  ///< by part: of wide and of narrow keys

    LevelStart<Words> start;
    std::uint64_t words = 0;       ///< that are numbered
    Sizes room{};                  ///< at least as many keys as there are
    bool stalled_complete = true;  ///< all stalled states are there

    [[nodiscard]] Block bytes() const {
        BlockWriter out;
        for (const std::uint64_t number :
             {std::uint64_t{Words}, start.levels, start.frontier, start.states, words, std::uint64_t{stalled_complete}})
            out.number(number);
        for (const auto& part : room) out.planes(part, 8);
        FoundBytes<Words>::write(out, start.found);
        return out.bytes();
    }
    /// `start.found` has the shape that is expected. Throws BadCheckpoint.
    void read(const Block& block) {
        read_part(block);
        if (start.levels == 0 || start.frontier > start.states) BlockReader::refuse();
    }
    /// That of one rank of several, which need not have as many states as all have to expand.
    void read_part(const Block& block) {
        BlockReader in(block);
        if (in.number() != Words) BlockReader::refuse();
        start.levels = in.number();
        start.frontier = in.number();
        start.states = in.number();
        words = in.number();
        stalled_complete = in.number() != 0;
        for (auto& part : room) in.planes(part, 8);
        FoundBytes<Words>::read(in, start.found);
        in.end();
    }
};

/// Keys in blocks, from several lists as if they were one.
class KeySaver {
public:
    explicit KeySaver(CheckpointSink& sink) : sink_(sink) {}
    void add(std::span<const StateKey> keys) {
        for (; !keys.empty(); keys = keys.subspan(std::min(block_states, keys.size())))
            write(keys.first(std::min(block_states, keys.size())));
    }

private:
    void write(std::span<const StateKey> keys) {
        BlockWriter bytes;
        bytes.number(keys.size());
        bytes.planes(keys, 8);
        sink_.write(Section::stalled, next_block_++, bytes.bytes());
    }

    CheckpointSink& sink_;
    std::uint64_t next_block_ = 0;
};

/// Calls f(key) for each.
template <class F>
void load_keys(CheckpointSource& source, const F& f) {
    std::vector<StateKey> keys;
    for (std::uint64_t number = 0; number < source.blocks(Section::stalled); ++number) {
        const Block bytes = source.read(Section::stalled, number);
        BlockReader in(bytes);
        keys.resize(in.count(8));
        in.planes(keys, 8);
        in.end();
        for (const StateKey key : keys) f(number, key);
    }
}

}  // namespace revoke_mc::explorer::internal
