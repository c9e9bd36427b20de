// Many states as few bytes, one after the other: what differs from the state before.
//
// States that go the same way are much alike. Each is written as the exclusive-or with the one before: a bit for each
// word that differs, and of such a word a bit for each byte that is not zero, and these bytes. That costs some ten
// nanoseconds, and makes of 32 bytes eight or so; a compressor makes less of it, and takes longer than finding the
// states did.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "explorer/contract/checkpoint.hpp"
#include "explorer/store/state_words.hpp"

namespace revoke_mc::explorer::internal {

template <std::size_t Words>
struct StateBytes {
    static constexpr std::size_t mask_bytes = (Words + 7) / 8;
    /// The most that a state can take, with its label.
    static constexpr std::size_t most = 5 + mask_bytes + Words * 9;
};

/// Adds states to a block.
template <std::size_t Words>
class StateWriter {
public:
    /// From here on the states are told apart from a state of zeros.
    void begin() { last_ = {}; }

    /// `label` is a number of the caller's, the smaller the better.
    void add(Block& block, const StateArray<Words>& state, std::uint32_t label) {
        const std::size_t size = block.size();
        block.resize(size + StateBytes<Words>::most);
        std::uint8_t* out = write_number(block.data() + size, label);
        std::uint8_t* masks = out;
        for (std::size_t i = 0; i < StateBytes<Words>::mask_bytes; ++i) *out++ = 0;
        for (std::size_t w = 0; w < Words; ++w) {
            const std::uint64_t difference = state[w] ^ last_[w];
            if (difference == 0) continue;
            masks[w / 8] = static_cast<std::uint8_t>(masks[w / 8] | 1U << w % 8);
            out = write_word(out, difference);
        }
        last_ = state;
        block.resize(static_cast<std::size_t>(out - block.data()));
    }

private:
    static std::uint8_t* write_number(std::uint8_t* out, std::uint32_t number) {
        for (; number >= 128; number >>= 7) *out++ = static_cast<std::uint8_t>(number | 128);
        *out++ = static_cast<std::uint8_t>(number);
        return out;
    }
    static std::uint8_t* write_word(std::uint8_t* out, std::uint64_t word) {
        std::uint8_t* mask = out++;
        unsigned present = 0;
        for (unsigned i = 0; i < 8; ++i) {
            const auto byte = static_cast<std::uint8_t>(word >> (8 * i));
            *out = byte;
            out += byte != 0 ? 1 : 0;
            present |= byte != 0 ? 1U << i : 0;
        }
        *mask = static_cast<std::uint8_t>(present);
        return out;
    }

    StateArray<Words> last_{};
};

/// Reads them in the same order.
template <std::size_t Words>
class StateReader {
public:
    /// From `at` on. The block must outlive this.
    StateReader(const Block& block, std::size_t at) : at_(block.data() + at), end_(block.data() + block.size()) {}

    [[nodiscard]] bool at_end() const { return at_ == end_; }
    /// Throws BadCheckpoint if the block is cut off.
    void next(StateArray<Words>& state, std::uint32_t& label) {
        label = 0;
        for (unsigned shift = 0;; shift += 7) {
            const std::uint8_t byte = next_byte();
            label |= static_cast<std::uint32_t>(byte & 127U) << shift;
            if (byte < 128 || shift == 28) break;
        }
        std::array<std::uint8_t, StateBytes<Words>::mask_bytes> masks;
        for (std::uint8_t& mask : masks) mask = next_byte();
        for (std::size_t w = 0; w < Words; ++w)
            if ((masks[w / 8] >> w % 8 & 1) != 0) last_[w] ^= next_word();
        state = last_;
    }

private:
    std::uint8_t next_byte() {
        if (at_ == end_) throw BadCheckpoint("is cut off");
        return *at_++;
    }
    std::uint64_t next_word() {
        const unsigned present = next_byte();
        std::uint64_t word = 0;
        for (unsigned i = 0; i < 8; ++i)
            if ((present >> i & 1U) != 0) word |= std::uint64_t{next_byte()} << (8 * i);
        return word;
    }

    const std::uint8_t* at_;
    const std::uint8_t* end_;
    StateArray<Words> last_{};
};

}  // namespace revoke_mc::explorer::internal
