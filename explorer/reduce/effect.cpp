// What a program does to each bit, found by running it on partly known values.
#include "explorer/reduce/effect.hpp"

#include <map>
#include <optional>

#include "explorer/system/access.hpp"

namespace revoke_mc::reduce {

using system::Instruction;
using system::Opcode;
using system::PackedModel;

KnownBits::KnownBits(const std::uint64_t* state, std::size_t words)
    : mask(words, ~std::uint64_t{0}), value(state, state + words) {}

bool KnownBits::contradicts(const KnownBits& other) const {
    for (std::size_t w = 0; w < mask.size(); ++w) {
        if ((mask[w] & other.mask[w] & (value[w] ^ other.value[w])) != 0) return true;
    }
    return false;
}

void KnownBits::meet(const KnownBits& other) {
    for (std::size_t w = 0; w < mask.size(); ++w) {
        mask[w] |= other.mask[w];
        value[w] |= other.value[w];
    }
}

bool KnownBits::join(const KnownBits& other) {
    bool lost = false;
    for (std::size_t w = 0; w < mask.size(); ++w) {
        const std::uint64_t common = mask[w] & other.mask[w] & ~(value[w] ^ other.value[w]);
        lost = lost || common != mask[w];
        mask[w] = common;
        value[w] &= common;
    }
    return lost;
}

namespace {

Effect nothing(std::size_t words) {
    Effect effect;
    effect.keep.assign(words, ~std::uint64_t{0});
    effect.zero.assign(words, 0);
    effect.one.assign(words, 0);
    return effect;
}

void write(Effect& effect, std::size_t word, std::uint64_t mask, std::uint64_t zero, std::uint64_t one) {
    effect.keep[word] &= ~mask;
    effect.zero[word] = (effect.zero[word] & ~mask) | zero;
    effect.one[word] = (effect.one[word] & ~mask) | one;
}

/// `set` writes what it says. A field gets any value, and of several fields each may be written, none must be.
void apply(const PackedModel& model, const Instruction& i, Effect& effect) {
    if (i.op == Opcode::set) return write(effect, i.a, i.mask, i.mask & ~i.value, i.mask & i.value);
    const bool surely = system::facts(i.op).changes != system::Part::table;
    system::each_written(model, i, [&](std::size_t word, std::uint64_t mask) {
        if (surely) return write(effect, word, mask, mask, mask);
        effect.zero[word] |= mask;
        effect.one[word] |= mask;
    });
}

/// Two paths meet.
void merge(Effect& effect, const Effect& other) {
    for (std::size_t w = 0; w < effect.keep.size(); ++w) {
        effect.keep[w] |= other.keep[w];
        effect.zero[w] |= other.zero[w];
        effect.one[w] |= other.one[w];
    }
}

using Arrivals = std::map<std::uint32_t, Effect>;

void arrive(Arrivals& arrivals, std::uint32_t at, const Effect& effect) {
    const auto [entry, is_new] = arrivals.emplace(at, effect);
    if (!is_new) merge(entry->second, effect);
}

}  // namespace

Effect effect_of(const PackedModel& model, std::uint32_t code) {
    Arrivals arrivals;
    arrive(arrivals, code, nothing(model.words));
    std::optional<Effect> whole;
    for (const std::uint32_t at : system::instructions_of(model, code)) {
        Effect effect = std::move(arrivals.extract(at).mapped());
        const Instruction& i = model.code[at];
        if (i.op == Opcode::done) {
            if (whole) merge(*whole, effect);
            if (!whole) whole = std::move(effect);
            continue;
        }
        apply(model, i, effect);
        if (system::jumps(i.op)) arrive(arrivals, static_cast<std::uint32_t>(i.imm), effect);
        if (system::goes_on(i.op)) arrive(arrivals, at + 1, effect);
    }
    if (!whole) return nothing(model.words);
    whole->completes = true;
    return *whole;
}

void pass_through(const Effect& effect, KnownBits& bits) {
    for (std::size_t w = 0; w < bits.mask.size(); ++w) {
        const std::uint64_t may_be_0 = effect.zero[w] | (effect.keep[w] & ~(bits.mask[w] & bits.value[w]));
        const std::uint64_t may_be_1 = effect.one[w] | (effect.keep[w] & ~(bits.mask[w] & ~bits.value[w]));
        bits.mask[w] = may_be_0 ^ may_be_1;  // one of the two is always possible
        bits.value[w] = may_be_1 & bits.mask[w];
    }
}

KnownBits after(const Effect& effect, const KnownBits& before) {
    KnownBits out = before;
    pass_through(effect, out);
    return out;
}

}  // namespace revoke_mc::reduce
