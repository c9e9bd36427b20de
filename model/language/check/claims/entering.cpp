// `without entering F`: F is a function, or labels of a thread (`iommufd.ioctl @ closed`).
//
// The component may be replicated here: F is a piece of code, whoever runs it.
#include "model/language/check/claims/properties.hpp"
#include "model/language/check/expressions/functions.hpp"
#include "model/language/check/statements/statements.hpp"

namespace revoke_mc::check {
namespace {

const Component* component_named(const World& world, const ast::Expr& expr) {
    if (expr.kind != ast::ExprKind::name) return nullptr;
    const auto found = world.globals.find(expr.text);
    if (found == world.globals.end() || found->second.kind != Global::Kind::component) return nullptr;
    return &world.components[found->second.component];
}

const Thread* thread_named(const World& world, const ast::Expr& expr) {
    if (expr.kind != ast::ExprKind::member) return nullptr;
    const auto* component = component_named(world, *expr.args[0]);
    return component ? component->find_thread(expr.text) : nullptr;
}

void enter_labels(World& world, const ast::Expr& expr, core::Property& property) {
    const auto* thread = thread_named(world, *expr.args[0]);
    if (!thread) {
        world.error(expr.args[0]->place, "a thread is wanted, as in vfio.reset @ idle");
        return;
    }
    for (const auto& label : expr.labels)
        for (const auto id : find_labelled(world, thread->routine, label, expr.place)) {
            property.entering_statements.push_back(id);
            const_cast<core::Stmt*>(world.program.statements[id])->get<core::Labelled>().tracked = true;
        }
}

void enter(World& world, const ast::Expr& expr, core::Property& property) {
    if (expr.kind == ast::ExprKind::at) return enter_labels(world, expr, property);
    // A thread is entered before the first step: forbidding it would mean nothing.
    if (thread_named(world, expr) != nullptr) {
        return world.error(expr.place, "no step enters a thread", "name a label of it, as in vfio.reset @ idle");
    }
    Numbers numbers;
    Context context(world, numbers);
    const auto* function = find_function(context, expr);
    if (!function) return;
    property.entering_routines.push_back(function->routine);
    world.program.routines[function->routine].tracked = true;
}

}  // namespace

void resolve_entering(World& world) {
    for (const auto& [property, expr] : world.entering) enter(world, *expr, world.program.properties[property]);
}

}  // namespace revoke_mc::check
