// Control flow along a strand: what comes after a statement, leaving scopes, calls and returns.
#include <algorithm>

#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

void Steps::go_to(Strand& strand, StmtId next) { strand.config.frames.back().next = next; }

/// A scope ends: its locals become 0, its references are unbound, its walk is over.
void Steps::leave(Strand& strand, const Stmt& scope) {
    Frame& frame = strand.config.frames.back();
    if (const auto* block = scope.as<program::Block>()) {
        for (const LocalId local : block->locals)
            expressions_.assign_local(strand, frame.number(local), Operand::of(0));
        for (const program::RefId ref : block->refs) frame.references[ref] = none;
    }
    if (scope.is<program::Foreach>() && walk_at(strand, scope.id)) drop_walk(strand);
}

/// Behind a finished statement: the next one in its block, or whatever encloses it.
void Steps::complete(Strand& strand) {
    if (strand.inlined != 0) return;
    for (;;) {
        const Stmt& done = stmt(strand.config.frames.back().next);
        if (done.parent == none) return pop_frame(strand, Operand::of(0));
        const Stmt& parent = stmt(done.parent);
        if (const auto* block = parent.as<program::Block>(); block && done.index + 1 < block->body.size())
            return go_to(strand, block->body[done.index + 1]->id);
        go_to(strand, parent.id);
        if (parent.is<program::Loop>()) return;
        if (parent.is<program::Foreach>()) return element_done(strand);
        leave(strand, parent);
    }
}

void Steps::unwind_to(Strand& strand, StmtId ancestor) {
    for (StmtId at = stmt(strand.config.frames.back().next).parent; at != ancestor; at = stmt(at).parent)
        leave(strand, stmt(at));
}

StmtId Steps::enclosing_loop(StmtId at) const {
    do at = stmt(at).parent;
    while (!stmt(at).is<program::Loop, program::Foreach>());
    return at;
}

void Steps::jump_out(Strand& strand, const program::Goto& jump) {
    unwind_to(strand, jump.block);
    go_to(strand, stmt(jump.block).get<program::Block>().body[jump.index]->id);
}

void Steps::jump_out(Strand& strand, const Stmt& jump) {
    const StmtId target = enclosing_loop(jump.id);
    unwind_to(strand, target);
    go_to(strand, target);
    if (jump.is<program::Continue>()) {
        if (stmt(target).is<program::Foreach>()) element_done(strand);
        return;
    }
    leave(strand, stmt(target));
    complete(strand);
}

void Steps::push_frame(Strand& strand, RoutineId routine, ObjectId self, LocalId result) {
    const program::Routine& callee = program_.routines[routine];
    Frame frame;
    frame.routine = routine;
    frame.self = self;
    frame.result = result;
    frame.next = callee.body->id;
    frame.references.assign(callee.references.size(), none);
    if (!strand.config.frames.empty()) {
        const Frame& below = strand.config.frames.back();
        frame.locals_at = below.locals_at + static_cast<std::uint32_t>(program_.routines[below.routine].locals.size());
    }
    strand.config.frames.push_back(std::move(frame));
}

/// Return: everything of the function goes to 0, then the caller's local gets the result.
void Steps::pop_frame(Strand& strand, const Operand& result) {
    const Frame frame = strand.config.frames.back();
    while (!strand.config.walks.empty() && strand.config.walks.back().frame + 1 == strand.config.frames.size())
        drop_walk(strand);
    const std::size_t locals = program_.routines[frame.routine].locals.size();
    for (std::uint32_t i = 0; i < locals; ++i) {
        const std::uint32_t number = frame.locals_at + i;
        const auto known = strand.locals.find(number);
        if (known == strand.locals.end() && number >= strand.locals_at_start) continue;
        strand.locals[number] = {LocalValue::Where::operand, Operand::of(0), true, false};
    }
    strand.config.frames.pop_back();
    if (strand.config.frames.empty()) return;
    if (frame.result != none) hand_over(strand, frame.result, result);
    if (!strand.cut) complete(strand);
}

/// The caller's local has a range of its own, and traps as in an assignment.
void Steps::hand_over(Strand& strand, LocalId to, const Operand& result) {
    const Frame& caller = strand.config.frames.back();
    const program::ValueType& type = program_.routines[caller.routine].locals[to].type;
    expressions_.assign_local(strand, caller.number(to), expressions_.in_range(strand, result, type.low, type.high));
}

/// A tracked label or call is passed: the visible statement behind it enters it.
void Steps::pass(Strand& strand, Mark mark) {
    auto& marks = in_atomic(strand) ? strand.entered : (strand.executed ? strand.config.fresh : strand.passed);
    if (std::find(marks.begin(), marks.end(), mark) == marks.end()) marks.push_back(mark);
    std::sort(marks.begin(), marks.end());
}

}  // namespace revoke_mc::lower
