// From each statement that is carried out to what lies inside it and behind it.
#include "model/semantics/coverage/unreached.hpp"

#include <algorithm>

#include "model/language/program/visit.hpp"
#include "model/semantics/coverage/conditions.hpp"

namespace revoke_mc::coverage {

using program::Stmt;

namespace {

bool is_constant(const program::ExprPtr& expr, bool (*is_so)(program::Value)) {
    const auto* constant = expr ? expr->as<program::Constant>() : nullptr;
    return constant && is_so(constant->value);
}

/// It returns an error, or begins with that.
bool returns_error(const Stmt& stmt) {
    if (const auto* block = stmt.as<program::Block>())
        return !block->body.empty() && returns_error(*block->body.front());
    const auto* back = stmt.as<program::Return>();
    return back && is_constant(back->value, [](program::Value value) { return value < 0; });
}

/// `while (c) S` is loop { if (c) S else break; }: that it never ends shows behind it.
bool is_end_of_while(const Stmt& branch, const Stmt& if_) {
    return branch.is<program::Break>() && branch.place == if_.place;
}

/// Null if there is none.
const Stmt* first_child(const Stmt& stmt) {
    const Stmt* first = nullptr;
    for_each_child(stmt, [&](const Stmt& child) { first = first ? first : &child; });
    return first;
}

}  // namespace

bool must_not_be_reached(const Stmt& stmt) {
    if (stmt.is<program::Block, program::Ghost, program::Atomic>()) {
        const Stmt* first = first_child(stmt);
        return first && must_not_be_reached(*first);
    }
    const auto* assertion = stmt.as<program::Assert>();
    return assertion && is_constant(assertion->condition, [](program::Value value) { return value == 0; });
}

void Unreached::look_through(program::RoutineId id) {
    const program::Routine& routine = program_.routines[id];
    if (reached(*routine.body)) return look(*routine.body);
    if (!first_child(*routine.body) && routine.thread_body) return;
    found.push_back({routine.thread_body ? Kind::step : Kind::function, routine.name + ": never called", routine.place,
                     routine.name + " is never called"});
}

bool Unreached::reached(const Stmt& stmt) const {
    return any_stmt(stmt, [&](const Stmt& inner) { return points_[program::carried_out(inner.id)]; });
}

/// Walks what is reached; each case reports which of its children are not.
void Unreached::look(const Stmt& stmt) {
    if (const auto* block = stmt.as<program::Block>()) return look_at_block(*block);
    if (const auto* choice = stmt.as<program::If>()) return look_at_if(stmt, *choice);
    if (const auto* either = stmt.as<program::Either>()) return look_at_branches(*either);
    look_inside(stmt);
}

/// Behind a statement that is not reached nothing is reported: control never got that far.
bool Unreached::ends_before(const Stmt& stmt) const {
    if (stmt.index == 0) return false;
    const auto& block = program_.statements[stmt.parent]->get<program::Block>();
    return !reached(*block.body[stmt.index - 1]);
}

void Unreached::look_at_block(const program::Block& block) {
    for (const auto& child : block.body) {
        if (reached(*child))
            look(*child);
        else if (!ends_before(*child))
            tell_unreached(*child);
    }
}

void Unreached::look_at_if(const Stmt& stmt, const program::If& choice) {
    const bool settled = is_settled(*choice.condition);
    const Stmt& yes = *choice.then;
    const Stmt* const no = choice.otherwise.get();
    if (reached(yes))
        look(yes);
    else if (!settled && !must_not_be_reached(yes))
        report(returns_error(yes) ? Kind::error_return : Kind::branch, stmt, "never true",
               returns_error(yes) ? "this condition is never true: the error is never returned"
                                  : "this condition is never true");
    if (no != nullptr && reached(*no)) return look(*no);
    if (settled || (no == nullptr && points_[program::passed_over(stmt.id)])) return;
    if (no == nullptr || !(is_end_of_while(*no, stmt) || must_not_be_reached(*no)))
        report(Kind::branch, stmt, "never false", "this condition is never false");
}

void Unreached::look_at_branches(const program::Either& either) {
    for (const auto& branch : either.branches) {
        if (reached(*branch))
            look(*branch);
        else
            report(Kind::branch, *branch, "never chosen", "this branch is never taken to the end of its first step");
    }
}

void Unreached::look_inside(const Stmt& stmt) {
    for_each_child(stmt, [&](const Stmt& child) {
        if (reached(child))
            look(child);
        else if (stmt.is<program::Foreach, program::Each>())
            report(Kind::branch, stmt, "never entered", "there is never an element to visit");
        else
            tell_unreached(child);
    });
}

void Unreached::tell_unreached(const Stmt& stmt) {
    if (must_not_be_reached(stmt)) return;
    const bool error = returns_error(stmt);
    report(error ? Kind::error_return : Kind::step, stmt, "never runs",
           error ? "this error is never returned" : "this is never carried out");
}

/// The name: routine, text of the statement, what is wrong; numbered where that is the same.
void Unreached::report(Kind kind, const Stmt& stmt, const std::string& what, const std::string& text) {
    const Stmt* shown = &stmt;
    while (const Stmt* inner = shown->source.empty() ? first_child(*shown) : nullptr) shown = inner;
    std::string id = program_.routines[stmt.routine].name + ": " + shown->source + ": " + what;
    if (const int again = ++told_[id]; again > 1) id += " (" + std::to_string(again) + ")";
    found.push_back({kind, std::move(id), shown->place, text});
}

}  // namespace revoke_mc::coverage
