// What each kind of statement does. Each function carries its statement out and moves control on.
//
// A write is checked against the range first: a value that does not fit is a trap and nothing is
// written, hence nothing is unguarded either. Asserts that the spec does not claim are not looked at.
#include "model/interpret/nesting.hpp"
#include "model/interpret/run.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

Run::Progress Run::execute(const Stmt& next) {
    switch (next.kind) {
    case StmtKind::await: return await(next);
    case StmtKind::builtin: return builtin(next);
    case StmtKind::atomic:
        if (!atomic_) atomic_ = Region{depth(), next.id};
        go_to(*next.body[0]);
        return Progress::onward;
    case StmtKind::ghost:
        if (!ghost_) ghost_ = Region{depth(), next.id};
        go_to(*next.body[0]);
        return Progress::onward;
    default: return execute_simple(next);
    }
}

/// The kinds that always go on.
Run::Progress Run::execute_simple(const Stmt& next) {
    switch (next.kind) {
    case StmtKind::block: enter_block(next); break;
    case StmtKind::assign_cell: assign_cell(next); break;
    case StmtKind::assign_local: {
        const Value value = evaluator().value(*next.exprs[0]);
        consume(next);
        assign_local(next.local, value, next.place);
        finish(next);
        break;
    }
    case StmtKind::bind: bind(next); break;
    case StmtKind::call: call(next); break;
    case StmtKind::if_: branch_on_condition(next); break;
    case StmtKind::loop: go_to(*next.body[0]); break;
    case StmtKind::foreach: start_walk(next); break;
    case StmtKind::each: start_each(next); break;
    case StmtKind::assert_: check_assertion(next); break;
    case StmtKind::bound: check_bound(next); break;
    case StmtKind::skip: finish(next); break;
    case StmtKind::break_:
    case StmtKind::continue_:
    case StmtKind::goto_: jump(next); break;
    case StmtKind::return_: return_(next.exprs.empty() || !next.exprs[0] ? 0 : result_of(next)); break;
    case StmtKind::labelled: pass_label(next); break;
    default: break;
    }
    return Progress::onward;
}

void Run::enter_block(const Stmt& block) {
    if (block.body.empty())
        finish(block);
    else
        go_to(*block.body[0]);
}

void Run::assign_cell(const Stmt& assignment) {
    Evaluator eyes = evaluator();
    const Value value = eyes.value(*assignment.exprs[0]);
    const CellId cell = eyes.cell(assignment.target->get<CellRead>(), assignment.target->place);
    consume(assignment);
    check_range(*program_, program_->cells[cell].type, value, program_->cells[cell].name, assignment.place);
    check_guard(cell, assignment.place);
    state_.cells[cell] = value;
    finish(assignment);
}

void Run::check_guard(CellId cell, Place place) {
    const ObjectId guard = program_->cells[cell].guard;
    if (guard == none || owns_lock(*program_, state_, guard, thread_)) return;
    const bool reads = holds_lock(*program_, state_, guard, thread_);
    report(id_of(BuiltinProperty::unguarded), place,
           program_->cells[cell].name + " is written without holding " + program_->objects[guard].name +
               (reads ? " for writing" : ""));
}

std::int64_t Run::result_of(const Stmt& return_statement) {
    const Routine& function = program_->routines[frame().routine];
    const std::int64_t value = evaluator().value(*return_statement.exprs[0]);
    check_range(*program_, *function.result, value, "the result of " + function.name, return_statement.place);
    return value;
}

void Run::assign_local(LocalId local, std::int64_t value, Place place) {
    const Routine& routine = program_->routines[frame().routine];
    const Local& declared = routine.locals[local];
    check_range(*program_, declared.type, value, declared.name + " of " + routine.name, place);
    frame().locals[local] = static_cast<Value>(value);
}

void Run::bind(const Stmt& binding) {
    const ObjectId object = evaluator().object(*binding.path);
    consume(binding);
    frame().references[binding.ref] = object;
    finish(binding);
}

void Run::branch_on_condition(const Stmt& if_) {
    const bool condition = evaluator().truth(*if_.exprs[0]);
    consume(if_);
    const std::size_t way = condition ? 0 : 1;
    if (way < if_.body.size() && if_.body[way])
        go_to(*if_.body[way]);
    else
        finish(if_);
}

Run::Progress Run::await(const Stmt& await) {
    if (!evaluator().truth(*await.exprs[0])) {
        reason_ = why_false(await);
        return Progress::disabled;
    }
    consume(await);
    finish(await);
    return Progress::onward;
}

/// The values that the first false part of the condition reads.
std::string Run::why_false(const Stmt& await) {
    const Expr* part = await.exprs[0].get();
    while (is_op<Binary>(*part, Op::and_)) {
        const auto& both = part->get<Binary>();
        part = evaluator().truth(*both.left) ? both.right.get() : both.left.get();
    }
    Evaluator eyes = evaluator();
    (void)eyes.truth(*part);
    std::string reason = await.source + " is not true";
    for (const CellId cell : eyes.cells_read())
        reason += (cell == eyes.cells_read().front() ? ": " : ", ") + program_->cells[cell].name + " is " +
                  program_->print(state_.cells[cell], program_->cells[cell].type);
    return reason;
}

std::string Run::why_fails(const Stmt& assertion) const {
    if (!assertion.exprs[0]->is<MaySleep>()) return assertion.source + " fails";
    std::string call = assertion.source;
    if (call.ends_with(';')) call.pop_back();
    return call + " may sleep, which " + thread_name() + " must not: " + why_atomic(*program_, state_, thread_);
}

void Run::check_assertion(const Stmt& assertion) {
    const bool fails = assertion.property != none && !evaluator().truth(*assertion.exprs[0]);
    if (fails && assertion.property == id_of(BuiltinProperty::trap))
        throw Cut{assertion.property, assertion.place, why_fails(assertion), assertion.blames};
    if (fails) report(assertion.property, assertion.place, why_fails(assertion), assertion.blames);
    consume(assertion);
    finish(assertion);
}

void Run::check_bound(const Stmt& bound) {
    if (!evaluator().truth(*bound.exprs[0])) throw Cut{none, bound.place, bound.text, {}};
    consume(bound);
    finish(bound);
}

void Run::pass_label(const Stmt& labelled) {
    if (labelled.tracked) mark_label(labelled.id);
    go_to(*labelled.body[0]);
}

void Run::consume(const Stmt& stmt) {
    for (const LocalId temporary : stmt.consumes) frame().locals[temporary] = 0;
}

}  // namespace revoke_mc::interpret
