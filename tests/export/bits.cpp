// Circuits for terms against the values of those terms.
#include "reports/export/bits.hpp"

#include <random>

#include <catch2/catch.hpp>

#include "reports/export/overflow.hpp"
#include "tests/export/evaluate.hpp"

using namespace revoke_mc;
using reports::Bits;
using reports::Gates;
using reports::Literal;
using reports::Term;
using reports::TermKind;
using reports::Terms;

namespace {

/// The values of all nodes, where the leaves have these.
std::vector<bool> simulate(const Gates& gates, const std::vector<bool>& leaves) {
    std::vector<bool> nodes{false};
    nodes.insert(nodes.end(), leaves.begin(), leaves.end());
    const auto value = [&](Literal literal) { return nodes[literal / 2] != (literal % 2 != 0); };
    for (std::size_t node = nodes.size(); node < gates.nodes(); ++node)
        nodes.push_back(value(gates.gate(node).first) && value(gates.gate(node).second));
    return nodes;
}

std::int64_t number_of(const Bits& bits, const std::vector<bool>& nodes) {
    std::int64_t out = 0;
    for (std::size_t i = bits.size(); i-- > 0;)
        out = 2 * out + (nodes[bits[i] / 2] != (bits[i] % 2 != 0) ? (i + 1 == bits.size() ? -1 : 1) : 0);
    return out;
}

struct Variable {
    std::int64_t low = 0, high = 0;
    bool boolean = false;
};

/// Terms as specs have them: each number fits 32 bits, or the step that it belongs to is cut.
class RandomTerms {
public:
    RandomTerms(std::uint32_t seed, Terms& terms, const std::vector<Variable>& variables)
        : random_(seed), terms_(terms) {
        for (std::uint32_t v = 0; v < variables.size(); ++v)
            variables_.push_back(terms.variable(v, variables[v].low, variables[v].high, variables[v].boolean));
    }

    Term number(int depth) {
        if (depth == 0) return one_of(3) == 0 ? terms_.number(constant()) : variables_[one_of(variables_.size())];
        switch (one_of(8)) {
        case 0: return fitting(terms_.negate(number(depth - 1)));
        case 1: return terms_.select(condition(depth - 1), number(depth - 1), number(depth - 1));
        case 2: return terms_.bit(condition(depth - 1));
        default: break;
        }
        constexpr std::array kinds{TermKind::add, TermKind::subtract, TermKind::multiply, TermKind::divide,
                                   TermKind::modulo};
        return fitting(terms_.arithmetic(kinds[one_of(kinds.size())], number(depth - 1), number(depth - 1)));
    }

    Term condition(int depth) {
        if (depth == 0) return terms_.truth(number(0));
        switch (one_of(6)) {
        case 0: return terms_.not_(condition(depth - 1));
        case 1: return terms_.and_(condition(depth - 1), condition(depth - 1));
        case 2: return terms_.or_(condition(depth - 1), condition(depth - 1));
        case 3: return terms_.equal(number(depth - 1), number(depth - 1));
        case 4: return terms_.less(number(depth - 1), number(depth - 1));
        default: return terms_.less_equal(number(depth - 1), number(depth - 1));
        }
    }

    std::int64_t within(const Variable& variable) {
        switch (one_of(4)) {
        case 0: return variable.low;
        case 1: return variable.high;
        default: return std::uniform_int_distribution<std::int64_t>(variable.low, variable.high)(random_);
        }
    }

private:
    Term fitting(Term number) {
        return terms_.select(reports::overflows(terms_, number), terms_.number(0), terms_.fitting(number));
    }
    std::size_t one_of(std::size_t number) {
        return std::uniform_int_distribution<std::size_t>(0, number - 1)(random_);
    }
    std::int64_t constant() {
        constexpr std::array<std::int64_t, 9> values{-2147483648, -46341, -3, -1, 0, 1, 2, 65536, 2147483647};
        return values[one_of(values.size())];
    }

    std::mt19937 random_;
    Terms& terms_;
    std::vector<Term> variables_;
};

const std::vector<Variable> all_kinds{{0, 1, true},      {0, 3, false}, {-3, 9, false},
                                      {-19, -1, false},  {5, 7, false}, {-2147483648, 2147483647, false},
                                      {0, 100000, false}};

/// Leaves for the bits of all variables, as wide as they have to be, and their values.
class Circuit {
public:
    Circuit(const Terms& terms, const std::vector<Variable>& variables) : terms_(terms, gates_) {
        for (const Variable& variable : variables) widths_.push_back(reports::width_of(variable.low, variable.high));
        for (std::uint32_t v = 0; v < variables.size(); ++v) {
            Bits bits;
            for (std::size_t i = 0; i < widths_[v]; ++i) bits.push_back(gates_.leaf());
            terms_.define(v, std::move(bits));
        }
    }
    reports::TermBits& terms() { return terms_; }
    [[nodiscard]] std::vector<bool> nodes(const std::vector<std::int64_t>& values) const {
        std::vector<bool> leaves;
        for (std::size_t v = 0; v < values.size(); ++v)
            for (std::size_t i = 0; i < widths_[v]; ++i) leaves.push_back((values[v] >> i & 1) != 0);
        return simulate(gates_, leaves);
    }

private:
    Gates gates_;
    reports::TermBits terms_;
    std::vector<std::size_t> widths_;
};

}  // namespace

