// Random statements for every kind of code: threads, functions, atomic and ghost code.
#pragma once

#include "tests/random/expressions.hpp"
#include "tests/random/tree.hpp"

namespace revoke_mc::random_specs {

class Statements {
public:
    Statements(Dice& dice, Expressions& expressions, const std::vector<Component>& components)
        : dice_(dice), say_(expressions), components_(components) {}

    /// About `count` statements; in plain code anything, else what atomic or ghost code may contain.
    [[nodiscard]] std::vector<Node> several(Scope scope, int count);
    /// A statement that is certainly a step, to keep a loop from going round without one.
    [[nodiscard]] Node step(const Scope& scope);
    [[nodiscard]] Node any_statement(Scope& scope);
    [[nodiscard]] Node nested_locks(const Scope& scope);
    [[nodiscard]] Node atomic_statement(const Scope& scope);

private:
    [[nodiscard]] Node plain(Scope& scope);
    [[nodiscard]] Node structured(const Scope& scope);
    [[nodiscard]] Node in_atomic(const Scope& scope);
    [[nodiscard]] Node in_ghost(const Scope& scope);
    [[nodiscard]] Node assignment(const Scope& scope);
    [[nodiscard]] Node assertion(const Scope& scope);
    [[nodiscard]] Node if_(const Scope& scope);
    [[nodiscard]] Node while_(const Scope& scope);
    [[nodiscard]] Node either(const Scope& scope);
    [[nodiscard]] std::vector<Node> branch(const Scope& scope);
    [[nodiscard]] Node foreach (const Scope& scope);
    [[nodiscard]] Node each(const Scope& scope);
    [[nodiscard]] Node locked(const Scope& scope);
    [[nodiscard]] Node jump(const Scope& scope);
    [[nodiscard]] Node call(const Scope& scope);
    [[nodiscard]] std::vector<std::string> calls(const Scope& scope, bool with_result);
    [[nodiscard]] std::string call_of(const Scope& scope, const std::string& base, const FunctionInfo& function);
    [[nodiscard]] Node reference(const Scope& scope);
    [[nodiscard]] Node each_integer(const Scope& scope);
    [[nodiscard]] Node heap(const Scope& scope);
    [[nodiscard]] Node spinning(const Scope& scope);
    [[nodiscard]] Node work(const Scope& scope);
    [[nodiscard]] Node local(Scope& scope);
    [[nodiscard]] Node ghost(const Scope& scope);
    [[nodiscard]] Node library(const Scope& scope);
    [[nodiscard]] Node story(const std::vector<std::string>& lines);
    [[nodiscard]] std::vector<const Component*> replicated() const;
    [[nodiscard]] static Scope deeper(Scope scope);
    [[nodiscard]] std::string fresh(const std::string& letter) { return letter + std::to_string(names_++); }

    Dice& dice_;
    Expressions& say_;
    const std::vector<Component>& components_;
    int names_ = 0;
};

}  // namespace revoke_mc::random_specs
