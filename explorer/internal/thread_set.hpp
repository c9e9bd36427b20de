// A set of thread instances of the system, as bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/system/concept.hpp"

namespace revoke_mc::explorer::internal {

class ThreadSet {
public:
    explicit ThreadSet(std::size_t threads) : words_((threads + 63) / 64) {}

    void insert(system::ThreadId thread) { words_[thread / 64] |= bit(thread); }
    void clear() {
        for (std::uint64_t& word : words_) word = 0;
    }
    [[nodiscard]] bool contains(system::ThreadId thread) const { return (words_[thread / 64] & bit(thread)) != 0; }
    [[nodiscard]] bool empty() const {
        for (const std::uint64_t word : words_) {
            if (word != 0) return false;
        }
        return true;
    }
    ThreadSet& operator+=(const ThreadSet& other) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
        return *this;
    }

private:
    static std::uint64_t bit(system::ThreadId thread) { return std::uint64_t{1} << thread % 64; }

    std::vector<std::uint64_t> words_;
};

}  // namespace revoke_mc::explorer::internal
