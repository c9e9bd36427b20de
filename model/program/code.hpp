// Expressions, statements and routines of a checked program (program.hpp has the idea).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/program/objects.hpp"

namespace revoke_mc::program {

// ---------------------------------------------------------------------------------------------
// Expressions

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

enum class Relation : std::uint8_t { buffer, owner, attachment, exporter, context };  ///< of Object

/// Evaluates to an object (or to no object: NULL).
struct Path {
    enum class Kind : std::uint8_t {
        null,
        self,       ///< the component instance of the running routine
        object,     ///< object
        reference,  ///< the routine's reference `ref`
        member,     ///< base; + object_offset + (index ? value * stride : 0), 0 <= value < count else trap (index)
        relation,   ///< base; relation
        deref       ///< through a pointer variable: `cell` must be valid_pointer, the object is base + object_offset
                    ///< (base = the component instance that declares it); NULL is a trap (lifetime)
    } kind = Kind::null;
    Place place;
    ObjectId object = none;
    RefId ref = none;
    std::unique_ptr<Path> base;
    std::uint32_t object_offset = 0;
    std::uint32_t stride = 0;
    std::uint32_t count = 1;
    ExprPtr index;
    Relation relation = Relation::buffer;
    bool uses =
        false;  ///< relation: a driver looks into the attachment `base`; one that has been freed is a trap (lifetime)
    ExprPtr cell;
};
using PathPtr = std::unique_ptr<Path>;

/// What quantifiers, foreach and each range over. Elements come in increasing object number.
struct Set {
    enum class Kind : std::uint8_t {
        instances,    ///< all instances of `component`
        attachments,  ///< of a buffer or of a component instance `of`
        mappings,     ///< of a buffer, an attachment or a component instance `of`
        fences,       ///< of a buffer or of a component instance `of`
        buffers,      ///< all
        structs,      ///< all objects of the struct `structure`
        integers      ///< low..high (constants)
    } kind = Kind::integers;
    ComponentId component = none;
    StructureId structure = none;  ///< index into Program::structures
    PathPtr of;
    Value low = 0, high = -1;
};

/// A thread instance named in an expression: thread `decl` of the component instance `instance`
/// (threads of an instance: Program::thread_of(object, decl)); `current` = the running thread.
struct ThreadPath {
    bool current = false;
    PathPtr instance;
    std::uint32_t decl = 0;
};

enum class Op : std::uint8_t {
    not_,
    negate,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    and_,
    or_,
    implies  ///< these three do not evaluate the right side when the left decides
};

/// The sides of the protocol; whose fault it is. CALLER is the side whose code called.
enum class Blame : std::uint8_t { nobody, exporter, importer, core, user, caller };

struct Expr {
    enum class Kind : std::uint8_t {
        constant,     ///< value
        local,        ///< local
        bound,        ///< the integer variable of an enclosing quantifier, each or `any` filter: `local`
        cell,         ///< path (an object), cell_offset, optional index/stride/count/first
        unary,        ///< op, args[0]
        binary,       ///< op, args[0..1]
        conditional,  ///< args[0] ? args[1] : args[2]
        forall,       ///< set, ref (or `local` for integers), where (may be null) = args[1], body = args[0]
        exists,
        same,     ///< path == other (objects)
        is_null,  ///< path is NULL (a reference parameter)
        is_mode,  ///< path is an attachment of mode `value`
        has,      ///< the component instance `path` has a function `text`
        holds,    ///< path (lock or rwlock, any mode), thread
        at,       ///< thread's active statement, or one in its call chain, lies in one of `statements` (labelled ones)
        in_routine,         ///< one of `routines` is on the thread's call stack
        at_rest,            ///< the thread has passed `rest:` since its last step, or has ended (properties only)
        ready,              ///< no dependency mark is set in fence `path`
        snapshot_signaled,  ///< no mark is left in the running thread's snapshot
        nothing_left,       ///< none of `cells` is above its initial value (properties only)
        may_sleep,          ///< the running thread is not in atomic context
        called_by,          ///< the running function was called by code of the side `side`
        nests  ///< some thread stands before `nesting.taken` and holds `nesting.held`; or, if that is none, some work
               ///< of the class `held` is queued (properties only)
    } kind = Kind::constant;
    Place place;
    ValueType type;
    Value value = 0;
    Op op = Op::not_;
    LocalId local = none;
    RefId ref = none;
    PathPtr path, other;
    std::uint32_t cell_offset = 0;
    std::uint32_t stride = 0, count = 1;  ///< array element: first + cell_offset + value * stride
    ExprPtr index;                        ///< 0 <= value < count, else trap (index)
    std::vector<ExprPtr> args;
    std::optional<Set> set;
    ThreadPath thread;
    std::vector<StmtId> statements;
    std::vector<RoutineId> routines;
    std::vector<CellId> cells;
    Nesting nesting;
    Blame side = Blame::nobody;
    std::string text;
};

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
    std::string name;              ///< "vfio.revoke", "dma_buf_pin", "vfio.reset" (a thread's body)
    std::string function;          ///< the name without its component
    ComponentId component = none;  ///< whose function; none = top level
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
