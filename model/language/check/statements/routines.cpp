// Functions and threads become routines.
//
// A work w is a flag and a thread: loop { rest: atomic { await (w.pending); start w; } BODY },
// at rest until it is queued; `return` in its body goes back to the start of the loop.
#include "model/language/check/expressions/types.hpp"
#include "model/language/check/statements/body.hpp"
#include "model/language/check/statements/statements.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::check {
namespace {

void add_parameters(Body& body, const Function& function, core::Routine& routine) {
    for (const auto& parameter : function.parameters) {
        core::Argument argument;
        if (parameter.reference)
            argument.ref = body.reference_parameter(parameter);
        else
            argument.local = body.parameter(parameter);
        routine.parameters.push_back(std::move(argument));
    }
}

core::Routine& routine_of(World& world, core::RoutineId id, const std::string& component, const std::string& name) {
    auto& routine = world.program.routines[id];
    routine.function = name;
    routine.name = component.empty() ? name : component + "." + name;
    return routine;
}

/// Parameters have their numbers before any call of them is translated.
struct Started {
    const Function* function;
    std::unique_ptr<Body> body;
};

Started start(World& world, const Function& function) {
    const auto name = function.full_name.find('.') == std::string::npos
                          ? function.full_name
                          : function.full_name.substr(function.full_name.find('.') + 1);
    const std::string component = function.component == none ? "" : world.components[function.component].source->name;
    auto& routine = routine_of(world, function.routine, component, name);
    routine.component = function.component;
    routine.ghost = function.source->ghost;
    routine.context = static_cast<core::Context>(function.source->context);
    routine.place = function.source->place;
    routine.result = function.result;
    Started started{&function, std::make_unique<Body>(world, function.component, &function)};
    add_parameters(*started.body, function, routine);
    return started;
}

void finish(core::Routine& routine, Body& body, StmtPtr translated) {
    routine.body = std::move(translated);
    routine.locals = std::move(body.numbers().locals);
    routine.references = std::move(body.numbers().references);
}

void check_dummy_predicate(World& world, Function& predicate) {
    Body body(world, predicate.component, &predicate);
    core::Routine unused;
    add_parameters(body, predicate, unused);
    Context& context = body.context();
    context.hoisted = nullptr;
    context.no_calls = "in a predicate";
    context.ghost = context.said = true;
    context.running = true;
    context.expanding.push_back(&predicate);
    const auto before = world.report.errors();
    static_cast<void>(check_condition(context, *predicate.source->value));
    if (world.report.errors() != before) predicate.broken = true;
}

// ---- work

core::PathPtr pending_work(const Component& component, const Thread& thread, core::LocalId k) {
    const auto& field = *component.shape.find(thread.source->name);
    const Place place = thread.source->place;
    core::MemberPath work{make_path(core::SelfPath{}, place), field.object_offset};
    if (field.is_array)
        work.element = {make_local(k, integer_type(0, field.count - 1), place), field.object_stride, field.count};
    return make_path(std::move(work), place);
}

core::ExprPtr pending(const Component& component, const Thread& thread, core::LocalId k) {
    return make_expr(core::CellRead{pending_work(component, thread, k)}, thread.source->place, boolean_type());
}

StmtPtr wait_for_work(const Component& component, const Thread& thread, core::LocalId k) {
    const Place place = thread.source->place;
    auto await = make_stmt(core::Await{pending(component, thread, k)}, place);
    await->source = "await (" + thread.source->name + ".pending);";
    auto take = make_stmt(core::BuiltinCall{core::Builtin::start, pending_work(component, thread, k)}, place);
    take->source = thread.source->name + ".pending = false;";
    Stmts both;
    both.push_back(std::move(await));
    both.push_back(std::move(take));
    auto atomic = make_stmt(core::Atomic{make_block(std::move(both), place)}, place);
    atomic->source = "work " + thread.source->name + " starts";
    core::Labelled idle{"rest", std::move(atomic)};
    idle.rest = idle.idle = true;
    auto rest = make_stmt(std::move(idle), place);
    rest->source = "rest:";
    return rest;
}

StmtPtr work_loop(const Component& component, const Thread& thread, core::LocalId k, StmtPtr body) {
    const Place place = thread.source->place;
    Stmts round;
    round.push_back(wait_for_work(component, thread, k));
    round.push_back(std::move(body));
    auto loop = make_stmt(core::Loop{make_block(std::move(round), place)}, place);
    loop->source = "work " + thread.source->name;
    Stmts all;
    all.push_back(std::move(loop));
    return make_block(std::move(all), place);
}

core::LocalId work_parameter(World& world, Body& body, const Component& component, const Thread& thread,
                             core::Routine& routine) {
    if (thread.source->parameters.empty()) return none;
    const auto& variable = thread.source->parameters[0];
    const auto type = resolve_type(world, variable.type, component.number);
    if (type.kind != Type::Kind::value || type.value.kind != core::ValueType::Kind::integer) {
        if (type.kind != Type::Kind::error)
            world.error(variable.place, "the parameter of a work is its number", "write (int " + variable.name + ")");
        return none;
    }
    Parameter parameter;
    parameter.name = variable.name;
    parameter.place = variable.place;
    parameter.type = integer_type(0, thread.count - 1);
    core::Argument argument;
    argument.local = body.parameter(parameter);
    routine.parameters.push_back(std::move(argument));
    return routine.parameters.back().local;
}

/// Every `return` of a work's body goes back to the start of its loop.
void returns_to_start(core::Stmt& body, const core::Stmt* loop_body,
                      std::map<const core::Stmt*, const core::Stmt*>& jumps) {
    for_each_stmt(body, [&](core::Stmt& stmt) {
        if (!stmt.is<core::Return>()) return;
        stmt.what = core::Goto{};
        jumps[&stmt] = loop_body;
    });
}

void check_thread_body(World& world, Component& component, const Thread& thread) {
    auto& routine = routine_of(world, thread.routine, component.source->name, thread.source->name);
    routine.component = component.number;
    routine.thread_body = true;
    routine.place = thread.source->place;
    Body body(world, component.number, nullptr);
    const bool work = thread.source->kind == ast::Thread::Kind::work;
    const auto k = work ? work_parameter(world, body, component, thread, routine) : none;
    auto translated = body.translate(*thread.source->body);
    const bool known = component.shape.find(thread.source->name) && (k != none) == (thread.source->array != nullptr);
    if (work && known) {
        core::Stmt& written = *translated;
        translated = work_loop(component, thread, k, std::move(translated));
        const auto& loop = translated->get<core::Block>().body[0]->get<core::Loop>();
        returns_to_start(written, loop.body.get(), world.work_returns);
    }
    finish(routine, body, std::move(translated));
}

}  // namespace

void check_routines(World& world) {
    std::vector<Started> started;
    for (const auto& function : world.functions)
        if (function.routine != none) started.push_back(start(world, function));
    for (auto& function : world.functions)
        if (function.source->predicate) check_dummy_predicate(world, function);
    for (auto& [function, body] : started) {
        auto translated = body->translate(*function->source->body);
        finish(world.program.routines[function->routine], *body, std::move(translated));
    }
    for (auto& component : world.components)
        for (const auto& thread : component.threads) check_thread_body(world, component, thread);
    if (world.uses_attachments) return;
    for (core::Stmt* stmt : world.freeing)  // nobody would notice
        stmt->get<core::AssignCell>().value = make_truth(false, stmt->place);
}

}  // namespace revoke_mc::check
