// Statements and routines of a checked program (program.hpp has the idea).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/language/program/expr.hpp"

namespace revoke_mc::program {

// ---------------------------------------------------------------------------------------------
// Statements

struct Stmt;
using StmtPtr = Box<Stmt>;

/// A call's actual argument: exactly one of value (by value: assigned to `local` of the callee) and
/// path (bound to `ref` of the callee).
struct Argument {
    LocalId local = none;
    ExprPtr value = {};
    RefId ref = none;
    PathPtr path = {};
};

/// Whom a call calls. Static: `routine`, self = `instance` (null = no self). Dynamic: the function
/// named `name` of the component of the instance `instance`; arguments are by position then.
struct Callee {
    RoutineId routine = none;
    PathPtr instance = {};
    std::string name = {};  ///< set exactly if dynamic
    [[nodiscard]] bool is_dynamic() const { return !name.empty(); }
};

/// What a spinlock operation does to the interrupts of the CPU it runs on: spin_lock_irq() and its like.
enum class Irq : std::uint8_t { keep, off, on, save, restore };

/// What a function runs in, whoever calls it.
enum class Context : std::uint8_t { any, atomic, irq };

/// Built-in operations on locks, heap objects and works. Each is visible. Meaning: specs/README.md.
enum class Builtin : std::uint8_t {
    lock,     ///< blocks while another owns it; relock is lock_misuse and cuts
    unlock,   ///< not the owner: lock_misuse and cuts
    trylock,  ///< result := 1 and take it if free, else result := 0 (one step, never blocks)
    down_read,
    up_read,
    down_write,
    up_write,
    allocate,       ///< heap object: allocated := true, its other cells to their initial value; allocated already: trap
                    ///< (lifetime)
    free_,          ///< allocated := false, its other cells to their initial value; not allocated: trap (lifetime)
    job_depends,    ///< the fence: marks := fences with pending && NONE < in_resv[buffer] <= usage, not itself
    job_forget,     ///< the fence has signalled: its mark is cleared in every fence and every snapshot
    snapshot_take,  ///< the running thread's snapshot := fences with pending && NONE < in_resv[the buffer] <= usage
    snapshot_drop,  ///< the running thread's snapshot := none (of the buffer)
    queue,          ///< the work: pending := true, unless somebody cancels it
    flush,          ///< the work: waits for the run that is queued or under way now
    cancel,         ///< the work: pending := false, and waits for the run under way; meanwhile nobody can queue it
    start           ///< the work: its worker takes it, pending := false, and it is noted who waits for this run
};

/// A sequence. What it declares is set to 0, or unbound, when control leaves it.
struct Block {
    std::vector<StmtPtr> body = {};
    std::vector<LocalId> locals = {};
    std::vector<RefId> refs = {};
};
struct AssignCell {
    ExprPtr target = {};  ///< a CellRead
    ExprPtr value = {};
};
/// The local's range is checked: trap.
struct AssignLocal {
    LocalId local = none;
    ExprPtr value = {};
};
/// The reference stays bound until control leaves the block.
struct Bind {
    RefId ref = none;
    PathPtr path = {};
};
struct Call {
    Callee callee;
    std::vector<Argument> arguments = {};
    LocalId result = none;  ///< where it goes; none: dropped
};
struct If {
    ExprPtr condition = {};
    StmtPtr then = {}, otherwise = {};  ///< there may be no `otherwise`
};
/// For ever; `break` leaves it.
struct Loop {
    StmtPtr body = {};
};
struct Either {
    std::vector<StmtPtr> branches = {};
};
/// One element after the other, in an order that is chosen.
struct Foreach {
    Binder over;
    bool ordered = false;  ///< over an `ordered` component: in increasing object number
    StmtPtr body = {};
};
/// All elements in one transition, in increasing number; only inside atomic and ghost.
struct Each {
    Binder over;
    StmtPtr body = {};
};
struct Atomic {
    StmtPtr body = {};
};
/// Folds into the step before it.
struct Ghost {
    StmtPtr body = {};
};
struct Await {
    ExprPtr condition = {};
};
struct Assert {
    ExprPtr condition = {};
    PropertyId property = none;  ///< none: not claimed by this spec, hence not checked
    std::string name = {};
    Blame blames = Blame::nobody;
};
/// If the condition is false, the model's bound is reached.
struct Bound {
    ExprPtr condition = {};
    std::string text = {};
};
/// `point`: coming by is seen in a log; see log.hpp.
struct Skip {
    Id<struct LogPoint> point = none;
};
struct Break {};
struct Continue {};
/// Goes on at child `index` of a block around it.
struct Goto {
    std::string label = {};
    StmtId block = none;
    std::uint32_t index = 0;
};
struct Return {
    ExprPtr value = {};  ///< there may be none
};
struct Labelled {
    std::string label = {};
    StmtPtr body = {};
    bool rest = false;       ///< the label is `rest`
    bool idle = false;       ///< a kworker's `rest`: it may stay there only as long as nothing is queued
    bool fair = false;       ///< `fair L:`, a step that enters it is not put off for ever
    ClassId waits = none;    ///< `waits EVENT:`, who stands in it waits for the event
    ClassId signals = none;  ///< `signalling EVENT:`, the event needs what is waited for in it
    bool tracked = false;    ///< `rest`, fair, or named in `without entering`
};
/// The local gets any value of low..high for which `where` (there may be none; it reads the local) is true.
struct Any {
    LocalId local = none;
    Value low = 0, high = 0;
    ExprPtr where = {};
};
struct BuiltinCall {
    Builtin op = Builtin::lock;
    PathPtr object = {};    ///< lock, heap object, work, fence; the buffer of a snapshot
    PathPtr buffer = {};    ///< job_depends
    ExprPtr usage = {};     ///< job_depends, snapshot_take: up to which
    LocalId result = none;  ///< trylock; none: dropped
    Irq irq = Irq::keep;
    bool spins = false;  ///< the lock is a spinlock: who waits for it does not sleep

