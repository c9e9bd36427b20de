// The interpreter lists the statements of each step in order; which way an `if` without `else` went follows from what
// comes behind it, and where a loop makes that ambiguous, both are accepted.
#include "tests/support/coverage.hpp"

#include <algorithm>
#include <set>

#include "checker/internal/search.hpp"
#include "model/semantics/interpret/evaluate.hpp"
#include "model/semantics/interpret/search.hpp"

namespace revoke_mc::tests {

using interpret::Outcome;
using interpret::State;
using program::Program;
using program::Stmt;

namespace {

/// For the interpreter, choices are not statements of their own.
bool comparable(const Stmt& stmt) { return !stmt.is<program::Either, program::Any>(); }

struct Slow {
    program::PointSet completed, reached;  ///< in a step with a successor; in any step
    std::vector<bool> conditions;
    Indexed<program::ComponentId, bool> alone, met;
};

void add_passed_over(const Program& program, const Outcome& step, Slow& slow) {
    for (std::size_t i = 0; i < step.folded.size(); ++i) {
        const Stmt& stmt = *program.statements[step.folded[i]];
        const auto* choice = stmt.as<program::If>();
        if (!choice || choice->otherwise || !step.next) continue;
        const program::StmtId inside = choice->then->id;
        const bool last = i + 1 == step.folded.size();
        // What is behind the last one may be where any thread stands now.
        if (!last && step.folded[i + 1] != inside && step.statement != inside)
            slow.completed[program::passed_over(stmt.id)] = true;
    }
}

void add(const Program& program, const Outcome& step, Slow& slow) {
    std::vector<program::StmtId> all = step.folded;
    if (step.statement != program::none) all.push_back(step.statement);
    for (const program::StmtId id : all) {
        slow.reached[program::carried_out(id)] = true;
        if (step.next) slow.completed[program::carried_out(id)] = true;
    }
    add_passed_over(program, step, slow);
}

bool holds(const Program& program, const State& state, const program::Expr& condition) {
    try {
        return interpret::Evaluator(program, state).truth(condition);
    } catch (const interpret::Cut&) {
        return false;
    }
}

std::size_t under_way(const interpret::Interpreter& interpreter, const State& state, program::ComponentId component) {
    std::set<program::InstanceId> instances;
    const Program& program = interpreter.program();
    for (const program::ThreadId t : program.threads.ids())
        if (program.threads[t].component == component && !interpreter.at_rest(state, t))
            instances.insert(program.threads[t].instance);
    return instances.size();
}

Slow observe_slowly(const Program& program, const interpret::SearchResult& search) {
    const interpret::Interpreter interpreter(program);
    const auto conditions = coverage::conditions_of(program);
    Slow slow;
    slow.completed = program::no_points(program);
    slow.reached = slow.completed;
    slow.conditions.assign(conditions.size(), false);
    slow.alone.assign(program.components.size(), false);
    slow.met = slow.alone;
    for (const Outcome& start : interpreter.starts()) add(program, start, slow);
    for (const State& state : search.reached) {
        for (const Outcome& step : interpreter.steps(state)) add(program, step, slow);
        for (std::size_t i = 0; i < conditions.size(); ++i)
            slow.conditions[i] = slow.conditions[i] || holds(program, state, *conditions[i].asked.condition);
        for (const program::ComponentId i : program.components.ids()) {
            const std::size_t now = coverage::can_meet(program, i) ? under_way(interpreter, state, i) : 0;
            slow.alone[i] = slow.alone[i] || now > 0;
            slow.met[i] = slow.met[i] || now > 1;
        }
    }
    return slow;
}

std::string shown(const Program& program, program::Point point) {
    const Stmt& stmt = *program.statements[program::statement_of(point)];
    return program.routines[stmt.routine].name + ": " + stmt.source +
           (program::is_passed_over(point) ? " (passed over)" : "");
}

void compare_points(const Program& program, const Slow& slow, const coverage::Observed& fast, std::string& difference) {
    for (const Stmt* stmt : program.statements) {
        if (!comparable(*stmt)) continue;
        for (const program::Point point : {program::carried_out(stmt->id), program::passed_over(stmt->id)}) {
            if (slow.completed[point] && !fast.points[point])
                difference += "only the interpreter reaches " + shown(program, point) + "\n";
            if (!program::is_passed_over(point) && fast.points[point] && !slow.reached[point])
                difference += "only the search reaches " + shown(program, point) + "\n";
        }
    }
    if (slow.alone != fast.alone) difference += "what is under way differs\n";
    if (slow.conditions != fast.conditions) difference += "conditions differ\n";
    for (const program::ComponentId i : program.components.ids())
        if (slow.met[i] != fast.met[i]) difference += "meetings of " + program.components[i].name + " differ\n";
}

bool within(const std::vector<bool>& part, const std::vector<bool>& all) {
    for (std::size_t i = 0; i < all.size(); ++i)
        if (part[i] && !all[i]) return false;
    return true;
}

void compare_reduced(const Program& program, const coverage::Observed& plain, const coverage::Observed& reduced,
                     std::string& difference) {
    for (const program::Point point : plain.points.ids())
        if (plain.points[point] != reduced.points[point])
            difference += std::string("only the ") + (plain.points[point] ? "plain" : "reduced") + " search reaches " +
                          shown(program, point) + "\n";
    if (plain.entered != reduced.entered) difference += "what is entered differs under reductions\n";
    if (!within(reduced.conditions, plain.conditions)) difference += "a condition is true only under reductions\n";
    if (!within(reduced.met.items(), plain.met.items())) difference += "instances meet only under reductions\n";
}

}  // namespace

CoverageAgreement compare_coverage(const Program& program, std::size_t state_limit) {
    CoverageAgreement out;
    explorer::Options options;
    options.max_states = state_limit;
    const checker::SearchOutcome plain = checker::search(program, options, {}, false, checker::Observe::all);
    out.skipped = !plain.observed;
    if (out.skipped) return out;
    const interpret::Interpreter interpreter(program);
    const auto search = interpret::search(interpreter, {state_limit + 1, true});
    compare_points(program, observe_slowly(program, search), *plain.observed, out.difference);
    const auto reduced =
        checker::search(program, options, {.symmetry = true, .partial_order = true}, false, checker::Observe::all);
    if (reduced.observed) compare_reduced(program, *plain.observed, *reduced.observed, out.difference);
    return out;
}

}  // namespace revoke_mc::tests
