// Conditions inside properties that should be true somewhere, or the property says nothing.
//
//     always (A implies B)               A: else B is never asked for
//     never (A && B)                     A, and B: if one of them never holds, the other does not matter
//     always (!A || B)                   A, as above
//     always possible P, possible P      not P: else there is nothing to come back from, or to get to
//     always P leads_to Q                P and not Q: else nothing is ever asked for
//     eventually P                       not P, as for a possibility
//
// through `forall`, `exists`, `&&` and what predicates stand for, with their binders around them. Where a property is
// made of one condition alone (`never A`), the claim itself is that it never holds.
//
// (Vacuity as in Beer, Ben-David, Eisner, Rodeh, "Efficient detection of vacuity in temporal model checking", 2001:
// a subformula that does not affect the verdict.)
#pragma once

#include <cstdint>
#include <vector>

#include "model/language/program/program.hpp"

namespace revoke_mc::coverage {

struct Condition {
    enum class Kind : std::uint8_t { premise, goal, question } kind = Kind::premise;
    program::PropertyId property = program::none;  ///< what it is taken from
    std::uint32_t number = 0;                      ///< counted from 1 within the property
    std::uint32_t of = 0;                          ///< how many premises the property has
    program::Place place;
    program::Property asked;  ///< the condition, closed
};

/// In the order of the properties. What can be decided without a state is left out.
[[nodiscard]] std::vector<Condition> conditions_of(const program::Program& program);

/// No state is read: constants, parameters, what a component has, which object is which.
[[nodiscard]] bool is_settled(const program::Expr& expr);

}  // namespace revoke_mc::coverage
