// Random expressions of each sort, of what is in scope.
#pragma once

#include "tests/random/dice.hpp"
#include "tests/random/world.hpp"

namespace revoke_mc::random_specs {

class Expressions {
public:
    Expressions(Dice& dice, const std::vector<Component>& components) : dice_(dice), components_(components) {}

    [[nodiscard]] std::string boolean(const Scope& scope, int depth = 2);
    [[nodiscard]] std::string integer(const Scope& scope, int depth = 1);
    [[nodiscard]] std::string colour(const Scope& scope);
    /// A condition that certainly names a shared variable: its test is a step.
    [[nodiscard]] std::string shared_condition(const Scope& scope);
    /// Fits the variable, as a rule.
    [[nodiscard]] std::string value_for(const Scope& scope, const Variable& variable);

    [[nodiscard]] std::vector<Place> places(const Scope& scope, Sort sort, bool writing);
    [[nodiscard]] std::vector<Place> shared_places(const Scope& scope);
    /// ".name", "[k]" included for arrays.
    [[nodiscard]] std::string written(const Scope& scope, const Place& place);
    [[nodiscard]] std::vector<std::string> locks(const Scope& scope, bool rw);
    [[nodiscard]] std::string test(const Scope& scope, const Place& place);
    /// Duos that a reference may be bound to, without the `&`.
    [[nodiscard]] std::vector<std::string> records(const Scope& scope);

private:
    [[nodiscard]] std::string atom(const Scope& scope);
    [[nodiscard]] std::string quantifier(const Scope& scope, int depth);
    [[nodiscard]] std::string position(const Scope& scope);
    [[nodiscard]] std::string holds(const Scope& scope);
    [[nodiscard]] std::string same(const Scope& scope);
    [[nodiscard]] std::string in_function(const Scope& scope);
    [[nodiscard]] std::string predicate(const Scope& scope);

    Dice& dice_;
    const std::vector<Component>& components_;
    int binders_ = 0;
};

}  // namespace revoke_mc::random_specs
