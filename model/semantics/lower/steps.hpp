// All steps of one thread: explores its configurations and writes the code of each transition.
//
// This is where the rules of specs/README.md, section "Steps", become transitions: from a
// configuration a strand resolves choices, carries out one visible statement, and follows whatever
// folds behind it, up to the next visible statement or choice.
#pragma once

#include <functional>
#include <set>

#include "model/semantics/lower/expression.hpp"

namespace revoke_mc::lower {

class Steps {
public:
    Steps(const program::Program& program, Generated& generated, ThreadId thread);

    /// Explores the thread from its beginning; fills generated.initial, .transitions, .waits.
    void run();

private:
    using Stmt = program::Stmt;
    using Expr = program::Expr;

    void explore();

    // if (holds(l)) (holding.cpp)
    [[nodiscard]] std::optional<bool> surely_holds(Strand& strand, const Expr& condition);
    [[nodiscard]] bool suppositions_hold() const;

    // One strand at a time; forks go to `pending_`, last in first out.
    void follow(Strand strand);
    [[nodiscard]] bool advance(Strand& strand);  ///< one statement; false: it has been finished or forked
    [[nodiscard]] bool stop_here(const Strand& strand, const Stmt& stmt) const;
    [[nodiscard]] bool is_choice(const Strand& strand, const Stmt& stmt) const;
    [[nodiscard]] bool in_scope_of_choices(const Strand& strand, const Stmt& stmt) const;
    [[nodiscard]] bool ends_choosing(const Strand& strand, const Stmt& stmt) const;
    void choose(Strand& strand, StmtId scope) const;
    void begin_visible(Strand& strand, const Stmt& stmt);
    void leave_regions(Strand& strand);
    [[nodiscard]] bool in_region(const Strand& strand) const { return !strand.regions.empty(); }
    [[nodiscard]] bool in_atomic(const Strand& strand) const;
    [[nodiscard]] bool inside(StmtId stmt, StmtId ancestor) const;

    bool carry_out(Strand& strand, const Stmt& stmt);
    // One for each kind of statement.
    bool carry_out(Strand& strand, const Stmt& at, const program::Skip& skip);
    bool carry_out(Strand& strand, const Stmt& at, const program::Block& block);
    bool carry_out(Strand& strand, const Stmt& at, const program::AssignCell& assignment);
    bool carry_out(Strand& strand, const Stmt& at, const program::AssignLocal& assignment);
    bool carry_out(Strand& strand, const Stmt& at, const program::Bind& bind);
    bool carry_out(Strand& strand, const Stmt& at, const program::Call& call);
    bool carry_out(Strand& strand, const Stmt& at, const program::If& choice);
    bool carry_out(Strand& strand, const Stmt& /*at*/, const program::Loop& loop) {
        return descend(strand, *loop.body);
    }
    bool carry_out(Strand& strand, const Stmt& at, const program::Either& either);
    bool carry_out(Strand& strand, const Stmt& at, const program::Foreach& walk);  ///< walk.cpp
    bool carry_out(Strand& strand, const Stmt& at, const program::Each& each);     ///< simple.cpp
    bool carry_out(Strand& strand, const Stmt& at, const program::Atomic& atomic);
    bool carry_out(Strand& strand, const Stmt& at, const program::Ghost& ghost);
    bool carry_out(Strand& strand, const Stmt& at, const program::Await& await);
    bool carry_out(Strand& strand, const Stmt& at, const program::Assert& assertion);
    bool carry_out(Strand& strand, const Stmt& at, const program::Bound& bound);
    bool carry_out(Strand& strand, const Stmt& at, const program::Break& jump);
    bool carry_out(Strand& strand, const Stmt& at, const program::Continue& jump);
    bool carry_out(Strand& strand, const Stmt& at, const program::Goto& jump);
    bool carry_out(Strand& strand, const Stmt& at, const program::Return& back);
    bool carry_out(Strand& strand, const Stmt& at, const program::Labelled& labelled);
    bool carry_out(Strand& strand, const Stmt& at, const program::Any& any);
    bool carry_out(Strand& strand, const Stmt& at, const program::BuiltinCall& call);  ///< builtins.cpp
    bool do_trap(Strand& strand, const Stmt& at, const Operand& condition);
    void consume(Strand& strand, const Stmt& at);
    bool descend(Strand& strand, const Stmt& child);

    // foreach (walk.cpp)
    bool start_walk(Strand& strand, const Stmt& at, const program::Foreach& foreach);
    bool test_end(Strand& strand, const Stmt& at);
    bool take_element(Strand& strand, const Stmt& at, const program::Foreach& foreach, ObjectId element);
    bool choose_element(Strand& strand, const Stmt& at, const program::Foreach& foreach);
    void element_done(Strand& strand);
    void drop_walk(Strand& strand);
    [[nodiscard]] Operand still_to_do(Strand& strand, const Walk& walk);
    void store_if_set(Strand& strand, SlotId slot);
    [[nodiscard]] Walk* walk_at(Strand& strand, StmtId stmt) const;
    [[nodiscard]] std::uint32_t depth_of(const Strand& strand, const Walk& walk) const;
    [[nodiscard]] SlotId mark_of(const Walk& walk, const Strand& strand, ObjectId element, Slot::Kind kind);
    [[nodiscard]] SlotId cursor_of(const Walk& walk, const Strand& strand);

