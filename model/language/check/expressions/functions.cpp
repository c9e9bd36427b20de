// Signatures, and which function a name means.
#include "model/language/check/expressions/functions.hpp"

#include "model/language/check/expressions/types.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectKind;

bool same_object(const ObjectType& a, const ObjectType& b) {
    return a.kind == b.kind && a.component == b.component && (a.kind != ObjectKind::plain || a.shape == b.shape);
}

std::optional<Parameter> parameter_of(World& world, const Function& function, const ast::Variable& variable) {
    const auto type = resolve_type(world, variable.type, function.component);
    if (type.kind == Type::Kind::error) return std::nullopt;
    Parameter parameter;
    parameter.name = variable.name;
    parameter.place = variable.place;
    parameter.initial = variable.initial.get();
    if (variable.array) {
        world.error(variable.place, "a parameter cannot be an array", "pass one element: T *" + variable.name);
        return std::nullopt;
    }
    if (type.kind == Type::Kind::nothing) {
        world.error(variable.place, "a parameter cannot be void");
        return std::nullopt;
    }
    parameter.reference = type.kind == Type::Kind::object;
    parameter.type = type.value;
    parameter.object = type.object;
    if (parameter.reference && !type.pointer && type.object.kind != ObjectKind::component) {
        world.error(variable.place, "objects are passed by reference",
                    "write " + variable.type.name + " *" + variable.name);
        return std::nullopt;
    }
    if (parameter.reference && parameter.initial && parameter.initial->kind != ast::ExprKind::null) {
        world.error(parameter.initial->place, "the default of a reference can only be NULL");
        return std::nullopt;
    }
    return parameter;
}

void check_result(World& world, Function& function) {
    const auto type = resolve_type(world, function.source->result, function.component);
    if (type.kind == Type::Kind::value) function.result = type.value;
    if (type.kind == Type::Kind::error) function.broken = true;
    if (type.kind != Type::Kind::object) return;
    world.error(function.source->result.place, "a function returns a value or nothing, not a reference");
    function.broken = true;
}

void check_signature(World& world, Function& function) {
    check_result(world, function);
    bool optional = false;
    for (const auto& variable : function.source->parameters) {
        auto parameter = parameter_of(world, function, variable);
        if (!parameter) function.broken = true;
        if (optional && !variable.initial)
            world.error(variable.place, "a parameter behind one with a default needs a default, too");
        optional = optional || variable.initial;
        if (parameter) function.parameters.push_back(std::move(*parameter));
    }
}

std::vector<std::string> function_names(const Context& context) {
    std::vector<std::string> names = builtin_names();
    const auto& world = context.world;
    if (context.component != none)
        for (const auto& function : world.components[context.component].functions) names.push_back(function.first);
    for (const auto& global : world.globals)
        if (global.second.kind == Global::Kind::function) names.push_back(global.first);
    return names;
}

std::vector<std::string> names_of(const std::map<std::string, Function*>& functions) {
    std::vector<std::string> names;
    names.reserve(functions.size());
    for (const auto& function : functions) names.push_back(function.first);
    return names;
}

const Function* named_function(Context& context, const std::string& name) {
    auto& world = context.world;
    if (context.component != none) {
        const auto& own = world.components[context.component].functions;
        if (const auto found = own.find(name); found != own.end()) return found->second;
    }
    const auto found = world.globals.find(name);
    return found != world.globals.end() && found->second.kind == Global::Kind::function ? found->second.function
                                                                                        : nullptr;
}

const Component* named_component(const World& world, const ast::Expr& expr) {
    if (expr.kind != ast::ExprKind::name) return nullptr;
    const auto found = world.globals.find(expr.text);
    if (found == world.globals.end() || found->second.kind != Global::Kind::component) return nullptr;
    return &world.components[found->second.component];
}

Target error_target() { return {}; }

Target call_of_name(Context& context, const ast::Expr& callee) {
    Target target;
    target.name = callee.text;
    if (is_builtin(callee.text)) {
        target.kind = Target::Kind::builtin;
        return target;
    }
    const auto* function = named_function(context, callee.text);
    if (!function) {
        context.world.error(
            callee.place, "there is no function '" + callee.text + "'",
            near_or_list(callee.text, function_names(context), "functions of a component are called as vfio.f(...)"));
        return error_target();
    }
    target.kind = Target::Kind::function;
    target.function = function;
    if (function->component == none) return target;
    if (context.self) {
        target.instance = clone(*context.self);
        return target;
    }
    context.world.error(callee.place, "'" + callee.text + "' belongs to an instance; which one is meant?");
    return error_target();
}

