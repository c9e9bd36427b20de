// Left-over states of a search that is shared out: rank 0 takes in those of all ranks, and decides.
//
// Walks go through the plain graph and settle what a rank owns. What they leave over is little, or a sign of a
// violation; rank 0 asks each rank for it, level by level, and puts it into one store, where sweeps and components see
// it as a whole. Under a reduction the states that it leads to are taken in as well, except those that some rank has
// settled: that, too, rank 0 has to ask. The others serve until they are told that it is done.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "explorer/possibility/left_over.hpp"
#include "explorer/possibility/settled_walks.hpp"
#include "explorer/ranks/ranks.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/block_bytes.hpp"
#include "explorer/store/state_bytes.hpp"
#include "explorer/store/state_table.hpp"

namespace revoke_mc::explorer::internal {

/// What rank 0 asks of the others.
enum class Wish : std::uint8_t { states, settled, nothing };

/// What each rank can say of its own states.
template <system::TransitionSystem S>
class OpenStates {
public:
    static constexpr std::size_t words = S::words;
    static constexpr std::uint64_t no_level = std::numeric_limits<std::uint64_t>::max();
    using Entry = std::pair<std::uint64_t, StateKey>;

    /// `open`: in order of levels.
    OpenStates(StateTable<words>& table, const SettledMap& settled, std::span<const Entry> open)
        : table_(table), settled_(settled), bases_(table.bases()), open_(open) {}

    /// Of this level, as many as go into a block, behind the level of what is left after that.
    [[nodiscard]] Block states(std::uint64_t level) {
        Block block;
        StateWriter<words> writer;
        FoldedState<words> at;
        for (; !open_.empty() && open_.front().first == level && block.size() < enough; open_ = open_.subspan(1)) {
            table_.unfold(open_.front().second, at);
            writer.add(block, at.words, 0);
        }
        BlockWriter out;
        out.number(open_.empty() ? no_level : open_.front().first);
        Block all = out.bytes();
        all.insert(all.end(), block.begin(), block.end());
        return all;
    }

    /// By state: 1 if it is settled, here.
    [[nodiscard]] Block settled(const Block& wish, std::size_t at) const {
        Block out;
        StateReader<words> in(wish, at);
        StateArray<words> state;
        for (std::uint32_t label = 0; !in.at_end();) {
            in.next(state, label);
            out.push_back(is_settled(state.data()) ? 1 : 0);
        }
        return out;
    }

private:
    static constexpr std::size_t enough = std::size_t{1} << 20;

    [[nodiscard]] bool is_settled(const std::uint64_t* state) const {
        const auto key = table_.known_key(state);
        if (!key) return false;
        const Scrambled scrambled(*key);
        const SlotNumber slot = table_.find(scrambled);
        return slot != QuotientTable::nowhere && settled_.get(bases_[scrambled.part] + slot);
    }

    StateTable<words>& table_;
    const SettledMap& settled_;
    std::array<SlotNumber, part_count> bases_;
    std::span<const Entry> open_;
};

/// One end of the talk between rank 0 and the others.
template <system::TransitionSystem S>
class LeftOverTalk {
public:
    static constexpr std::size_t words = S::words;

    LeftOverTalk(Ranks& ranks, OpenStates<S>& mine) : ranks_(ranks), mine_(mine) {}

    /// By rank 0: all open states of all ranks, in order of levels.
    void take_in(LeftOver<S>& left, Limits& limits) {
        for (std::uint64_t level = 0; level != OpenStates<S>::no_level && !limits.poll();) {
            BlockWriter wish;
            wish.number(static_cast<std::uint64_t>(Wish::states));
            wish.number(level);
            std::uint64_t next = OpenStates<S>::no_level;
            for (const Block& block : ask(wish.bytes(), mine_.states(level)))
                next = std::min(next, enter(block, level, left));
            level = next;
        }
    }

    /// By rank 0: by state, whether some rank has settled it.
    [[nodiscard]] std::vector<bool> settled(std::span<const StateArray<words>> states) {
        BlockWriter kind;
        kind.number(static_cast<std::uint64_t>(Wish::settled));
        Block wish = kind.bytes();
        const std::size_t begin = wish.size();
        StateWriter<words> writer;
        for (const auto& state : states) writer.add(wish, state, 0);
        std::vector<bool> out(states.size());
        for (const Block& answer : ask(wish, mine_.settled(wish, begin))) {
            if (answer.size() != out.size()) throw RankFailed("ranks: an answer to another question");
            for (std::size_t i = 0; i < out.size(); ++i)
                if (answer[i] != 0) out[i] = true;
        }
        return out;
    }

    /// By rank 0, at the end.
    void dismiss() {
        BlockWriter wish;
        wish.number(static_cast<std::uint64_t>(Wish::nothing));
        (void)ranks_.spread(wish.bytes());
    }

    /// By the others, until they are dismissed.
    void serve() {
        for (;;) {
            const Block wish = ranks_.spread({});
            if (wish.empty()) throw RankFailed("ranks: an empty wish");
            switch (static_cast<Wish>(wish[0])) {
            case Wish::states: (void)ranks_.collect(mine_.states(level_of(wish))); break;
            case Wish::settled: (void)ranks_.collect(mine_.settled(wish, sizeof(std::uint64_t))); break;
            case Wish::nothing: return;
            }
        }
    }

private:
    std::vector<Block> ask(const Block& wish, Block my_answer) {
        (void)ranks_.spread(wish);
        return ranks_.collect(std::move(my_answer));
    }

    static std::uint64_t level_of(const Block& wish) {
        BlockReader in(wish);
        (void)in.number();
        return in.number();
    }

    /// The level of what that rank has left.
    static std::uint64_t enter(const Block& block, std::uint64_t level, LeftOver<S>& left) {
        const Block head(block.begin(), block.begin() + sizeof(std::uint64_t));
        StateReader<words> in(block, sizeof(std::uint64_t));
        StateArray<words> state;
        for (std::uint32_t label = 0; !in.at_end();) {
            in.next(state, label);
            left.add(level, state.data());
        }
        return BlockReader(head).number();
    }

    Ranks& ranks_;
    OpenStates<S>& mine_;
};

}  // namespace revoke_mc::explorer::internal
