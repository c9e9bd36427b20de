// The set of states seen so far: exact, shared by all workers, lock-free to insert into.
//
// For those who need to number states: the graph visitor, and the states that are left over for the
// possibility pass. The search itself uses the compressed state_table.hpp.
//
// Two parts: the arena holds the words (state_arena.hpp), the index finds them (state_index.hpp). Each worker inserts
// through its own Writer, which holds a block of unused ids.
//
// One rule keeps the store from overflowing in the middle of a batch: no more ids are ever handed
// out than the index may hold, the caller's limit allows and the memory pays for. insert() then
// answers `full` and has changed nothing; the workers return, and make_room() grows the index with
// all threads (the index is rebuilt from the arena, so that the old one is released first and the
// two never exist side by side) or says that there is no more room.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "explorer/contract/result.hpp"
#include "explorer/store/budget.hpp"
#include "explorer/store/levels.hpp"
#include "explorer/store/state_arena.hpp"
#include "explorer/store/state_index.hpp"
#include "explorer/store/state_words.hpp"
#include "explorer/threads/executor.hpp"

namespace revoke_mc::explorer::internal {

enum class Insertion : std::uint8_t { fresh, known, full };

/// A worker's access to the store. Only one thread at a time may use it.
class alignas(64) Writer {
public:
    [[nodiscard]] std::uint64_t inserted() const { return inserted_.load(std::memory_order_relaxed); }

private:
    template <std::size_t Words>
    friend class StateStore;

    void use_one() {
        ++free_.begin;
        // Only this thread writes it; others read it for progress.
        inserted_.store(inserted() + 1, std::memory_order_relaxed);
    }

    IdRange free_;                 // ids of the block at hand that are not used yet
    StateId level_begin_ = 0;      // where the current level begins in this block
    std::vector<IdRange> filled_;  // earlier ranges of the current level
    std::atomic<std::uint64_t> inserted_{0};
};

template <std::size_t Words>
class StateStore {
public:
    static constexpr std::uint64_t block = 1024;

    /// Throws std::bad_alloc if there is no memory even for an empty store.
    StateStore(Budget& budget, unsigned writers, std::uint64_t max_states)
        : budget_(budget), arena_(budget), writers_(writers), max_states_(max_states) {
        if (!budget_.take(StateIndex::bytes_for(smallest))) throw std::bad_alloc();
        index_ = StateIndex(smallest);
        if (!index_) throw std::bad_alloc();
        set_id_limit(sparse_load(smallest));
    }
    ~StateStore() {
        if (index_) budget_.give(StateIndex::bytes_for(index_.capacity()));
    }
    StateStore(const StateStore&) = delete;
    StateStore& operator=(const StateStore&) = delete;

    [[nodiscard]] Writer& writer(unsigned number) { return writers_[number]; }

    /// Inserts a state unless it is known. `full`: nothing happened, call make_room().
    [[nodiscard]] Insertion insert(Writer& writer, const std::uint64_t* state, std::uint64_t hash,
                                   StateId* id = nullptr) {
        const auto placed = index_.find_or_insert(
            hash, [&](StateId other) { return same_state<Words>(this->state(other), state); },
            [&] { return write(writer, state); });
        if (placed.id == no_state) return Insertion::full;
        if (placed.fresh) writer.use_one();
        if (id != nullptr) *id = placed.id;
        return placed.fresh ? Insertion::fresh : Insertion::known;
    }

    /// Before a batched look-up: brings the line of the index here. A plain load rather
    /// than a prefetch: in a tight loop the core keeps as many of them under way as it can, and
    /// that measured 15 % faster.
    [[nodiscard]] std::uint64_t first_entry(std::uint64_t hash) const { return index_.first_entry(hash); }

    /// The id of a state, or no_state.
    [[nodiscard]] StateId find(const std::uint64_t* state, std::uint64_t hash) const {
        return index_.find(hash, [&](StateId other) { return same_state<Words>(this->state(other), state); });
    }

    [[nodiscard]] const std::uint64_t* state(StateId id) const { return arena_.at(id); }

    /// Number of states; while workers insert, a number of a moment ago.
    [[nodiscard]] std::uint64_t size() const {
        std::uint64_t sum = 0;
        for (const Writer& writer : writers_) sum += writer.inserted();
        return sum;
    }

    /// Memory in use by the whole search.
    [[nodiscard]] std::uint64_t bytes() const { return budget_.used(); }

    /// All ids are below this.
    [[nodiscard]] StateId id_bound() const { return arena_.bound(); }

