// Does every path through a function return a value?
//
// As in Java: a statement *completes* if what follows it may be reached. An endless loop completes only
// through break; what a goto jumps over does not matter, since its label is looked at where it stands.
#include "model/check/rules.hpp"
#include "model/check/visit.hpp"

namespace revoke_mc::check {
namespace {

using core::Stmt;
using core::StmtKind;

bool completes(const Stmt& stmt);

/// Is there a break that leaves this loop?
bool has_break(const Stmt& stmt) {
    if (stmt.kind == StmtKind::break_) return true;
    if (stmt.kind == StmtKind::loop || stmt.kind == StmtKind::foreach) return false;
    for (const auto& child : stmt.body)
        if (has_break(*child)) return true;
    return false;
}

bool block_completes(const Stmt& block) {
    bool reached = true;
    for (const auto& child : block.body) {
        if (child->kind == StmtKind::labelled) reached = true;  // a goto may come here
        if (reached) reached = completes(*child);
    }
    return reached;
}

bool if_completes(const Stmt& stmt) {
    const auto known = constant_value(stmt.exprs[0]);
    const bool no = stmt.body.size() < 2 || completes(*stmt.body[1]);
    if (known) return *known != 0 ? completes(*stmt.body[0]) : no;
    return completes(*stmt.body[0]) || no;
}

bool either_completes(const Stmt& stmt) {
    for (const auto& branch : stmt.body)
        if (completes(*branch)) return true;
    return false;
}

bool completes(const Stmt& stmt) {
    switch (stmt.kind) {
    case StmtKind::return_:
    case StmtKind::goto_:
    case StmtKind::break_:
    case StmtKind::continue_: return false;
    case StmtKind::block: return block_completes(stmt);
    case StmtKind::if_: return if_completes(stmt);
    case StmtKind::either: return either_completes(stmt);
    case StmtKind::loop: return has_break(*stmt.body[0]);
    case StmtKind::atomic:
    case StmtKind::labelled: return completes(*stmt.body[0]);
    default: return true;
    }
}

}  // namespace

void check_ends(World& world) {
    for (const auto& routine : world.program.routines)
        if (routine.result && completes(*routine.body))
            world.error(routine.place, routine.name + " can end without returning a value", "return one on every path");
}

}  // namespace revoke_mc::check
