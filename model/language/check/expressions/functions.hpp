// Functions: their signatures, which one a call names, and what a call becomes.
#pragma once

#include "model/language/check/expressions/expressions.hpp"

namespace revoke_mc::check {

/// Resolves result and parameters of every function (functions.cpp).
void check_signatures(World& world);
/// The same parameters and the same result?
[[nodiscard]] bool same_signature(const Function& a, const Function& b);

/// The function, or thread of a component, that `vfio.revoke`, `revoke`, `dma_buf_pin` names; says what is
/// wrong and returns null if there is none. Not for calls: `a->importer.f` names no single function.
[[nodiscard]] const Function* find_function(Context& context, const ast::Expr& expr);

/// What a call calls.
struct Target {
    enum class Kind : std::uint8_t { error, builtin, function, dispatch } kind = Kind::error;
    std::string name;                    ///< of a builtin, or to dispatch on
    const Function* function = nullptr;  ///< dispatch: one of the candidates, for its signature; null if there is none
    core::PathPtr instance;              ///< whose function; null: top level
};
[[nodiscard]] Target resolve_call(Context& context, const ast::Expr& call);

/// The statements that carry a call out, its own arguments' calls before it; `result` = where its result
/// goes, none: dropped. Empty after an error.
[[nodiscard]] Stmts make_call(Context& context, const ast::Expr& call, Target target, core::LocalId result);
/// The result's type of a call in an expression; nothing for a void function or after an error (reported already).
[[nodiscard]] std::optional<core::ValueType> result_type(Context& context, const ast::Expr& call, const Target& target);

// ---- built-in functions (builtins.cpp)

[[nodiscard]] bool is_builtin(const std::string& name);
[[nodiscard]] std::vector<std::string> builtin_names();
/// holds, ready, snapshot_signaled: they read and do nothing.
[[nodiscard]] bool is_query(const std::string& name);
/// mutex_trylock and the queries: they have a value.
[[nodiscard]] bool builtin_has_value(const std::string& name);
/// holds(l), holds(l, t), ready(f).
[[nodiscard]] Operand check_builtin_value(Context& context, const ast::Expr& call);
/// Any other; `result` as in make_call.
[[nodiscard]] Stmts make_builtin(Context& context, const ast::Expr& call, core::LocalId result);
/// Reports an error unless the number of arguments is right.
[[nodiscard]] bool check_argument_count(World& world, const ast::Expr& call, const std::string& name, std::size_t least,
                                        std::size_t most);

}  // namespace revoke_mc::check
