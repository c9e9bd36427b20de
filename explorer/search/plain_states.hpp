// States of a checkpoint in their own words, as several ranks write them: no rank knows how another one numbers words,
// and whoever goes on may be any number of ranks.
//
// A block has up to 65,536 states in increasing order, each as its difference to the one before, with its level
// (state_bytes.hpp). That is half as much again as keys and numbered words take.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/search/saved_states.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/store/state_bytes.hpp"
#include "explorer/store/state_fold.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

/// Writes all states up to a level, or some keys.
template <std::size_t Words>
class PlainSaver {
public:
    PlainSaver(const StateTable<Words>& table, CheckpointSink& sink) : table_(table), sink_(sink) {}

    void save_states(std::uint64_t last_level, Executor& executor) {
        PartCursor cursor(StateTable<Words>::parts);
        const auto work = [&](unsigned) {
            Pile pile;
            for (std::size_t part = 0; cursor.next(part);) {
                table_.for_each(part, [&](StateKey key, std::uint64_t level, SlotNumber) {
                    if (level <= last_level) add(pile, key, level, Section::plain);
                });
            }
            flush(pile, Section::plain);
        };
        if (table_.size() < block_states) {
            executor.run_alone(work);
        } else {
            executor.run(work);
        }
    }
    void save_stalled(std::span<const StateKey> keys) {
        Pile pile;
        for (const StateKey key : keys) add(pile, key, 0, Section::plain_stalled);
        flush(pile, Section::plain_stalled);
    }

    /// How many blocks of a section there are so far.
    [[nodiscard]] std::uint64_t blocks(Section section) const {
        return next_block_[static_cast<std::size_t>(section)].load(std::memory_order_relaxed);
    }

private:
    using Pile = std::vector<std::pair<StateArray<Words>, std::uint32_t>>;

    void add(Pile& pile, StateKey key, std::uint64_t level, Section section) {
        FoldedState<Words> at;
        table_.unfold(key, at);
        pile.emplace_back(at.words, static_cast<std::uint32_t>(level));
        if (pile.size() == block_states) flush(pile, section);
    }
    void flush(Pile& pile, Section section) {
        if (pile.empty()) return;
        std::ranges::sort(pile);
        Block block;
        StateWriter<Words> writer;
        for (const auto& [state, level] : pile) writer.add(block, state, level);
        pile.clear();
        auto& next = next_block_[static_cast<std::size_t>(section)];
        sink_.write(section, next.fetch_add(1, std::memory_order_relaxed), block);
    }

    const StateTable<Words>& table_;
    CheckpointSink& sink_;
    std::array<std::atomic<std::uint64_t>, sections> next_block_{};
};

/// All states of a checkpoint in their own words, whoever has written it.
template <std::size_t Words>
class PlainStates {
public:
    /// `word_count`: how many numbered words it should have.
    PlainStates(CheckpointSource& source, std::uint64_t word_count, Budget& budget, Limits& limits)
        : source_(source), limits_(limits), fold_(budget) {
        if (!load_words(fold_.numbered(), source, limits)) limits.raise(Reason::memory);
        if (!limits.stopping() && fold_.numbered().all().size() != word_count) BlockReader::refuse();
    }

    /// Calls f(state, level) for each.
    template <class F>
    void for_each(const F& f) {
        for_each_plain(Section::plain, f);
        SavedStates saved;
        for (std::uint64_t number = 0; number < source_.blocks(Section::states) && !limits_.poll(); ++number) {
            const Block bytes = source_.read(Section::states, number);
            BlockReader in(bytes);
            saved.read(in);
            const unsigned bits = hash_bits(saved.narrow);
            for (const SavedStates::State& state : saved.states) {
                const std::uint64_t part = state.scrambled >> bits;
                if (part >= part_count) BlockReader::refuse();
                const std::uint64_t hash = state.scrambled & ((std::uint64_t{1} << bits) - 1);
                f(unfold(Scrambled(saved.narrow, static_cast<std::size_t>(part), hash).key()), state.level);
            }
        }
    }
    /// Calls f(state) for each that is stalled.
    template <class F>
    void for_each_stalled(const F& f) {
        for_each_plain(Section::plain_stalled, [&](const StateArray<Words>& state, std::uint64_t) { f(state); });
        load_keys(source_, [&](std::uint64_t, StateKey key) { f(unfold(key)); });
    }

private:
    template <class F>
    void for_each_plain(Section section, const F& f) {
        StateArray<Words> state;
        for (std::uint64_t number = 0; number < source_.blocks(section) && !limits_.poll(); ++number) {
            const Block bytes = source_.read(section, number);
            StateReader<Words> in(bytes, 0);
            for (std::uint32_t level = 0; !in.at_end();) {
                in.next(state, level);
                f(state, level);
            }
        }
    }
    [[nodiscard]] const StateArray<Words>& unfold(StateKey key) {
        if (!fold_.knows(key)) BlockReader::refuse();
        fold_.unfold(key, at_);
        return at_.words;
    }

    CheckpointSource& source_;
    Limits& limits_;
    StateFold<Words> fold_;
    FoldedState<Words> at_;
};

}  // namespace revoke_mc::explorer::internal
