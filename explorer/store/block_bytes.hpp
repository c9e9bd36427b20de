// Numbers as the bytes of a block, and back.
//
// Many numbers of one kind are written as planes: first the lowest bytes of all of them, then the next ones, and so on.
// The high bytes of neighbours are much alike, the low ones are noise: apart from each other, a compressor finds the
// former and loses no time with the latter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>

#include "explorer/contract/checkpoint.hpp"

namespace revoke_mc::explorer::internal {

class BlockWriter {
public:
    void number(std::uint64_t value) { planes(std::array{value}, sizeof value); }
    /// The lowest `width` bytes of each of these whole numbers.
    template <std::ranges::random_access_range Numbers>
    void planes(const Numbers& values, unsigned width) {
        for (unsigned plane = 0; plane < width; ++plane) {
            const std::size_t begin = bytes_.size();
            bytes_.resize(begin + std::ranges::size(values));
            std::uint8_t* out = bytes_.data() + begin;
            for (const std::uint64_t value : values) *out++ = static_cast<std::uint8_t>(value >> (8 * plane));
        }
    }

    [[nodiscard]] const Block& bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

private:
    Block bytes_;
};

/// Throws BadCheckpoint where the block is shorter, or longer, than what is asked of it.
class BlockReader {
public:
    explicit BlockReader(const Block& bytes) : left_(bytes) {}

    [[nodiscard]] std::uint64_t number() {
        std::array<std::uint64_t, 1> value{};
        planes(value, sizeof value);
        return value[0];
    }
    /// Of things that take at least `width` bytes each, and that follow.
    [[nodiscard]] std::size_t count(unsigned width) {
        const std::uint64_t value = number();
        if (value > left_.size() / width) refuse();
        return static_cast<std::size_t>(value);
    }
    /// As many as `out` has.
    template <std::ranges::random_access_range Numbers>
    void planes(Numbers&& out, unsigned width) {
        using Number = std::ranges::range_value_t<Numbers>;
        if (left_.size() / width < std::ranges::size(out)) refuse();
        for (Number& value : out) value = 0;
        for (unsigned plane = 0; plane < width; ++plane) {
            const std::uint8_t* byte = left_.data();
            for (Number& value : out) value = static_cast<Number>(value | std::uint64_t{*byte++} << (8 * plane));
            left_ = left_.subspan(std::ranges::size(out));
        }
    }
    void end() const {
        if (!left_.empty()) refuse();
    }

    [[noreturn]] static void refuse() { throw BadCheckpoint("is damaged: its parts do not fit together"); }

private:
    std::span<const std::uint8_t> left_;
};

}  // namespace revoke_mc::explorer::internal
