// Predicates: expressions with a name.
//
// A predicate is expanded where it is used: its body is checked again with its parameters standing for
// the arguments, as if the author had written it out. What it reads is thus what the statement reads.
#include <algorithm>

#include "model/language/check/expressions/functions.hpp"

namespace revoke_mc::check {
namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t most_expansions = 100'000;

std::optional<Symbol> argument_symbol(Context& context, const Function& predicate, const Parameter& parameter,
                                      const ast::Expr& argument) {
    const std::string where = "argument '" + parameter.name + "' of " + predicate.full_name;
    Symbol symbol;
    symbol.kind = Symbol::Kind::operand;
    symbol.name = parameter.name;
    symbol.place = parameter.place;
    Operand operand;
    if (parameter.reference) {
        operand = check_object(context, argument, parameter.object, parameter.initial != nullptr, where);
        operand.nullable = operand.nullable || parameter.initial;
    } else if (auto value = check_value(context, argument, parameter.type, where)) {
        operand = value_operand(std::move(value));
        operand.constant_variable = true;
    }
    if (!operand.ok()) return std::nullopt;
    symbol.operand = std::make_shared<Operand>(std::move(operand));
    return symbol;
}

std::size_t needed(const Function& function) {
    return static_cast<std::size_t>(std::count_if(function.parameters.begin(), function.parameters.end(),
                                                  [](const Parameter& parameter) { return !parameter.initial; }));
}

/// The arguments by name; false after an error.
bool bind_arguments(Context& context, const Function& predicate, const ast::Expr& call, Scope& scope) {
    if (!check_argument_count(context.world, call, predicate.full_name, needed(predicate), predicate.parameters.size()))
        return false;
    bool good = true;
    for (std::size_t i = 0; i < predicate.parameters.size(); ++i) {
        const auto& parameter = predicate.parameters[i];
        const ast::Expr& argument = i + 1 < call.args.size() ? *call.args[i + 1] : *parameter.initial;
        auto symbol = argument_symbol(context, predicate, parameter, argument);
        if (symbol) scope.symbols.push_back(std::move(*symbol));
        good = good && symbol;
    }
    return good;
}

bool too_deep(Context& context, const Function& predicate, Place place) {
    const bool again =
        std::find(context.expanding.begin(), context.expanding.end(), &predicate) != context.expanding.end();
    if (again) {
        context.world.error(place, "predicate " + predicate.full_name + " needs itself",
                            "a predicate cannot be recursive");
        return true;
    }
    if (context.expanding.size() >= deepest) {
        context.world.error(place, "predicates are nested more than " + std::to_string(deepest) + " deep");
        return true;
    }
    if (++context.world.expansions <= most_expansions) return false;
    if (context.world.expansions == most_expansions + 1)
        context.world.error(place, "predicates are written out more than " + std::to_string(most_expansions) + " times",
                            "a predicate that uses another twice doubles it");
    return true;
}

}  // namespace

Operand check_predicate(Context& context, const Function& predicate, const core::Path* self, const ast::Expr& call) {
    Scope scope(nullptr);
    if (too_deep(context, predicate, call.place) || !bind_arguments(context, predicate, call, scope) ||
        predicate.broken)
        return {};
    bool reads_ghost = false;
    Context inner(context.world, context.numbers);
    inner.scope = &scope;
    inner.component = predicate.component;
    inner.self = self;
    inner.no_calls = "in a predicate";
    inner.ghost = true;
    inner.said = context.said;
    inner.unreached = context.unreached;
    inner.reads_ghost = &reads_ghost;
    inner.reads = context.reads;
    inner.running = context.running;
    inner.expanding = context.expanding;
    inner.expanding.push_back(&predicate);
    auto condition = check_condition(inner, *predicate.source->value);
    if (reads_ghost && context.reads_ghost) *context.reads_ghost = true;
    if (reads_ghost && !context.ghost) {
        context.world.error(call.place,
                            predicate.full_name +
                                " reads ghost variables: only ghost code, asserts and properties may use it");
        return {};
    }
    if (!condition) return {};
    condition->place = call.place;
    return value_operand(std::move(condition));
}

}  // namespace revoke_mc::check
