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
        write(out, start.found);
        return out.bytes();
    }
    /// `start.found` has the shape that is expected. Throws BadCheckpoint.
    void read(const Block& block) {
        BlockReader in(block);
        if (in.number() != Words) BlockReader::refuse();
        start.levels = in.number();
        start.frontier = in.number();
        start.states = in.number();
        words = in.number();
        stalled_complete = in.number() != 0;
        for (auto& part : room) in.planes(part, 8);
        read(in, start.found);
        in.end();
        if (start.levels == 0 || start.frontier > start.states) BlockReader::refuse();
    }

private:
    static void write(BlockWriter& out, const Findings<Words>& found) {
        out.number(found.transitions);
        out.number(found.bound_reached ? 1 : 0);
        out.number(found.witnesses.count());
        for (const system::PropertyId property : found.witnesses.properties()) {
            const auto& witness = found.witnesses[property];
            out.number(witness ? 1 : 0);
            if (witness) write(out, *witness);
        }
        out.number(found.blocked.words().size());
        out.planes(found.blocked.words(), 8);
        out.number(found.taken.size());
        out.planes(found.taken.items(), 1);
    }
    static void write(BlockWriter& out, const Witness<Words>& witness) {
        out.number(witness.level);
        out.planes(witness.state, 8);
        out.number(witness.transition ? std::uint64_t{witness.transition->raw()} + 1 : 0);
        out.number(witness.successor ? 1 : 0);
        if (witness.successor) out.planes(*witness.successor, 8);
        out.number(witness.thread ? std::uint64_t{witness.thread->raw()} + 1 : 0);
        out.number(witness.cut_start ? 1 : 0);
    }

    static void read(BlockReader& in, Findings<Words>& found) {
        found.transitions = in.number();
        found.bound_reached = in.number() != 0;
        if (in.number() != found.witnesses.count()) BlockReader::refuse();
        for (const system::PropertyId property : found.witnesses.properties()) {
            if (in.number() != 0) found.witnesses.offer(property, read_witness(in, found));
        }
        if (in.number() != found.blocked.words().size()) BlockReader::refuse();
        in.planes(found.blocked.words(), 8);
        if (in.number() != found.taken.size()) BlockReader::refuse();
        in.planes(found.taken.items(), 1);
    }
    static Witness<Words> read_witness(BlockReader& in, const Findings<Words>& found) {
        Witness<Words> witness{.level = in.number()};
        in.planes(witness.state, 8);
        witness.transition = read_id<system::TransitionId>(in, found.taken.size());
        if (in.number() != 0) in.planes(witness.successor.emplace(), 8);
        witness.thread = read_id<system::ThreadId>(in, found.blocked.words().size() * 64);
        witness.cut_start = in.number() != 0;
        return witness;
    }
    template <class I>
    static std::optional<I> read_id(BlockReader& in, std::size_t count) {
        const std::uint64_t next = in.number();
        if (next > count) BlockReader::refuse();
        return next == 0 ? std::nullopt : std::optional(I(next - 1));
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
