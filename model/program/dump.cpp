// One line per cell, object, thread, statement. A statement shows its number, then `*` if it is a step
// of its own, `!` if a choice commits to it, `?` if it is tracked.
#include "model/program/dump.hpp"

#include <array>

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

std::string block_of(const Program& program, std::uint32_t component, std::uint32_t instance) {
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
    [[nodiscard]] std::string first(const Stmt& stmt) const { return stmt.exprs.empty() ? "" : expr(stmt.exprs[0]); }
    [[nodiscard]] std::string path(const PathPtr& path) const { return path ? dump(program_, &routine_, *path) : "-"; }
    [[nodiscard]] std::string local(LocalId id) const { return id == none ? "" : routine_.locals[id].name; }
    [[nodiscard]] std::string head(const Stmt& stmt) const;
    [[nodiscard]] std::string call(const Stmt& stmt) const;
    [[nodiscard]] std::string walk(const Stmt& stmt) const;
    [[nodiscard]] std::string builtin(const Stmt& stmt) const;
    [[nodiscard]] std::string scoped(const Stmt& stmt) const;

    const Program& program_;
    const Routine& routine_;
};

std::string Code::call(const Stmt& stmt) const {
    std::string text_of_arguments;
    for (const auto& argument : stmt.arguments)
        text_of_arguments += (text_of_arguments.empty() ? "" : ", ") +
                             (argument.value ? expr(argument.value) : "&" + path(argument.path));
    const bool dynamic = !stmt.callee.name.empty();
    const std::string name = dynamic ? stmt.callee.name : program_.routines[stmt.callee.routine].name;
    const std::string on = stmt.callee.instance ? path(stmt.callee.instance) + (dynamic ? "->" : ":") : "";
    return (stmt.local == none ? "" : local(stmt.local) + " := ") + "call " + on + name + "(" + text_of_arguments + ")";
}

std::string Code::walk(const Stmt& stmt) const {
    const std::string name = stmt.ref != none ? routine_.references[stmt.ref].name : local(stmt.local);
    std::string set;
    switch (stmt.set->kind) {
    case Set::Kind::instances: set = program_.components[stmt.set->component].name; break;
    case Set::Kind::attachments: set = "attachments"; break;
    case Set::Kind::mappings: set = "mappings"; break;
    case Set::Kind::fences: set = "fences"; break;
    case Set::Kind::buffers: set = "buffers"; break;
    case Set::Kind::structs: set = program_.structures[stmt.set->structure]; break;
    case Set::Kind::integers: set = std::to_string(stmt.set->low) + ".." + std::to_string(stmt.set->high); break;
    }
    if (stmt.set->of) set += " of " + path(stmt.set->of);
    const bool filtered = !stmt.exprs.empty() && stmt.exprs[0];
    return std::string(stmt.kind == StmtKind::each ? "each " : "foreach ") + name + " in " + set +
           (filtered ? " where " + first(stmt) : "") + (stmt.ordered ? " ordered" : "");
}

std::string Code::builtin(const Stmt& stmt) const {
    constexpr std::array names{"lock",          "unlock",   "trylock", "down_read",   "up_read",    "down_write",
                               "up_write",      "allocate", "free",    "job_depends", "job_forget", "snapshot_take",
                               "snapshot_drop", "queue",    "flush",   "cancel",      "start"};
    const std::string rest = stmt.other ? ", " + path(stmt.other) + ", " + first(stmt) : "";
    return (stmt.local == none ? "" : local(stmt.local) + " := ") + names[static_cast<std::size_t>(stmt.builtin)] +
           "(" + path(stmt.path) + rest + ")";
}

std::string Code::scoped(const Stmt& stmt) const {
    std::string names;
    for (const auto id : stmt.locals) names += " " + local(id);
    for (const auto id : stmt.refs) names += " *" + routine_.references[id].name;
    return "block" + names;
}

std::string Code::head(const Stmt& stmt) const {
    switch (stmt.kind) {
    case StmtKind::block: return scoped(stmt);
    case StmtKind::assign_cell: return expr(stmt.target) + " := " + first(stmt);
    case StmtKind::assign_local: return local(stmt.local) + " := " + first(stmt);
    case StmtKind::bind: return "*" + routine_.references[stmt.ref].name + " := &" + path(stmt.path);
    case StmtKind::call: return call(stmt);
    case StmtKind::if_: return "if " + first(stmt);
    case StmtKind::loop: return "loop";
    case StmtKind::either: return "either";
    case StmtKind::foreach:
    case StmtKind::each: return walk(stmt);
    case StmtKind::atomic: return "atomic";
    case StmtKind::ghost: return "ghost";
    case StmtKind::await: return "await " + first(stmt);
    case StmtKind::assert_:
        return "assert " + first(stmt) + (stmt.text.empty() ? "" : " as " + stmt.text) +
               (stmt.property == none ? " (not claimed)" : "");
    case StmtKind::bound: return "bound " + first(stmt) + " \"" + stmt.text + "\"";
    case StmtKind::skip: return "skip";
    case StmtKind::break_: return "break";
    case StmtKind::continue_: return "continue";
    case StmtKind::goto_: return "goto " + std::to_string(stmt.target_block) + "/" + std::to_string(stmt.target_index);
    case StmtKind::return_: return "return " + first(stmt);
    case StmtKind::labelled: return stmt.text + ":";
    case StmtKind::any:
        return local(stmt.local) + " := any " + std::to_string(stmt.low) + ".." + std::to_string(stmt.high) +
               (stmt.exprs.empty() ? "" : " where " + first(stmt));
    case StmtKind::builtin: return builtin(stmt);
    }
    return "?";
}

void Code::add(const Stmt& stmt, std::size_t depth) {
    std::string line(depth * 2, ' ');
    line += std::to_string(stmt.id) + (stmt.visible ? "*" : "") + (stmt.may_block ? "!" : "") +
            (stmt.tracked ? "?" : "") + " " + head(stmt);
    while (line.ends_with(' ')) line.pop_back();
    for (const auto id : stmt.consumes) line += " -" + local(id);
    text += line + "\n";
    for (const auto& child : stmt.body) add(*child, depth + 1);
}

constexpr std::array property_kinds{"builtin",   "invariant", "assertion", "possibility",
                                    "reachable", "leak",      "progress"};

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
                std::to_string(object.first_cell) + "+" + std::to_string(object.cells);
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
        text += property.name + " " + property_kinds[static_cast<std::size_t>(property.kind)] +
                (property.expect_violated ? " violated" : "");
        if (property.condition) text += " " + dump(program, nullptr, *property.condition);
        for (const auto id : property.entering_statements) text += " !L" + std::to_string(id);
        for (const auto id : property.entering_routines) text += " !F" + std::to_string(id);
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
