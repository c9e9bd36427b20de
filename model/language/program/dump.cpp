// One line per cell, object, thread, statement. A statement shows its number, then `*` if it is a step
// of its own, `!` if a choice commits to it, `?` if it is tracked.
#include "model/language/program/dump.hpp"

#include <array>

#include "model/language/program/visit.hpp"
#include "model/language/program/words.hpp"

namespace revoke_mc::program {
namespace {

std::string type_text(const Program& program, const ValueType& type) {
    switch (type.kind) {
    case ValueType::Kind::boolean: return "bool";
    case ValueType::Kind::enumeration: return program.enumerations[type.enumeration].name;
    case ValueType::Kind::pointer: return "pointer";
    case ValueType::Kind::owner: return "owner";
    case ValueType::Kind::integer: break;
    }
    return "int<" + std::to_string(type.low) + ".." + std::to_string(type.high) + ">";
}

std::string block_of(const Program& program, ComponentId component, std::uint32_t instance) {
    return component == none ? "" : " in " + program.components[component].name + "[" + std::to_string(instance) + "]";
}

constexpr std::array object_kinds{"component", "buffer", "attachment", "mapping", "fence",
                                  "heap",      "lock",   "rwlock",     "work",    "plain"};

class Code {
public:
    Code(const Program& program, const Routine& routine) : program_(program), routine_(routine) {}
    std::string text;
    void add(const Stmt& stmt, std::size_t depth);

private:
    [[nodiscard]] std::string expr(const ExprPtr& expr) const { return expr ? dump(program_, &routine_, *expr) : "-"; }
    [[nodiscard]] std::string path(const PathPtr& path) const { return path ? dump(program_, &routine_, *path) : "-"; }
    [[nodiscard]] std::string local(LocalId id) const { return id == none ? "" : routine_.locals[id].name; }
    [[nodiscard]] std::string goes_to(LocalId id) const { return id == none ? "" : local(id) + " := "; }
    [[nodiscard]] std::string set(const Set& set) const;
    [[nodiscard]] std::string binder(const Binder& over) const;

    // One for each kind of statement.
    [[nodiscard]] static std::string head(const Skip& /*stmt*/) { return "skip"; }
    [[nodiscard]] std::string head(const Block& block) const;
    [[nodiscard]] std::string head(const AssignCell& assignment) const {
        return expr(assignment.target) + " := " + expr(assignment.value);
    }
    [[nodiscard]] std::string head(const AssignLocal& assignment) const {
        return local(assignment.local) + " := " + expr(assignment.value);
    }
    [[nodiscard]] std::string head(const Bind& bind) const {
        return "*" + routine_.references[bind.ref].name + " := &" + path(bind.path);
    }
    [[nodiscard]] std::string head(const Call& call) const;
    [[nodiscard]] std::string head(const If& choice) const { return "if " + expr(choice.condition); }
    [[nodiscard]] static std::string head(const Loop& /*stmt*/) { return "loop"; }
    [[nodiscard]] static std::string head(const Either& /*stmt*/) { return "either"; }
    [[nodiscard]] std::string head(const Foreach& walk) const {
        return "foreach " + binder(walk.over) + (walk.ordered ? " ordered" : "");
    }
    [[nodiscard]] std::string head(const Each& walk) const { return "each " + binder(walk.over); }
    [[nodiscard]] static std::string head(const Atomic& /*stmt*/) { return "atomic"; }
    [[nodiscard]] static std::string head(const Ghost& /*stmt*/) { return "ghost"; }
    [[nodiscard]] std::string head(const Await& await) const { return "await " + expr(await.condition); }
    [[nodiscard]] std::string head(const Assert& assertion) const {
        return "assert " + expr(assertion.condition) + (assertion.name.empty() ? "" : " as " + assertion.name) +
               (assertion.property == none ? " (not claimed)" : "");
    }
    [[nodiscard]] std::string head(const Bound& bound) const {
        return "bound " + expr(bound.condition) + " \"" + bound.text + "\"";
    }
    [[nodiscard]] static std::string head(const Break& /*stmt*/) { return "break"; }
    [[nodiscard]] static std::string head(const Continue& /*stmt*/) { return "continue"; }
    [[nodiscard]] static std::string head(const Goto& jump) {
        return "goto " + to_string(jump.block) + "/" + std::to_string(jump.index);
    }
    [[nodiscard]] std::string head(const Return& back) const {
        return back.value ? "return " + expr(back.value) : "return";
    }
    [[nodiscard]] static std::string head(const Labelled& labelled) { return labelled.label + ":"; }
    [[nodiscard]] std::string head(const Any& any) const {
        return local(any.local) + " := any " + std::to_string(any.low) + ".." + std::to_string(any.high) +
               (any.where ? " where " + expr(any.where) : "");
    }
    [[nodiscard]] std::string head(const BuiltinCall& call) const {
        const std::string rest = call.buffer ? ", " + path(call.buffer) + ", " + expr(call.usage) : "";
        return goes_to(call.result) + std::string(text_of(builtins, call.op)) + "(" + path(call.object) + rest + ")";
    }

