// Which bits of a state a program of a PackedModel may read and write.
//
// Over-approximations, by looking at every instruction that can be reached: what follows from them
// (independence of transitions, properties that a step cannot change, variables that nobody reads)
// errs on the safe side.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/system/packed_model.hpp"

namespace revoke_mc::system {

/// Masks over the words of a state; both have PackedModel::words entries.
struct Access {
    std::vector<std::uint64_t> reads;
    std::vector<std::uint64_t> writes;
};

/// Calls f(word, mask) for the bits that a part of the state consists of; of a table: for each of its fields.
template <class F>
void each_bits(const PackedModel& model, const Instruction& i, Part part, F&& f) {
    switch (part) {
    case Part::none: return;
    case Part::bits_of_a: return f(i.a, i.mask);
    case Part::bits_of_b: return f(i.b, i.mask);
    case Part::field_of_b: return f(i.b, i.mask << i.c);
    case Part::table:
        for (std::int32_t n = 0; n < i.imm; ++n) {
            const Field& field = model.fields[i.value + static_cast<std::uint64_t>(n)];
            f(field.word, field.mask() << field.shift);
        }
    }
}
/// ... that the instruction looks at,
template <class F>
void each_read(const PackedModel& model, const Instruction& i, F&& f) {
    each_bits(model, i, facts(i.op).looks, f);
}
/// ... or changes; of a table it changes one field.
template <class F>
void each_written(const PackedModel& model, const Instruction& i, F&& f) {
    each_bits(model, i, facts(i.op).changes, f);
}

/// Addresses of the instructions that the program at `code` can get to, in increasing order.
[[nodiscard]] std::vector<std::uint32_t> instructions_of(const PackedModel& model, std::uint32_t code);

/// What the program at `code` may touch. A write of constant bits or of a whole field is not a read.
[[nodiscard]] Access access_of(const PackedModel& model, std::uint32_t code);

/// By transition: the word that the transition alone looks at and changes, its thread's position
/// included, or no_word. Its outcome is then a function of that word.
[[nodiscard]] Indexed<TransitionId, std::uint8_t> confined_words(const PackedModel& model);

/// Do the masks share a bit? Both of the same length.
[[nodiscard]] bool overlap(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b);

}  // namespace revoke_mc::system
