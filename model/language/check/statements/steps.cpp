// What is a step of its own.
//
// A statement is visible if it names anything but the thread's own data; some are always visible, some
// never (specs/README.md, "Steps"). Ghost code never is. `may_block` marks the statements that a choice
// in front of them commits to.
#include <algorithm>

#include "model/language/check/statements/statements.hpp"
#include "model/language/check/world/visit.hpp"
#include "model/language/program/calls.hpp"

namespace revoke_mc::check {
namespace {

using core::Stmt;

bool shared(const core::ExprPtr& expr) { return expr && names_shared(*expr); }
bool shared(const core::PathPtr& path) { return path && names_shared(*path); }

// Is it a step of its own? One for each kind that may be.
template <class Kind>
bool is_visible(const Kind& /*stmt*/) {
    return core::Is<Kind, core::AssignCell> || core::Is<Kind, core::Await> || core::Is<Kind, core::Skip> ||
           core::Is<Kind, core::BuiltinCall> || core::Is<Kind, core::Atomic>;
}

bool is_visible(const core::AssignLocal& assignment) { return shared(assignment.value); }
bool is_visible(const core::If& choice) { return shared(choice.condition); }
bool is_visible(const core::Return& back) { return shared(back.value); }
bool is_visible(const core::Assert& assertion) { return shared(assertion.condition); }
bool is_visible(const core::Bound& bound) { return shared(bound.condition); }
bool is_visible(const core::Call& call) {
    return shared(call.callee.instance) ||
           std::any_of(call.arguments.begin(), call.arguments.end(),
                       [](const auto& argument) { return shared(argument.value) || shared(argument.path); });
}

bool may_block(const core::Program& program, const Stmt& stmt) {
    if (stmt.is<core::Await>()) return true;
    if (stmt.is<core::Atomic>()) return may_await(program, stmt);
    return stmt.waits_for_lock() || stmt.waits_for_work();
}

void check_bind(World& world, const Stmt& stmt) {
    const auto* bind = stmt.as<core::Bind>();
    if (!bind || !shared(bind->path)) return;
    world.error(stmt.place, "what this reference is bound to depends on a shared variable",
                "read the variable into a local first, or name the pointer where it is used: binding is no step");
}

void mark(World& world, Stmt& stmt, bool ghost) {
    ghost = ghost || stmt.is<core::Ghost>();
    check_bind(world, stmt);
    stmt.visible = !ghost && std::visit([](const auto& what) { return is_visible(what); }, stmt.what);
    stmt.may_block = !ghost && may_block(world.program, stmt);
    if (auto* labelled = stmt.as<core::Labelled>())
        labelled->tracked = labelled->tracked || labelled->rest || labelled->fair;
    for_each_child(stmt, [&](Stmt& child) { mark(world, child, ghost); });
}

}  // namespace

void mark_steps(World& world) {
    for (auto& routine : world.program.routines) mark(world, *routine.body, routine.ghost);
}

}  // namespace revoke_mc::check