    const Program& program_;
    const Routine& routine_;
};

std::string Code::head(const Block& block) const {
    std::string names;
    for (const auto id : block.locals) names += " " + local(id);
    for (const auto id : block.refs) names += " *" + routine_.references[id].name;
    return "block" + names;
}

std::string Code::head(const Call& call) const {
    std::string text_of_arguments;
    for (const auto& argument : call.arguments)
        text_of_arguments += (text_of_arguments.empty() ? "" : ", ") +
                             (argument.value ? expr(argument.value) : "&" + path(argument.path));
    const Callee& callee = call.callee;
    const std::string name = callee.is_dynamic() ? callee.name : program_.routines[callee.routine].name;
    const std::string on = callee.instance ? path(callee.instance) + (callee.is_dynamic() ? "->" : ":") : "";
    return goes_to(call.result) + "call " + on + name + "(" + text_of_arguments + ")";
}

std::string Code::set(const Set& set) const {
    switch (set.kind) {
    case Set::Kind::instances: return program_.components[set.component].name;
    case Set::Kind::attachments: return "attachments";
    case Set::Kind::mappings: return "mappings";
    case Set::Kind::fences: return "fences";
    case Set::Kind::buffers: return "buffers";
    case Set::Kind::structs: return program_.structures[set.structure];
    case Set::Kind::integers: break;
    }
    return std::to_string(set.low) + ".." + std::to_string(set.high);
}

std::string Code::binder(const Binder& over) const {
    const std::string name = over.ref != none ? routine_.references[over.ref].name : local(over.local);
    return name + " in " + set(over.set) + (over.set.of ? " of " + path(over.set.of) : "") +
           (over.where ? " where " + expr(over.where) : "");
}

bool is_tracked(const Stmt& stmt) {
    const auto* labelled = stmt.as<Labelled>();
    return labelled && labelled->tracked;
}

void Code::add(const Stmt& stmt, std::size_t depth) {
    std::string line(depth * 2, ' ');
    line += to_string(stmt.id) + (stmt.visible ? "*" : "") + (stmt.may_block ? "!" : "") +
            (is_tracked(stmt) ? "?" : "") + " " + std::visit([&](const auto& what) { return head(what); }, stmt.what);
    while (line.ends_with(' ')) line.pop_back();
    for (const auto id : stmt.consumes) line += " -" + local(id);
    text += line + "\n";
    for_each_child(stmt, [&](const Stmt& child) { add(child, depth + 1); });
}

}  // namespace

std::string dump_cells(const Program& program) {
    std::string text;
    for (const auto& cell : program.cells) {
        text += cell.name + " " + type_text(program, cell.type) + " =";
        for (const auto value : cell.initial) text += " " + program.print(value, cell.type);
        text += (cell.ghost ? " ghost" : "") +
                (cell.guard == none ? std::string() : " guarded by " + program.objects[cell.guard].name);
        text += block_of(program, cell.component, cell.instance) + "\n";
    }
    return text;
}

std::string dump_objects(const Program& program) {
    std::string text;
    const auto relation = [&](const char* name, ObjectId id) {
        return id == none ? std::string() : std::string(" ") + name + "=" + program.objects[id].name;
    };
    for (const auto& object : program.objects) {
        text += object.name + " " + object_kinds[static_cast<std::size_t>(object.kind)] + " cells " +
                to_string(object.first_cell) + "+" + std::to_string(object.cells);
        text += (object.objects == 0 ? "" : " objects " + std::to_string(object.objects)) +
                relation("owner", object.owner) + relation("buf", object.buffer);
        text += relation("att", object.attachment) + relation("exporter", object.exporter);
        text += (object.worker == none ? "" : " worker=" + program.threads[object.worker].name) + "\n";
    }
    return text;
}

std::string dump_threads(const Program& program) {
    std::string text;
    constexpr std::array kinds{"thread", "device", "work"};
    for (const auto& thread : program.threads) {
        text += thread.name + " " + kinds[static_cast<std::size_t>(thread.kind)] + " runs " +
                program.routines[thread.routine].name;
        text += (thread.argument ? "(" + std::to_string(*thread.argument) + ")" : std::string()) + "\n";
    }
    return text;
}

std::string dump_routine(const Program& program, const Routine& routine) {
    std::string text = routine.name + "(";
    for (std::size_t i = 0; i < routine.parameters.size(); ++i) {
        const auto& parameter = routine.parameters[i];
        text += (i == 0 ? "" : ", ") + (parameter.ref != none ? "*" + routine.references[parameter.ref].name
                                                              : routine.locals[parameter.local].name);
    }
    text += std::string(")") + (routine.result ? " returns" : "") + (routine.ghost ? " ghost" : "") +
            (routine.tracked ? " tracked" : "") + "\n";
    Code code(program, routine);
    if (routine.body) code.add(*routine.body, 1);
    return text + code.text;
}

std::string dump_properties(const Program& program) {
    std::string text;
    for (const auto& property : program.properties) {
        text += property.name + " " + to_text(property.kind) + (property.expect_violated ? " violated" : "");
        if (property.condition) text += " " + dump(program, nullptr, *property.condition);
        for (const auto id : property.entering_statements) text += " !L" + to_string(id);
        for (const auto id : property.entering_routines) text += " !F" + to_string(id);
        text += "\n";
    }
    return text;
}

std::string dump(const Program& program) {
    std::string text =
        "cells\n" + dump_cells(program) + "\nobjects\n" + dump_objects(program) + "\nthreads\n" + dump_threads(program);
    for (const auto& routine : program.routines) text += "\n" + dump_routine(program, routine);
    return text + "\nproperties\n" + dump_properties(program);
}

}  // namespace revoke_mc::program
