// Statements and routines of a checked program (program.hpp has the idea).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/program/expr.hpp"

namespace revoke_mc::program {

// ---------------------------------------------------------------------------------------------
// Statements

struct Stmt;

/// A call's actual argument: exactly one of value (by value: assigned to `local` of the callee) and
/// path (bound to `ref` of the callee).
struct Argument {
    LocalId local = none;
    ExprPtr value;
    RefId ref = none;
    PathPtr path;
};

/// Whom a call calls. Static: `routine`, self = `instance` (null = no self). Dynamic: the function
/// named `name` of the component of the instance `instance`; arguments are by position then.
struct Callee {
    RoutineId routine = none;
    PathPtr instance;
    std::string name;  ///< set exactly if dynamic
};

/// What a spinlock operation does to the interrupts of the CPU it runs on: spin_lock_irq() and its like.
enum class Irq : std::uint8_t { keep, off, on, save, restore };

/// What a function runs in, whoever calls it.
enum class Context : std::uint8_t { any, atomic, irq };

/// Built-in operations on locks, heap objects and works. Each is visible. Meaning: specs/README.md.
enum class Builtin : std::uint8_t {
    lock,     ///< path: blocks while another owns it; relock is lock_misuse and cuts
    unlock,   ///< not the owner: lock_misuse and cuts
    trylock,  ///< dest := 1 and take it if free, else dest := 0 (one step, never blocks)
    down_read,
    up_read,
    down_write,
    up_write,
    allocate,       ///< heap object: allocated := true, its other cells to their initial value; allocated already: trap
                    ///< (lifetime)
    free_,          ///< allocated := false, its other cells to their initial value; not allocated: trap (lifetime)
    job_depends,    ///< fence `path`: marks := fences with pending && NONE < in_resv[buffer `other`] <= value of
                    ///< exprs[0], not itself
    job_forget,     ///< fence `path` has signalled: its mark is cleared in every fence and every snapshot
    snapshot_take,  ///< the running thread's snapshot := fences with pending && NONE < in_resv[buffer `path`] <= value
                    ///< of exprs[0]
    snapshot_drop,  ///< the running thread's snapshot := none (of buffer `path`)
    queue,          ///< work `path`: pending := true, unless somebody cancels it
    flush,          ///< work `path`: waits for the run that is queued or under way now
    cancel,         ///< work `path`: pending := false, and waits for the run under way; meanwhile nobody can queue it
    start           ///< work `path`: its worker takes it, pending := false, and it is noted who waits for this run
};

enum class StmtKind : std::uint8_t {
    block,         ///< body; `locals` are set to 0 when control leaves it
    assign_cell,   ///< target (an Expr of kind cell) := exprs[0]
    assign_local,  ///< local := exprs[0]  (the local's range is checked: trap)
    bind,          ///< ref := path; the reference stays bound until control leaves the block
    call,          ///< callee, arguments, local = where the result goes (none: dropped)
    if_,           ///< exprs[0]; body[0]; body[1] may be missing
    loop,          ///< body[0], for ever (break leaves it)
    either,        ///< body = branches
    foreach,       ///< set, ref (or local for `ordered` integer walks: not used), where = exprs[0] or null; body[0]
    each,          ///< as foreach (ref, or local for integers): one transition, only inside atomic/ghost
    atomic,        ///< body[0]
    ghost,         ///< body[0]: folds into the step before it
    await,         ///< exprs[0]
    assert_,       ///< exprs[0], property (none: not claimed by this spec, hence not checked), text = name
    bound,         ///< exprs[0] false: the model's bound is reached; text
    skip,
    break_,
    continue_,
    goto_,     ///< target_block, target_index: go on at child `target_index` of that enclosing block
    return_,   ///< exprs[0] may be missing
    labelled,  ///< text = label; body[0]
    any,       ///< local := any value of its set (low..high) where exprs[0] (may be null; reads `local`)
    builtin    ///< builtin, path, other, exprs, local (trylock)
};

struct Stmt {
    StmtKind kind = StmtKind::skip;
    StmtId id = none;
    StmtId parent = none;     ///< the statement that contains it; none for a routine's body
    std::uint32_t index = 0;  ///< its position in the parent's body
    RoutineId routine = none;
    Place place;
    std::string source;      ///< its text in one line, for traces
    bool visible = false;    ///< a step of its own
    bool may_block = false;  ///< it waits for a lock or a work; await: choosing it commits (see Steps)
    bool rest = false;       ///< labelled: the label is `rest`
    bool idle = false;       ///< labelled: a kworker's `rest`: it may stay there only as long as nothing is queued
    bool fair = false;       ///< labelled: `fair L:`, a step that enters it is not put off for ever
    ClassId waits = none;    ///< labelled: `waits EVENT:`, who stands in it waits for the event
    ClassId signals = none;  ///< labelled: `signalling EVENT:`, the event needs what is waited for in it
    bool tracked = false;    ///< labelled: `rest`, fair, or named in `without entering`
    std::vector<std::unique_ptr<Stmt>> body;
    std::vector<ExprPtr> exprs;
    ExprPtr target;
    PathPtr path, other;
    LocalId local = none;
    RefId ref = none;
    std::vector<LocalId> locals;    ///< block
    std::vector<RefId> refs;        ///< block: references bound in it
    std::vector<LocalId> consumes;  ///< temporaries (results of hoisted calls): set to 0 once the
                                    ///< statement's expressions have been evaluated
    std::optional<Set> set;
    Callee callee;
    std::vector<Argument> arguments;
    PropertyId property = none;
    Blame blames = Blame::nobody;
    std::string text;
    StmtId target_block = none;
    std::uint32_t target_index = 0;
    Value low = 0, high = 0;
    Builtin builtin = Builtin::lock;
    Irq irq = Irq::keep;
    /// It waits for a lock, in any mode (a trylock does not).
    [[nodiscard]] bool takes_lock() const {
        return kind == StmtKind::builtin &&
               (builtin == Builtin::lock || builtin == Builtin::down_read || builtin == Builtin::down_write);
    }
    /// It waits for a run of a work.
    [[nodiscard]] bool waits_for_work() const {
        return kind == StmtKind::builtin && (builtin == Builtin::flush || builtin == Builtin::cancel);
    }
    bool ordered = false;  ///< foreach over an `ordered` component: in increasing object number
};

struct Local {
    std::string name;  ///< temporaries: "$1"; the result of a call: see Stmt::local
    ValueType type;
};

struct Reference {
    std::string name;
};

/// A function, or the body of a thread.
struct Routine {
    std::string name;                ///< "vfio.revoke", "dma_buf_pin", "vfio.reset" (a thread's body)
    std::string function;            ///< the name without its component
    std::uint32_t component = none;  ///< whose function; none = top level
    bool ghost = false;
    bool thread_body = false;
    bool tracked = false;  ///< named in `without entering`
    Context context = Context::any;
    Place place;
    std::vector<Local> locals;
    std::vector<Reference> references;
    std::vector<Argument> parameters;  ///< value/path empty: only `local` or `ref` say where the argument goes
    std::optional<ValueType> result;
    std::unique_ptr<Stmt> body;
};

}  // namespace revoke_mc::program