    // built-in operations (builtins.cpp)
    bool do_lock(Strand& strand, program::Irq irq, ObjectId lock);
    bool do_unlock(Strand& strand, program::Irq irq, ObjectId lock);
    bool do_trylock(Strand& strand, LocalId to, ObjectId lock);
    bool do_down_read(Strand& strand, ObjectId lock);
    bool do_down_write(Strand& strand, ObjectId lock);
    bool do_up_read(Strand& strand, ObjectId lock);
    void set_interrupts(Strand& strand, program::Irq irq) const;
    bool do_heap(Strand& strand, ObjectId object, bool allocate);
    void free_locks(Strand& strand, ObjectId heap);
    bool do_queue(Strand& strand, ObjectId work);
    bool do_flush(Strand& strand, ObjectId work);
    bool do_cancel(Strand& strand, ObjectId work);
    bool do_start(Strand& strand, ObjectId work);
    void turn_flushers(Strand& strand, ObjectId work, program::WorkWait from, program::WorkWait to);
    void test(Strand& strand, SlotId slot, std::int64_t value);
    void test_idle(Strand& strand, ObjectId work, bool wanted);
    [[nodiscard]] bool has(program::Builtin builtin) const;
    void make_dangling(Strand& strand, SlotId pointer);
    void make_stale(Strand& strand, ObjectId heap) const;
    bool do_job_depends(Strand& strand, const program::BuiltinCall& call);
    bool do_job_forget(Strand& strand, const program::BuiltinCall& call);
    bool do_snapshot(Strand& strand, const program::BuiltinCall& call);
    void note_fences(Strand& strand, const std::vector<program::CellId>& marks, const Expr& usage, ObjectId buffer,
                     ObjectId except);
    std::uint16_t lock_op(Strand& strand, Act act, ObjectId lock, ThreadId thread, std::int64_t imm = 0);
    bool misuse_if_held(Strand& strand, ObjectId lock);
    void require_none(Strand& strand, ObjectId lock, std::uint32_t which);
    [[nodiscard]] Operand any_mark(Strand& strand, ObjectId lock, std::uint32_t which);
    [[nodiscard]] SlotId rw_mark(ObjectId lock, std::uint32_t which, ThreadId thread) const;
    void add_waits(const Strand& at, const program::BuiltinCall& call);
    void add_wait(Strand strand, program::Builtin mode, ObjectId lock, ThreadId holder);
    void pin(Strand& strand, const program::Path& open, std::uint32_t value);
    [[nodiscard]] Operand waits_for(Strand& strand, program::Builtin mode, ObjectId lock, ThreadId holder);

    // control (control.cpp)
    void complete(Strand& strand);  ///< the statement at `next` of the top frame is done
    void go_to(Strand& strand, StmtId stmt);
    void leave(Strand& strand, const Stmt& stmt);     ///< scope exit of one enclosing statement
    void unwind_to(Strand& strand, StmtId ancestor);  ///< leaves all scopes inside `ancestor`
    void jump_out(Strand& strand, const Stmt& jump);  ///< break, continue
    void jump_out(Strand& strand, const program::Goto& jump);
    void pop_frame(Strand& strand, const Operand& result);
    void hand_over(Strand& strand, LocalId to, const Operand& result);
    void push_frame(Strand& strand, program::RoutineId routine, ObjectId self, LocalId result);
    [[nodiscard]] StmtId enclosing_loop(StmtId stmt) const;
    void pass(Strand& strand, Mark mark);

    // points (points.cpp)
    void reach(Strand& strand, program::Point point);
    [[nodiscard]] static Points points_of(const Strand& strand);
    /// What a log shows of it, if the thread that comes by is not in code that a jump may skip (simple.cpp).
    void pass_point(Strand& strand, program::LogPointId point);

    // forks
    using Branch = std::function<bool(Strand&)>;
    enum class Forks : std::uint8_t { data, choice };
    bool fork(Strand& strand, const std::vector<Branch>& branches, Forks why = Forks::data);
    static void mute(Strand& strand);
    static bool can_cut(const Strand& strand, std::size_t from = 0);
    bool settle(Strand& strand, const std::vector<const program::Path*>& paths);  ///< forks over unsettled indices
    void pin_locals(Strand& strand, const Stmt& stmt);
    [[nodiscard]] bool simple(const Strand& strand, const Stmt& stmt) const;
    void run_simple(Strand& strand, const Stmt& stmt);
    void run_simple(Strand& strand, const Stmt& stmt, const program::If& choice);
    bool simple_if(Strand& strand, const Stmt& stmt, const program::If& choice, const Operand& condition);
    void simple_call(Strand& strand, const program::Call& call);
    void each_filtered(Strand& strand, const program::Each& each);
    [[nodiscard]] bool simple_callee(const Strand& strand, const program::Call& call) const;

    void finish(Strand& strand);
    void flush_locals(Strand& strand);
    void finish_walks(Strand& strand);
    ConfigId arrive(Strand& strand);
    void record(Strand& strand, std::optional<ConfigId> end);
    void dead(Strand& strand);
    Strand begin(ConfigId config);
    void enter_walks(Strand& strand);
    [[noreturn]] void fail(const Stmt& stmt, const std::string& message, const std::string& hint) const;
    [[nodiscard]] const Stmt& stmt(StmtId id) const { return *program_.statements[id]; }
    [[nodiscard]] ThreadConfigs& configs() { return out_.threads[thread_]; }

    const program::Program& program_;
    Generated& out_;
    Expressions expressions_;
    ThreadId thread_;
    bool initial_ = false;
    bool supposes_ = true;
    std::set<std::pair<ConfigId, SlotId>> supposed_;  ///< configuration, lock that is surely held there
    std::vector<Strand> pending_;
    std::vector<ConfigId> todo_;
};

}  // namespace revoke_mc::lower
