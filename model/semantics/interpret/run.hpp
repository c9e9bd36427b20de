// One step of one thread: specs/README.md, section "Steps", as a little machine.
//
// A Run is a step in the making: a copy of the state that is changed statement by statement. It has
// three parts.
//   choosing   choices at the place where the thread rests are made, and what folds behind them is
//              carried out, until a visible statement is reached;
//   acting     the visible statement is carried out (for `atomic`: everything in it);
//   folding    what follows is carried out, up to the next visible statement or choice.
// Wherever there is a choice the Run is copied, once for each way to go on.
//
// Commitment. A choice reaches as far as its scope: the chosen branch, the body of the foreach, the
// rest of the block of `any`, in the same activation of the same function. A blocking statement (a
// lock that sleeps, an `await`, an `atomic` with an `await`) that is reached while choosing is a
// *guard* if it lies in the scope of every choice made and is an `await` or an `atomic` in which an
// `await` is written; it is then carried out in the same step. Any other blocking statement, and a
// further choice outside of a scope, is not reached in the same step: the choices made so far are a
// step of their own. No choice is ever tied to a statement that does not guard it.
//
// A step that makes choices and then reaches the end of the thread consists of the choices alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/semantics/interpret/evaluate.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "model/semantics/interpret/state.hpp"

namespace revoke_mc::interpret {

/// Carries out steps of one thread. Copyable; a copy goes its own way.
class Run {
public:
    /// All outcomes of the thread's next step, choices in order. Why ways through it are not enabled is added to
    /// `blocked`, if given.
    [[nodiscard]] static std::vector<Outcome> step(const program::Program& program, const State& state,
                                                   program::ThreadId thread,
                                                   std::vector<std::string>* blocked = nullptr);

    /// Lets a thread begin: what folds before its first visible statement.
    [[nodiscard]] static Outcome begin(const program::Program& program, State state, program::ThreadId thread);

private:
    /// What one statement leads to.
    enum class Progress { onward, choice, finished, disabled };

    /// A choice made in this step.
    struct Choice {
        program::StmtId scope = program::none;  ///< what control must not have left for a guard
        std::size_t depth = 0;                  ///< frames on the stack when it was made
        bool open = true;                       ///< control is still inside scope
    };
    /// A stretch of code that is not interrupted: an atomic or ghost statement, a ghost call.
    struct Region {
        std::size_t depth = 0;
        program::StmtId statement = program::none;
    };

    Run(const program::Program& program, State state, program::ThreadId thread)
        : program_(&program), state_(std::move(state)), thread_(thread) {
        outcome_.thread = thread;
    }

    // run.cpp: the machine
    static void explore(Run run, std::vector<Outcome>& outcomes, std::vector<std::string>* blocked);
    static void branch(Run& run, std::vector<Outcome>& outcomes, std::vector<std::string>* blocked);
    Progress until_decided();
    Progress advance();
    Progress reach(const program::Stmt& next);
    Progress act(const program::Stmt& visible);
    void enter_marks();
    void leave_regions();
    [[nodiscard]] bool inside(const Region& region) const;
    [[nodiscard]] bool is_choice(const program::Stmt& next) const;
    [[nodiscard]] bool in_scope_of_choices() const;
    [[nodiscard]] bool ends_choosing(const program::Stmt& next) const;
    [[nodiscard]] Outcome completed();
    [[nodiscard]] Outcome cut(const Cut& cut);
    void stand_at(const program::Stmt& stmt);
    void report(program::PropertyId property, program::Place place, std::string message,
                program::Blame blames = program::Blame::nobody);
    [[nodiscard]] program::Blame side_of(program::Blame blames) const;

    // run_choices.cpp: the alternatives of a choice
    [[nodiscard]] std::vector<std::int64_t> alternatives(const program::Stmt& choice);
    [[nodiscard]] std::vector<std::int64_t> values_of_any(const program::Any& any);
    void choose(const program::Stmt& choice, std::int64_t number);
    void choose_branch(const program::Either& either, std::size_t number);
    void choose_element(const program::Stmt& stmt, const program::Foreach& walk, std::int64_t element);
    void choose_value(const program::Stmt& stmt, const program::Any& any, std::int64_t value);
    [[nodiscard]] program::StmtId scope_of(const program::Stmt& choice, std::int64_t number) const;

    // run_statements.cpp: what each kind of statement does
    Progress execute(const program::Stmt& next);
    // One for each kind; those without a Progress always go on.
    void carry_out(const program::Stmt& stmt, const program::Block& block);
    void carry_out(const program::Stmt& stmt, const program::AssignCell& assignment);
    void carry_out(const program::Stmt& stmt, const program::AssignLocal& assignment);
    void carry_out(const program::Stmt& stmt, const program::Bind& bind);
    void carry_out(const program::Stmt& stmt, const program::Call& call);
    void carry_out(const program::Stmt& stmt, const program::If& choice);
    void carry_out(const program::Stmt& /*stmt*/, const program::Loop& loop) { go_to(*loop.body); }
    void carry_out(const program::Stmt& /*stmt*/, const program::Either& /*choice*/) {}  // it has been made
    void carry_out(const program::Stmt& stmt, const program::Foreach& walk);
    void carry_out(const program::Stmt& stmt, const program::Each& walk);
    void carry_out(const program::Stmt& stmt, const program::Atomic& atomic);
    void carry_out(const program::Stmt& stmt, const program::Ghost& ghost);
    Progress carry_out(const program::Stmt& stmt, const program::Await& await);
    Progress carry_out(const program::Stmt& stmt, const program::Assert& assertion);
    Progress carry_out(const program::Stmt& stmt, const program::Bound& bound);
    void carry_out(const program::Stmt& stmt, const program::Skip& /*skip*/) { finish(stmt); }
    void carry_out(const program::Stmt& stmt, const program::Break& /*jump*/) { jump(stmt, true); }
    void carry_out(const program::Stmt& stmt, const program::Continue& /*jump*/) { jump(stmt, false); }
    void carry_out(const program::Stmt& stmt, const program::Goto& jump);
    void carry_out(const program::Stmt& stmt, const program::Return& back);
    void carry_out(const program::Stmt& stmt, const program::Labelled& labelled);
    void carry_out(const program::Stmt& /*stmt*/, const program::Any& /*choice*/) {}
    Progress carry_out(const program::Stmt& stmt, const program::BuiltinCall& call);
    void assign_local(program::LocalId local, std::int64_t value, program::Place place);
    [[nodiscard]] std::string why_false(const program::Await& await);
    [[nodiscard]] std::string why_fails(const program::Stmt& stmt, const program::Assert& assertion) const;
    void check_guard(program::CellId cell, program::Place place);
    void consume(const program::Stmt& stmt);