    /// The ids inserted since the last call, normalized. No worker may be at work.
    [[nodiscard]] std::vector<IdRange> close_level() {
        std::vector<IdRange> ranges;
        for (Writer& writer : writers_) {
            end_range(writer);
            ranges.insert(ranges.end(), writer.filled_.begin(), writer.filled_.end());
            writer.filled_.clear();
        }
        normalize(ranges);
        return ranges;
    }

    /// After `full`: none if inserting can go on, else the limit that was hit. No worker may be at
    /// work.
    [[nodiscard]] Reason make_room(Executor& executor) {
        for (Writer& writer : writers_) surrender(writer);
        const std::uint64_t wanted = arena_.bound() + executor.threads() * block;
        if (id_limit_ < std::min(wanted, max_states_)) enlarge(executor);
        if (arena_.has_spare()) return Reason::none;
        arena_.give_back(arena_.take(block_size(), id_limit_));
        if (arena_.has_spare()) return Reason::none;
        return arena_.bound() >= max_states_ ? Reason::states : Reason::memory;
    }

private:
    static constexpr std::uint64_t smallest = 1 << 12;
    static constexpr std::uint64_t most_ids = (std::uint64_t{1} << 36) - 2;

    // Growing at 3/4 keeps walks short; without memory to grow, 15/16 is the last resort.
    static std::uint64_t sparse_load(std::uint64_t capacity) { return capacity / 4 * 3; }
    static std::uint64_t dense_load(std::uint64_t capacity) { return capacity / 16 * 15; }

    void set_id_limit(std::uint64_t load) { id_limit_ = std::min({load, max_states_, most_ids}); }

    /// Near the limit blocks get small, so that no worker sits on ids that another one needs.
    [[nodiscard]] std::uint64_t block_size() const {
        const StateId bound = arena_.bound();
        const std::uint64_t left = id_limit_ > bound ? id_limit_ - bound : 0;
        return std::clamp<std::uint64_t>(left / (writers_.size() * 4), 1, block);
    }

    /// Writes the state at the next unused id of the writer.
    StateId write(Writer& writer, const std::uint64_t* state) {
        if (writer.free_.empty() && !next_block(writer)) return no_state;
        std::copy_n(state, Words, arena_.at(writer.free_.begin));
        return writer.free_.begin;
    }

    bool next_block(Writer& writer) {
        end_range(writer);
        writer.free_ = arena_.take(block_size(), id_limit_);
        writer.level_begin_ = writer.free_.begin;
        return !writer.free_.empty();
    }

    static void end_range(Writer& writer) {
        const IdRange range{writer.level_begin_, writer.free_.begin};
        if (!range.empty()) writer.filled_.push_back(range);
        writer.level_begin_ = writer.free_.begin;
    }

    void surrender(Writer& writer) {
        end_range(writer);
        arena_.give_back(writer.free_);
        writer.free_ = {};
        writer.level_begin_ = 0;
    }

    void enlarge(Executor& executor) {
        const std::uint64_t old = index_.capacity();
        const std::uint64_t capacity = old < (1 << 20) ? old * 4 : old * 2;
        const std::uint64_t more = StateIndex::bytes_for(capacity) - StateIndex::bytes_for(old);
        if (!budget_.take(more)) {
            set_id_limit(dense_load(old));
            return;
        }
        index_ = {};
        index_ = StateIndex(capacity);
        if (!index_) {  // the kernel refuses what the budget allows: back to the old size
            budget_.give(more);
            index_ = StateIndex(old);
            if (!index_) throw std::bad_alloc();
            set_id_limit(dense_load(old));
        } else {
            set_id_limit(sparse_load(capacity));
        }
        refill(executor);
    }

    /// Every block has been given back, so all other ids below the bound are states.
    void refill(Executor& executor) {
        const std::vector<IdRange> used = arena_.used();
        ChunkCursor cursor(used, 1 << 14);
        executor.run([&](unsigned) {
            for (IdRange chunk; cursor.next(chunk);) refill(chunk);
        });
    }

    void refill(IdRange chunk) {
        constexpr std::uint64_t batch = 64;
        std::uint64_t hashes[batch];
        while (!chunk.empty()) {
            const std::uint64_t count = std::min(batch, chunk.size());
            for (std::uint64_t i = 0; i < count; ++i) {
                hashes[i] = hash_state<Words>(state(chunk.begin + i));
                index_.prefetch(hashes[i]);
            }
            for (std::uint64_t i = 0; i < count; ++i) {
                index_.insert_absent(hashes[i], chunk.begin + i);
            }
            chunk.begin += count;
        }
    }

    Budget& budget_;
    StateArena<Words> arena_;
    StateIndex index_;
    std::vector<Writer> writers_;
    const std::uint64_t max_states_;
    std::uint64_t id_limit_ = 0;
};

}  // namespace revoke_mc::explorer::internal
