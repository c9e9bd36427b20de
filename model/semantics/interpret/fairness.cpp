// Fairness as its definition says, state by state.
#include "model/semantics/interpret/fairness.hpp"

#include <algorithm>

#include "model/semantics/interpret/evaluate.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

bool changes(const State& before, const Outcome& step) { return !step.next || *step.next != before; }

bool enters(const Outcome& step, StmtId label) {
    return std::find(step.entered_labels.begin(), step.entered_labels.end(), label) != step.entered_labels.end();
}

}  // namespace

std::vector<Demand> demands(const Program& program) {
    std::vector<Demand> all;
    for (const ThreadId thread : program.threads.ids()) all.push_back({Demand::Kind::thread, thread});
    for (const ThreadId thread : program.threads.ids())
        for (const Stmt* stmt : program.statements)
            if (const auto* labelled = stmt->as<Labelled>(); labelled && labelled->fair)
                all.push_back({Demand::Kind::step, thread, stmt->id});
    for (const ThreadId thread : program.threads.ids())
        for (const ObjectId lock : program.fair_locks) all.push_back({Demand::Kind::lock, thread, none, lock});
    return all;
}

bool meets(const Interpreter& interpreter, const Demand& demand, const State& before, const Outcome& step) {
    if (step.thread != demand.thread || !changes(before, step)) return false;
    switch (demand.kind) {
    case Demand::Kind::thread: return true;
    case Demand::Kind::step: return enters(step, demand.label);
    case Demand::Kind::lock: break;
    }
    const Program& program = interpreter.program();
    return step.next && !holds_lock(program, before, demand.lock, demand.thread) &&
           holds_lock(program, *step.next, demand.lock, demand.thread);
}

bool is_excused(const Program& program, const Demand& demand, const State& state) {
    return demand.kind == Demand::Kind::thread && may_stay(program, state, demand.thread);
}

bool asks(const Interpreter& interpreter, const Demand& demand, const State& state, const std::vector<Outcome>& steps) {
    if (is_excused(interpreter.program(), demand, state)) return false;
    return std::any_of(steps.begin(), steps.end(),
                       [&](const Outcome& step) { return meets(interpreter, demand, state, step); });
}

std::string describe(const Program& program, const Demand& demand) {
    const std::string& thread = program.threads[demand.thread].name;
    switch (demand.kind) {
    case Demand::Kind::thread: return thread;
    case Demand::Kind::step: return thread + " @ " + program.statements[demand.label]->get<Labelled>().label;
    case Demand::Kind::lock: return thread + " and the lock " + program.objects[demand.lock].name;
    }
    return "";
}

}  // namespace revoke_mc::interpret
