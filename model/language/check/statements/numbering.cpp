// Numbers of statements, targets of jumps, statements behind labels.
//
// Statements are numbered routine by routine, outer before inner. `goto` may go to a label of an enclosing block only:
// its target is a block and a position in it. `T @ L` names the statements labelled L in the body of thread T; if there
// are none, those in functions of its component and at top level.
#include <algorithm>
#include <set>

#include "model/language/check/statements/statements.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::check {
namespace {

using core::Stmt;

void number(core::Program& program, Stmt& stmt, core::RoutineId routine, const Stmt* parent, std::uint32_t index) {
    stmt.id = program.statements.add(&stmt);
    stmt.routine = routine;
    stmt.parent = parent ? parent->id : none;
    stmt.index = index;
    std::uint32_t position = 0;
    for_each_child(stmt, [&](Stmt& child) { number(program, child, routine, &stmt, position++); });
}

bool labelled_so(const Stmt& stmt, const std::string& label) {
    const auto* labelled = stmt.as<core::Labelled>();
    return labelled && (labelled->label == label || labelled_so(*labelled->body, label));
}

/// Null if it has none. `waits EVENT:` and `signalling EVENT:` do not count: nobody jumps there.
const core::Labelled* label_of(const Stmt& stmt) {
    const auto* labelled = stmt.as<core::Labelled>();
    return labelled && labelled->waits == none && labelled->signals == none ? labelled : nullptr;
}

std::vector<std::string> labels_of(const core::Routine& routine) {
    std::vector<std::string> labels;
    for_each_stmt(*routine.body, [&](const Stmt& stmt) {
        if (const auto* labelled = label_of(stmt)) labels.push_back(labelled->label);
    });
    return labels;
}

/// The position of a label among the statements of a block.
std::optional<std::uint32_t> position_in(const core::Block& block, const std::string& label) {
    for (std::size_t i = 0; i < block.body.size(); ++i)
        if (labelled_so(*block.body[i], label)) return static_cast<std::uint32_t>(i);
    return std::nullopt;
}

void no_such_label(World& world, const Stmt& jump, const std::string& label) {
    const auto labels = labels_of(world.program.routines[jump.routine]);
    const bool elsewhere = std::find(labels.begin(), labels.end(), label) != labels.end();
    if (elsewhere)
        world.error(jump.place, "goto cannot enter the block of label '" + label + "'",
                    "a label must stand in a block around the goto");
    else
        world.error(jump.place, "there is no label '" + label + "'", near_or_list(label, labels));
}

void resolve_goto(World& world, const Stmt& jump, core::Goto& to) {
    if (const auto work = world.work_returns.find(&jump); work != world.work_returns.end()) {
        to.block = work->second->id;
        return;
    }
    const auto& statements = world.program.statements;
    for (auto id = jump.parent; id != none; id = statements[id]->parent) {
        const auto* block = statements[id]->as<core::Block>();
        const auto position = block ? position_in(*block, to.label) : std::nullopt;
        if (!position) continue;
        to.block = id;
        to.index = *position;
        return;
    }
    no_such_label(world, jump, to.label);
}

void check_labels_once(World& world, const core::Routine& routine) {
    std::set<std::string> seen;
    for_each_stmt(*routine.body, [&](const Stmt& stmt) {
        const auto* labelled = label_of(stmt);
        if (labelled && !labelled->rest && !seen.insert(labelled->label).second)
            world.error(stmt.place, "there are two labels '" + labelled->label + "' in " + routine.name,
                        "only rest: may stand more than once");
    });
}

// ---- T @ L

std::vector<core::StmtId> labelled_in(const core::Routine& routine, const std::string& label) {
    std::vector<core::StmtId> found;
    if (!routine.body) return found;
    for_each_stmt(*routine.body, [&](const Stmt& stmt) {
        const auto* labelled = stmt.as<core::Labelled>();
        if (labelled && labelled->label == label) found.push_back(stmt.id);
    });
    return found;
}

std::vector<core::StmtId> labelled_in_functions(const core::Program& program, core::ComponentId component,
                                                const std::string& label) {
    std::vector<core::StmtId> found;
    for (const auto& routine : program.routines) {
        if (routine.thread_body || (routine.component != none && routine.component != component)) continue;
        const auto here = labelled_in(routine, label);
        found.insert(found.end(), here.begin(), here.end());
    }
    return found;
}

}  // namespace

std::vector<core::StmtId> find_labelled(World& world, core::RoutineId body, const std::string& label, Place place) {
    const auto& routine = world.program.routines[body];
    auto found = labelled_in(routine, label);
    if (found.empty()) found = labelled_in_functions(world.program, routine.component, label);
    if (found.empty())
        world.error(place, "there is no label '" + label + "' in " + routine.name,
                    near_or_list(label, labels_of(routine), "it has no labels"));
    return found;
}

namespace {

void resolve_position(World& world, core::Expr& expr) {
    auto* at = expr.as<core::At>();
    if (!at) return;
    for (const auto& label : std::exchange(at->labels, {})) {
        const auto found = find_labelled(world, at->body, label, expr.place);
        at->statements.insert(at->statements.end(), found.begin(), found.end());
    }
    std::sort(at->statements.begin(), at->statements.end());
}

void resolve_positions(World& world) {
    const auto on_expr = [&](core::Expr& expr) { resolve_position(world, expr); };
    for (auto& routine : world.program.routines)
        for_each_stmt(*routine.body, [&](Stmt& stmt) { for_each_in_own(stmt, on_expr); });
    for (auto& property : world.program.properties)
        for (auto* part : {&property.condition, &property.trigger})
            if (*part) core::for_each_in(**part, on_expr);
}

}  // namespace

void number_statements(World& world) {
    auto& program = world.program;
    for (const core::RoutineId i : program.routines.ids())
        number(program, *program.routines[i].body, static_cast<core::RoutineId>(i), nullptr, 0);
    for (auto& routine : program.routines) {
        check_labels_once(world, routine);
        for_each_stmt(*routine.body, [&](Stmt& stmt) {
            if (auto* to = stmt.as<core::Goto>()) resolve_goto(world, stmt, *to);
        });
    }
    resolve_positions(world);
}

}  // namespace revoke_mc::check
