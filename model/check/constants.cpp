// Values that are known before anything runs: parameters, constants, bounds, sizes.
//
// A constant is evaluated when it is first needed, so their order does not matter; a constant that
// needs itself is an error. Evaluation is the ordinary checking of an expression, which computes
// constant parts; what is left must be one number.
#include <algorithm>

#include "model/check/declare.hpp"
#include "model/check/expressions.hpp"
#include "model/syntax/print.hpp"
#include "model/syntax/scan.hpp"

namespace revoke_mc::check {

std::optional<ConstantValue> check_constant(World& world, const ast::Expr& expr, core::ComponentId component,
                                            std::optional<std::uint32_t> instance) {
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
// Whoever names a parameter in an expression that is checked, uses it. Not all is checked: predicates that
// nobody asks for, functions that an override has replaced, the properties of a file that others use. There
// the text decides.

namespace {

/// How often the word stands in the text, comments and quoted texts apart.
std::size_t occurrences(std::string_view text, std::string_view word) {
    std::size_t count = 0;
    for (std::size_t at = syntax::skip_space(text, 0); at < text.size();) {
        const std::size_t length = syntax::token_length(text, at);
        count += text.substr(at, length) == word ? 1 : 0;
        at = syntax::skip_space(text, at + length);
    }
    return count;
}

bool names_it(const std::vector<ast::Function>& functions, const std::string& name) {
    return std::any_of(functions.begin(), functions.end(), [&](const ast::Function& function) {
        return function.predicate && function.value && occurrences(syntax::print(*function.value), name) != 0;
    });
}

bool named_unchecked(const World& world, const ast::File& file, const std::string& name) {
    if (&file != &world.main()) return occurrences(world.sources().files[file.file].text, name) > 1;
    return names_it(file.functions, name) ||
           std::any_of(file.components.begin(), file.components.end(),
                       [&](const ast::Component& component) { return names_it(component.functions, name); });
}

}  // namespace

void warn_of_unused(World& world) {
    for (const auto& file : world.loaded.files)
        for (const auto& param : file.params) {
            const auto found = world.globals.find(param.name);
            if (found == world.globals.end() || found->second.used || named_unchecked(world, file, param.name))
                continue;
            world.report.warning(param.place, "nothing uses the parameter '" + param.name + "'",
                                 "--set " + param.name + " changes nothing: use it, or take it out");
        }
}

}  // namespace revoke_mc::check
