// What each kind of statement does. Each function carries its statement out and moves control on.
//
// A write is checked against the range first: a value that does not fit is a trap and nothing is
// written, hence nothing is unguarded either. Asserts that the spec does not claim are not looked at.
#include "model/semantics/interpret/nesting.hpp"
#include "model/semantics/interpret/run.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

Run::Progress Run::execute(const Stmt& next) {
    return std::visit(
        [&](const auto& what) {
            if constexpr (std::is_void_v<decltype(carry_out(next, what))>)
                carry_out(next, what);
            else
                return carry_out(next, what);
            return Progress::onward;
        },
        next.what);
}

Run::Progress Run::carry_out(const Stmt& stmt, const BuiltinCall& call) { return builtin(stmt, call); }

void Run::carry_out(const Stmt& stmt, const Atomic& atomic) {
    if (!atomic_) atomic_ = Region{depth(), stmt.id};
    go_to(*atomic.body);
}

void Run::carry_out(const Stmt& stmt, const Ghost& ghost) {
    if (!ghost_) ghost_ = Region{depth(), stmt.id};
    go_to(*ghost.body);
}

void Run::carry_out(const Stmt& stmt, const Block& block) {
    if (block.body.empty())
        finish(stmt);
    else
        go_to(*block.body[0]);
}

void Run::carry_out(const Stmt& stmt, const AssignCell& assignment) {
    Evaluator eyes = evaluator();
    const Value value = eyes.value(*assignment.value);
    const CellId cell = eyes.cell(assignment.target->get<CellRead>(), assignment.target->place);
    consume(stmt);
    check_range(*program_, program_->cells[cell].type, value, program_->cells[cell].name, stmt.place);
    check_guard(cell, stmt.place);
    state_.cells[cell] = value;
    finish(stmt);
}

void Run::carry_out(const Stmt& stmt, const AssignLocal& assignment) {
    const Value value = evaluator().value(*assignment.value);
    consume(stmt);
    assign_local(assignment.local, value, stmt.place);
    finish(stmt);
}

void Run::check_guard(CellId cell, Place place) {
    const ObjectId guard = program_->cells[cell].guard;
    if (guard == none || owns_lock(*program_, state_, guard, thread_)) return;
    const bool reads = holds_lock(*program_, state_, guard, thread_);
    report(id_of(BuiltinProperty::unguarded), place,
           program_->cells[cell].name + " is written without holding " + program_->objects[guard].name +
               (reads ? " for writing" : ""));
}

void Run::carry_out(const Stmt& stmt, const Return& back) {
    if (!back.value) return return_(0);
    const Routine& function = program_->routines[frame().routine];
    const std::int64_t value = evaluator().value(*back.value);
    check_range(*program_, *function.result, value, "the result of " + function.name, stmt.place);
    return_(value);
}

void Run::assign_local(LocalId local, std::int64_t value, Place place) {
    const Routine& routine = program_->routines[frame().routine];
    const Local& declared = routine.locals[local];
    check_range(*program_, declared.type, value, declared.name + " of " + routine.name, place);
    frame().locals[local] = static_cast<Value>(value);
}

void Run::carry_out(const Stmt& stmt, const Bind& bind) {
    const ObjectId object = evaluator().object(*bind.path);
    consume(stmt);
    frame().references[bind.ref] = object;
    finish(stmt);
}

void Run::carry_out(const Stmt& stmt, const If& choice) {
    const bool condition = evaluator().truth(*choice.condition);
    consume(stmt);
    const StmtPtr& way = condition ? choice.then : choice.otherwise;
    if (way)
        go_to(*way);
    else
        finish(stmt);
}

Run::Progress Run::carry_out(const Stmt& stmt, const Await& await) {
    if (!evaluator().truth(*await.condition)) {
        reason_ = stmt.source + " is not true" + why_false(await);
        return Progress::disabled;
    }
    return done(stmt);
}

/// The values that the first false part of the condition reads.
std::string Run::why_false(const Await& await) {
    const Expr* part = await.condition.get();
    while (is_op<Binary>(*part, Op::and_)) {
        const auto& both = part->get<Binary>();
        part = evaluator().truth(*both.left) ? both.right.get() : both.left.get();
    }
    Evaluator eyes = evaluator();
    (void)eyes.truth(*part);
    std::string reason;
    for (const CellId cell : eyes.cells_read())
        reason += (cell == eyes.cells_read().front() ? ": " : ", ") + program_->cells[cell].name + " is " +
                  program_->print(state_.cells[cell], program_->cells[cell].type);
    return reason;
}

std::string Run::why_fails(const Stmt& stmt, const Assert& assertion) const {
    if (!assertion.condition->is<MaySleep>()) return stmt.source + " fails";
    std::string call = stmt.source;
    if (call.ends_with(';')) call.pop_back();
    return call + " may sleep, which " + thread_name() + " must not: " + why_atomic(*program_, state_, thread_);
}

Run::Progress Run::carry_out(const Stmt& stmt, const Assert& assertion) {
    const bool fails = assertion.property != none && !evaluator().truth(*assertion.condition);
    if (fails && assertion.property == id_of(BuiltinProperty::trap))
        throw Cut{assertion.property, stmt.place, why_fails(stmt, assertion), assertion.blames};
    if (fails) report(assertion.property, stmt.place, why_fails(stmt, assertion), assertion.blames);
    return done(stmt);
}

Run::Progress Run::carry_out(const Stmt& stmt, const Bound& bound) {
    if (!evaluator().truth(*bound.condition)) throw Cut{none, stmt.place, bound.text, {}};
    return done(stmt);
}

void Run::carry_out(const Stmt& stmt, const Labelled& labelled) {
    if (labelled.tracked) mark_label(stmt.id);
    go_to(*labelled.body);
}

void Run::consume(const Stmt& stmt) {
    for (const LocalId temporary : stmt.consumes) frame().locals[temporary] = 0;
}

}  // namespace revoke_mc::interpret
