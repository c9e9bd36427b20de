// Findings as bytes, for checkpoints and for other ranks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "explorer/search/findings.hpp"
#include "explorer/store/block_bytes.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

/// What is read must be about a system of the same shape.
template <std::size_t Words>
struct FoundBytes {
    static void write(BlockWriter& out, const Findings<Words>& found) {
        out.number(found.transitions);
        out.number(found.bound_reached ? 1 : 0);
        write(out, found.witnesses);
        out.number(found.blocked.words().size());
        out.planes(found.blocked.words(), 8);
        out.number(found.taken.size());
        out.planes(found.taken.items(), 1);
    }
    static void write(BlockWriter& out, const Witnesses<Words>& witnesses) {
        out.number(witnesses.count());
        for (const system::PropertyId property : witnesses.properties()) {
            const auto& witness = witnesses[property];
            out.number(witness ? 1 : 0);
            if (witness) write(out, *witness);
        }
    }

    /// `found` has the shape that is expected; what is read is added. Throws BadCheckpoint.
    static void read(BlockReader& in, Findings<Words>& found) {
        found.transitions += in.number();
        found.bound_reached = in.number() != 0 || found.bound_reached;
        const Limits limits{found.taken.size(), found.blocked.words().size() * 64};
        read(in, limits, found.witnesses);
        if (in.number() != found.blocked.words().size()) BlockReader::refuse();
        std::vector<std::uint64_t> blocked(found.blocked.words().size());
        in.planes(blocked, 8);
        for (std::size_t i = 0; i < blocked.size(); ++i) found.blocked.words()[i] |= blocked[i];
        if (in.number() != found.taken.size()) BlockReader::refuse();
        std::vector<std::uint8_t> taken(found.taken.size());
        in.planes(taken, 1);
        for (const system::TransitionId id : found.taken.ids()) found.taken[id] |= taken[id.number()];
    }

    /// How many of them the system has.
    struct Limits {
        std::size_t transitions, threads;
    };
    static void read(BlockReader& in, const Limits& limits, Witnesses<Words>& witnesses) {
        if (in.number() != witnesses.count()) BlockReader::refuse();
        for (const system::PropertyId property : witnesses.properties()) {
            if (in.number() != 0) witnesses.offer(property, read_witness(in, limits));
        }
    }

private:
    static void write(BlockWriter& out, const Witness<Words>& witness) {
        out.number(witness.level);
        out.planes(witness.state, 8);
        out.number(witness.transition ? std::uint64_t{witness.transition->raw()} + 1 : 0);
        out.number(witness.successor ? 1 : 0);
        if (witness.successor) out.planes(*witness.successor, 8);
        out.number(witness.thread ? std::uint64_t{witness.thread->raw()} + 1 : 0);
        out.number(witness.cut_start ? 1 : 0);
    }
    static Witness<Words> read_witness(BlockReader& in, const Limits& limits) {
        Witness<Words> witness{.level = in.number()};
        in.planes(witness.state, 8);
        witness.transition = read_id<system::TransitionId>(in, limits.transitions);
        if (in.number() != 0) in.planes(witness.successor.emplace(), 8);
        witness.thread = read_id<system::ThreadId>(in, limits.threads);
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

}  // namespace revoke_mc::explorer::internal
