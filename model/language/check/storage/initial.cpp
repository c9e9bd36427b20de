// Initial values are evaluated once for each instance, because they may use `index`.
#include "model/language/check/storage/initial.hpp"

#include "model/language/check/expressions/expressions.hpp"
#include "model/language/check/expressions/types.hpp"

namespace revoke_mc::check {
namespace {

using core::Value;
using core::ValueType;

constexpr std::int64_t most_choices = 1024;

bool is_list(const ast::Expr* expr) { return expr && expr->kind == ast::ExprKind::initializer; }

std::vector<Value> choices(World& world, const Field& field, const ast::Expr& any, const Site& site) {
    std::int64_t low = field.type.low;
    std::int64_t high = field.type.high;
    if (any.binder) {
        const auto given_low = check_number(world, *any.binder->low, site.component);
        const auto given_high = check_number(world, *any.binder->high, site.component);
        if (any.binder->where)
            world.error(any.binder->where->place, "an initial value cannot be filtered", "choose a smaller range");
        if (!given_low || !given_high) return {0};
        if (*given_low < low || *given_high > high || *given_low > *given_high)
            world.error(any.place, "the range leaves the type of '" + field.name + "', or is empty");
        low = std::max(low, *given_low);
        high = std::min(high, *given_high);
    }
    if (high - low >= most_choices) {
        world.error(any.place, "'any' would make more than " + std::to_string(most_choices) + " initial states",
                    "give a range: any (0..3)");
        return {0};
    }
    std::vector<Value> values;
    for (auto value = low; value <= high; ++value) values.push_back(static_cast<Value>(value));
    return values;
}

bool same_type(const ValueType& a, const ValueType& b) { return a.kind == b.kind && a.enumeration == b.enumeration; }

Value checked(World& world, const Field& field, const ast::Expr& expr, const ConstantValue& value) {
    if (!same_type(value.type, field.type)) {
        world.error(expr.place, describe(world, value.type) + " cannot be the initial value of '" + field.name +
                                    "': " + describe(world, field.type) + " is wanted");
        return default_value(field.type);
    }
    if (value.value >= field.type.low && value.value <= field.type.high) return value.value;
    world.error(expr.place, "the initial value " + std::to_string(value.value) + " of '" + field.name + "' is not in " +
                                std::to_string(field.type.low) + ".." + std::to_string(field.type.high));
    return default_value(field.type);
}

/// NULL or &mr.
Value pointer_value(World& world, const Field& field, const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::null) return 0;
    const bool address =
        expr.kind == ast::ExprKind::unary && expr.text == "&" && expr.args[0]->kind == ast::ExprKind::name;
    if (address && expr.args[0]->text == field.target->name) return 1;
    world.error(expr.place, "a pointer starts as NULL or &" + field.target->name);
    return 0;
}

}  // namespace

const ast::Expr* field_initial(const Shape& shape, std::size_t index, const ast::Expr* object) {
    const Field& field = shape.fields[index];
    if (is_list(object) && index < object->args.size()) return object->args[index].get();
    if (object && !is_list(object) && index == 0) return object;
    return field.variable ? field.variable->initial.get() : nullptr;
}

const ast::Expr* element_initial(World& world, const Field& field, const ast::Expr* initial, std::uint32_t k) {
    if (!field.is_array || !is_list(initial)) return initial;
    if (initial->args.size() > field.count)
        world.error(initial->place, "'" + field.name + "' has " + std::to_string(field.count) + " elements, but " +
                                        std::to_string(initial->args.size()) + " values are given");
    return k < initial->args.size() ? initial->args[k].get() : nullptr;
}

bool check_initial_size(World& world, const Shape& shape, const ast::Expr* object) {
    if (!object) return true;
    if (shape.kind != core::ObjectKind::plain) {
        world.error(object->place, "a " + shape.name + " has no initial value");
        return false;
    }
    const std::size_t given = is_list(object) ? object->args.size() : 1;
    if (given <= shape.fields.size()) return true;
    world.error(object->place, "struct " + shape.name + " has " + std::to_string(shape.fields.size()) +
                                   (shape.fields.size() == 1 ? " member, but " : " members, but ") +
                                   std::to_string(given) + (given == 1 ? " value is given" : " values are given"));
    return false;
}

std::vector<Value> initial_values(World& world, const Field& field, const ast::Expr* initial, const Site& site) {
    if (!initial) return {default_value(field.type)};
    if (is_list(initial)) {
        world.error(initial->place, "'" + field.name + "' is one variable: a list of values does not fit");
        return {0};
    }
    if (initial->kind == ast::ExprKind::any) return choices(world, field, *initial, site);
    if (field.target) return {pointer_value(world, field, *initial)};
    std::optional<core::InstanceId> instance;
    if (site.component != none) instance = site.instance;
    const auto value = check_constant(world, *initial, site.component, instance);
    return {value ? checked(world, field, *initial, *value) : default_value(field.type)};
}

}  // namespace revoke_mc::check
