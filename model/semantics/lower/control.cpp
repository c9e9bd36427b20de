// Control flow on a path: what comes after a statement, leaving scopes, calls and returns.
#include <algorithm>

#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

void Steps::go_to(Path& path, StmtId next) { path.config.frames.back().next = next; }

/// A scope ends: its locals become 0, its references are unbound, its walk is over.
void Steps::leave(Path& path, const Stmt& scope) {
    Frame& frame = path.config.frames.back();
    if (const auto* block = scope.as<program::Block>()) {
        for (const LocalId local : block->locals) expressions_.assign_local(path, frame.number(local), Operand::of(0));
        for (const program::RefId ref : block->refs) frame.references[ref] = none;
    }
    if (scope.is<program::Foreach>() && walk_at(path, scope.id)) drop_walk(path);
}

/// Behind a finished statement: the next one in its block, or whatever encloses it.
void Steps::complete(Path& path) {
    if (path.inlined != 0) return;
    for (;;) {
        const Stmt& done = stmt(path.config.frames.back().next);
        if (done.parent == none) return pop_frame(path, Operand::of(0));
        const Stmt& parent = stmt(done.parent);
        if (const auto* block = parent.as<program::Block>(); block && done.index + 1 < block->body.size())
            return go_to(path, block->body[done.index + 1]->id);
        go_to(path, parent.id);
        if (parent.is<program::Loop>()) return;
        if (parent.is<program::Foreach>()) return element_done(path);
        leave(path, parent);
    }
}

void Steps::unwind_to(Path& path, StmtId ancestor) {
    for (StmtId at = stmt(path.config.frames.back().next).parent; at != ancestor; at = stmt(at).parent)
        leave(path, stmt(at));
}

StmtId Steps::enclosing_loop(StmtId at) const {
    do at = stmt(at).parent;
    while (!stmt(at).is<program::Loop, program::Foreach>());
    return at;
}

void Steps::jump_out(Path& path, const program::Goto& jump) {
    unwind_to(path, jump.block);
    go_to(path, stmt(jump.block).get<program::Block>().body[jump.index]->id);
}

void Steps::jump_out(Path& path, const Stmt& jump) {
    const StmtId target = enclosing_loop(jump.id);
    unwind_to(path, target);
    go_to(path, target);
    if (jump.is<program::Continue>()) {
        if (stmt(target).is<program::Foreach>()) element_done(path);
        return;
    }
    leave(path, stmt(target));
    complete(path);
}

void Steps::push_frame(Path& path, RoutineId routine, ObjectId self, LocalId result) {
    const program::Routine& callee = program_.routines[routine];
    Frame frame;
    frame.routine = routine;
    frame.self = self;
    frame.result = result;
    frame.next = callee.body->id;
    frame.references.assign(callee.references.size(), none);
    if (!path.config.frames.empty()) {
        const Frame& below = path.config.frames.back();
        frame.locals_at = below.locals_at + static_cast<std::uint32_t>(program_.routines[below.routine].locals.size());
    }
    path.config.frames.push_back(std::move(frame));
}

/// Return: everything of the function goes to 0, then the caller's local gets the result.
void Steps::pop_frame(Path& path, const Operand& result) {
    const Frame frame = path.config.frames.back();
    while (!path.config.walks.empty() && path.config.walks.back().frame + 1 == path.config.frames.size())
        drop_walk(path);
    const std::size_t locals = program_.routines[frame.routine].locals.size();
    for (std::uint32_t i = 0; i < locals; ++i) {
        const std::uint32_t number = frame.locals_at + i;
        const auto known = path.locals.find(number);
        if (known == path.locals.end() && number >= path.locals_at_start) continue;
        path.locals[number] = {LocalValue::Where::operand, Operand::of(0), true, false};
    }
    path.config.frames.pop_back();
    if (path.config.frames.empty()) return;
    if (frame.result != none) hand_over(path, frame.result, result);
    if (!path.cut) complete(path);
}

/// The caller's local has a range of its own, and traps as in an assignment.
void Steps::hand_over(Path& path, LocalId to, const Operand& result) {
    const Frame& caller = path.config.frames.back();
    const program::ValueType& type = program_.routines[caller.routine].locals[to].type;
    expressions_.assign_local(path, caller.number(to), expressions_.in_range(path, result, type.low, type.high));
}

/// A tracked label or call is passed: the visible statement behind it enters it.
void Steps::pass(Path& path, Mark mark) {
    auto& marks = in_atomic(path) ? path.entered : (path.executed ? path.config.fresh : path.passed);
    if (std::find(marks.begin(), marks.end(), mark) == marks.end()) marks.push_back(mark);
    std::sort(marks.begin(), marks.end());
}

}  // namespace revoke_mc::lower