    /// It waits for a lock, in any mode (a trylock does not).
    [[nodiscard]] bool waits_for_lock() const {
        return op == Builtin::lock || op == Builtin::down_read || op == Builtin::down_write;
    }
    /// It waits for a run of a work.
    [[nodiscard]] bool waits_for_work() const { return op == Builtin::flush || op == Builtin::cancel; }
    /// It takes a lock that only code that may sleep can take, whether or not it has to wait.
    [[nodiscard]] bool takes_sleeping_lock() const { return (waits_for_lock() || op == Builtin::trylock) && !spins; }
};

struct Stmt : Node<Skip, Block, AssignCell, AssignLocal, Bind, Call, If, Loop, Either, Foreach, Each, Atomic, Ghost,
                   Await, Assert, Bound, Break, Continue, Goto, Return, Labelled, Any, BuiltinCall> {
    StmtId id = none;
    StmtId parent = none;     ///< the statement that contains it; none for a routine's body
    std::uint32_t index = 0;  ///< its position among the parent's children (for_each_child)
    RoutineId routine = none;
    Place place;
    std::string source;      ///< its text in one line, for traces
    bool visible = false;    ///< a step of its own
    bool may_block = false;  ///< it blocks, and choosing it commits: a lock, a work, an await, an atomic that may await
    std::vector<LocalId> consumes;  ///< temporaries (results of hoisted calls): set to 0 once the
                                    ///< statement's expressions have been evaluated

    Stmt() = default;
    Stmt(const Stmt&) = delete;  ///< there is one of each number
    Stmt& operator=(const Stmt&) = delete;
    Stmt(Stmt&&) = default;
    Stmt& operator=(Stmt&&) = default;
    ~Stmt() = default;

    /// The built-in operation if it waits for a lock, else null.
    [[nodiscard]] const BuiltinCall* waits_for_lock() const {
        const auto* call = as<BuiltinCall>();
        return call && call->waits_for_lock() ? call : nullptr;
    }
    /// ... or for a run of a work.
    [[nodiscard]] const BuiltinCall* waits_for_work() const {
        const auto* call = as<BuiltinCall>();
        return call && call->waits_for_work() ? call : nullptr;
    }
    /// Who stands in front of it may be at rest there for ever.
    [[nodiscard]] bool is_rest() const {
        const auto* labelled = as<Labelled>();
        return labelled && labelled->rest;
    }
    /// It is where a kworker waits to be queued.
    [[nodiscard]] bool is_idle() const {
        const auto* labelled = as<Labelled>();
        return labelled && labelled->idle;
    }
};

struct Local {
    std::string name;  ///< temporaries: "$1"; the result of a call: see Call::result
    ValueType type;
};

struct Reference {
    std::string name;
};

/// A function, or the body of a thread.
struct Routine {
    std::string name;              ///< "vfio.revoke", "dma_buf_pin", "vfio.reset" (a thread's body)
    std::string function;          ///< the name without its component
    ComponentId component = none;  ///< whose function; none = top level
    bool ghost = false;
    bool thread_body = false;
    bool tracked = false;  ///< named in `without entering`
    Context context = Context::any;
    Place place;
    Indexed<LocalId, Local> locals;
    Indexed<RefId, Reference> references;
    std::vector<Argument> parameters;  ///< value/path empty: only `local` or `ref` say where the argument goes
    std::optional<ValueType> result;
    StmtPtr body;
};

}  // namespace revoke_mc::program
