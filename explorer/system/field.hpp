// A bit field of a packed state: the unit in which variables, positions and marks are stored.
//
// A field never straddles words, so that reading it is a shift and a mask.
#pragma once

#include <cstdint>

namespace revoke_mc::system {

/// A bit field of a state: value = base + ((state[word] >> shift) & mask). Width 0: always base.
struct Field {
    std::uint8_t word = 0;
    std::uint8_t shift = 0;
    std::uint8_t width = 0;
    std::int32_t base = 0;
    [[nodiscard]] std::uint64_t mask() const { return width == 0 ? 0 : (~std::uint64_t{0} >> (64U - width)); }
    [[nodiscard]] std::int64_t get(const std::uint64_t* state) const {
        return base + static_cast<std::int64_t>((state[word] >> shift) & mask());
    }
    void set(std::uint64_t* state, std::int64_t value) const {
        const auto bits = static_cast<std::uint64_t>(value - base) & mask();
        state[word] = (state[word] & ~(mask() << shift)) | (bits << shift);
    }
};

}  // namespace revoke_mc::system
