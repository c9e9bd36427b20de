// What all ranks of a search know of each other, level by level; alone, a rank is the whole team.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "explorer/contract/result.hpp"
#include "explorer/ranks/ranks.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/block_bytes.hpp"

namespace revoke_mc::explorer::internal {

/// How one rank stands, or all together.
struct Standing {
    Reason reason = Reason::none;  ///< why it stops; of all, the first in the order of Reason
    std::uint64_t fresh = 0;       ///< states that were found for the next level
    std::uint64_t states = 0;
    std::uint64_t bytes = 0;  ///< peak memory; of all, the most of one
    bool flag = false;        ///< a question of the caller's: true for one is true for all
    bool due = false;         ///< the same: a checkpoint
};

class Team {
public:
    /// `ranks` may be null.
    Team(Ranks* ranks, Limits& limits) : ranks_(ranks), limits_(limits) {}

    [[nodiscard]] bool alone() const { return ranks_ == nullptr; }
    [[nodiscard]] bool leads() const { return alone() || ranks_->first(); }
    [[nodiscard]] Ranks* ranks() const { return ranks_; }
    [[nodiscard]] unsigned size() const { return alone() ? 1 : ranks_->size(); }

    /// What all together come to. Afterwards all stop for the same reason, or none does. By one thread of each rank.
    Standing agree(Standing mine = {}) {
        mine.reason = limits_.reason();
        if (alone()) return mine;
        Standing all;
        for (const Block& block : ranks_->gather(bytes(mine))) add(read(block), all);
        if (all.reason != Reason::none) limits_.agree(all.reason);
        return all;
    }

private:
    static Block bytes(const Standing& standing) {
        BlockWriter out;
        for (const std::uint64_t number : {static_cast<std::uint64_t>(standing.reason), standing.fresh, standing.states,
                                           standing.bytes, std::uint64_t{standing.flag}, std::uint64_t{standing.due}})
            out.number(number);
        return out.bytes();
    }
    static Standing read(const Block& block) {
        BlockReader in(block);
        Standing out;
        out.reason = static_cast<Reason>(in.number());
        out.fresh = in.number();
        out.states = in.number();
        out.bytes = in.number();
        out.flag = in.number() != 0;
        out.due = in.number() != 0;
        in.end();
        return out;
    }
    static void add(const Standing& one, Standing& all) {
        if (one.reason != Reason::none && (all.reason == Reason::none || one.reason < all.reason))
            all.reason = one.reason;
        all.fresh += one.fresh;
        all.states += one.states;
        all.bytes = std::max(all.bytes, one.bytes);
        all.flag = all.flag || one.flag;
        all.due = all.due || one.due;
    }

    Ranks* ranks_;
    Limits& limits_;
};

}  // namespace revoke_mc::explorer::internal
