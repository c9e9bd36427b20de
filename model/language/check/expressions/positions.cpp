// Where threads are (`T @ L`, `T in f`), and what is constant about an object (`has x.f`, `a is STATIC`).
//
// Labels are looked up when all code is known; until then the expression carries their names and the
// routine of the thread's body (see numbering.cpp).
#include <algorithm>
#include <array>
#include <cctype>

#include "model/language/check/expressions/functions.hpp"
#include "model/language/check/expressions/types.hpp"

namespace revoke_mc::check {
namespace {

using core::ObjectKind;

std::vector<std::string> thread_names(const Component& component) {
    std::vector<std::string> names;
    for (const auto& thread : component.threads) names.push_back(thread.source->name);
    return names;
}

std::optional<ThreadName> thread_in(Context& context, Operand base, const std::string& name, Place place) {
    World& world = context.world;
    base = to_object(std::move(base));
    if (!base.ok()) return std::nullopt;
    if (!base.is_object() || base.object.kind != ObjectKind::component || base.object.component == none) {
        world.error(place, "only the threads of a known component can be named");
        return std::nullopt;
    }
    const auto& component = world.components[base.object.component];
    const auto* thread = component.find_thread(name);
    if (thread) return ThreadName{std::move(base.path), component.number, thread, thread->decl};
    world.error(place, component.source->name + " has no thread '" + name + "'",
                near_or_list(name, thread_names(component)));
    return std::nullopt;
}

std::optional<ThreadName> own_thread(Context& context, const ast::Expr& expr) {
    World& world = context.world;
    if (context.component != none && context.self)
        if (world.components[context.component].find_thread(expr.text))
            return thread_in(context, object_operand(clone(*context.self), instance_type(world, context.component)),
                             expr.text, expr.place);
    const auto global = world.globals.find(expr.text);
    if (global != world.globals.end() && global->second.kind == Global::Kind::component) {
        const auto names = thread_names(world.components[global->second.component]);
        world.error(expr.place, "'" + expr.text + "' is a component; which of its threads is meant?",
                    names.empty() ? "it has none" : "as in " + expr.text + "." + names.front());
    } else {
        world.error(expr.place, "there is no thread '" + expr.text + "' here",
                    "write component.thread, as in vfio.reset");
    }
    return std::nullopt;
}

/// A thread, or a work without its number.
std::optional<ThreadName> thread_or_works(Context& context, const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::name) return own_thread(context, expr);
    if (expr.kind == ast::ExprKind::member)
        return thread_in(context, check(context, *expr.args[0]), expr.text, expr.place);
    context.world.error(expr.place, "a thread is wanted, as in vfio.reset");
    return std::nullopt;
}

/// w[k]: the thread that runs this work.
std::optional<ThreadName> work_thread(Context& context, const ast::Expr& expr) {
    auto name = thread_or_works(context, *expr.args[0]);
    if (!name) return std::nullopt;
    if (!name->thread->source->array) {
        context.world.error(expr.args[1]->place, "'" + name->thread->source->name + "' is one thread, not several");
        return std::nullopt;
    }
    const auto index = check_element(context, *expr.args[1], name->thread->count, "threads of this name");
    if (!index) return std::nullopt;
    const auto known = constant_value(index);
    if (!known) {
        context.world.error(expr.args[1]->place, "the number of a thread must be known before anything runs");
        return std::nullopt;
    }
    name->decl += static_cast<std::uint32_t>(*known);
    return name;
}

Operand check_at(Context& context, const ast::Expr& expr) {
    auto thread = check_thread(context, *expr.args[0]);
    if (!thread) return {};
    return value_operand(make_at(std::move(*thread), expr.labels, expr.place));
}

core::ThreadPath path_of(ThreadName thread) { return {false, std::move(thread.instance), thread.decl}; }

Operand check_in(Context& context, const ast::Expr& expr) {
    auto thread = check_thread(context, *expr.args[0]);
    const auto* function = find_function(context, *expr.args[1]);
    if (!thread || !function) return {};
    return value_operand(
        make_expr(core::InRoutine{path_of(std::move(*thread)), function->routine}, expr.place, boolean_type()));
}

Operand check_has(Context& context, const ast::Expr& expr) {
    World& world = context.world;
    const ast::Expr& wanted = *expr.args[0];
    if (wanted.kind != ast::ExprKind::member) {
        world.error(expr.place, "'has' asks for a function of an instance",
                    "as in has a->importer.invalidate_mappings");
        return {};
    }
    auto base = to_object(check(context, *wanted.args[0]));
    if (!base.ok()) return {};
    if (!base.is_object() || base.object.kind != ObjectKind::component) {
        world.error(expr.place, "only component instances have functions", "as in has a->importer.invalidate_mappings");
        return {};
    }
    if (!base.relation && base.object.component != none)
        return value_operand(
            make_truth(world.components[base.object.component].functions.contains(wanted.text), expr.place));
    return value_operand(make_expr(core::Has{std::move(base.path), wanted.text}, expr.place, boolean_type()));
}

constexpr std::array<std::string_view, 4> modes{"STATIC", "PIN_LEGACY", "PIN_REVOCABLE", "DYNAMIC"};

Operand check_is(Context& context, const ast::Expr& expr) {
    World& world = context.world;
    auto base = to_object(check(context, *expr.args[0]));
    std::string word = expr.text;
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const auto mode = std::find(modes.begin(), modes.end(), word);
    if (mode == modes.end())
        world.error(expr.place, "'" + expr.text + "' is no kind of attachment",
                    "known: STATIC, PIN_LEGACY, PIN_REVOCABLE, DYNAMIC");
    if (!base.ok() || mode == modes.end()) return {};
    if (!base.is_object() || base.object.kind != ObjectKind::attachment) {
        world.error(expr.place, "'is' asks for the kind of an attachment");
        return {};
    }
    const auto number = static_cast<core::AttachmentMode>(mode - modes.begin());
    return value_operand(make_expr(core::IsMode{std::move(base.path), number}, expr.place, boolean_type()));
}

}  // namespace

std::optional<ThreadName> check_thread(Context& context, const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::index) return work_thread(context, expr);
    auto name = thread_or_works(context, expr);
    if (!name || !name->thread->source->array) return name;
    context.world.error(expr.place,
                        "there are " + std::to_string(name->thread->count) + " of '" + name->thread->source->name +
                            "'; which one is meant?",
                        "as in " + name->thread->source->name + "[0]");
    return std::nullopt;
}

core::ExprPtr make_at(ThreadName thread, const std::vector<std::string>& labels, Place place) {
    const auto body = thread.thread->routine;
    return make_expr(core::At{path_of(std::move(thread)), {}, body, labels}, place, boolean_type());
}

Operand check_position(Context& context, const ast::Expr& expr) {
    switch (expr.kind) {
    case ast::ExprKind::at: return check_at(context, expr);
    case ast::ExprKind::in_function: return check_in(context, expr);
    case ast::ExprKind::has: return check_has(context, expr);
    default: return check_is(context, expr);
    }
}

}  // namespace revoke_mc::check
