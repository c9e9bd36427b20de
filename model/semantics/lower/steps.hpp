// All steps of one thread: explores its configurations and writes the code of each transition.
//
// This is where the rules of specs/README.md, section "Steps", become transitions: from a
// configuration a path resolves choices, carries out one visible statement, and follows whatever
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
    [[nodiscard]] std::optional<bool> surely_holds(Path& path, const Expr& condition);
    [[nodiscard]] bool suppositions_hold() const;

    // One path at a time; forks go to `pending_`, last in first out.
    void follow(Path path);
    [[nodiscard]] bool advance(Path& path);  ///< one statement; false: the path has been finished or forked
    [[nodiscard]] bool stop_here(const Path& path, const Stmt& stmt) const;
    [[nodiscard]] bool is_choice(const Path& path, const Stmt& stmt) const;
    [[nodiscard]] bool in_scope_of_choices(const Path& path, const Stmt& stmt) const;
    [[nodiscard]] bool ends_choosing(const Path& path, const Stmt& stmt) const;
    void choose(Path& path, StmtId scope) const;
    void begin_visible(Path& path, const Stmt& stmt);
    void leave_regions(Path& path);
    [[nodiscard]] bool in_region(const Path& path) const { return !path.regions.empty(); }
    [[nodiscard]] bool in_atomic(const Path& path) const;
    [[nodiscard]] bool inside(StmtId stmt, StmtId ancestor) const;

    bool carry_out(Path& path, const Stmt& stmt);
    // One for each kind of statement.
    bool carry_out(Path& path, const Stmt& at, const program::Skip& skip);
    bool carry_out(Path& path, const Stmt& at, const program::Block& block);
    bool carry_out(Path& path, const Stmt& at, const program::AssignCell& assignment);
    bool carry_out(Path& path, const Stmt& at, const program::AssignLocal& assignment);
    bool carry_out(Path& path, const Stmt& at, const program::Bind& bind);
    bool carry_out(Path& path, const Stmt& at, const program::Call& call);
    bool carry_out(Path& path, const Stmt& at, const program::If& choice);
    bool carry_out(Path& path, const Stmt& /*at*/, const program::Loop& loop) { return descend(path, *loop.body); }
    bool carry_out(Path& path, const Stmt& at, const program::Either& either);
    bool carry_out(Path& path, const Stmt& at, const program::Foreach& walk);  ///< walk.cpp
    bool carry_out(Path& path, const Stmt& at, const program::Each& each);     ///< simple.cpp
    bool carry_out(Path& path, const Stmt& at, const program::Atomic& atomic);
    bool carry_out(Path& path, const Stmt& at, const program::Ghost& ghost);
    bool carry_out(Path& path, const Stmt& at, const program::Await& await);
    bool carry_out(Path& path, const Stmt& at, const program::Assert& assertion);
    bool carry_out(Path& path, const Stmt& at, const program::Bound& bound);
    bool carry_out(Path& path, const Stmt& at, const program::Break& jump);
    bool carry_out(Path& path, const Stmt& at, const program::Continue& jump);
    bool carry_out(Path& path, const Stmt& at, const program::Goto& jump);
    bool carry_out(Path& path, const Stmt& at, const program::Return& back);
    bool carry_out(Path& path, const Stmt& at, const program::Labelled& labelled);
    bool carry_out(Path& path, const Stmt& at, const program::Any& any);
    bool carry_out(Path& path, const Stmt& at, const program::BuiltinCall& call);  ///< builtins.cpp
    bool do_trap(Path& path, const Stmt& at, const Operand& condition);
    void consume(Path& path, const Stmt& at);
    bool descend(Path& path, const Stmt& child);

    // foreach (walk.cpp)
    bool start_walk(Path& path, const Stmt& at, const program::Foreach& foreach);
    bool test_end(Path& path, const Stmt& at);
    bool take_element(Path& path, const Stmt& at, const program::Foreach& foreach, ObjectId element);
    bool choose_element(Path& path, const Stmt& at, const program::Foreach& foreach);
    void element_done(Path& path);
    void drop_walk(Path& path);
    [[nodiscard]] Operand still_to_do(Path& path, const Walk& walk);
    void store_if_set(Path& path, SlotId slot);
    [[nodiscard]] Walk* walk_at(Path& path, StmtId stmt) const;
    [[nodiscard]] std::uint32_t depth_of(const Path& path, const Walk& walk) const;
    [[nodiscard]] SlotId mark_of(const Walk& walk, const Path& path, ObjectId element, Slot::Kind kind);
    [[nodiscard]] SlotId cursor_of(const Walk& walk, const Path& path);

    // built-in operations (builtins.cpp)
    bool do_lock(Path& path, program::Irq irq, ObjectId lock);
    bool do_unlock(Path& path, program::Irq irq, ObjectId lock);
    bool do_trylock(Path& path, LocalId to, ObjectId lock);
    bool do_down_read(Path& path, ObjectId lock);
    bool do_down_write(Path& path, ObjectId lock);
    bool do_up_read(Path& path, ObjectId lock);
    void set_interrupts(Path& path, program::Irq irq) const;
    bool do_heap(Path& path, ObjectId object, bool allocate);
    void free_locks(Path& path, ObjectId heap);
    bool do_queue(Path& path, ObjectId work);
    bool do_flush(Path& path, ObjectId work);
    bool do_cancel(Path& path, ObjectId work);
    bool do_start(Path& path, ObjectId work);
    void turn_flushers(Path& path, ObjectId work, program::WorkWait from, program::WorkWait to);
    void test(Path& path, SlotId slot, std::int64_t value);
    void test_idle(Path& path, ObjectId work, bool wanted);
    [[nodiscard]] bool has(program::Builtin builtin) const;
    void make_dangling(Path& path, SlotId pointer);
    void make_stale(Path& path, ObjectId heap) const;
    bool do_job_depends(Path& path, const program::BuiltinCall& call);
    bool do_job_forget(Path& path, const program::BuiltinCall& call);
    bool do_snapshot(Path& path, const program::BuiltinCall& call);
    void note_fences(Path& path, const std::vector<program::CellId>& marks, const Expr& usage, ObjectId buffer,
                     ObjectId except);
    std::uint16_t lock_op(Path& path, Act act, ObjectId lock, ThreadId thread, std::int64_t imm = 0);
    bool misuse_if_held(Path& path, ObjectId lock);
    void require_none(Path& path, ObjectId lock, std::uint32_t which);
    [[nodiscard]] Operand any_mark(Path& path, ObjectId lock, std::uint32_t which);
    [[nodiscard]] SlotId rw_mark(ObjectId lock, std::uint32_t which, ThreadId thread) const;
    void add_waits(const Path& at, const program::BuiltinCall& call);
    void add_wait(Path path, program::Builtin mode, ObjectId lock, ThreadId holder);
    void pin(Path& path, const program::Path& open, std::uint32_t value);
    [[nodiscard]] Operand waits_for(Path& path, program::Builtin mode, ObjectId lock, ThreadId holder);

    // control (control.cpp)
    void complete(Path& path);  ///< the statement at `next` of the top frame is done
    void go_to(Path& path, StmtId stmt);
    void leave(Path& path, const Stmt& stmt);     ///< scope exit of one enclosing statement
    void unwind_to(Path& path, StmtId ancestor);  ///< leaves all scopes inside `ancestor`
    void jump_out(Path& path, const Stmt& jump);  ///< break, continue
    void jump_out(Path& path, const program::Goto& jump);
    void pop_frame(Path& path, const Operand& result);
    void hand_over(Path& path, LocalId to, const Operand& result);
    void push_frame(Path& path, program::RoutineId routine, ObjectId self, LocalId result);
    [[nodiscard]] StmtId enclosing_loop(StmtId stmt) const;
    void pass(Path& path, Mark mark);

    // points (points.cpp)
    void reach(Path& path, program::Point point);
    [[nodiscard]] static Points points_of(const Path& path);

    // forks
    using Branch = std::function<bool(Path&)>;
    enum class Forks : std::uint8_t { data, choice };
    bool fork(Path& path, const std::vector<Branch>& branches, Forks why = Forks::data);
    static void mute(Path& path);
    static bool can_cut(const Path& path, std::size_t from = 0);
    bool settle(Path& path, const std::vector<const program::Path*>& paths);  ///< forks over unsettled indices
    void pin_locals(Path& path, const Stmt& stmt);
    [[nodiscard]] bool simple(const Path& path, const Stmt& stmt) const;
    void run_simple(Path& path, const Stmt& stmt);
    void run_simple(Path& path, const Stmt& stmt, const program::If& choice);
    bool simple_if(Path& path, const Stmt& stmt, const program::If& choice, const Operand& condition);
    void simple_call(Path& path, const program::Call& call);
    void each_filtered(Path& path, const program::Each& each);
    [[nodiscard]] bool simple_callee(const Path& path, const program::Call& call) const;

    void finish(Path& path);
    void flush_locals(Path& path);
    void finish_walks(Path& path);
    ConfigId arrive(Path& path);
    void record(Path& path, std::optional<ConfigId> end);
    void dead(Path& path);
    Path begin(ConfigId config);
    void enter_walks(Path& path);
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
    std::vector<Path> pending_;
    std::vector<ConfigId> todo_;
};

}  // namespace revoke_mc::lower
