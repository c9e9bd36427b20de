// Values that are known before anything runs: parameters, constants, bounds, sizes.
//
// A constant is evaluated when it is first needed: their order does not matter; a constant that
// needs itself is an error. Evaluation is the ordinary checking of an expression, which computes
// constant parts; what is left must be one number.
#include <algorithm>

#include "model/language/check/expressions/expressions.hpp"

namespace revoke_mc::check {

std::optional<ConstantValue> check_constant(World& world, const ast::Expr& expr, core::ComponentId component,
                                            std::optional<core::InstanceId> instance) {
    Numbers numbers;
    Context context(world, numbers);
    context.component = component;
    context.instance = instance;
    context.no_calls = "in a constant";
    const auto operand = check(context, expr);
    if (!operand.ok()) return std::nullopt;
    if (const auto value = operand.is_value() ? constant_value(operand.expr) : std::nullopt)
        return ConstantValue{operand.expr->type, static_cast<core::Value>(*value)};
    world.error(expr.place, "this must be known before anything runs", "use numbers, constants and parameters");
    return std::nullopt;
}

std::optional<std::int64_t> check_number(World& world, const ast::Expr& expr, core::ComponentId component) {
    const auto value = check_constant(world, expr, component);
    if (!value) return std::nullopt;
    if (value->type.kind == core::ValueType::Kind::integer) return value->value;
    world.error(expr.place, "a number is wanted, not " + describe(world, value->type));
    return std::nullopt;
}

std::optional<ConstantValue> evaluate(World& world, const std::string& name, Global& global) {
    if (global.value || global.broken) return global.value;
    if (global.evaluating || !global.definition) {
        world.error(global.place,
                    "'" + name + "' " + (global.evaluating ? "is defined by itself" : "is used before it is declared"));
        global.broken = true;
        return std::nullopt;
    }
    global.evaluating = true;
    global.value = check_constant(world, *global.definition);
    global.evaluating = false;
    global.broken = !global.value;
    return global.value;
}

// ---- parameters that nothing uses: --set would change nothing, and nobody would notice
//

}  // namespace revoke_mc::check
