// A set of thread instances of the system, as bits.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer::internal {

class ThreadSet {
public:
    explicit ThreadSet(std::size_t threads) : words_((threads + 63) / 64) {}

    void insert(system::ThreadId thread) { words_[word(thread)] |= bit(thread); }
    void erase(system::ThreadId thread) { words_[word(thread)] &= ~bit(thread); }
    void clear() {
        for (std::uint64_t& word : words_) word = 0;
    }
    [[nodiscard]] bool contains(system::ThreadId thread) const { return (words_[word(thread)] & bit(thread)) != 0; }
    /// The bits, 64 in a word.
    [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }
    [[nodiscard]] std::span<std::uint64_t> words() { return words_; }
    [[nodiscard]] bool empty() const {
        for (const std::uint64_t word : words_) {
            if (word != 0) return false;
        }
        return true;
    }
    /// Calls f(thread) for each member that is not in `other`; f may erase it.
    template <class F>
    void for_each_without(const ThreadSet& other, const F& f) {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            for (std::uint64_t left = words_[i] & ~other.words_[i]; left != 0; left &= left - 1) {
                f(system::ThreadId(i * 64 + static_cast<std::size_t>(std::countr_zero(left))));
            }
        }
    }
    ThreadSet& operator+=(const ThreadSet& other) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
        return *this;
    }

private:
    static std::size_t word(system::ThreadId thread) { return thread.number() / 64; }
    static std::uint64_t bit(system::ThreadId thread) { return std::uint64_t{1} << thread.number() % 64; }

    std::vector<std::uint64_t> words_;
};

}  // namespace revoke_mc::explorer::internal