TEST_CASE("bits: the width of a range") {
    CHECK(reports::width_of(0, 0) == 1);
    CHECK(reports::width_of(-1, 0) == 1);
    CHECK(reports::width_of(0, 1) == 2);
    CHECK(reports::width_of(-2, 1) == 2);
    CHECK(reports::width_of(-3, 1) == 3);
    CHECK(reports::width_of(0, 7) == 4);
    CHECK(reports::width_of(-8, 8) == 5);
    CHECK(reports::width_of(-2147483648, 2147483647) == 32);
    CHECK(reports::width_of(0, 2147483648) == 33);
}

TEST_CASE("gates: equal ones are one, constants are folded, and what nobody reads is dropped") {
    Gates gates;
    const Literal a = gates.leaf(), b = gates.leaf(), c = gates.leaf();
    CHECK(gates.and_(a, b) == gates.and_(b, a));
    CHECK(gates.and_(a, Gates::not_(a)) == Gates::no);
    CHECK(gates.and_(a, a) == a);
    CHECK(gates.and_(Gates::yes, b) == b);
    CHECK(gates.or_(a, Gates::yes) == Gates::yes);
    CHECK(gates.all({}) == Gates::yes);
    CHECK(gates.any({}) == Gates::no);
    const Literal kept = gates.and_(gates.xor_(a, b), c);
    CHECK_THROWS(gates.leaf());
    std::vector<Literal> roots{Gates::not_(kept), c};
    const Gates cone = gates.cone(roots);
    CHECK(gates.nodes() == 1 + 3 + 5);
    CHECK(cone.nodes() == 1 + 3 + 4);
    CHECK(roots == std::vector<Literal>{2 * 7 + 1, c});
}

TEST_CASE("bits: all operations on all pairs of small numbers") {
    constexpr std::int64_t low = -8, high = 7;
    Terms terms;
    const std::vector<Variable> variables{{low, high, false}, {low, high, false}};
    const Term a = terms.variable(0, low, high, false), b = terms.variable(1, low, high, false);
    std::vector<Term> numbers{terms.negate(a)}, conditions{terms.equal(a, b), terms.less(a, b), terms.less_equal(a, b)};
    for (const TermKind kind :
         {TermKind::add, TermKind::subtract, TermKind::multiply, TermKind::divide, TermKind::modulo})
        numbers.push_back(terms.arithmetic(kind, a, b));
    Circuit circuit(terms, variables);
    std::vector<Bits> bits;
    bits.reserve(numbers.size() + conditions.size());
    for (const Term term : numbers) bits.push_back(circuit.terms().number(term));
    for (const Term term : conditions) bits.push_back({circuit.terms().condition(term), Gates::no});
    numbers.insert(numbers.end(), conditions.begin(), conditions.end());
    for (std::int64_t x = low; x <= high; ++x)
        for (std::int64_t y = low; y <= high; ++y) {
            const std::vector<bool> nodes = circuit.nodes({x, y});
            const tests::Values values{{lower::SlotId(0U), x}, {lower::SlotId(1U), y}};
            for (std::size_t i = 0; i < numbers.size(); ++i) {
                CAPTURE(x, y, i);
                CHECK(number_of(bits[i], nodes) == tests::evaluate(terms, numbers[i], values));
            }
        }
}

TEST_CASE("bits: random terms have the values that they should have") {
    for (std::uint32_t seed = 1; seed <= 100; ++seed) {
        Terms terms;
        RandomTerms random(seed, terms, all_kinds);
        const Term number = random.number(4), condition = random.condition(4);
        Circuit circuit(terms, all_kinds);
        const Bits bits = circuit.terms().number(number);
        const Bits decided{circuit.terms().condition(condition), Gates::no};
        for (int run = 0; run < 30; ++run) {
            std::vector<std::int64_t> chosen;
            tests::Values values;
            for (std::uint32_t v = 0; v < all_kinds.size(); ++v) {
                chosen.push_back(random.within(all_kinds[v]));
                values[lower::SlotId(v)] = chosen.back();
            }
            const std::vector<bool> nodes = circuit.nodes(chosen);
            CAPTURE(seed, chosen);
            CHECK(number_of(bits, nodes) == tests::evaluate(terms, number, values));
            CHECK(number_of(decided, nodes) == tests::evaluate(terms, condition, values));
        }
    }
}