std::vector<std::string> dispatch_names(const World& world) {
    std::vector<std::string> names;
    for (const auto& component : world.components)
        for (const auto& function : component.functions) names.push_back(function.first);
    return names;
}

Target dispatch(Context& context, Operand base, const ast::Expr& callee) {
    Target target;
    target.kind = Target::Kind::dispatch;
    target.name = callee.text;
    target.instance = std::move(base.path);
    auto candidates = context.world.candidates(callee.text);
    const auto* related = target.instance->as<core::RelatedPath>();
    if (related && related->relation == core::Relation::exporter)
        std::erase_if(candidates, [&](const auto* function) {
            return context.world.components[function->component].role() != core::Blame::exporter;
        });
    if (!candidates.empty()) target.function = candidates.front();
    for (const auto* other : candidates) {
        if (other->broken || candidates.front()->broken || same_signature(*other, *candidates.front())) continue;
        context.world.error(other->source->place,
                            other->full_name + " and " + candidates.front()->full_name +
                                " can be called by the same call, but their parameters or results differ",
                            "give them the same types");
        return error_target();
    }
    const auto& files = context.world.loaded.files;
    bool in_library = false;
    for (const auto& file : files) in_library = in_library || (file.library && file.file == callee.place.file);
    if (candidates.empty() && !in_library) {
        context.world.error(callee.place, "no component has a function '" + callee.text + "'",
                            near_or_list(callee.text, dispatch_names(context.world)));
        return error_target();
    }
    return target;
}

Target call_of_member(Context& context, const ast::Expr& callee) {
    World& world = context.world;
    auto base = to_object(check(context, *callee.args[0]));
    if (!base.ok()) return error_target();
    if (!base.is_object() || base.object.kind != ObjectKind::component) {
        world.error(callee.place, "only component instances have functions", "as in vfio.f(...), a->importer.f(...)");
        return error_target();
    }
    if (base.relation || base.object.component == none) return dispatch(context, std::move(base), callee);
    const auto& component = world.components[base.object.component];
    const auto found = component.functions.find(callee.text);
    if (found == component.functions.end()) {
        world.error(callee.place, component.source->name + " has no function '" + callee.text + "'",
                    near_or_list(callee.text, names_of(component.functions)));
        return error_target();
    }
    Target target;
    target.kind = Target::Kind::function;
    target.name = callee.text;
    target.function = found->second;
    target.instance = std::move(base.path);
    return target;
}

}  // namespace

void check_signatures(World& world) {
    for (auto& function : world.functions) check_signature(world, function);
}

bool same_signature(const Function& a, const Function& b) {
    if (a.parameters.size() != b.parameters.size() || a.result.has_value() != b.result.has_value()) return false;
    if (a.result && (a.result->kind != b.result->kind || a.result->enumeration != b.result->enumeration)) return false;
    for (std::size_t i = 0; i < a.parameters.size(); ++i) {
        const auto& p = a.parameters[i];
        const auto& q = b.parameters[i];
        if (p.reference != q.reference || !p.initial != !q.initial) return false;
        if (p.reference ? !same_object(p.object, q.object)
                        : p.type.kind != q.type.kind || p.type.enumeration != q.type.enumeration)
            return false;
    }
    return true;
}

const Function* find_function(Context& context, const ast::Expr& expr) {
    World& world = context.world;
    if (expr.kind == ast::ExprKind::name) {
        const auto* function = named_function(context, expr.text);
        if (function && function->routine != none) return function;
        world.error(expr.place, "there is no function '" + expr.text + "' here",
                    near_or_list(expr.text, function_names(context)));
        return nullptr;
    }
    const auto* component = expr.kind == ast::ExprKind::member ? named_component(world, *expr.args[0]) : nullptr;
    if (!component) {
        world.error(expr.place, "a function is wanted, as in vfio.revoke or dma_buf_pin");
        return nullptr;
    }
    const auto found = component->functions.find(expr.text);
    if (found != component->functions.end() && found->second->routine != none) return found->second;
    world.error(expr.place, component->source->name + " has no function '" + expr.text + "'",
                near_or_list(expr.text, names_of(component->functions)));
    return nullptr;
}

Target resolve_call(Context& context, const ast::Expr& call) {
    const ast::Expr& callee = *call.args[0];
    if (callee.kind == ast::ExprKind::name) return call_of_name(context, callee);
    if (callee.kind == ast::ExprKind::member) return call_of_member(context, callee);
    context.world.error(callee.place, "this cannot be called");
    return error_target();
}

}  // namespace revoke_mc::check
