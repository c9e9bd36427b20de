// All states of all ranks, told to rank 0: for a survey.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/ranks/ranks.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/state_bytes.hpp"
#include "explorer/store/state_table.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
class ToldStates {
public:
    ToldStates(const StateTable<Words>& table, Ranks& ranks, Limits& limits)
        : table_(table), ranks_(ranks), limits_(limits) {}

    /// By rank 0: calls look(state) for each, as long as `more` and that say that more is wanted.
    template <class Look>
    void hear(bool more, const Look& look) {
        FoldedState<Words> at;
        while (more && next_key()) {
            table_.unfold(key(), at);
            more = look(at.words.data()) && !limits_.poll();
        }
        for (bool open = true; open;) {
            (void)ranks_.spread(Block(1, more ? 1 : 0));
            if (!more) return;
            open = false;
            for (const Block& block : ranks_.collect({})) {
                open = open || !block.empty();
                StateReader<Words> in(block, 0);
                for (std::uint32_t label = 0; more && !in.at_end();) {
                    in.next(at.words, label);
                    more = look(at.words.data());
                }
            }
            more = more && !limits_.poll();
        }
        (void)ranks_.spread(Block(1, 0));
    }

    /// By the others.
    void tell() {
        for (;;) {
            const Block wish = ranks_.spread({});
            if (wish.empty() || wish[0] == 0) return;
            (void)ranks_.collect(some());
        }
    }

private:
    /// Keys are taken part by part.
    bool next_key() {
        while (++at_ >= keys_.size()) {
            if (part_ == StateTable<Words>::parts) return false;
            keys_.clear();
            table_.for_each(part_++, [&](StateKey key, std::uint64_t, SlotNumber) { keys_.push_back(key); });
            at_ = static_cast<std::size_t>(-1);
        }
        return true;
    }
    [[nodiscard]] StateKey key() const { return keys_[at_]; }

    Block some() {
        constexpr std::size_t enough = std::size_t{1} << 19;
        Block block;
        StateWriter<Words> writer;
        FoldedState<Words> at;
        while (block.size() < enough && next_key()) {
            table_.unfold(key(), at);
            writer.add(block, at.words, 0);
        }
        return block;
    }

    const StateTable<Words>& table_;
    Ranks& ranks_;
    Limits& limits_;
    std::size_t part_ = 0;
    std::vector<StateKey> keys_;                     // of the part before
    std::size_t at_ = static_cast<std::size_t>(-1);  // among these
};

}  // namespace revoke_mc::explorer::internal
