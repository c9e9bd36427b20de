// The state table as blocks of a checkpoint, and back.
//
// The table notes the level of each state. A checkpoint that is made in the middle of a level, because a limit was hit,
// leaves out what lies beyond that level's beginning, and is the one of the beginning. And the states that are to be
// expanded next are those of the last level: nobody has to write them down once more. (Which transition led to them is
// forgotten: all invariants are tested there, and what that step cannot have broken has a better witness.)
//
// A scrambled key (state_key.hpp) is as good as random; sorted, of many of them only the differences cost anything:
// 4.4 bytes for each of five million states, level included, which is close to what the set is worth. Nothing is said
// of how full a table was: it is made anew, and may have more or less memory than the old one.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/search/frontier.hpp"
#include "explorer/search/limits.hpp"
#include "explorer/store/block_bytes.hpp"
#include "explorer/store/part_cursor.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

inline constexpr std::size_t block_states = std::size_t{1} << 16;

/// Bits of a scrambled key behind those that say the part.
[[nodiscard]] constexpr unsigned hash_bits(bool narrow) { return (narrow ? narrow_bits : wide_bits) - part_bits; }

/// The states of one block, by their scrambled keys.
struct SavedStates {
    struct State {
        std::uint64_t scrambled;  ///< with the number of the part
        std::uint32_t level;
        auto operator<=>(const State&) const = default;
    };
    bool narrow = true;
    std::vector<State> states;

    void write(BlockWriter& out) {
        std::ranges::sort(states);
        std::vector<std::uint64_t> steps(states.size());
        std::vector<std::uint32_t> levels(states.size());
        std::uint64_t last = 0;
        for (std::size_t i = 0; i < states.size(); ++i) {
            steps[i] = states[i].scrambled - last;
            levels[i] = states[i].level;
            last = states[i].scrambled;
        }
        out.number(narrow ? 1 : 0);
        out.number(states.size());
        out.planes(steps, 8);
        out.planes(levels, 4);
    }
    void read(BlockReader& in) {
        const std::uint64_t kind = in.number();
        if (kind > 1) BlockReader::refuse();
        narrow = kind == 1;
        std::vector<std::uint64_t> steps(in.count(12));
        std::vector<std::uint32_t> levels(steps.size());
        in.planes(steps, 8);
        in.planes(levels, 4);
        in.end();
        states.resize(steps.size());
        std::uint64_t last = 0;
        for (std::size_t i = 0; i < steps.size(); ++i) states[i] = {last += steps[i], levels[i]};
    }
};

/// Writes all states up to a level.
template <std::size_t Words>
class StateSaver {
public:
    StateSaver(const StateTable<Words>& table, std::uint64_t last_level, CheckpointSink& sink)
        : table_(table), last_level_(last_level), sink_(sink) {}

    void save(Executor& executor) {
        const auto work = [this](unsigned) {
            Pile narrow, wide;
            wide.states.narrow = false;
            for (std::size_t part = 0; cursor_.next(part);) {
                collect(part, narrow);
                collect(part, wide);
            }
            flush(narrow);
            flush(wide);
        };
        if (table_.size() < block_states) {
            executor.run_alone(work);
        } else {
            executor.run(work);
        }
    }

private:
    struct Pile {
        SavedStates states;
        BlockWriter bytes;
    };

    void collect(std::size_t part, Pile& pile) {
        const bool narrow = pile.states.narrow;
        table_.for_each_hash(part, narrow, [&](std::uint64_t hash, std::uint64_t level) {
            if (level > last_level_) return;
            pile.states.states.push_back(
                {std::uint64_t{part} << hash_bits(narrow) | hash, static_cast<std::uint32_t>(level)});
            if (pile.states.states.size() == block_states) flush(pile);
        });
    }
    void flush(Pile& pile) {
        if (pile.states.states.empty()) return;
        pile.bytes.clear();
        pile.states.write(pile.bytes);
        pile.states.states.clear();
        sink_.write(Section::states, next_block_.fetch_add(1, std::memory_order_relaxed), pile.bytes.bytes());
    }

    const StateTable<Words>& table_;
    const std::uint64_t last_level_;
    CheckpointSink& sink_;
    PartCursor cursor_{StateTable<Words>::parts};
    std::atomic<std::uint64_t> next_block_{0};
};

