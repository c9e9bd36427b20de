// The machine of run.hpp: choosing, acting, folding; commitment; what is reported of a step.
#include "model/semantics/interpret/run.hpp"

#include <algorithm>
#include <stdexcept>

#include "model/language/program/calls.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

/// No way through a step is longer, unless a loop in it has no end.
constexpr std::size_t statements_per_step = 100000;

template <class T>
void add_sorted(std::vector<T>& set, const std::vector<T>& more) {
    set.insert(set.end(), more.begin(), more.end());
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
}

std::vector<StmtId> calls_of(const ThreadState& thread) {
    std::vector<StmtId> calls;
    for (std::size_t frame = 0; frame + 1 < thread.frames.size(); ++frame)
        calls.push_back(thread.frames[frame].position);
    return calls;
}

}  // namespace

std::vector<Outcome> Run::step(const Program& program, const State& state, ThreadId thread,
                               std::vector<std::string>* blocked) {
    std::vector<Outcome> outcomes;
    if (state.threads[thread].ended()) return outcomes;
    Run run(program, state, thread);
    run.enter_marks();
    explore(std::move(run), outcomes, blocked);
    return outcomes;
}

Outcome Run::begin(const Program& program, State state, ThreadId thread) {
    const Thread& declared = program.threads[thread];
    const Routine& body = program.routines[declared.routine];
    Run run(program, std::move(state), thread);
    run.acted_ = true;
    try {
        Frame first;
        first.self = declared.self;
        first.references.assign(body.references.size(), none);
        first.locals.assign(body.locals.size(), 0);
        if (declared.argument) first.locals[body.parameters.at(0).local] = *declared.argument;
        run.enter_routine(declared.routine, std::move(first), body.place);
        run.until_decided();
    } catch (const Cut& cut) {
        return run.cut(cut);
    }
    return run.completed();
}

void Run::explore(Run run, std::vector<Outcome>& outcomes, std::vector<std::string>* blocked) {
    try {
        switch (run.until_decided()) {
        case Progress::onward: break;
        case Progress::choice: branch(run, outcomes, blocked); break;
        case Progress::finished: outcomes.push_back(run.completed()); break;
        case Progress::disabled:
            if (blocked != nullptr) blocked->push_back(run.reason_);
            break;
        }
    } catch (const Cut& cut) {
        outcomes.push_back(run.cut(cut));
    }
}

/// The Run stands in front of a choice: one copy goes on for each alternative. Finding the alternatives may itself be a
/// trap, and the Run has to stay whole.
void Run::branch(Run& run, std::vector<Outcome>& outcomes, std::vector<std::string>* blocked) {
    const Stmt& choice = run.stmt(run.frame().position);
    const std::vector<std::int64_t> alternatives = run.alternatives(choice);
    if (alternatives.empty() && blocked != nullptr) blocked->push_back(choice.source + ": no value to choose");
    for (const std::int64_t number : alternatives) {
        Run chosen = run;
        try {
            chosen.choose(choice, number);
        } catch (const Cut& cut) {
            outcomes.push_back(chosen.cut(cut));
            continue;
        }
        explore(std::move(chosen), outcomes, blocked);
    }
}

Run::Progress Run::until_decided() {
    for (std::size_t fuel = statements_per_step; fuel > 0; --fuel) {
        const Progress progress = advance();
        if (progress != Progress::onward) return progress;
    }
    throw std::logic_error("a step of " + thread_name() + " does not end: a loop without a visible statement");
}

Run::Progress Run::advance() {
    leave_regions();
    if (self().ended()) return Progress::finished;
    const Stmt& next = stmt(frame().position);
    if (!atomic_ && !ghost_) return reach(next);
    if (is_choice(next)) return Progress::choice;
    outcome_.folded.push_back(next.id);
    return execute(next);
}

/// Outside of regions: carries the statement out if the step extends to it.
Run::Progress Run::reach(const Stmt& next) {
    const bool choice = is_choice(next);
    if ((choice || next.visible) && (acted_ || ends_choosing(next))) return Progress::finished;
    if (choice) return Progress::choice;
    if (next.visible) return act(next);
    outcome_.folded.push_back(next.id);
    return execute(next);
}

Run::Progress Run::act(const Stmt& visible) {
    acted_ = true;
    stand_at(visible);
    enter_marks();
    return execute(visible);
}

/// What was passed since the last step is what this step enters.
void Run::enter_marks() {
    add_sorted(outcome_.entered_labels, self().labels);
    add_sorted(outcome_.entered_routines, self().routines);
    self().labels.clear();
    self().routines.clear();
}

void Run::leave_regions() {
    if (atomic_ && !inside(*atomic_)) atomic_.reset();
    if (ghost_ && !inside(*ghost_)) ghost_.reset();
}

bool Run::inside(const Region& region) const {
    if (depth() != region.depth) return depth() > region.depth;
    const StmtId position = self().frames.empty() ? none : self().frames.back().position;
    return position != region.statement && lies_in(*program_, position, region.statement);
}

/// A `foreach` is a choice once its walk has begun (it ends by itself when nothing is left).
bool Run::is_choice(const Stmt& next) const {
    if (next.is<Either, Any>()) return true;
    if (!next.is<Foreach>()) return false;
    const std::vector<Walk>& walks = self().frames.back().walks;
    return std::any_of(walks.begin(), walks.end(), [&](const Walk& walk) { return walk.statement == next.id; });
}

// --- commitment

bool Run::in_scope_of_choices() const {
    return std::all_of(choices_.begin(), choices_.end(),
                       [&](const Choice& choice) { return choice.open && choice.depth == depth(); });
}

/// The choices made so far are a step of their own, in front of this statement.
bool Run::ends_choosing(const Stmt& next) const {
    if (choices_.empty()) return false;
    if (is_choice(next)) return !in_scope_of_choices();
    return next.may_block && !(can_guard(next) && in_scope_of_choices());
}

bool can_guard(const Stmt& stmt) { return stmt.is<Await, Atomic>() && await_is_written_in(stmt); }

// --- what is reported

/// From here on the step counts as one of this statement.
void Run::stand_at(const Stmt& stmt) {
    outcome_.statement = stmt.id;
    outcome_.call_stack = calls_of(self());
}

void Run::report(PropertyId property, Place place, std::string message, Blame blames) {
    outcome_.events.push_back({property, place, std::move(message), side_of(blames)});
}

/// Who is blamed: where nobody is named, the side whose code is running; CALLER is the side whose code called the
/// function that asserts it. Functions of the library have no side: the blame goes to whoever called them.
Blame Run::side_of(Blame blames) const {
    if (blames != Blame::nobody && blames != Blame::caller) return blames;
    const Blame side = interpret::side_of(*program_, self(), blames);
    return side == Blame::nobody ? blames : side;
}

Outcome Run::completed() {
    check_rest();
    outcome_.next = std::move(state_);
    return std::move(outcome_);
}

Outcome Run::cut(const Cut& cut) {
    if (cut.property == none) {
        outcome_.bound_reached = true;
        outcome_.bound_text = cut.message;
    } else {
        report(cut.property, cut.place, cut.message, cut.blames);
    }
    return std::move(outcome_);
}

}  // namespace revoke_mc::interpret
