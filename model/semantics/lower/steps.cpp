// Steps of a thread; see steps.hpp. This file: the path from one configuration to the next.
#include "model/semantics/lower/steps.hpp"

#include <algorithm>

#include "explorer/base/limits.hpp"
#include "model/language/program/calls.hpp"

namespace revoke_mc::lower {

using system::Opcode;

namespace {

/// Longest sequence of statements that may fold into one step; more is a loop without a step.
constexpr std::uint32_t max_effort = 20'000;

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
    expressions_.note_named(start);
    if (thread.argument)
        expressions_.assign_local(
            start, start.config.frames.back().number(program_.routines[thread.routine].parameters[0].local),
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
    expressions_.note_named(path);
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
    if (at.is<program::Either, program::Any>()) return true;
    if (!at.is<program::Foreach>() || path.end_test) return false;
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
    const bool guard = at.is<program::Await, program::Atomic>() && await_is_written_in(at);
    return at.may_block && !(guard && in_scope_of_choices(path, at));
}

void Steps::choose(Path& path, StmtId scope) const {
    if (!in_atomic(path)) path.choices.push_back({path.config.frames.size(), scope});
}

void Steps::begin_visible(Path& path, const Stmt& at) {
    for (const Mark& mark : path.passed)
        if (std::find(path.entered.begin(), path.entered.end(), mark) == path.entered.end())
            path.entered.push_back(mark);
    path.passed.clear();
    if (!at.is<program::Atomic>()) path.executed = true;
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
    return std::visit([&](const auto& what) { return carry_out(path, at, what); }, at.what);
}

bool Steps::carry_out(Path& path, const Stmt& /*at*/, const program::Skip& /*skip*/) {
    complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& /*at*/, const program::Block& block) {
    if (!block.body.empty()) return descend(path, *block.body.front());
    complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Labelled& labelled) {
    if (labelled.tracked) pass(path, {none, at.id});
    return descend(path, *labelled.body);
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Atomic& atomic) {
    path.regions.push_back({path.config.frames.size(), at.id, true});
    return descend(path, *atomic.body);
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Ghost& ghost) {
    path.regions.push_back({path.config.frames.size(), at.id, false});
    return descend(path, *ghost.body);
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Break& /*jump*/) {
    jump_out(path, at);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Continue& /*jump*/) {
    jump_out(path, at);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& /*at*/, const program::Goto& jump) {
    jump_out(path, jump);
    return true;
}

bool Steps::descend(Path& path, const Stmt& child) {
    go_to(path, child.id);
    return true;
}

/// The results of calls that its expressions have read.
void Steps::consume(Path& path, const Stmt& at) {
    const Frame& frame = path.config.frames.back();
    for (const LocalId local : at.consumes) expressions_.assign_local(path, frame.number(local), Operand::of(0));
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::AssignCell& assignment) {
    expressions_.store(path, *assignment.target, expressions_.value(path, *assignment.value));
    consume(path, at);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::AssignLocal& assignment) {
    const Operand value = expressions_.value(path, *assignment.value);
    const Frame& frame = path.config.frames.back();
    const program::ValueType& type = program_.routines[frame.routine].locals[assignment.local].type;
    const Operand fitting = expressions_.in_range(path, value, type.low, type.high);
    consume(path, at);
    expressions_.assign_local(path, frame.number(assignment.local), fitting);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::If& choice) {
    const Expr& asked = *choice.condition;
    Path before = path;
    const std::optional<bool> sure = surely_holds(path, asked);
    const Operand condition = sure ? Operand::of(*sure ? 1 : 0) : expressions_.value(path, asked);
    consume(path, at);
    const Stmt* const yes = choice.then.get();
    const Stmt* const no = choice.otherwise.get();
    const auto take = [this, &at](Path& side, const Stmt* branch) {
        consume(side, at);
        if (branch) return descend(side, *branch);
        reach(side, program::passed_over(at.id));
        complete(side);
        return true;
    };
    if (condition.constant) return take(path, condition.value != 0 ? yes : no);
    if (simple(path, *yes) && (!no || simple(path, *no))) return simple_if(path, at, choice, condition);
    return fork(before, {[&](Path& side) { return expressions_.require(side, asked, true) && take(side, yes); },
                         [&](Path& side) { return expressions_.require(side, asked, false) && take(side, no); }});
}

bool Steps::carry_out(Path& path, const Stmt& /*at*/, const program::Either& either) {
    std::vector<Branch> branches;
    for (const auto& branch : either.branches)
        branches.emplace_back([this, &branch](Path& side) {
            choose(side, branch->id);
            return descend(side, *branch);
        });
    return fork(path, branches, Forks::choice);
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Any& any) {
    std::vector<Branch> branches;
    for (std::int64_t v = any.low; v <= any.high; ++v) {
        limits::poll();
        branches.emplace_back([this, &at, &any, v](Path& side) {
            const std::uint32_t number = side.config.frames.back().number(any.local);
            expressions_.assign_local(side, number, Operand::of(v));
            StmtId block = at.parent;
            while (!stmt(block).is<program::Block>()) block = stmt(block).parent;
            choose(side, block);
            if (any.where && !expressions_.require(side, *any.where, true)) return false;
            complete(side);
            return true;
        });
    }
    return fork(path, branches, Forks::choice);
}

bool Steps::carry_out(Path& path, const Stmt& /*at*/, const program::Await& await) {
    const bool possible = expressions_.require(path, *await.condition, true);
    if (!possible) {
        dead(path);
        return false;
    }
    if (!path.cut) complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Return& back) {
    Operand result = Operand::of(0);
    if (back.value) {
        const program::ValueType& type = *program_.routines[path.config.frames.back().routine].result;
        result = expressions_.in_range(path, expressions_.value(path, *back.value), type.low, type.high);
    }
    if (path.cut) return true;
    // A result in a local that dies with the frame must not change under our hands.
    if (path.conditional != 0) fail(at, "a return inside a condition that was taken as simple", "report this");
    consume(path, at);
    pop_frame(path, result);
    return true;
}

/// An assert whose name nobody claims, and that says `or trap`.
bool Steps::do_trap(Path& path, const Stmt& at, const Operand& condition) {
    if (condition.constant && condition.value == 0) expressions_.trap(path);
    if (!condition.constant) Expressions::emit(path, Expressions::plain(Opcode::trap_if_zero, condition.reg));
    consume(path, at);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Assert& assertion) {
    if (assertion.property != none) {
        const Operand condition = expressions_.value(path, *assertion.condition);
        if (assertion.property == program::id_of(program::BuiltinProperty::trap)) return do_trap(path, at, condition);
        const auto report = [&] {
            Expressions::emit(path, Expressions::plain(Opcode::broken, 0, 0, 0, Report(assertion.property).number()));
        };
        if (condition.constant && condition.value == 0) report();
        if (!condition.constant) {
            const PathCode::Label holds = path.code.new_label();
            Expressions::jump(path, Opcode::jump_if_set, condition.reg, holds);
            report();
            path.code.bind(holds);
        }
    }
    consume(path, at);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Bound& bound) {
    const Operand condition = expressions_.value(path, *bound.condition);
    consume(path, at);
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

bool Steps::carry_out(Path& path, const Stmt& /*at*/, const program::Bind& bind) {
    if (settle(path, {bind.path.get()})) return false;
    path.config.frames.back().references[bind.ref] = expressions_.object(path, *bind.path);
    if (!path.cut) complete(path);
    return true;
}

bool Steps::carry_out(Path& path, const Stmt& at, const program::Call& call) {
    const auto& [target, arguments, result] = call;
    std::vector<const program::Path*> needed;
    if (target.instance) needed.push_back(target.instance.get());
    for (const program::Argument& argument : arguments)
        if (argument.path) needed.push_back(argument.path.get());
    if (settle(path, needed)) return false;
    const ObjectId self = target.instance ? expressions_.object(path, *target.instance) : none;
    const bool dynamic = target.is_dynamic();
    if (dynamic && self == none) {
        expressions_.trap(path);
        return true;
    }
    const RoutineId routine = dynamic ? program_.function_of(self, target.name) : target.routine;
    if (routine == none)
        fail(at, program_.objects[self].name + " has no function '" + target.name + "'",
             "guard the call with: if (has ...)");
    const program::Routine& callee = program_.routines[routine];
    struct Actual {
        const program::Argument* formal;
        Operand value;
        ObjectId object = none;
    };
    std::vector<Actual> actuals;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        Actual actual{&callee.parameters[i], {}, none};
        if (arguments[i].value) actual.value = expressions_.value(path, *arguments[i].value);
        if (arguments[i].path) actual.object = expressions_.object(path, *arguments[i].path);
        actuals.push_back(actual);
    }
    consume(path, at);
    const auto standing = std::count_if(path.config.frames.begin(), path.config.frames.end(),
                                        [&](const Frame& frame) { return frame.routine == routine; });
    if (standing >= 2) expressions_.trap(path);
    if (path.cut) return true;
    push_frame(path, routine, self, result);
    const Frame& frame = path.config.frames.back();
    for (const Actual& actual : actuals) {
        if (actual.formal->ref != none) path.config.frames.back().references[actual.formal->ref] = actual.object;
        if (actual.formal->local == none) continue;
        const program::ValueType& type = callee.locals[actual.formal->local].type;
        const Operand passed = expressions_.in_range(path, actual.value, type.low, type.high);
        expressions_.assign_local(path, frame.number(actual.formal->local), passed);
    }
    if (callee.tracked) pass(path, {routine, none});
    return true;
}

}  // namespace revoke_mc::lower
