// Terms as circuits: numbers become bits in two's complement, as wide as their ranges ask for.
//
// Every result is exact as long as the variables are within their ranges. Sums are ripple carries, products shifted
// sums, quotients restoring division (Hennessy and Patterson, appendix J): plain circuits, since the numbers of specs
// are small.
#pragma once

#include <map>
#include <vector>

#include "reports/export/gates.hpp"
#include "reports/export/terms.hpp"

namespace revoke_mc::reports {

/// A number, lowest bit first; the last bit is the sign. Never empty.
using Bits = std::vector<Literal>;

/// The least width that has both numbers (and so all between them).
[[nodiscard]] std::size_t width_of(std::int64_t low, std::int64_t high);

/// Results are cut to `width`: they are right if they fit.
class BitArithmetic {
public:
    explicit BitArithmetic(Gates& gates) : gates_(gates) {}

    [[nodiscard]] static Bits number(std::int64_t value);
    [[nodiscard]] static Bits resized(Bits bits, std::size_t width);
    [[nodiscard]] Bits add(const Bits& a, const Bits& b, std::size_t width);
    [[nodiscard]] Bits subtract(const Bits& a, const Bits& b, std::size_t width);
    [[nodiscard]] Bits negate(const Bits& a, std::size_t width) { return subtract(number(0), a, width); }
    [[nodiscard]] Bits multiply(const Bits& a, const Bits& b, std::size_t width);
    /// Towards 0, as in C; what is divided by 0 is 0, and so is its remainder.
    [[nodiscard]] Bits divide(const Bits& a, const Bits& b, std::size_t width);
    [[nodiscard]] Bits modulo(const Bits& a, const Bits& b, std::size_t width);
    [[nodiscard]] Bits select(Literal condition, const Bits& then, const Bits& otherwise, std::size_t width);
    [[nodiscard]] Literal equal(const Bits& a, const Bits& b);
    [[nodiscard]] Literal less(const Bits& a, const Bits& b);

private:
    struct Division {
        Bits quotient, remainder;  ///< of the absolute values
    };
    [[nodiscard]] Bits sum(const Bits& a, const Bits& b, Literal carry, std::size_t width);
    [[nodiscard]] Bits absolute(const Bits& a);
    [[nodiscard]] Bits negated_if(Literal condition, const Bits& a, std::size_t width);
    [[nodiscard]] Division division(const Bits& a, const Bits& b);
    [[nodiscard]] Bits unless_zero(const Bits& divisor, Bits bits);

    Gates& gates_;
};

/// Terms over variables whose bits are given.
class TermBits {
public:
    /// Both must outlive this.
    TermBits(const Terms& terms, Gates& gates) : terms_(terms), gates_(gates), arithmetic_(gates) {}

    /// The bits of a variable; of a boolean one (a flag): a single literal.
    void define(std::uint32_t which, Bits bits) { variables_[which] = std::move(bits); }
    [[nodiscard]] Bits number(Term term) { return bits(term); }
    [[nodiscard]] Literal condition(Term term) { return bits(term).front(); }

private:
    [[nodiscard]] const Bits& bits(Term term);
    [[nodiscard]] Bits made(const TermNode& node);
    [[nodiscard]] Bits calculated(const TermNode& node, std::size_t width);
    [[nodiscard]] Literal decided(const TermNode& node);
    [[nodiscard]] std::vector<Literal> conditions(const std::vector<Term>& terms);

    const Terms& terms_;
    Gates& gates_;
    BitArithmetic arithmetic_;
    std::map<std::uint32_t, Bits> variables_;
    std::map<Term, Bits> known_;
};

}  // namespace revoke_mc::reports
