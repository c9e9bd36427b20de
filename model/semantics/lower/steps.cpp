// Following a strand from one configuration to the next.
#include "model/semantics/lower/steps.hpp"

#include <algorithm>

#include "explorer/base/limits.hpp"
#include "explorer/base/planted.hpp"
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
    Strand start;
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

Strand Steps::begin(ConfigId number) {
    Strand strand;
    strand.thread = thread_;
    strand.start = number;
    strand.config = configs().configs[number];
    const Frame& top = strand.config.frames.back();
    strand.locals_at_start = top.locals_at + static_cast<std::uint32_t>(program_.routines[top.routine].locals.size());
    for (std::uint32_t i = 0; i < strand.locals_at_start; ++i)
        strand.locals[i] = {LocalValue::Where::state, {}, false, false};
    strand.entered = strand.config.fresh;
    strand.config.fresh.clear();
    expressions_.note_named(strand);
    enter_walks(strand);
    return strand;
}

void Steps::follow(Strand strand) {
    pending_.clear();
    pending_.push_back(std::move(strand));
    while (!pending_.empty()) {
        Strand current = std::move(pending_.back());
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

bool Steps::in_atomic(const Strand& strand) const {
    return std::any_of(strand.regions.begin(), strand.regions.end(), [](const Region& r) { return r.atomic; });
}

/// Leaving an atomic statement completes the visible part of the step.
void Steps::leave_regions(Strand& strand) {
    while (!strand.regions.empty()) {
        const Region region = strand.regions.back();
        const std::size_t depth = strand.config.frames.size();
        if (depth > region.frame) return;
        if (depth == region.frame && inside(strand.config.frames.back().next, region.statement)) return;
        strand.regions.pop_back();
        if (region.atomic && !in_atomic(strand)) strand.executed = true;
    }
}

bool Steps::is_choice(const Strand& strand, const Stmt& at) const {
    if (at.is<program::Either, program::Any>()) return true;
    if (!at.is<program::Foreach>() || strand.end_test) return false;
    const auto& walks = strand.config.walks;
    return !walks.empty() && walks.back().statement == at.id && walks.back().frame + 1 == strand.config.frames.size() &&
           walks.back().current == none;
}

bool Steps::stop_here(const Strand& strand, const Stmt& at) const {
    if (planted::is("folds-too-far") && strand.executed && at.is<program::AssignCell>()) return false;
    return !in_region(strand) && (at.visible || is_choice(strand, at));
}

bool Steps::in_scope_of_choices(const Strand& strand, const Stmt& at) const {
    return std::all_of(strand.choices.begin(), strand.choices.end(), [&](const Choice& choice) {
        return choice.frame == strand.config.frames.size() && inside(at.id, choice.scope);
    });
}

/// The choices made so far are a step of their own, in front of this statement: it blocks and does
/// not guard them (only an await written inside what was chosen does), or it is a further choice
/// outside of their scope.
bool Steps::ends_choosing(const Strand& strand, const Stmt& at) const {
    if (strand.choices.empty()) return false;
    if (is_choice(strand, at)) return !in_scope_of_choices(strand, at);
    const bool guard = at.is<program::Await, program::Atomic>() && await_is_written_in(at);
    return at.may_block && !(guard && in_scope_of_choices(strand, at));
}

void Steps::choose(Strand& strand, StmtId scope) const {
    if (!in_atomic(strand)) strand.choices.push_back({strand.config.frames.size(), scope});
}

void Steps::begin_visible(Strand& strand, const Stmt& at) {
    for (const Mark& mark : strand.passed)
        if (std::find(strand.entered.begin(), strand.entered.end(), mark) == strand.entered.end())
            strand.entered.push_back(mark);
    strand.passed.clear();
    if (!at.is<program::Atomic>()) strand.executed = true;
}

bool Steps::advance(Strand& strand) {
    if (strand.cut) {
        finish(strand);
        return false;
    }
    leave_regions(strand);
    if (strand.config.ended()) {
        finish(strand);
        return false;
    }
    const Stmt& at = stmt(strand.config.frames.back().next);
    if (++strand.effort > max_effort)
        fail(at, "this can go round for ever without a step", "put a visible statement (skip;) on every way round");
    if (!strand.resume) {
        strand.pinned_index.clear();
        const bool stops = stop_here(strand, at);
        if (stops && (strand.executed || ends_choosing(strand, at))) {
            finish(strand);
            return false;
        }
        if (stops && at.visible) begin_visible(strand, at);
    }
    strand.resume = false;
    reach(strand, program::carried_out(at.id));
    const bool alive = carry_out(strand, at);
    if (alive) Expressions::forget_temporaries(strand);
    return alive;
}

// --- statements -------------------------------------------------------------------------------

bool Steps::carry_out(Strand& strand, const Stmt& at) {
    return std::visit([&](const auto& what) { return carry_out(strand, at, what); }, at.what);
}

bool Steps::carry_out(Strand& strand, const Stmt& /*at*/, const program::Skip& skip) {
    if (skip.point != none) pass_point(strand, skip.point);
    complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& /*at*/, const program::Block& block) {
    if (!block.body.empty()) return descend(strand, *block.body.front());
    complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Labelled& labelled) {
    if (labelled.tracked) pass(strand, {none, at.id});
    return descend(strand, *labelled.body);
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Atomic& atomic) {
    strand.regions.push_back({strand.config.frames.size(), at.id, true});
    return descend(strand, *atomic.body);
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Ghost& ghost) {
    strand.regions.push_back({strand.config.frames.size(), at.id, false});
    return descend(strand, *ghost.body);
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Break& /*jump*/) {
    jump_out(strand, at);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Continue& /*jump*/) {
    jump_out(strand, at);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& /*at*/, const program::Goto& jump) {
    jump_out(strand, jump);
    return true;
}

bool Steps::descend(Strand& strand, const Stmt& child) {
    go_to(strand, child.id);
    return true;
}

/// The results of calls that its expressions have read.
void Steps::consume(Strand& strand, const Stmt& at) {
    const Frame& frame = strand.config.frames.back();
    for (const LocalId local : at.consumes) expressions_.assign_local(strand, frame.number(local), Operand::of(0));
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::AssignCell& assignment) {
    expressions_.store(strand, *assignment.target, expressions_.value(strand, *assignment.value));
    consume(strand, at);
    if (!strand.cut) complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::AssignLocal& assignment) {
    const Operand value = expressions_.value(strand, *assignment.value);
    const Frame& frame = strand.config.frames.back();
    const program::ValueType& type = program_.routines[frame.routine].locals[assignment.local].type;
    const Operand fitting = expressions_.in_range(strand, value, type.low, type.high);
    consume(strand, at);
    expressions_.assign_local(strand, frame.number(assignment.local), fitting);
    if (!strand.cut) complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::If& choice) {
    const Expr& asked = *choice.condition;
    Strand before = strand;
    const std::optional<bool> sure = surely_holds(strand, asked);
    const Operand condition = sure ? Operand::of(*sure ? 1 : 0) : expressions_.value(strand, asked);
    consume(strand, at);
    const Stmt* const yes = choice.then.get();
    const Stmt* const no = choice.otherwise.get();
    const auto take = [this, &at](Strand& side, const Stmt* branch) {
        consume(side, at);
        if (branch) return descend(side, *branch);
        reach(side, program::passed_over(at.id));
        complete(side);
        return true;
    };
    if (condition.constant) return take(strand, condition.value != 0 ? yes : no);
    if (simple(strand, *yes) && (!no || simple(strand, *no))) return simple_if(strand, at, choice, condition);
    return fork(before, {[&](Strand& side) { return expressions_.require(side, asked, true) && take(side, yes); },
                         [&](Strand& side) { return expressions_.require(side, asked, false) && take(side, no); }});
}

bool Steps::carry_out(Strand& strand, const Stmt& /*at*/, const program::Either& either) {
    std::vector<Branch> branches;
    for (const auto& branch : either.branches)
        branches.emplace_back([this, &branch](Strand& side) {
            choose(side, branch->id);
            return descend(side, *branch);
        });
    return fork(strand, branches, Forks::choice);
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Any& any) {
    std::vector<Branch> branches;
    for (std::int64_t v = any.low; v <= any.high; ++v) {
        limits::poll();
        branches.emplace_back([this, &at, &any, v](Strand& side) {
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
    return fork(strand, branches, Forks::choice);
}

bool Steps::carry_out(Strand& strand, const Stmt& /*at*/, const program::Await& await) {
    const bool possible = expressions_.require(strand, *await.condition, true);
    if (!possible) {
        dead(strand);
        return false;
    }
    if (!strand.cut) complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Return& back) {
    Operand result = Operand::of(0);
    if (back.value) {
        const program::ValueType& type = *program_.routines[strand.config.frames.back().routine].result;
        result = expressions_.in_range(strand, expressions_.value(strand, *back.value), type.low, type.high);
    }
    if (strand.cut) return true;
    // A result in a local that dies with the frame must not change meanwhile.
    if (strand.conditional != 0) fail(at, "a return inside a condition that was taken as simple", "report this");
    consume(strand, at);
    pop_frame(strand, result);
    return true;
}

/// An assert whose name nobody claims, and that says `or trap`.
bool Steps::do_trap(Strand& strand, const Stmt& at, const Operand& condition) {
    if (condition.constant && condition.value == 0) expressions_.trap(strand);
    if (!condition.constant) Expressions::emit(strand, Expressions::plain(Opcode::trap_if_zero, condition.reg));
    consume(strand, at);
    if (!strand.cut) complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Assert& assertion) {
    if (assertion.property != none) {
        const Operand condition = expressions_.value(strand, *assertion.condition);
        if (assertion.property == program::id_of(program::BuiltinProperty::trap)) return do_trap(strand, at, condition);
        const auto report = [&] {
            Expressions::emit(strand, Expressions::plain(Opcode::broken, 0, 0, 0, Report(assertion.property).number()));
        };
        if (condition.constant && condition.value == 0) report();
        if (!condition.constant) {
            const StrandCode::Label holds = strand.code.new_label();
            Expressions::jump(strand, Opcode::jump_if_set, condition.reg, holds);
            report();
            strand.code.bind(holds);
        }
    }
    consume(strand, at);
    if (!strand.cut) complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Bound& bound) {
    const Operand condition = expressions_.value(strand, *bound.condition);
    consume(strand, at);
    if (condition.constant && condition.value != 0) {
        complete(strand);
        return true;
    }
    const std::uint16_t r = expressions_.in_register(strand, condition);
    const StrandCode::Label within = strand.code.new_label();
    Expressions::jump(strand, Opcode::jump_if_set, r, within);
    Expressions::emit(strand, Expressions::plain(Opcode::bound));
    strand.code.bind(within);
    if (condition.constant && strand.conditional == 0) strand.cut = true;
    if (!strand.cut) complete(strand);
    return true;
}

// --- calls and references ---------------------------------------------------------------------

bool Steps::carry_out(Strand& strand, const Stmt& /*at*/, const program::Bind& bind) {
    if (settle(strand, {bind.path.get()})) return false;
    strand.config.frames.back().references[bind.ref] = expressions_.object(strand, *bind.path);
    if (!strand.cut) complete(strand);
    return true;
}

bool Steps::carry_out(Strand& strand, const Stmt& at, const program::Call& call) {
    const auto& [target, arguments, result] = call;
    std::vector<const program::Path*> needed;
    if (target.instance) needed.push_back(target.instance.get());
    for (const program::Argument& argument : arguments)
        if (argument.path) needed.push_back(argument.path.get());
    if (settle(strand, needed)) return false;
    const ObjectId self = target.instance ? expressions_.object(strand, *target.instance) : none;
    const bool dynamic = target.is_dynamic();
    if (dynamic && self == none) {
        expressions_.trap(strand);
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
        if (arguments[i].value) actual.value = expressions_.value(strand, *arguments[i].value);
        if (arguments[i].path) actual.object = expressions_.object(strand, *arguments[i].path);
        actuals.push_back(actual);
    }
    consume(strand, at);
    const auto standing = std::count_if(strand.config.frames.begin(), strand.config.frames.end(),
                                        [&](const Frame& frame) { return frame.routine == routine; });
    if (standing >= 2) expressions_.trap(strand);
    if (strand.cut) return true;
    push_frame(strand, routine, self, result);
    const Frame& frame = strand.config.frames.back();
    for (const Actual& actual : actuals) {
        if (actual.formal->ref != none) strand.config.frames.back().references[actual.formal->ref] = actual.object;
        if (actual.formal->local == none) continue;
        const program::ValueType& type = callee.locals[actual.formal->local].type;
        const Operand passed = expressions_.in_range(strand, actual.value, type.low, type.high);
        expressions_.assign_local(strand, frame.number(actual.formal->local), passed);
    }
    if (callee.tracked) pass(strand, {routine, none});
    return true;
}

}  // namespace revoke_mc::lower
