// Calls.
//
// A call inside an expression is carried out before the statement that it stands in, from left to right;
// its result waits in a temporary that is gone once the statement has read it. Calls of ghost functions
// from ordinary code become ghost statements. The builtin functions are in builtins.cpp.
#include "model/language/check/expressions/functions.hpp"
#include "model/language/syntax/print.hpp"

namespace revoke_mc::check {
namespace {

std::string name_of(const Target& target) { return target.function ? target.function->full_name : target.name; }

std::optional<core::Argument> make_argument(Context& context, const Target& target, std::size_t i,
                                            const ast::Expr& argument) {
    const auto& parameter = target.function->parameters[i];
    const std::string where = "argument '" + parameter.name + "' of " + name_of(target);
    core::Argument made;
    if (parameter.reference) {
        auto object = check_object(context, argument, parameter.object, parameter.initial != nullptr, where);
        made.path = std::move(object.path);
    } else {
        made.value = check_value(context, argument, parameter.type, where);
    }
    if (!made.path && !made.value) return std::nullopt;
    if (target.kind == Target::Kind::dispatch) return made;
    const auto& to = context.world.program.routines[target.function->routine].parameters[i];
    made.local = to.local;
    made.ref = to.ref;
    return made;
}

/// The arguments of a call whose signature is not known: nothing has such a function.
std::optional<core::Argument> make_free_argument(Context& context, const ast::Expr& argument) {
    auto operand = check(context, argument);
    if (!operand.ok()) return std::nullopt;
    core::Argument made;
    if (operand.is_object())
        made.path = std::move(operand.path);
    else if (operand.is_value())
        made.value = std::move(operand.expr);
    else
        made.path = make_path(core::NullPath{}, argument.place);
    return made;
}

/// The kernel library calls what a driver declares.
bool calls_driver(const World& world, const ast::Expr& call, const Target& target) {
    return target.kind == Target::Kind::dispatch && world.in_kernel(call.place) &&
           !world.in_kernel(target.function->source->place);
}

/// What the kernel library passes by value at the end (a direction) and the driver does not declare is left out.
bool leaves_out_last(const Context& context, const ast::Expr& call, const Target& target) {
    const std::size_t given = call.args.size() - 1;
    if (given < 2 || given != target.function->parameters.size() + 1 || !calls_driver(context.world, call, target))
        return false;
    const ast::Expr& last = *call.args.back();
    const auto* symbol = last.kind == ast::ExprKind::name && context.scope ? context.scope->find(last.text) : nullptr;
    return symbol && symbol->kind == Symbol::Kind::local;
}

/// A mistake in what a driver declares is reported there.
bool fits_kernel_call(Context& context, const ast::Expr& call, const Target& target, std::size_t least) {
    World& world = context.world;
    const auto& function = *target.function;
    const std::size_t given = call.args.size() - 1;
    if (!calls_driver(world, call, target)) return true;
    if (given >= least && given <= function.parameters.size()) return true;
    world.error(function.source->place,
                function.full_name + " takes " + std::to_string(function.parameters.size()) +
                    " arguments, but is called with " + std::to_string(given),
                "the call: " + world.sources().describe(call.place));
    return false;
}

bool count_fits(Context& context, const ast::Expr& call, const Target& target) {
    if (!target.function || leaves_out_last(context, call, target)) return true;
    const auto& parameters = target.function->parameters;
    std::size_t least = 0;
    while (least < parameters.size() && !parameters[least].initial) ++least;
    if (!fits_kernel_call(context, call, target, least)) return false;
    return check_argument_count(context.world, call, name_of(target), least, parameters.size());
}

bool add_arguments(Context& context, const ast::Expr& call, const Target& target, core::Call& made_call) {
    if (!count_fits(context, call, target)) return false;
    const std::size_t wanted = target.function ? target.function->parameters.size() : call.args.size() - 1;
    bool good = true;
    for (std::size_t i = 0; i < wanted; ++i) {
        const ast::Expr& argument =
            i + 1 < call.args.size() ? *call.args[i + 1] : *target.function->parameters[i].initial;
        auto made =
            target.function ? make_argument(context, target, i, argument) : make_free_argument(context, argument);
        good = good && made;
        if (made) made_call.arguments.push_back(std::move(*made));
    }
    return good;
}

/// Ghost code calls ghost functions only, and nobody else needs a value from them.
bool ghost_fits(Context& context, const ast::Expr& call, const Target& target) {
    const bool ghost = target.function && target.function->source->ghost;
    if (context.ghost_code && !ghost) {
        context.world.error(call.place, "ghost code can call only ghost functions and predicates",
                            "declare it as ghost void " + target.name + "(...) if it writes ghost variables only");
        return false;
    }
    if (ghost && target.kind == Target::Kind::dispatch) {
        context.world.error(call.place, "a ghost function cannot be called through .importer or .exporter");
        return false;
    }
    return true;
}

StmtPtr wrap_ghost(StmtPtr call, Stmts before) {
    const auto place = call->place;
    const std::string source = call->source;
    before.push_back(std::move(call));
    auto ghost = make_stmt(core::Ghost{make_block(std::move(before), place)}, place);
    ghost->source = source;
    return ghost;
}

}  // namespace

Stmts make_call(Context& context, const ast::Expr& call, Target target, core::LocalId result) {
    if (target.kind == Target::Kind::error) return {};
    if (target.kind == Target::Kind::builtin) return make_builtin(context, call, result);
    if (!ghost_fits(context, call, target)) return {};
    const bool ghost = target.function && target.function->source->ghost && !context.ghost_code;
    core::Call made;
    Hoisted inner;
    inner.taken = context.hoisted ? context.hoisted->taken : 0;
    Hoisted* outer = std::exchange(context.hoisted, context.hoisted ? &inner : nullptr);
    const bool ghost_before = context.ghost;
    const bool code_before = context.ghost_code;
    const bool said_before = context.said;
    if (ghost) context.ghost = context.ghost_code = context.said = true;
    const bool good = add_arguments(context, call, target, made);
    context.ghost = ghost_before;
    context.ghost_code = code_before;
    context.said = said_before;
    context.hoisted = outer;
    if (outer) outer->taken = inner.taken;
    if (!good) return {};
    made.result = result;
    if (target.kind == Target::Kind::dispatch)
        made.callee.name = target.name;
    else
        made.callee.routine = target.function->routine;
    made.callee.instance = std::move(target.instance);
    auto stmt = make_stmt(std::move(made), call.place);
    stmt->source = ast::print(call);
    stmt->consumes = inner.temporaries;
    Stmts all = std::move(inner.before);
    if (ghost) {
        auto wrapped = wrap_ghost(std::move(stmt), std::move(all));
        all.clear();
        all.push_back(std::move(wrapped));
    } else {
        all.push_back(std::move(stmt));
    }
    return all;
}

std::optional<core::ValueType> result_type(Context& context, const ast::Expr& call, const Target& target) {
    if (target.kind == Target::Kind::error) return std::nullopt;
    if (target.kind == Target::Kind::builtin) {
        if (builtin_has_value(target.name)) return boolean_type();
        context.world.error(call.place, target.name + " has no value");
        return std::nullopt;
    }
    if (!target.function) return plain_int();
    if (target.function->broken) return std::nullopt;
    if (target.function->result) return target.function->result;
    World& world = context.world;
    const Place declared = target.function->source->place;
    if (target.kind == Target::Kind::dispatch && world.in_kernel(call.place) && !world.in_kernel(declared))
        world.error(declared, name_of(target) + " returns nothing, but its caller wants a value",
                    "the call: " + world.sources().describe(call.place));
    else
        world.error(call.place, name_of(target) + " returns nothing", "call it as a statement of its own");
    return std::nullopt;
}

namespace {

bool may_hoist(Context& context, const ast::Expr& call, const Target& target) {
    if (!context.hoisted) {
        context.world.error(call.place,
                            "no function can be called " +
                                (context.no_calls.empty() ? std::string("here") : context.no_calls),
                            "call it before and keep the result in a local, or make it a predicate");
        return false;
    }
    if (context.ghost_code || !target.function || !target.function->source->ghost) return true;
    context.world.error(call.place, "ordinary code cannot use what a ghost function returns");
    return false;
}

}  // namespace

Operand check_call_value(Context& context, const ast::Expr& call) {
    auto target = resolve_call(context, call);
    if (target.kind == Target::Kind::builtin && is_query(target.name)) return check_builtin_value(context, call);
    if (target.kind == Target::Kind::function && target.function->source->predicate)
        return check_predicate(context, *target.function, target.instance.get(), call);
    const auto type = result_type(context, call, target);
    if (!type || !may_hoist(context, call, target)) return {};
    Hoisted& hoisted = *context.hoisted;
    hoisted.taken++;
    const auto temporary = context.numbers.temporary(hoisted.taken, *type);
    auto stmts = make_call(context, call, std::move(target), temporary);
    if (stmts.empty()) return {};
    for (auto& stmt : stmts) hoisted.before.push_back(std::move(stmt));
    hoisted.temporaries.push_back(temporary);
    return value_operand(make_local(temporary, *type, call.place));
}

}  // namespace revoke_mc::check
