// Successors on their way into the store, a batch at a time.
//
// Looking a state up costs two cache misses, one in the index and one in the arena, and a modern
// core can have a dozen of them in flight at once. So a worker collects successors and their
// hashes, and flush() takes all of them through one miss after the other: first it loads every
// index entry, then it fetches the arena line of every likely match, and only then it compares and
// inserts.
//
// When the store is full the batch keeps what is left and simply grows, until the search has made
// room: a state is expanded completely or not at all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/internal/state_store.hpp"
#include "explorer/internal/state_words.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
class SuccessorBatch {
public:
    static constexpr std::size_t size = 256;

    SuccessorBatch(StateStore<Words>& store, Writer& writer) : store_(store), writer_(writer) {
        states_.resize(size);
        hashes_.resize(size);
    }

    void push(const std::uint64_t* state) {
        if (count_ == states_.size()) make_space();
        std::copy_n(state, Words, states_[count_].begin());
        hashes_[count_++] = hash_state<Words>(state);
    }

    /// Inserts all; false if the store is full and some are left.
    [[nodiscard]] bool flush() {
        std::size_t done = 0;
        bool room = true;
        while (room && done < count_) {
            const std::size_t end = std::min(done + size, count_);
            const std::size_t inserted = insert_slice(done, end);
            room = inserted == end;
            done = inserted;
        }
        drop_first(done);
        return room;
    }

    /// The last flush could not insert everything.
    [[nodiscard]] bool stalled() const { return stalled_; }

    [[nodiscard]] std::uint64_t bytes() const {
        return states_.capacity() * sizeof(states_[0]) + hashes_.capacity() * sizeof(hashes_[0]);
    }

private:
    void make_space() {
        if (!stalled_ && flush()) return;
        states_.resize(states_.size() * 2);
        hashes_.resize(states_.size());
    }

    /// Inserts the states begin <= i < end; the first that could not be.
    std::size_t insert_slice(std::size_t begin, std::size_t end) {
        std::uint64_t entries[size];
        StateId candidates[size];
        const std::size_t count = end - begin;
        const std::uint64_t* hashes = &hashes_[begin];
        for (std::size_t i = 0; i < count; ++i) entries[i] = store_.first_entry(hashes[i]);
        for (std::size_t i = 0; i < count; ++i) {
            candidates[i] = store_.prefetch_candidate(hashes[i], entries[i]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (!insert_one(begin + i, candidates[i])) return begin + i;
        }
        return end;
    }

    bool insert_one(std::size_t i, StateId candidate) {
        const std::uint64_t* state = states_[i].data();
        if (candidate != no_state && same_state<Words>(store_.state(candidate), state)) return true;
        return store_.insert(writer_, state, hashes_[i]) != Insertion::full;
    }

    void drop_first(std::size_t done) {
        stalled_ = done != count_;
        if (stalled_) {
            const auto begin = static_cast<std::ptrdiff_t>(done);
            const auto end = static_cast<std::ptrdiff_t>(count_);
            std::copy(states_.begin() + begin, states_.begin() + end, states_.begin());
            std::copy(hashes_.begin() + begin, hashes_.begin() + end, hashes_.begin());
        }
        count_ -= done;
    }

    StateStore<Words>& store_;
    Writer& writer_;
    std::vector<StateArray<Words>> states_;
    std::vector<std::uint64_t> hashes_;
    std::size_t count_ = 0;
    bool stalled_ = false;
};

}  // namespace revoke_mc::explorer::internal
