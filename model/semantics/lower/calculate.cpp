// Prices of what is calculated, from the prices of what it is calculated from.
#include "model/semantics/lower/calculate.hpp"

namespace revoke_mc::lower::counting {

using system::Opcode;

Register is(const State& state, const Register& counter, std::int64_t value) {
    Register out = Register::truth(at_least(state, counter, value), at_least(state, counter, value + 1));
    out.about = counter.slot;
    out.most_if_set = value - counter.offset;
    return out;
}

void price(const State& state, Register& counter) {
    counter.set = at_least(state, counter, 1);
    counter.clear = at_least(state, counter, 0);
}

namespace {

/// counter < value, and not.
Register below(const State& state, const Register& counter, std::int64_t value) {
    Register out = Register::truth(Price{}, at_least(state, counter, value));
    out.about = counter.slot;
    out.most_if_set = value - 1 - counter.offset;
    return out;
}

Register opposite(const Register& of) {
    Register out = Register::truth(of.clear, of.set);
    out.piece = of.piece;
    out.product = of.product;
    out.priceless = of.priceless;
    out.about = of.about;
    out.most_if_set = of.most_if_clear;
    out.most_if_clear = of.most_if_set;
    return out;
}

/// The same whoever else there is, or of no known price.
Register plain(const Register& a, const Register& b, bool negative) {
    if (!a.free() || !b.free()) return Register::unknown();
    Register out;
    out.piece = a.piece || b.piece;
    out.negative = negative;
    return out;
}

Register moved(const State& state, Register of, std::int64_t by) {
    if (!of.split && !of.free()) return Register::unknown();
    of.offset += by;
    of.bit = of.bit && by == 0;
    of.negative = of.negative || by < 0;
    if (of.split) price(state, of);
    return of;
}

Register with_piece(Register out, const Register& a, const Register& b) {
    out.piece = a.piece || b.piece;
    return out;
}

/// Not 0 if one of them is not, as none is negative.
Register add(const State& state, const Register& a, const Register& b) {
    if (a.known && b.known) return with_piece(Register::constant(*a.known + *b.known), a, b);
    if (a.slot != none && b.known) return moved(state, a, *b.known);
    if (b.slot != none && a.known) return moved(state, b, *a.known);
    if (a.negative || b.negative) return plain(a, b, true);
    if (a.split || b.split || a.product || b.product) return Register::unknown();
    Register out;
    out.negative = false;
    out.piece = a.piece || b.piece;
    out.set = dearer(a.set, b.set);
    out.clear = together(a.clear, b.clear);
    return out;
}

Register subtract(const State& state, const Register& a, const Register& b) {
    if (a.known && b.known) return with_piece(Register::constant(*a.known - *b.known), a, b);
    if (a.slot != none && b.known) return moved(state, a, -*b.known);
    if (a.known && *a.known == 1 && b.bit) return opposite(b);
    return plain(a, b, true);
}

/// Not 0 if both are not. Over pieces that is something else than within one.
Register multiply(const State& state, const Register& a, const Register& b) {
    if (a.free() && b.free() && a.piece == b.piece) {
        Register out = plain(a, b, a.negative || b.negative);
        out.bit = a.bit && b.bit;
        return out;
    }
    if (a.split || b.split || state.piece != no_piece) {
        if (a.free() && b.free()) return plain(a, b, a.negative || b.negative);
        return Register::unknown();
    }
    Register out = Register::truth(together(a.set, b.set), dearer(a.clear, b.clear));
    out.bit = a.bit && b.bit;
    out.negative = a.negative || b.negative;
    return out;
}

Register compared(const Register& a, const Register& b) {
    Register out = plain(a, b, false);
    out.bit = true;
    return out;
}

/// It is 0, or it is 1 and nothing else is possible but 0.
Register with_number(const Register& of, bool zero, bool one) {
    if (zero) return opposite(of);
    return one ? opposite(opposite(of)) : Register::unknown();
}

Register equal(const State& state, const Register& a, const Register& b) {
    if (b.split && !a.split) return equal(state, b, a);
    if (a.split && b.known) return is(state, a, *b.known);
    if (a.free() && b.free()) return compared(a, b);
    if (!a.known && b.known) return with_number(a, *b.known == 0, *b.known == 1 && a.bit);
    if (a.known && !b.known) return with_number(b, *a.known == 0, *a.known == 1 && b.bit);
    return Register::unknown();
}

/// a < b + more.
Register less(const State& state, const Register& a, const Register& b, std::int64_t more) {
    if (a.split && b.known) return below(state, a, *b.known + more);
    if (b.split && a.known) return opposite(below(state, b, *a.known + 1 - more));
    if (a.free() && b.free()) return compared(a, b);
    if (!a.negative && b.known && *b.known + more == 1) return opposite(a);                // a < 1
    if (!b.negative && a.known && *a.known + 1 - more == 1) return opposite(opposite(b));  // b >= 1
    return Register::unknown();
}

}  // namespace

Register calculate(const State& state, const Op& op) {
    const Register a = look(state, op.b);
    if (op.op == Opcode::not_) return a.known ? Register::constant(*a.known == 0 ? 1 : 0) : opposite(a);
    if (op.op == Opcode::negate) return plain(a, a, true);
    const Register b = look(state, op.c);
    if (a.priceless || b.priceless) return Register::unknown();
    switch (op.op) {
    case Opcode::add: return add(state, a, b);
    case Opcode::subtract: return subtract(state, a, b);
    case Opcode::multiply: return multiply(state, a, b);
    case Opcode::equal: return equal(state, a, b);
    case Opcode::unequal: return opposite(equal(state, a, b));
    case Opcode::less: return less(state, a, b, 0);
    case Opcode::less_equal: return less(state, a, b, 1);
    default: return plain(a, b, true);
    }
}

}  // namespace revoke_mc::lower::counting
