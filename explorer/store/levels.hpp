// Which states lie on which breadth-first level.
//
// Ids are handed to workers in blocks, and a worker goes on with its block on the next level: no id is lost, and a
// level is a short list of id ranges rather than a single one. Levels keeps those lists end to end in one vector. A
// thin, deep graph costs 24 bytes per level, a broad one next to nothing.
//
// ChunkCursor deals the states of some levels out to workers, in small pieces, in either direction.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace revoke_mc::explorer::internal {

/// A state's number in its store, in order of discovery but for small gaps.
using StateId = std::uint64_t;
inline constexpr StateId no_state = std::numeric_limits<StateId>::max();

/// The ids begin <= id < end.
struct IdRange {
    StateId begin = 0;
    StateId end = 0;
    [[nodiscard]] std::uint64_t size() const { return end - begin; }
    [[nodiscard]] bool empty() const { return begin == end; }
    bool operator==(const IdRange&) const = default;
};

[[nodiscard]] inline std::uint64_t total_size(std::span<const IdRange> ranges) {
    std::uint64_t sum = 0;
    for (const IdRange& range : ranges) sum += range.size();
    return sum;
}

/// Sorts, drops empty ranges, joins neighbours.
inline void normalize(std::vector<IdRange>& ranges) {
    std::erase_if(ranges, [](const IdRange& range) { return range.empty(); });
    std::ranges::sort(ranges, {}, &IdRange::begin);
    std::size_t kept = 0;
    for (const IdRange& range : ranges) {
        if (kept != 0 && ranges[kept - 1].end == range.begin) {
            ranges[kept - 1].end = range.end;
        } else {
            ranges[kept++] = range;
        }
    }
    ranges.resize(kept);
}

class Levels {
public:
    /// Adds the next level; ranges must be normalized.
    void append(const std::vector<IdRange>& ranges) {
        ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
        ends_.push_back(ranges_.size());
    }

    [[nodiscard]] std::size_t count() const { return ends_.size(); }
    [[nodiscard]] std::span<const IdRange> all() const { return ranges_; }
    [[nodiscard]] std::span<const IdRange> operator[](std::size_t level) const {
        const std::size_t begin = level == 0 ? 0 : ends_[level - 1];
        return std::span{ranges_}.subspan(begin, ends_[level] - begin);
    }
    [[nodiscard]] std::uint64_t bytes() const {
        return ranges_.capacity() * sizeof(IdRange) + ends_.capacity() * sizeof(std::size_t);
    }

private:
    std::vector<IdRange> ranges_;
    std::vector<std::size_t> ends_;
};

enum class Direction : std::uint8_t { ascending, descending };

class ChunkCursor {
public:
    ChunkCursor(std::span<const IdRange> ranges, std::uint64_t chunk, Direction direction = Direction::ascending)
        : direction_(direction) {
        for (IdRange range : ranges) {
            for (; range.size() > chunk; range.begin += chunk) {
                chunks_.push_back({range.begin, range.begin + chunk});
            }
            chunks_.push_back(range);
        }
    }

    /// False if all has been dealt out. Relaxed: the number is all that is shared; the chunks
    /// themselves were written before the workers started.
    [[nodiscard]] bool next(IdRange& chunk) {
        const std::size_t number = next_.fetch_add(1, std::memory_order_relaxed);
        if (number >= chunks_.size()) return false;
        chunk = direction_ == Direction::ascending ? chunks_[number] : chunks_[chunks_.size() - 1 - number];
        return true;
    }

    /// Nothing more to deal out.
    [[nodiscard]] bool exhausted() const { return next_.load(std::memory_order_relaxed) >= chunks_.size(); }

private:
    std::vector<IdRange> chunks_;
    std::atomic<std::size_t> next_{0};
    Direction direction_;
};

/// Pieces small enough that all workers finish together, large enough to be worth dealing out.
[[nodiscard]] inline std::uint64_t chunk_size(std::uint64_t states, unsigned threads) {
    return std::clamp<std::uint64_t>(states / (std::uint64_t{threads} * 8), 16, 512);
}

}  // namespace revoke_mc::explorer::internal
