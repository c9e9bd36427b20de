// What a bare name means.
//
// Inside a component: locals and binders first, then parameters of the function (both live in the scope),
// then the component's own members, then what is global.
#include <algorithm>

#include "model/language/check/expressions/types.hpp"
#include "model/language/check/world/errno.hpp"

namespace revoke_mc::check {
namespace {

Operand symbol_operand(Context& context, const Symbol& symbol, Place place) {
    Operand operand;
    switch (symbol.kind) {
    case Symbol::Kind::operand: operand = clone(*symbol.operand); break;
    case Symbol::Kind::reference:
        operand = object_operand(make_reference(symbol.ref, place), symbol.object);
        operand.nullable = symbol.nullable;
        break;
    case Symbol::Kind::bound:
        operand = value_operand(make_expr(core::BoundRead{symbol.local}, place, symbol.type));
        operand.constant_variable = true;
        break;
    case Symbol::Kind::local:
        operand = value_operand(make_local(symbol.local, symbol.type, place));
        operand.local = symbol.local;
        operand.ghost = symbol.ghost;
        operand.constant_variable = symbol.constant;
        if (symbol.ghost && context.reads_ghost) *context.reads_ghost = true;
        if (symbol.ghost && !context.ghost)
            context.world.error(place, "'" + symbol.name + "' is a local of ghost code and cannot be read here");
        break;
    }
    operand.place = place;
    return operand;
}

/// A member of the component whose code this is.
std::optional<Operand> own_member(Context& context, const std::string& name, Place place, const ast::Expr* element) {
    if (context.component == none) return std::nullopt;
    const auto& component = context.world.components[context.component];
    if (const auto constant = component.constants.find(name); constant != component.constants.end())
        return instance_constant(context, context.self, component, constant->second, place);
    const Field* field = component.shape.find(name);
    if (!field) return std::nullopt;
    if (context.self) return field_of(context, *context.self, *field, place, element);
    context.world.error(place, "'" + name + "' is a variable; only constants may stand here");
    return Operand{};
}

Operand unknown_name(Context& context, const std::string& name, Place place) {
    const auto known = visible_names(context);
    context.world.error(place, "'" + name + "' is not known here",
                        near_or_list(name, known, "declare it, or use the library that does"));
    return {};
}

Operand component_operand(Context& context, const Component& component, Place place) {
    if (!component.replicated) {
        const auto& instances = context.world.program.components;
        if (instances.contains(component.number) && !instances[component.number].instances.empty())
            return object_operand(make_object(instances[component.number].instances.front(), place),
                                  instance_type(context.world, component.number));
        context.world.error(place, "only constants may stand here");
        return {};
    }
    const std::string& name = component.source->name;
    context.world.error(place, "'" + name + "' has several instances; which one is meant?",
                        component.ordered ? "write " + name + "[0], or a binder: forall (" + name + " i) ..."
                                          : "use a binder: forall (" + name + " i) ..., foreach (" + name + " i) ...");
    return {};
}

/// p == c[0] ? value 0 : p == c[1] ? value 1 : ... value N-1
core::ExprPtr choice_by_instance(const std::vector<core::ObjectId>& instances, const core::Path& path,
                                 const std::vector<ConstantValue>& values, Place place) {
    auto expr = make_constant(values.back().value, values.back().type, place);
    for (std::size_t i = values.size() - 1; i-- > 0;) {
        expr =
            make_choice(make_same(clone(path), make_object(instances[i], place), place),
                        make_constant(values[i].value, values[i].type, place), std::move(expr), values[i].type, place);
    }
    return expr;
}

/// The name as a function, a thread or a type: known, but not a value.
std::optional<std::string> no_value(Context& context, const std::string& name) {
    const auto& world = context.world;
    if (context.component != none) {
        const auto& component = world.components[context.component];
        if (component.find_thread(name))
            return "is a thread; write holds(lock, " + name + "), " + name + " @ label or " + name + " in function";
        if (component.functions.contains(name)) return "is a function; call it: " + name + "(...)";
    }
    if (world.types.contains(name)) return "is a type, not a value";
    return std::nullopt;
}

}  // namespace

Operand instance_constant(Context& context, const core::Path* path, const Component& component,
                          const std::vector<ConstantValue>& values, Place place) {
    if (values.empty()) return {};
    if (context.instance && context.component == component.number && !path)
        return value_operand(
            make_constant(values[context.instance->number()].value, values[context.instance->number()].type, place));
    const bool all_same =
        std::all_of(values.begin(), values.end(), [&](const ConstantValue& v) { return v.value == values[0].value; });
    if (all_same) return value_operand(make_constant(values[0].value, values[0].type, place));
    if (!path) {
        context.world.error(place, "the constant differs from instance to instance; it is not known here");
        return {};
    }
    auto operand = value_operand(
        choice_by_instance(context.world.program.components[component.number].instances.items(), *path, values, place));
    operand.constant_variable = true;
    return operand;
}

Operand instance_index(Context& context, const core::Path* path, const Component& component, Place place) {
    if (!component.ordered) {
        context.world.error(place,
                            component.replicated ? "the instances of " + component.source->name +
                                                       " are interchangeable: they have no index"
                                                 : "'" + component.source->name + "' has one instance: it has no index",
                            component.replicated ? "declare " + component.source->name + "[N] ordered" : "");
        return {};
    }
    std::vector<ConstantValue> numbers;
    const auto type = integer_type(0, component.count - 1);
    for (std::uint32_t i = 0; i < component.count; ++i) numbers.push_back({type, static_cast<core::Value>(i)});
    return instance_constant(context, path, component, numbers, place);
}

Operand global_operand(Context& context, const std::string& name, Global& global, Place place) {
    switch (global.kind) {
    case Global::Kind::constant: {
        global.used = true;
        const auto value = evaluate(context.world, name, global);
        if (!value) return {};
        auto operand = value_operand(make_constant(value->value, value->type, place));
        operand.constant_variable = true;
        return operand;
    }
    case Global::Kind::buffer: {
        const auto& buffer = context.world.buffers[global.buffer];
        if (buffer.object == none || buffer.exporter == none) return {};
        return object_operand(make_object(buffer.object, place), buffer_type(context.world, buffer.exporter));
    }
    case Global::Kind::component: return component_operand(context, context.world.components[global.component], place);
    case Global::Kind::function:
        context.world.error(place, "'" + name + "' is a function, not a value", "call it: " + name + "(...)");
        return {};
    }
    return {};
}

namespace {

/// A name that is neither a local nor a member.
Operand plain_name(Context& context, const std::string& name, Place place) {
    if (name == "self" && context.self)
        return object_operand(clone(*context.self), instance_type(context.world, context.component));
    if (name == "index" && context.component != none)
        return instance_index(context, context.self, context.world.components[context.component], place);
    if (const auto found = context.world.globals.find(name); found != context.world.globals.end())
        return global_operand(context, name, found->second, place);
    if (const auto code = error_code(name)) return value_operand(make_constant(*code, plain_int(), place));
    if (const auto why = no_value(context, name)) {
        context.world.error(place, "'" + name + "' " + *why);
        return {};
    }
    return unknown_name(context, name, place);
}

}  // namespace

Operand name_operand(Context& context, const std::string& name, Place place, const ast::Expr* element) {
    const auto* symbol = context.scope ? context.scope->find(name) : nullptr;
    if (!symbol)
        if (auto member = own_member(context, name, place, element)) return std::move(*member);
    auto operand = symbol ? symbol_operand(context, *symbol, place) : plain_name(context, name, place);
    if (!operand.ok() || !element) return operand;
    context.world.error(place, "'" + name + "' is not an array");
    return {};
}

Operand check_name(Context& context, const ast::Expr& expr) {
    return name_operand(context, expr.text, expr.place, nullptr);
}

std::vector<std::string> visible_names(const Context& context) {
    std::vector<std::string> names;
    for (const Scope* scope = context.scope; scope; scope = scope->outer)
        for (const auto& symbol : scope->symbols) names.push_back(symbol.name);
    if (context.component != none) {
        const auto& component = context.world.components[context.component];
        for (const auto& field : component.shape.fields) names.push_back(field.name);
        for (const auto& constant : component.constants) names.push_back(constant.first);
        for (const auto& function : component.functions) names.push_back(function.first);
        for (const auto& thread : component.threads) names.push_back(thread.source->name);
    }
    for (const auto& global : context.world.globals) names.push_back(global.first);
    for (auto& code : error_code_names()) names.push_back(std::move(code));
    return names;
}

}  // namespace revoke_mc::check
