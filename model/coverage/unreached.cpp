// See unreached.hpp.
#include "model/coverage/unreached.hpp"

#include <algorithm>

#include "model/coverage/conditions.hpp"

namespace revoke_mc::coverage {

using program::Stmt;
using program::StmtKind;

namespace {

/// It returns an error, or begins with that.
bool returns_error(const Stmt& stmt) {
    if (stmt.kind == StmtKind::block) return !stmt.body.empty() && returns_error(*stmt.body.front());
    if (stmt.kind != StmtKind::return_ || stmt.exprs.empty() || !stmt.exprs[0]) return false;
    const auto* constant = stmt.exprs[0]->as<program::Constant>();
    return constant && constant->value < 0;
}

/// `while (c) S` is loop { if (c) S else break; }: that it never ends shows behind it.
bool is_end_of_while(const Stmt& branch, const Stmt& if_) {
    return branch.kind == StmtKind::break_ && branch.place == if_.place;
}

}  // namespace

bool must_not_be_reached(const Stmt& stmt) {
    if (stmt.kind == StmtKind::block || stmt.kind == StmtKind::ghost || stmt.kind == StmtKind::atomic)
        return !stmt.body.empty() && must_not_be_reached(*stmt.body.front());
    const auto* constant = stmt.kind == StmtKind::assert_ ? stmt.exprs[0]->as<program::Constant>() : nullptr;
    return constant && constant->value == 0;
}

void Unreached::look_through(program::RoutineId id) {
    const program::Routine& routine = program_.routines[id];
    if (reached(*routine.body)) return look(*routine.body);
    if (routine.body->body.empty() && routine.thread_body) return;
    found.push_back({routine.thread_body ? Kind::step : Kind::function, routine.name + ": never called", routine.place,
                     routine.name + " is never called"});
}

bool Unreached::reached(const Stmt& stmt) const {
    return points_[program::carried_out(stmt.id)] ||
           std::any_of(stmt.body.begin(), stmt.body.end(), [&](const auto& child) { return child && reached(*child); });
}

/// Walks what is reached; each case tells which of its children are not.
void Unreached::look(const Stmt& stmt) {
    switch (stmt.kind) {
    case StmtKind::block: return look_at_block(stmt);
    case StmtKind::if_: return look_at_if(stmt);
    case StmtKind::either: return look_at_branches(stmt);
    default: return look_inside(stmt);
    }
}

/// Behind a statement that is not reached, nothing is told: control never came so far.
bool Unreached::ends_before(const Stmt& stmt) const {
    if (stmt.index == 0) return false;
    const Stmt& block = *program_.statements[stmt.parent];
    return !reached(*block.body[stmt.index - 1]);
}

void Unreached::look_at_block(const Stmt& block) {
    for (const auto& child : block.body) {
        if (reached(*child))
            look(*child);
        else if (!ends_before(*child))
            tell_unreached(*child);
    }
}

void Unreached::look_at_if(const Stmt& stmt) {
    const bool settled = is_settled(*stmt.exprs[0]);
    const Stmt& yes = *stmt.body[0];
    const Stmt* const no = stmt.body.size() > 1 ? stmt.body[1].get() : nullptr;
    if (reached(yes))
        look(yes);
    else if (!settled && !must_not_be_reached(yes))
        tell(returns_error(yes) ? Kind::error_return : Kind::branch, stmt, "never true",
             returns_error(yes) ? "this condition is never true: the error is never returned"
                                : "this condition is never true");
    if (no != nullptr && reached(*no)) return look(*no);
    if (settled || (no == nullptr && points_[program::passed_over(stmt.id)])) return;
    if (no == nullptr || !(is_end_of_while(*no, stmt) || must_not_be_reached(*no)))
        tell(Kind::branch, stmt, "never false", "this condition is never false");
}

void Unreached::look_at_branches(const Stmt& either) {
    for (const auto& branch : either.body) {
        if (reached(*branch))
            look(*branch);
        else
            tell(Kind::branch, *branch, "never chosen", "this branch is never taken to the end of its first step");
    }
}

void Unreached::look_inside(const Stmt& stmt) {
    for (const auto& child : stmt.body) {
        if (reached(*child))
            look(*child);
        else if (stmt.kind == StmtKind::foreach || stmt.kind == StmtKind::each)
            tell(Kind::branch, stmt, "never entered", "there is never an element to visit");
        else
            tell_unreached(*child);
    }
}

void Unreached::tell_unreached(const Stmt& stmt) {
    if (must_not_be_reached(stmt)) return;
    const bool error = returns_error(stmt);
    tell(error ? Kind::error_return : Kind::step, stmt, "never runs",
         error ? "this error is never returned" : "this is never carried out");
}

/// The name: routine, text of the statement, what is wrong; numbered where that is the same.
void Unreached::tell(Kind kind, const Stmt& stmt, const std::string& what, const std::string& text) {
    const Stmt* shown = &stmt;
    while (shown->source.empty() && !shown->body.empty()) shown = shown->body.front().get();
    std::string id = program_.routines[stmt.routine].name + ": " + shown->source + ": " + what;
    if (const int again = ++told_[id]; again > 1) id += " (" + std::to_string(again) + ")";
    found.push_back({kind, std::move(id), shown->place, text});
}

}  // namespace revoke_mc::coverage