/// Enters a state of a checkpoint, and if it is of the level that is to be expanded, into the next level, too.
template <std::size_t Words>
class StateEntry {
public:
    /// `last_level`: the highest there is. `expand`: that level's states have not been expanded.
    StateEntry(StateTable<Words>& table, std::uint64_t last_level, bool expand)
        : table_(table), last_level_(last_level), expand_(expand) {}

    Reason enter(const typename StateTable<Words>::Turn& turn, const Scrambled& state, std::uint64_t level,
                 FrontierPart& next) {
        if (level > last_level_) BlockReader::refuse();
        bool fresh = false;
        const Reason refusal = table_.insert(turn, state.part, state.narrow, std::span{&state.hash, 1}, level,
                                             [&](std::size_t) { fresh = true; });
        if (refusal != Reason::none) return refusal;
        if (!fresh) BlockReader::refuse();  // twice
        if (!expand_ || level != last_level_) return Reason::none;
        if (!next.reserve(1)) return Reason::memory;
        next.push(state.key(), none);
        return Reason::none;
    }

private:
    StateTable<Words>& table_;
    const std::uint64_t last_level_;
    const bool expand_;
};

/// Enters all states into an empty table whose words are there, and those of the level that is to be expanded into the
/// next level of the worker that meets them.
template <std::size_t Words>
class StateLoader {
public:
    StateLoader(StateTable<Words>& table, StateEntry<Words> entry, CheckpointSource& source, Limits& limits)
        : table_(table), entry_(entry), source_(source), limits_(limits) {}

    void load(Executor& executor, std::vector<FrontierPart>& next) {
        PartCursor cursor(source_.blocks(Section::states));
        executor.run([&](unsigned worker) {
            SavedStates block;
            for (std::size_t number = 0; !limits_.poll() && cursor.next(number);) {
                const Block bytes = source_.read(Section::states, number);
                BlockReader in(bytes);
                block.read(in);
                enter(block, next[worker]);
            }
        });
    }

private:
    void enter(const SavedStates& block, FrontierPart& next) {
        const unsigned bits = hash_bits(block.narrow);
        typename StateTable<Words>::Turn turn;
        std::size_t part = StateTable<Words>::parts;
        std::uint64_t entered = 0;
        for (const SavedStates::State& state : block.states) {
            const std::uint64_t its_part = state.scrambled >> bits;
            if (its_part >= StateTable<Words>::parts) BlockReader::refuse();
            if (its_part != part) {
                part = static_cast<std::size_t>(its_part);
                turn = {};
                turn = table_.turn(part);
            }
            const Scrambled scrambled(block.narrow, part, state.scrambled & ((std::uint64_t{1} << bits) - 1));
            if (const Reason refusal = entry_.enter(turn, scrambled, state.level, next); refusal != Reason::none) {
                limits_.raise(refusal);
                break;
            }
            ++entered;
        }
        table_.count(entered);
    }

    StateTable<Words>& table_;
    StateEntry<Words> entry_;
    CheckpointSource& source_;
    Limits& limits_;
};

/// The numbered words in blocks, as they are now; by all workers.
inline void save_words(std::span<const std::uint64_t> words, Executor& executor, CheckpointSink& sink) {
    const std::size_t blocks = (words.size() + block_states - 1) / block_states;
    PartCursor cursor(blocks);
    const auto work = [&](unsigned) {
        BlockWriter bytes;
        for (std::size_t number = 0; cursor.next(number);) {
            const std::size_t begin = number * block_states;
            const auto piece = words.subspan(begin, std::min(block_states, words.size() - begin));
            bytes.clear();
            bytes.number(piece.size());
            bytes.planes(piece, 8);
            sink.write(Section::words, number, bytes.bytes());
        }
    };
    if (blocks < 2) {
        executor.run_alone(work);
    } else {
        executor.run(work);
    }
}

/// By one thread, as each has to get its old number. False if there is no memory.
inline bool load_words(InternTable& table, CheckpointSource& source, Limits& limits) {
    std::vector<std::uint64_t> values;
    InternId expected = 0;
    for (std::uint64_t number = 0; number < source.blocks(Section::words) && !limits.poll(); ++number) {
        const Block bytes = source.read(Section::words, number);
        BlockReader in(bytes);
        values.resize(in.count(8));
        in.planes(values, 8);
        in.end();
        for (const std::uint64_t value : values) {
            const InternId id = table.intern(value);
            if (id == no_intern_id) return false;
            if (id != expected++) BlockReader::refuse();
        }
    }
    return true;
}

}  // namespace revoke_mc::explorer::internal
