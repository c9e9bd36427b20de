// What is a step of its own.
//
// A statement is visible if it names anything but the thread's own data; some are always visible, some
// never (specs/README.md, "Steps"). Ghost code never is. `may_block` marks the statements that a choice
// in front of them commits to.
#include <set>

#include "model/check/declare.hpp"
#include "model/check/visit.hpp"

namespace revoke_mc::check {
namespace {

using core::Stmt;
using core::StmtKind;

bool arguments_shared(Stmt& call) {
    for (auto& argument : call.arguments) {
        if (argument.value && names_shared(*argument.value)) return true;
        if (argument.path && names_shared(*argument.path)) return true;
    }
    return call.callee.instance && names_shared(*call.callee.instance);
}

bool first_shared(Stmt& stmt) { return !stmt.exprs.empty() && stmt.exprs[0] && names_shared(*stmt.exprs[0]); }

bool is_visible(Stmt& stmt) {
    switch (stmt.kind) {
    case StmtKind::assign_cell:
    case StmtKind::await:
    case StmtKind::skip:
    case StmtKind::builtin:
    case StmtKind::atomic: return true;
    case StmtKind::assign_local:
    case StmtKind::if_:
    case StmtKind::return_:
    case StmtKind::assert_:
    case StmtKind::bound: return first_shared(stmt);
    case StmtKind::call: return arguments_shared(stmt);
    default: return false;
    }
}

/// Is there an await in it, or in a function that is called directly?
bool contains_await(const core::Program& program, const Stmt& stmt, std::set<core::RoutineId>& seen) {
    if (stmt.kind == StmtKind::await) return true;
    const auto callee = stmt.kind == StmtKind::call ? stmt.callee.routine : none;
    if (callee != none && seen.insert(callee).second && contains_await(program, *program.routines[callee].body, seen))
        return true;
    for (const auto& child : stmt.body)
        if (contains_await(program, *child, seen)) return true;
    return false;
}

bool may_block(const core::Program& program, const Stmt& stmt) {
    std::set<core::RoutineId> seen;
    if (stmt.kind == StmtKind::await || stmt.kind == StmtKind::atomic) return contains_await(program, stmt, seen);
    return stmt.takes_lock() || stmt.waits_for_work();
}

void check_bind(World& world, Stmt& stmt) {
    if (stmt.kind != StmtKind::bind || !stmt.path || !names_shared(*stmt.path)) return;
    world.error(stmt.place, "what this reference is bound to depends on a shared variable",
                "read the variable into a local first, or name the pointer where it is used: binding is no step");
}

void mark(World& world, Stmt& stmt, bool ghost) {
    ghost = ghost || stmt.kind == StmtKind::ghost;
    check_bind(world, stmt);
    stmt.visible = !ghost && is_visible(stmt);
    stmt.may_block = !ghost && may_block(world.program, stmt);
    stmt.tracked = stmt.tracked || stmt.rest || stmt.fair;
    for (auto& child : stmt.body) mark(world, *child, ghost);
}

}  // namespace

void mark_steps(World& world) {
    for (auto& routine : world.program.routines) mark(world, *routine.body, routine.ghost);
}

}  // namespace revoke_mc::check
