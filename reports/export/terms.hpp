// Terms: the expressions of an exported model, kept small while they are built.
//
// The packed transitions of the lowering are programs with registers and jumps. Promela and Murphi want expressions: a
// guard, and a value for each variable that a step writes. Terms are those expressions, over the values *before* the
// step. Equal terms are one term (hash consing; Goto 1974): sharing costs nothing and equality is a compare of numbers.
// Every constructor simplifies: constants and ranges are folded, and what two sides of a branch have in common is found
// again where they meet (p && c || p && !c is p).
//
// There are two sorts, as in Murphi: numbers and conditions. bit() turns a condition into 0 or 1, truth() a number into
// "is not 0".
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace revoke_mc::reports {

using Term = std::uint32_t;

enum class TermKind : std::uint8_t {
    number,    ///< value
    variable,  ///< value = which one
    negate,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    fitting,  ///< of a number: the same, and whoever asks for it knows that it fits 32 bits
    select,   ///< of a condition and two numbers: like ?: in C
    bit,      ///< 1 if the condition holds, else 0
    yes,      ///< from here on: conditions
    no,
    flag,  ///< value = which boolean variable
    not_,
    and_,  ///< of two or more conditions, evaluated from left to right
    or_,
    equal,  ///< of two numbers; a constant stands on the right
    less,
    less_equal
};

/// Ranges are those of the variables, carried through; low and high of a condition mean nothing.
struct TermNode {
    TermKind kind = TermKind::number;
    std::int64_t value = 0;
    std::vector<Term> args;
    std::int64_t low = 0, high = 0;
};

/// All terms of one export. Arguments of the functions are terms of this object, of the sort that the name says.
class Terms {
public:
    Terms();
    [[nodiscard]] const TermNode& operator[](Term term) const { return nodes_[term]; }

    [[nodiscard]] Term number(std::int64_t value);
    /// A variable with its range; `boolean`: it is false or true in the exported model.
    [[nodiscard]] Term variable(std::uint32_t which, std::int64_t low, std::int64_t high, bool boolean);
    [[nodiscard]] Term negate(Term number);
    /// kind: add to modulo. A divisor that may be 0 is the writer's concern: division is exported in such a way that it
    /// cannot fail.
    [[nodiscard]] Term arithmetic(TermKind kind, Term left, Term right);
    /// The number where it fits 32 bits; nobody asks for it elsewhere.
    [[nodiscard]] Term fitting(Term number);
    [[nodiscard]] Term select(Term condition, Term then, Term otherwise);
    [[nodiscard]] Term bit(Term condition);

    [[nodiscard]] Term yes() const { return yes_; }
    [[nodiscard]] Term no() const { return no_; }
    [[nodiscard]] Term truth(Term number);
    [[nodiscard]] Term not_(Term condition);
    [[nodiscard]] Term and_(Term left, Term right);
    [[nodiscard]] Term or_(Term left, Term right);
    [[nodiscard]] Term equal(Term left, Term right);
    [[nodiscard]] Term less(Term left, Term right);
    [[nodiscard]] Term less_equal(Term left, Term right);

    /// What is left of a term where all `facts` hold: conditions that they settle are gone, and so are variables that
    /// they give a value.
    [[nodiscard]] Term given(Term term, const std::vector<Term>& facts);
    /// `left` without those of its conjuncts that `right` has too: tells the two apart where either holds.
    [[nodiscard]] Term distinction(Term left, Term right);
    /// True only if the two cannot hold together, by what their conjuncts look like.
    [[nodiscard]] bool exclusive(Term left, Term right) const;
    /// The conjuncts of a condition (itself, if it is not a conjunction).
    [[nodiscard]] std::vector<Term> conjuncts(Term condition) const;

private:
    using Key = std::tuple<TermKind, std::int64_t, std::vector<Term>>;
    [[nodiscard]] Term make(TermKind kind, std::int64_t value, std::vector<Term> args, std::int64_t low = 0,
                            std::int64_t high = 1);
    [[nodiscard]] bool is_number(Term term) const { return nodes_[term].kind == TermKind::number; }
    [[nodiscard]] bool is_bit(Term term) const;
    [[nodiscard]] Term literal(Term condition, bool positive) { return positive ? condition : not_(condition); }
    [[nodiscard]] Term join(TermKind kind, const std::vector<Term>& parts);
    [[nodiscard]] Term none_of(const std::vector<Term>& conditions);
    [[nodiscard]] Term conjunction(const std::vector<Term>& conditions);
    [[nodiscard]] Term settled(Term term, const std::vector<Term>& facts);
    [[nodiscard]] Term rebuilt(Term term, const std::vector<Term>& args);
    [[nodiscard]] std::vector<Term> parts_of(TermKind kind, Term condition) const;
    [[nodiscard]] bool excludes(Term a, Term b) const;
    [[nodiscard]] bool implied_by_equality(Term candidate, const std::vector<Term>& others) const;
    [[nodiscard]] bool merge(Term a, Term b, Term& merged);
    [[nodiscard]] Term without_contrary(Term alternative, Term other);
    [[nodiscard]] Term choose(Term condition, Term then, Term otherwise);
    [[nodiscard]] Term known_equal(Term left, Term right, bool& known);

    std::vector<TermNode> nodes_;
    std::map<Key, Term> numbers_;
    Term yes_ = 0, no_ = 0;
};

}  // namespace revoke_mc::reports
