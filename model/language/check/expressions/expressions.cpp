// From syntax to operands, and from operands to what a statement wants: a condition, a value, an object.
#include "model/language/check/expressions/expressions.hpp"

#include "explorer/base/limits.hpp"

namespace revoke_mc::check {

using core::ValueType;
using TypeKind = ValueType::Kind;

namespace {

bool fits(const ValueType& have, const ValueType& wanted) {
    if (have.kind != wanted.kind) return false;
    return have.kind != TypeKind::enumeration || have.enumeration == wanted.enumeration;
}

std::string mixing_hint(const ValueType& have, const ValueType& wanted) {
    if (have.kind == TypeKind::boolean && wanted.kind == TypeKind::integer) return "write c ? 1 : 0, or make it a bool";
    if (have.kind == TypeKind::integer && wanted.kind == TypeKind::boolean) return "write a comparison, as in x != 0";
    return "";
}

core::ExprPtr refuse(Context& context, const Operand& operand, const std::string& what, const std::string& hint = {}) {
    context.world.error(operand.place, what, hint);
    return nullptr;
}

core::ExprPtr not_null(Operand operand) {
    const auto place = operand.place;
    if (operand.path->is<core::NullPath>()) return make_truth(false, place);
    return make_not(make_expr(core::IsNull{std::move(operand.path)}, place, boolean_type()));
}

/// A bare `any` or `{ ... }` that stands in an expression.
Operand misplaced(Context& context, const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::any)
        context.world.error(expr.place, "'any' may stand only alone, as the value of a local or as an initial value",
                            "write int k = any (0..3); and use k");
    else
        context.world.error(expr.place, "a list of values may stand only as an initial value");
    return {};
}

Operand literal(const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::boolean) return value_operand(make_truth(expr.value != 0, expr.place));
    return value_operand(make_constant(expr.value, integer_type(expr.value, expr.value), expr.place));
}

Operand null_operand() {
    Operand operand;
    operand.kind = Operand::Kind::null;
    return operand;
}

Operand check_kind(Context& context, const ast::Expr& expr) {
    switch (expr.kind) {
    case ast::ExprKind::integer:
    case ast::ExprKind::boolean: return literal(expr);
    case ast::ExprKind::null: return null_operand();
    case ast::ExprKind::name: return check_name(context, expr);
    case ast::ExprKind::member: return check_member(context, expr);
    case ast::ExprKind::index: return check_index(context, expr);
    case ast::ExprKind::unary:
    case ast::ExprKind::binary:
    case ast::ExprKind::conditional: return check_operator(context, expr);
    case ast::ExprKind::call: return check_call_value(context, expr);
    case ast::ExprKind::forall:
    case ast::ExprKind::exists: return check_quantifier(context, expr);
    case ast::ExprKind::at:
    case ast::ExprKind::in_function:
    case ast::ExprKind::has:
    case ast::ExprKind::is: return check_position(context, expr);
    case ast::ExprKind::any:
    case ast::ExprKind::initializer: return misplaced(context, expr);
    }
    return {};
}

/// Each level takes some of the stack, here and wherever the expression is walked later.
constexpr std::size_t most_depth = 1500;

}  // namespace

Operand check(Context& context, const ast::Expr& expr) {
    limits::poll();
    if (context.world.depth >= most_depth) {
        context.world.error(expr.place,
                            "this is nested more than " + std::to_string(most_depth) +
                                " deep, with the constants and predicates that it is made of",
                            "declare constants before they are used, and nest fewer predicates");
        return {};
    }
    ++context.world.depth;
    auto operand = check_kind(context, expr);
    --context.world.depth;
    operand.place = expr.place;
    if (operand.is_value() && !operand.expr) return {};
    if (operand.is_object() && !operand.path) return {};
    return operand;
}

core::ExprPtr to_condition(Context& context, Operand operand) {
    if (!operand.ok()) return nullptr;
    if (operand.kind == Operand::Kind::null) return refuse(context, operand, "NULL is no condition");
    if (operand.is_object()) {
        if (operand.nullable) return not_null(std::move(operand));
        // A predicate's parameter may be tested whatever is passed for it.
        if (!context.expanding.empty()) return make_truth(true, operand.place);
        return refuse(context, operand, describe(context.world, operand.object) + " is no condition",
                      "name one of its members");
    }
    switch (operand.expr->type.kind) {
    case TypeKind::boolean: return std::move(operand.expr);
    case TypeKind::pointer:
    case TypeKind::integer: break;
    default:
        return refuse(context, operand, describe(context.world, operand.expr->type) + " is no condition",
                      "compare it with a value");
    }
    if (const auto value = constant_value(operand.expr)) return make_truth(*value != 0, operand.place);
    auto zero = make_constant(0, operand.expr->type, operand.place);
    return make_test(core::Op::unequal, std::move(operand.expr), std::move(zero));
}

core::ExprPtr to_value(Context& context, Operand operand, const ValueType& type, const std::string& where) {
    if (!operand.ok()) return nullptr;
    if (operand.is_value() && fits(operand.expr->type, type)) return std::move(operand.expr);
    const World& world = context.world;
    const std::string have = operand.is_value()    ? describe(world, operand.expr->type)
                             : operand.is_object() ? describe(world, operand.object)
                                                   : std::string("NULL");
    return refuse(context, operand, have + " cannot be " + where + ": " + describe(world, type) + " is wanted",
                  operand.is_value() ? mixing_hint(operand.expr->type, type) : "");
}

core::ExprPtr check_condition(Context& context, const ast::Expr& expr) {
    return to_condition(context, check(context, expr));
}

core::ExprPtr check_value(Context& context, const ast::Expr& expr, const ValueType& type, const std::string& where) {
    return to_value(context, check(context, expr), type, where);
}

namespace {

bool same_kind(const ObjectType& have, const ObjectType& wanted) {
    if (have.kind != wanted.kind) return false;
    switch (have.kind) {
    case core::ObjectKind::component: return wanted.component == none || have.component == wanted.component;
    case core::ObjectKind::plain:
    case core::ObjectKind::heap: return have.shape == wanted.shape;
    case core::ObjectKind::lock: return have.shape->spin == wanted.shape->spin;
    default: return true;
    }
}

}  // namespace

Operand check_object(Context& context, const ast::Expr& expr, const ObjectType& wanted, bool nullable,
                     const std::string& where) {
    auto operand = to_object(check(context, expr));
    if (!operand.ok()) return operand;
    World& world = context.world;
    if (operand.kind == Operand::Kind::null) {
        if (nullable) return object_operand(make_path(core::NullPath{}, expr.place), wanted);
        world.error(expr.place, "NULL cannot be " + where + ": " + describe(world, wanted) + " is wanted",
                    "only a parameter that is declared with '= NULL' may be NULL");
        return {};
    }
    if (operand.is_object() && same_kind(operand.object, wanted)) return operand;
    const std::string have = operand.is_value() ? describe(world, operand.expr->type) : describe(world, operand.object);
    world.error(expr.place, have + " cannot be " + where + ": " + describe(world, wanted) + " is wanted",
                operand.is_value() ? "only objects are passed by reference" : "");
    return {};
}

}  // namespace revoke_mc::check
