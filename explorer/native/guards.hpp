// The conditions under which a transition is enabled, as far as they are tests of the old state.
//
// A program begins with tests, but more follow: a comparison that is computed and then required, a
// test behind a load. Whatever is required before anything but registers is written, before a jump
// and before anything can be reported, can as well be asked first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::native {

/// (s[word] & mask) == value is required, or must not be.
struct Guard {
    std::uint8_t word = 0;
    bool wanted = true;
    std::uint64_t mask = 0, value = 0;
};

/// successor[word] = (state[word] & ~clear) | set.
struct Write {
    std::uint64_t clear = 0, set = 0;
};

/// A field that goes into another one, which may have another base:
/// successor[to] |= ((((state[from] >> from_shift) & from_mask) + add) & to_mask) << to_shift.
struct Copy {
    std::uint8_t from = 0, from_shift = 0, to = 0, to_shift = 0;
    std::uint64_t from_mask = 0, to_mask = 0, add = 0;
};

/// What is left of a program whose effect is plain: first the writes, then the copy.
struct Effect {
    std::vector<Write> writes;  ///< by word
    Copy copy;                  ///< masks 0: none
};

struct Prefix {
    std::vector<Guard> guards;
    std::vector<std::uint32_t> settled;  ///< instructions that the guards stand for, increasing
    std::optional<Effect> effect;        ///< if all that is left is plain
};

/// Takes the beginning of the program of `transition` apart.
[[nodiscard]] Prefix prefix_of(const system::PackedModel& model, const system::Transition& transition);

}  // namespace revoke_mc::native