    // run_control.cpp: where control goes
    void go_to(const program::Stmt& stmt) { frame().position = stmt.id; }
    void finish(const program::Stmt& done);
    bool goes_on_in(const program::Stmt& parent, const program::Stmt& child);
    void leave(const program::Stmt& stmt);
    void leave_inside(program::StmtId ancestor);
    void jump(const program::Stmt& stmt, bool breaks);
    [[nodiscard]] const program::Stmt& around(const program::Stmt& stmt) const;
    bool next_element(const program::Stmt& stmt, const program::Foreach& walk);
    bool next_element(const program::Stmt& stmt, const program::Each& each);
    [[nodiscard]] Walk* walk_of(const program::Stmt& stmt);
    void take_element(const program::Binder& over, Walk& walk, std::int64_t element);
    void forget_element(const program::Binder& over, Walk& walk);

    // run_calls.cpp: functions and threads
    void enter_routine(program::RoutineId routine, Frame callee, program::Place place);
    void return_(std::int64_t value);
    void end_thread();
    void check_rest();
    void report_held_locks(program::Place place, const std::string& where);
    void mark_label(program::StmtId label);
    void mark_routine(program::RoutineId routine);

    // run_builtin.cpp: locks, heap objects, dependencies of fences
    Progress builtin(const program::Stmt& stmt, const program::BuiltinCall& call);
    Progress lock(const program::Stmt& stmt, const program::BuiltinCall& call, program::ObjectId lock);
    Progress down_read(const program::Stmt& stmt, program::ObjectId lock);
    Progress down_write(const program::Stmt& stmt, program::ObjectId lock);
    Progress done(const program::Stmt& stmt);
    Progress wait_for(const program::Stmt& stmt, program::Builtin mode, program::ObjectId lock);
    void try_lock(const program::Stmt& stmt, const program::BuiltinCall& call, program::ObjectId lock);
    void release(const program::Stmt& stmt, program::ObjectId lock, program::CellId cell, program::Value held);
    void set_allocated(const program::Stmt& stmt, program::ObjectId heap, bool allocated);
    void job_depends(const program::BuiltinCall& call, program::ObjectId fence);
    void job_forget(program::ObjectId fence);
    void queue_work(program::ObjectId work);
    Progress flush_work(const program::Stmt& stmt, program::ObjectId work);
    Progress cancel_work(const program::Stmt& stmt, program::ObjectId work);
    void start_work(program::ObjectId work);
    void turn_flushers(program::ObjectId work, program::WorkWait from, program::WorkWait to);
    Progress wait_for_work(const program::Stmt& stmt, program::ObjectId work);
    void refuse_locks_in_use(const program::Stmt& stmt, program::ObjectId heap);
    void set_interrupts(program::Irq irq);
    void snapshot_take(const program::BuiltinCall& call, program::ObjectId buffer);
    [[nodiscard]] bool waited_for(program::ObjectId fence, program::ObjectId buffer, program::Value usage) const;
    void refuse_relock(const program::Stmt& stmt, program::ObjectId lock);

    [[nodiscard]] ThreadState& self() { return state_.threads[thread_]; }
    [[nodiscard]] const ThreadState& self() const { return state_.threads[thread_]; }
    [[nodiscard]] Frame& frame() { return self().frames.back(); }
    [[nodiscard]] std::size_t depth() const { return self().frames.size(); }
    [[nodiscard]] const program::Stmt& stmt(program::StmtId id) const { return *program_->statements[id]; }
    [[nodiscard]] Evaluator evaluator() const { return {*program_, state_, thread_}; }
    [[nodiscard]] const std::string& thread_name() const { return program_->threads[thread_].name; }

    const program::Program* program_;
    State state_;
    program::ThreadId thread_;
    Outcome outcome_;  ///< what is known of it so far; `next` comes last
    std::vector<Choice> choices_;
    bool acted_ = false;  ///< the visible statement has begun: no choice any more, except inside it
    std::optional<Region> atomic_;
    std::optional<Region> ghost_;
    std::string reason_;  ///< with Progress::disabled
};

/// `await`, or `atomic` in which an `await` is written (not only in a function called from it).
[[nodiscard]] bool can_guard(const program::Stmt& stmt);

/// Threads that keep `thread` from taking the lock, in the mode of the built-in operation.
[[nodiscard]] std::vector<program::ThreadId> holders_against(const program::Program& program, const State& state,
                                                             program::ObjectId lock, program::ThreadId thread,
                                                             program::Builtin mode);

}  // namespace revoke_mc::interpret
