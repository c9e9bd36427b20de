// Checking expressions: names, types, and the translation into core expressions.
//
// Truth values, numbers and enums do not mix, except that a number or a reference may be a condition (`if (r)`, `f &&
// f->pending`). Constant parts are computed here; but what a statement names decides whether it is a step, and
// therefore nothing that names a variable is ever folded away.
#pragma once

#include <functional>
#include <optional>

#include "model/language/check/world/context.hpp"

namespace revoke_mc::check {

/// Any expression. Says what is wrong and returns an error operand if it cannot be understood.
[[nodiscard]] Operand check(Context& context, const ast::Expr& expr);
/// A condition; null after an error.
[[nodiscard]] core::ExprPtr check_condition(Context& context, const ast::Expr& expr);
/// A value that may go where `type` is wanted; `where` completes "cannot be ...": "assigned to 'x'".
[[nodiscard]] core::ExprPtr check_value(Context& context, const ast::Expr& expr, const core::ValueType& type,
                                        const std::string& where);
/// An object of the wanted type; null path after an error.
[[nodiscard]] Operand check_object(Context& context, const ast::Expr& expr, const ObjectType& wanted, bool nullable,
                                   const std::string& where);
/// A number or a value that is known before anything runs.
[[nodiscard]] std::optional<ConstantValue> check_constant(World& world, const ast::Expr& expr,
                                                          core::ComponentId component = none,
                                                          std::optional<core::InstanceId> instance = std::nullopt);
[[nodiscard]] std::optional<std::int64_t> check_number(World& world, const ast::Expr& expr,
                                                       core::ComponentId component = none);

// ---- parts of it, each in a file of its own

[[nodiscard]] Operand check_name(Context& context, const ast::Expr& expr);                     // names.cpp
[[nodiscard]] Operand check_member(Context& context, const ast::Expr& expr);                   // members.cpp
[[nodiscard]] Operand check_index(Context& context, const ast::Expr& expr);                    // members.cpp
[[nodiscard]] Operand check_operator(Context& context, const ast::Expr& expr);                 // operators.cpp
[[nodiscard]] Operand check_comparison(Context& context, const ast::Expr& expr, core::Op op);  // comparisons.cpp
[[nodiscard]] Operand check_quantifier(Context& context, const ast::Expr& expr);               // binders.cpp
[[nodiscard]] Operand check_position(Context& context, const ast::Expr& expr);                 // positions.cpp
[[nodiscard]] Operand check_predicate(Context& context, const Function& predicate, const core::Path* self,
                                      const ast::Expr& call);                     // predicates.cpp
[[nodiscard]] Operand check_call_value(Context& context, const ast::Expr& call);  // calls.cpp

/// The condition that an operand stands for; null after an error.
[[nodiscard]] core::ExprPtr to_condition(Context& context, Operand operand);
/// The value if it fits `type`; null after an error.
[[nodiscard]] core::ExprPtr to_value(Context& context, Operand operand, const core::ValueType& type,
                                     const std::string& where);
/// The object behind an operand, through a pointer if it is one.
[[nodiscard]] Operand to_object(Operand operand);

/// What a bare name means; with `element`, the name of an array and which element of it (names.cpp).
[[nodiscard]] Operand name_operand(Context& context, const std::string& name, Place place, const ast::Expr* element);
/// A member of an object; with `element`, an array and which element of it.
[[nodiscard]] Operand member_of(Context& context, Operand base, const std::string& name, Place place,
                                const ast::Expr* element);
/// A field of an object, or element `element` of it. Errors about arrays are reported.
[[nodiscard]] Operand field_of(Context& context, const core::Path& base, const Field& field, Place place,
                               const ast::Expr* element, core::ComponentId exporter_wanted = none);
/// A constant of a component's instance (names.cpp).
[[nodiscard]] Operand instance_constant(Context& context, const core::Path* path, const Component& component,
                                        const std::vector<ConstantValue>& values, Place place);
/// What a name of the value space stands for (names.cpp).
[[nodiscard]] Operand global_operand(Context& context, const std::string& name, Global& global, Place place);
/// The instances' number `index` as a value (names.cpp).
[[nodiscard]] Operand instance_index(Context& context, const core::Path* path, const Component& component, Place place);

/// Evaluates a global constant if that has not happened yet (constants.cpp).
[[nodiscard]] std::optional<ConstantValue> evaluate(World& world, const std::string& name, Global& global);

/// A binder that is brought into `scope`: its set, its reference or local, its filter.
struct Bound {
    std::optional<core::Set> set;  ///< nothing after an error
    core::RefId ref = none;
    core::LocalId local = none;
    core::ExprPtr where;
    bool ordered = false;
};
/// `integers_bound`: integer variables are read as BoundRead (quantifiers), else they are locals (each).
[[nodiscard]] Bound check_binder(Context& context, const ast::Binder& binder, Scope& scope, bool integers_bound);

/// A thread named in an expression.
struct ThreadName {
    core::PathPtr instance;  ///< null: some instance (only in `without entering`)
    core::ComponentId component = none;
    const Thread* thread = nullptr;
    std::uint32_t decl = 0;
};
[[nodiscard]] std::optional<ThreadName> check_thread(Context& context, const ast::Expr& expr);
/// The thread's next statement has one of these labels; the labels are resolved when all code is known.
[[nodiscard]] core::ExprPtr make_at(ThreadName thread, const std::vector<std::string>& labels, Place place);

/// The element number of an array or of work, 0 .. count-1: folded if constant.
[[nodiscard]] core::ExprPtr check_element(Context& context, const ast::Expr& expr, std::uint32_t count,
                                          const std::string& what);

/// All names that can be meant here, for "did you mean".
[[nodiscard]] std::vector<std::string> visible_names(const Context& context);
[[nodiscard]] std::vector<std::string> member_names(const Context& context, const ObjectType& type);

}  // namespace revoke_mc::check
