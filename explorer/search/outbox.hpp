// Successors on their way into the table, a batch for each of its parts.
//
// Entering a state costs a cache miss, and a core can have a dozen of them under way. A worker sorts successors by
// part, and when a batch is full it enters all of it under one lock: first it touches every line, then it compares and
// inserts. What is new goes to the worker's part of the next level.
//
// A part that grows keeps its lock for milliseconds, and until then the other workers fill batches for
// it by the dozen. Such a batch is put aside and tried again later; only a worker that has nothing left
// to collect in waits.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include <boost/container/static_vector.hpp>

#include "explorer/base/planted.hpp"
#include "explorer/contract/result.hpp"
#include "explorer/search/frontier.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
class Outbox {
public:
    static constexpr std::size_t batch = 128;
    static_assert(batch <= StateTable<Words>::most_keys && batch <= 255);  // sizes_ has bytes

    Outbox(StateTable<Words>& table, FrontierPart& next)
        : table_(table), next_(next), batches_(std::make_unique_for_overwrite<Batch[]>(kinds + spares)) {
        std::iota(open_.begin(), open_.end(), BatchId{0});
        for (std::size_t i = kinds + spares; i-- != kinds;) spare_.push_back(static_cast<BatchId>(i));
    }

    /// The level of what is pushed from now on. All batches must be empty.
    void begin(std::uint64_t level) { level_ = level; }

    /// What prevents the states of a full batch from being entered; none if all is well.
    Reason push(StateKey key, system::TransitionId transition) {
        const Scrambled scrambled(planted::is("key-loses-a-bit") ? key & ~StateKey{1} : key);
        const std::size_t kind = scrambled.part + (scrambled.narrow ? 0 : parts);
        Batch& batch_of = batches_[open_[kind]];
        const std::size_t size = sizes_[kind]++;
        batch_of.hashes[size] = scrambled.hash;
        batch_of.transitions[size] = transition.raw();
        return size + 1 == batch ? send(kind) : Reason::none;
    }

    /// Enters all that was pushed, waiting for whoever is at it.
    Reason flush() {
        Reason refusal = Reason::none;
        while (!aside_.empty() && refusal == Reason::none) {
            refusal = take_up(table_.turn(aside_.back().kind % parts));
        }
        const std::size_t first = planted::is("first-batch-left") ? 1 : 0;
        for (std::size_t kind = first; kind < kinds && refusal == Reason::none; ++kind) {
            if (sizes_[kind] != 0) refusal = deliver(table_.turn(kind % parts), kind);
        }
        return refusal;
    }

    /// Without the batches of wide keys: none is touched before there are enough different words for these bytes not to
    /// count.
    [[nodiscard]] static constexpr std::uint64_t bytes() { return sizeof(Batch) * (parts + spares); }

private:
    static constexpr std::size_t parts = StateTable<Words>::parts;
    static constexpr std::size_t kinds = 2 * parts;  // narrow keys, then wide ones; what is not touched costs nothing
    static constexpr std::size_t spares = 64;        // more than what comes for a part while it grows

    using Turn = typename StateTable<Words>::Turn;
    using BatchId = std::uint8_t;
    static_assert(kinds + spares <= 256);

    struct Batch {
        std::array<std::uint64_t, batch> hashes;
        std::array<system::TransitionId::Number, batch> transitions;  // nothing is written before it is used
    };
    /// A full batch whose part was busy.
    struct Aside {
        std::uint8_t kind;
        BatchId batch;
    };

    /// Delivers the full batch of a kind and then what is aside, or puts it aside.
    Reason send(std::size_t kind) {
        if (const Turn turn = spare_.empty() ? table_.turn(kind % parts) : table_.turn_if_free(kind % parts)) {
            const Reason refusal = deliver(turn, kind);
            if (refusal != Reason::none) return refusal;
        } else {
            aside_.push_back({static_cast<std::uint8_t>(kind), std::exchange(open_[kind], spare_.back())});
            spare_.pop_back();
            sizes_[kind] = 0;
            return Reason::none;
        }
        return take_up_some();
    }

    Reason take_up_some() {
        while (!aside_.empty()) {
            const Turn turn = table_.turn_if_free(aside_.back().kind % parts);
            if (!turn) break;
            const Reason refusal = take_up(turn);
            if (refusal != Reason::none) return refusal;
        }
        return Reason::none;
    }

    /// Delivers what was put aside last.
    Reason take_up(const Turn& turn) {
        const Aside aside = aside_.back();
        aside_.pop_back();
        spare_.push_back(aside.batch);
        return deliver(turn, aside.kind, batches_[aside.batch], batch);
    }

    Reason deliver(const Turn& turn, std::size_t kind) {
        return deliver(turn, kind, batches_[open_[kind]], std::exchange(sizes_[kind], 0));
    }

    Reason deliver(const Turn& turn, std::size_t kind, const Batch& filed, std::size_t size) {
        const std::size_t part = kind % parts;
        const bool narrow = kind < parts;
        if (!next_.reserve(size)) return Reason::memory;
        std::uint64_t fresh = 0;
        const auto enter = [&](std::size_t i) {
            next_.push(Scrambled(narrow, part, filed.hashes[i]).key(), system::TransitionId(filed.transitions[i]));
            ++fresh;
        };
        const Reason refusal = table_.insert(turn, part, narrow, std::span{filed.hashes}.first(size), level_, enter);
        table_.count(fresh);
        return refusal;
    }

    StateTable<Words>& table_;
    FrontierPart& next_;
    std::unique_ptr<Batch[]> batches_;
    std::array<BatchId, kinds> open_;          // by kind: the batch that is being filled
    std::array<std::uint8_t, kinds> sizes_{};  // and its size; in an array of their own, to stay close together
    boost::container::static_vector<BatchId, spares> spare_;
    boost::container::static_vector<Aside, spares> aside_;
    std::uint64_t level_ = 0;
};

}  // namespace revoke_mc::explorer::internal
