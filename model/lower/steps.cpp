// Steps of a thread; see steps.hpp. This file: the path from one configuration to the next.
#include "model/lower/steps.hpp"

#include <algorithm>
#include <set>

#include "model/limits/limits.hpp"

namespace revoke_mc::lower {

using program::Stmt;
using program::StmtKind;
using system::Opcode;

namespace {

/// Longest sequence of statements that may fold into one step; more is a loop without a step.
constexpr std::uint32_t max_effort = 20'000;

bool contains_await(const Stmt& stmt) {
    return stmt.kind == StmtKind::await ||
           std::any_of(stmt.body.begin(), stmt.body.end(), [](const auto& child) { return contains_await(*child); });
}

}  // namespace

Steps::Steps(const program::Program& program, Generated& generated, ThreadId thread)
    : program_(program), out_(generated), expressions_(program, generated), thread_(thread) {}

void Steps::fail(const Stmt& at, const std::string& message, const std::string& hint) const {
    throw syntax::SpecError({{syntax::Severity::error, at.place, message, hint}}, *program_.sources);
}

void Steps::explore() {
    (void)out_.slots.position(thread_);
    const program::Thread& thread = program_.threads[thread_];
    initial_ = true;
    Path start;
    start.thread = thread_;
    start.executed = true;  // what folds at the start belongs to the initial state
    start.initial = true;
    push_frame(start, thread.routine, thread.self, none);
    if (thread.argument)
        expressions_.assign_local(start, program_.routines[thread.routine].parameters[0].local,
                                  Operand::of(*thread.argument));
    follow(std::move(start));
    initial_ = false;
    for (std::size_t i = 0; i < todo_.size(); ++i) follow(begin(todo_[i]));
}

Path Steps::begin(std::uint32_t number) {
    Path path;
    path.thread = thread_;
    path.start = number;
    path.config = configs().configs[number];
    const Frame& top = path.config.frames.back();
    path.locals_at_start = top.locals_at + static_cast<std::uint32_t>(program_.routines[top.routine].locals.size());
    for (std::uint32_t i = 0; i < path.locals_at_start; ++i)
        path.locals[i] = {LocalValue::Where::state, {}, false, false};
    path.entered = path.config.fresh;
    path.config.fresh.clear();
    enter_walks(path);
    return path;
}

void Steps::follow(Path path) {
    pending_.clear();
    pending_.push_back(std::move(path));
    while (!pending_.empty()) {
        Path current = std::move(pending_.back());
        pending_.pop_back();
        while (advance(current)) limits::poll();
        limits::poll();
    }
}

// --- stopping ---------------------------------------------------------------------------------

bool Steps::inside(StmtId at, StmtId ancestor) const {
    while (at != none && at != ancestor) at = stmt(at).parent;
    return at == ancestor;
}

bool Steps::in_atomic(const Path& path) const {
    return std::any_of(path.regions.begin(), path.regions.end(), [](const Region& r) { return r.atomic; });
}

/// Leaving an atomic statement completes the visible part of the step.
void Steps::leave_regions(Path& path) {
    while (!path.regions.empty()) {
        const Region region = path.regions.back();
        const std::size_t depth = path.config.frames.size();
        if (depth > region.frame) return;
        if (depth == region.frame && inside(path.config.frames.back().next, region.statement)) return;
        path.regions.pop_back();
        if (region.atomic && !in_atomic(path)) path.executed = true;
    }
}

bool Steps::is_choice(const Path& path, const Stmt& at) const {
    if (at.kind == StmtKind::either || at.kind == StmtKind::any) return true;
    if (at.kind != StmtKind::foreach || path.end_test) return false;
    const auto& walks = path.config.walks;
    return !walks.empty() && walks.back().statement == at.id && walks.back().frame + 1 == path.config.frames.size() &&
           walks.back().current == none;
}

bool Steps::stop_here(const Path& path, const Stmt& at) const {
    return !in_region(path) && (at.visible || is_choice(path, at));
}

bool Steps::in_scope_of_choices(const Path& path, const Stmt& at) const {
    return std::all_of(path.choices.begin(), path.choices.end(), [&](const Choice& choice) {
        return choice.frame == path.config.frames.size() && inside(at.id, choice.scope);
    });
}

/// The choices made so far are a step of their own, in front of this statement: it blocks and does
/// not guard them (only an await written inside what was chosen does), or it is a further choice
/// outside of their scope.
bool Steps::ends_choosing(const Path& path, const Stmt& at) const {
    if (path.choices.empty()) return false;
    if (is_choice(path, at)) return !in_scope_of_choices(path, at);
    const bool guard = (at.kind == StmtKind::await || at.kind == StmtKind::atomic) && contains_await(at);
    const bool blocks = at.may_block || at.kind == StmtKind::await || (at.kind == StmtKind::atomic && may_await(at));
    return blocks && !(guard && in_scope_of_choices(path, at));
}

void Steps::choose(Path& path, StmtId scope) const {
    if (!in_atomic(path)) path.choices.push_back({path.config.frames.size(), scope});
}

/// An await is written in the statement or in a function that it may call.
bool Steps::may_await(const Stmt& at) const {
    std::set<RoutineId> seen;
    const std::function<bool(const Stmt&)> look = [&](const Stmt& it) {
        if (it.kind == StmtKind::await) return true;
        if (it.kind == StmtKind::call)
            for (RoutineId routine = 0; routine < program_.routines.size(); ++routine) {
                const program::Routine& callee = program_.routines[routine];
                const bool called =
                    it.callee.name.empty() ? routine == it.callee.routine : callee.function == it.callee.name;
                if (called && seen.insert(routine).second && look(*callee.body)) return true;
            }
        return std::any_of(it.body.begin(), it.body.end(), [&](const auto& child) { return child && look(*child); });
    };
    return look(at);
}

void Steps::begin_visible(Path& path, const Stmt& at) {
    for (const Mark& mark : path.passed)
        if (std::find(path.entered.begin(), path.entered.end(), mark) == path.entered.end())
            path.entered.push_back(mark);
    path.passed.clear();
    if (at.kind != StmtKind::atomic) path.executed = true;
}

bool Steps::advance(Path& path) {
    if (path.cut) {
        finish(path);
        return false;
    }
    leave_regions(path);
    if (path.config.ended()) {
        finish(path);
        return false;
    }
    const Stmt& at = stmt(path.config.frames.back().next);
    if (++path.effort > max_effort)
        fail(at, "this can go round for ever without a step", "put a visible statement (skip;) on every way round");
    if (!path.resume) {
        path.pinned_index.clear();
        const bool stops = stop_here(path, at);
        if (stops && (path.executed || ends_choosing(path, at))) {
            finish(path);
            return false;
        }
        if (stops && at.visible) begin_visible(path, at);
    }
    path.resume = false;
    reach(path, program::carried_out(at.id));
    const bool alive = carry_out(path, at);
    if (alive) Expressions::forget_temporaries(path);
    return alive;
}

// --- statements -------------------------------------------------------------------------------

bool Steps::carry_out(Path& path, const Stmt& at) {
    switch (at.kind) {
    case StmtKind::block:
        if (!at.body.empty()) return descend(path, *at.body.front());
        complete(path);
        return true;
    case StmtKind::loop: return descend(path, *at.body[0]);
    case StmtKind::labelled: return do_labelled(path, at);
    case StmtKind::atomic: return enter_region(path, at, true);
    case StmtKind::ghost: return enter_region(path, at, false);
    case StmtKind::assign_cell:
    case StmtKind::assign_local: return do_assign(path, at);
    case StmtKind::bind: return do_bind(path, at);
    case StmtKind::call: return do_call(path, at);
    case StmtKind::if_: return do_if(path, at);
    case StmtKind::either: return do_either(path, at);
    case StmtKind::foreach: return do_foreach(path, at);
    case StmtKind::each: return do_each(path, at);
    case StmtKind::await: return do_await(path, at);
    case StmtKind::assert_: return do_assert(path, at);
    case StmtKind::bound: return do_bound(path, at);
    case StmtKind::break_:
    case StmtKind::continue_:
    case StmtKind::goto_: jump_out(path, at); return true;
    case StmtKind::return_: return do_return(path, at);
    case StmtKind::any: return do_any(path, at);
    case StmtKind::builtin: return do_builtin(path, at);
    case StmtKind::skip: break;
    }
    complete(path);
    return true;
}

bool Steps::descend(Path& path, const Stmt& child) {
    go_to(path, child.id);
    return true;
}

bool Steps::do_labelled(Path& path, const Stmt& at) {
    if (at.tracked) pass(path, {'L', at.id});
    return descend(path, *at.body[0]);
}

bool Steps::enter_region(Path& path, const Stmt& at, bool atomic) {
    path.regions.push_back({path.config.frames.size(), at.id, atomic});
    return descend(path, *at.body[0]);
}

namespace {

void consume(Expressions& expressions, Path& path, const Stmt& at) {
    const std::uint32_t base = path.config.frames.back().locals_at;
    for (const LocalId local : at.consumes) expressions.assign_local(path, base + local, Operand::of(0));
}

}  // namespace

bool Steps::do_assign(Path& path, const Stmt& at) {
    Operand operand = expressions_.value(path, *at.exprs[0]);
    if (at.kind == StmtKind::assign_cell) {
        expressions_.store(path, *at.target, operand);
        consume(expressions_, path, at);
    } else {
        const Frame& frame = path.config.frames.back();
        const program::ValueType& type = program_.routines[frame.routine].locals[at.local].type;
        operand = expressions_.in_range(path, operand, type.low, type.high);
        consume(expressions_, path, at);
        expressions_.assign_local(path, frame.locals_at + at.local, operand);
    }
    if (!path.cut) complete(path);
    return true;
}

bool Steps::do_if(Path& path, const Stmt& at) {
    Path before = path;
    const std::optional<bool> sure = surely_holds(path, *at.exprs[0]);
    const Operand condition = sure ? Operand::of(*sure ? 1 : 0) : expressions_.value(path, *at.exprs[0]);
    consume(expressions_, path, at);
    const Stmt* const yes = at.body[0].get();
    const Stmt* const no = at.body.size() > 1 ? at.body[1].get() : nullptr;
    const auto take = [this, &at](Path& side, const Stmt* branch) {
        consume(expressions_, side, at);
        if (branch) return descend(side, *branch);
        reach(side, program::passed_over(at.id));
        complete(side);
        return true;
    };
    if (condition.constant) return take(path, condition.value != 0 ? yes : no);
    if (simple(path, *yes) && (!no || simple(path, *no))) return simple_if(path, at, condition);
    return fork(before,
                {[&](Path& side) { return expressions_.require(side, *at.exprs[0], true) && take(side, yes); },
                 [&](Path& side) { return expressions_.require(side, *at.exprs[0], false) && take(side, no); }});
}

bool Steps::do_either(Path& path, const Stmt& at) {
    std::vector<Branch> branches;
    for (const auto& branch : at.body)
        branches.emplace_back([this, &branch](Path& side) {
            choose(side, branch->id);
            return descend(side, *branch);
        });
    return fork(path, branches, Forks::choice);
}

bool Steps::do_any(Path& path, const Stmt& at) {
    std::vector<Branch> branches;
    for (std::int64_t v = at.low; v <= at.high; ++v) {
        limits::poll();
        branches.emplace_back([this, &at, v](Path& side) {
            const std::uint32_t number = side.config.frames.back().locals_at + at.local;
            expressions_.assign_local(side, number, Operand::of(v));
            StmtId block = at.parent;
            while (stmt(block).kind != StmtKind::block) block = stmt(block).parent;
            choose(side, block);
            if (!at.exprs.empty() && at.exprs[0] && !expressions_.require(side, *at.exprs[0], true)) return false;
            complete(side);
            return true;
        });
    }
    return fork(path, branches, Forks::choice);
}

bool Steps::do_await(Path& path, const Stmt& at) {
    const bool possible = expressions_.require(path, *at.exprs[0], true);
    if (!possible) {
        dead(path);
        return false;
    }
    if (!path.cut) complete(path);
    return true;
}

bool Steps::do_return(Path& path, const Stmt& at) {
    Operand result = Operand::of(0);
    if (!at.exprs.empty() && at.exprs[0]) {
        const program::ValueType& type = *program_.routines[path.config.frames.back().routine].result;
        result = expressions_.in_range(path, expressions_.value(path, *at.exprs[0]), type.low, type.high);
    }
    if (path.cut) return true;
    // A result in a local that dies with the frame must not change under our hands.
    if (path.conditional != 0) fail(at, "a return inside a condition that was taken as simple", "report this");
    consume(expressions_, path, at);
    pop_frame(path, result);
    return true;
}

/// An assert whose name nobody claims, and that says `or trap`.
bool Steps::do_trap(Path& path, const Stmt& at, const Operand& condition) {
    if (condition.constant && condition.value == 0) expressions_.trap(path);
    if (!condition.constant) Expressions::emit(path, Expressions::plain(Opcode::trap_if_zero, condition.reg));
    consume(expressions_, path, at);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::do_assert(Path& path, const Stmt& at) {
    if (at.property != none) {
        const Operand condition = expressions_.value(path, *at.exprs[0]);
        if (at.property == static_cast<program::PropertyId>(program::BuiltinProperty::trap))
            return do_trap(path, at, condition);
        const auto report = [&] { Expressions::emit(path, Expressions::plain(Opcode::broken, 0, 0, 0, at.property)); };
        if (condition.constant && condition.value == 0) report();
        if (!condition.constant) {
            const PathCode::Label holds = path.code.new_label();
            Expressions::jump(path, Opcode::jump_if_set, condition.reg, holds);
            report();
            path.code.bind(holds);
        }
    }
    consume(expressions_, path, at);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::do_bound(Path& path, const Stmt& at) {
    const Operand condition = expressions_.value(path, *at.exprs[0]);
    consume(expressions_, path, at);
    if (condition.constant && condition.value != 0) {
        complete(path);
        return true;
    }
    const std::uint16_t r = expressions_.in_register(path, condition);
    const PathCode::Label within = path.code.new_label();
    Expressions::jump(path, Opcode::jump_if_set, r, within);
    Expressions::emit(path, Expressions::plain(Opcode::bound));
    path.code.bind(within);
    if (condition.constant && path.conditional == 0) path.cut = true;
    if (!path.cut) complete(path);
    return true;
}

// --- calls and references ---------------------------------------------------------------------

bool Steps::do_bind(Path& path, const Stmt& at) {
    if (settle(path, {at.path.get()})) return false;
    path.config.frames.back().references[at.ref] = expressions_.object(path, *at.path);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::do_call(Path& path, const Stmt& at) {
    std::vector<const program::Path*> needed;
    if (at.callee.instance) needed.push_back(at.callee.instance.get());
    for (const program::Argument& argument : at.arguments)
        if (argument.path) needed.push_back(argument.path.get());
    if (settle(path, needed)) return false;
    const ObjectId self = at.callee.instance ? expressions_.object(path, *at.callee.instance) : none;
    const bool dynamic = !at.callee.name.empty();
    if (dynamic && self == none) {
        expressions_.trap(path);
        return true;
    }
    const RoutineId routine = dynamic ? program_.function_of(self, at.callee.name) : at.callee.routine;
    if (routine == none)
        fail(at, program_.objects[self].name + " has no function '" + at.callee.name + "'",
             "guard the call with: if (has ...)");
    const program::Routine& callee = program_.routines[routine];
    struct Actual {
        const program::Argument* formal;
        Operand value;
        ObjectId object = none;
    };
    std::vector<Actual> actuals;
    for (std::size_t i = 0; i < at.arguments.size(); ++i) {
        Actual actual{&callee.parameters[i], {}, none};
        if (at.arguments[i].value) actual.value = expressions_.value(path, *at.arguments[i].value);
        if (at.arguments[i].path) actual.object = expressions_.object(path, *at.arguments[i].path);
        actuals.push_back(actual);
    }
    consume(expressions_, path, at);
    const auto standing = std::count_if(path.config.frames.begin(), path.config.frames.end(),
                                        [&](const Frame& frame) { return frame.routine == routine; });
    if (standing >= 2) expressions_.trap(path);
    if (path.cut) return true;
    push_frame(path, routine, self, at.local);
    const std::uint32_t base = path.config.frames.back().locals_at;
    for (const Actual& actual : actuals) {
        if (actual.formal->ref != none) path.config.frames.back().references[actual.formal->ref] = actual.object;
        if (actual.formal->local == none) continue;
        const program::ValueType& type = callee.locals[actual.formal->local].type;
        const Operand passed = expressions_.in_range(path, actual.value, type.low, type.high);
        expressions_.assign_local(path, base + actual.formal->local, passed);
    }
    if (callee.tracked) pass(path, {'F', routine});
    return true;
}

}  // namespace revoke_mc::lower
