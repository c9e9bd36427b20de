// Numbers for tuples of words, all of one length: by content, in the order in which they are added.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/base/id.hpp"

namespace revoke_mc::explorer::views {

/// No number.
inline constexpr std::uint32_t absent = 0xffffffffU;

[[nodiscard]] inline std::uint64_t hash_of(const std::uint64_t* words, std::size_t length) {
    std::uint64_t hash = 0x243F6A8885A308D3U;
    for (std::size_t i = 0; i < length; ++i) {
        hash = (hash ^ words[i]) * 0x9E3779B97F4A7C15U;
        hash ^= hash >> 29U;
    }
    return hash;
}

class WordTable {
public:
    explicit WordTable(std::size_t length) : length_(length), slots_(first_slots, absent) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t length() const { return length_; }
    [[nodiscard]] const std::uint64_t* operator[](std::uint32_t number) const {
        return words_.data() + number * length_;
    }

    [[nodiscard]] std::uint32_t find(const std::uint64_t* words) const { return slots_[slot_of(words)]; }

    std::uint32_t add(const std::uint64_t* words) {
        const std::size_t slot = slot_of(words);
        if (slots_[slot] != absent) return slots_[slot];
        const auto number = static_cast<std::uint32_t>(size_++);
        slots_[slot] = number;
        words_.insert(words_.end(), words, words + length_);
        if (size_ * 2 > slots_.size()) grow();
        return number;
    }

    [[nodiscard]] std::uint64_t bytes() const {
        return words_.capacity() * sizeof(std::uint64_t) + slots_.capacity() * sizeof(std::uint32_t);
    }

private:
    static constexpr std::size_t first_slots = 64;

    /// Where the tuple is, or could be put.
    [[nodiscard]] std::size_t slot_of(const std::uint64_t* words) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t slot = hash_of(words, length_) & mask;
        while (slots_[slot] != absent && !std::equal(words, words + length_, (*this)[slots_[slot]]))
            slot = (slot + 1) & mask;
        return slot;
    }

    void grow() {
        slots_.assign(slots_.size() * 2, absent);
        for (std::uint32_t number = 0; number < size_; ++number) slots_[slot_of((*this)[number])] = number;
    }

    std::size_t length_;
    std::size_t size_ = 0;
    std::vector<std::uint32_t> slots_;
    std::vector<std::uint64_t> words_;
};

}  // namespace revoke_mc::explorer::views
