// Arithmetic on bits, and terms by it.
#include "reports/export/bits.hpp"

#include <algorithm>

namespace revoke_mc::reports {

std::size_t width_of(std::int64_t low, std::int64_t high) {
    std::size_t width = 1;
    for (; low < -1 || low > 0 || high < -1 || high > 0; ++width) {
        low >>= 1U;  // rounds down
        high >>= 1U;
    }
    return width;
}

// --- arithmetic -------------------------------------------------------------------------------

Bits BitArithmetic::number(std::int64_t value) {
    Bits out(width_of(value, value));
    for (Literal& bit : out) {
        bit = (value & 1) != 0 ? Gates::yes : Gates::no;
        value >>= 1U;
    }
    return out;
}

Bits BitArithmetic::resized(Bits bits, std::size_t width) {
    bits.resize(width, bits.back());
    return bits;
}

Bits BitArithmetic::sum(const Bits& a, const Bits& b, Literal carry, std::size_t width) {
    const Bits x = resized(a, width), y = resized(b, width);
    Bits out;
    for (std::size_t i = 0; i < width; ++i) {
        const Literal differ = gates_.xor_(x[i], y[i]);
        out.push_back(gates_.xor_(differ, carry));
        carry = gates_.select(differ, carry, x[i]);
    }
    return out;
}

Bits BitArithmetic::add(const Bits& a, const Bits& b, std::size_t width) { return sum(a, b, Gates::no, width); }

/// a - b is a + ~b + 1.
Bits BitArithmetic::subtract(const Bits& a, const Bits& b, std::size_t width) {
    Bits inverted = b;
    for (Literal& bit : inverted) bit = Gates::not_(bit);
    return sum(a, inverted, Gates::yes, width);
}

/// Modulo 2^width the sign's bit counts like any other, if it is carried to the full width.
Bits BitArithmetic::multiply(const Bits& a, const Bits& b, std::size_t width) {
    const Bits x = resized(a, width), y = resized(b, width);
    Bits out(width, Gates::no);
    for (std::size_t i = 0; i < width; ++i) {
        Bits part(width, Gates::no);
        for (std::size_t j = i; j < width; ++j) part[j] = gates_.and_(x[i], y[j - i]);
        out = add(out, part, width);
    }
    return out;
}

Bits BitArithmetic::negated_if(Literal condition, const Bits& a, std::size_t width) {
    return select(condition, negate(a, width), a, width);
}

/// One bit more: the least number has no counterpart in its width.
Bits BitArithmetic::absolute(const Bits& a) { return negated_if(a.back(), a, a.size() + 1); }

BitArithmetic::Division BitArithmetic::division(const Bits& a, const Bits& b) {
    const Bits x = absolute(a), y = absolute(b);
    Division out{Bits(x.size(), Gates::no), number(0)};
    for (std::size_t i = x.size(); i-- > 0;) {
        out.remainder.insert(out.remainder.begin(), x[i]);
        out.remainder = resized(std::move(out.remainder), y.size() + 1);
        out.quotient[i] = Gates::not_(less(out.remainder, y));
        out.remainder = select(out.quotient[i], subtract(out.remainder, y, y.size() + 1), out.remainder, y.size() + 1);
    }
    return out;
}

Bits BitArithmetic::unless_zero(const Bits& divisor, Bits bits) {
    const Literal divides = gates_.any(divisor);
    for (Literal& bit : bits) bit = gates_.and_(bit, divides);
    return bits;
}

Bits BitArithmetic::divide(const Bits& a, const Bits& b, std::size_t width) {
    return unless_zero(b, negated_if(gates_.xor_(a.back(), b.back()), division(a, b).quotient, width));
}

Bits BitArithmetic::modulo(const Bits& a, const Bits& b, std::size_t width) {
    return unless_zero(b, negated_if(a.back(), division(a, b).remainder, width));
}

Bits BitArithmetic::select(Literal condition, const Bits& then, const Bits& otherwise, std::size_t width) {
    const Bits x = resized(then, width), y = resized(otherwise, width);
    Bits out;
    for (std::size_t i = 0; i < width; ++i) out.push_back(gates_.select(condition, x[i], y[i]));
    return out;
}

Literal BitArithmetic::equal(const Bits& a, const Bits& b) {
    const std::size_t width = std::max(a.size(), b.size());
    const Bits x = resized(a, width), y = resized(b, width);
    std::vector<Literal> same;
    for (std::size_t i = 0; i < width; ++i) same.push_back(Gates::not_(gates_.xor_(x[i], y[i])));
    return gates_.all(std::move(same));
}

/// The highest bit that differs decides; of signs, the one that is set is the smaller number's.
Literal BitArithmetic::less(const Bits& a, const Bits& b) {
    const std::size_t width = std::max(a.size(), b.size());
    Bits x = resized(a, width), y = resized(b, width);
    std::swap(x.back(), y.back());
    Literal out = Gates::no;
    for (std::size_t i = 0; i < width; ++i) out = gates_.select(gates_.xor_(x[i], y[i]), y[i], out);
    return out;
}

// --- terms ------------------------------------------------------------------------------------

const Bits& TermBits::bits(Term term) {
    if (const auto found = known_.find(term); found != known_.end()) return found->second;
    return known_.emplace(term, made(terms_[term])).first->second;
}

Bits TermBits::made(const TermNode& node) {
    if (node.kind >= TermKind::yes) return {decided(node)};
    return calculated(node, width_of(node.low, node.high));
}

Bits TermBits::calculated(const TermNode& node, std::size_t width) {
    const auto arg = [&](std::size_t i) -> const Bits& { return bits(node.args[i]); };
    switch (node.kind) {
    case TermKind::number: return BitArithmetic::number(node.value);
    case TermKind::variable: return variables_.at(static_cast<std::uint32_t>(node.value));
    case TermKind::negate: return arithmetic_.negate(arg(0), width);
    case TermKind::add: return arithmetic_.add(arg(0), arg(1), width);
    case TermKind::subtract: return arithmetic_.subtract(arg(0), arg(1), width);
    case TermKind::multiply: return arithmetic_.multiply(arg(0), arg(1), width);
    case TermKind::divide: return arithmetic_.divide(arg(0), arg(1), width);
    case TermKind::modulo: return arithmetic_.modulo(arg(0), arg(1), width);
    case TermKind::fitting: return BitArithmetic::resized(arg(0), width);
    case TermKind::select: return arithmetic_.select(condition(node.args[0]), arg(1), arg(2), width);
    default: return {condition(node.args[0]), Gates::no};  // bit
    }
}

Literal TermBits::decided(const TermNode& node) {
    switch (node.kind) {
    case TermKind::yes: return Gates::yes;
    case TermKind::no: return Gates::no;
    case TermKind::flag: return variables_.at(static_cast<std::uint32_t>(node.value)).front();
    case TermKind::not_: return Gates::not_(condition(node.args[0]));
    case TermKind::and_: return gates_.all(conditions(node.args));
    case TermKind::or_: return gates_.any(conditions(node.args));
    case TermKind::equal: return arithmetic_.equal(bits(node.args[0]), bits(node.args[1]));
    case TermKind::less: return arithmetic_.less(bits(node.args[0]), bits(node.args[1]));
    default: return Gates::not_(arithmetic_.less(bits(node.args[1]), bits(node.args[0])));  // less_equal
    }
}

std::vector<Literal> TermBits::conditions(const std::vector<Term>& terms) {
    std::vector<Literal> out;
    out.reserve(terms.size());
    for (const Term term : terms) out.push_back(condition(term));
    return out;
}

}  // namespace revoke_mc::reports
