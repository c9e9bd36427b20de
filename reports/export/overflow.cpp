// The precondition of each operation, over 32 bits.
#include "reports/export/overflow.hpp"

#include <limits>

namespace revoke_mc::reports {

namespace {

constexpr std::int64_t smallest = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();

class Overflow {
public:
    explicit Overflow(Terms& terms) : terms_(terms) {}

    Term of(const TermNode& node) {
        switch (node.kind) {
        case TermKind::number: return terms_.yes();
        case TermKind::negate: return terms_.equal(node.args[0], number(smallest));
        case TermKind::add: return sum(node.args[0], node.args[1]);
        case TermKind::subtract: return difference(node.args[0], node.args[1]);
        case TermKind::multiply: return terms_.or_(too_large(node.args[0], node.args[1]), too_small(node.args));
        case TermKind::divide:
            return terms_.and_(terms_.equal(node.args[0], number(smallest)), terms_.equal(node.args[1], number(-1)));
        default: return terms_.no();
        }
    }

private:
    Term number(std::int64_t value) { return terms_.number(value); }
    Term positive(Term term) { return terms_.less(number(0), term); }
    Term negative(Term term) { return terms_.less(term, number(0)); }
    Term all(Term a, Term b, Term c) { return terms_.and_(a, terms_.and_(b, c)); }
    /// `bound` with an operand; computed only where it fits.
    Term limit(TermKind kind, std::int64_t bound, Term operand) {
        return terms_.fitting(terms_.arithmetic(kind, number(bound), operand));
    }

    Term sum(Term a, Term b) {
        const Term over = terms_.and_(positive(b), terms_.less(limit(TermKind::subtract, largest, b), a));
        return terms_.or_(over, terms_.and_(negative(b), terms_.less(a, limit(TermKind::subtract, smallest, b))));
    }

    Term difference(Term a, Term b) {
        const Term over = terms_.and_(negative(b), terms_.less(limit(TermKind::add, largest, b), a));
        return terms_.or_(over, terms_.and_(positive(b), terms_.less(a, limit(TermKind::add, smallest, b))));
    }

    Term too_large(Term a, Term b) {
        const Term most = limit(TermKind::divide, largest, b);
        return terms_.or_(all(positive(a), positive(b), terms_.less(most, a)),
                          all(negative(a), negative(b), terms_.less(a, most)));
    }

    /// The divisor is the positive one: -1 would not do.
    Term too_small(const std::vector<Term>& args) {
        const Term a = args[0], b = args[1];
        return terms_.or_(all(positive(a), negative(b), terms_.less(b, limit(TermKind::divide, smallest, a))),
                          all(negative(a), positive(b), terms_.less(a, limit(TermKind::divide, smallest, b))));
    }

    Terms& terms_;
};

}  // namespace

Term overflows(Terms& terms, Term number) {
    const TermNode node = terms[number];
    if (node.low >= smallest && node.high <= largest) return terms.no();
    return Overflow(terms).of(node);
}

}  // namespace revoke_mc::reports
