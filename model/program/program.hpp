// The checked program: what a spec means once its parameters are fixed.
//
// The checker turns the syntax tree into this form; the reference interpreter runs it and the
// lowering translates it, each on its own. Everything is elaborated: every variable of every
// instance is a *cell* with a number, everything that a reference can point to is an *object* with
// a number, and statements are reduced to a small core (no call inside an expression, no while, no
// predicate, no default argument). Names and places stay, for people.
//
// Storage. Objects nest (a component instance holds mappings, krefs, locks). The cells of an object
// are contiguous and so are the numbers of its nested objects; hence a member is an offset:
//   cell of member    = object.first_cell + cell_offset   + index * stride
//   object of member  = object.id         + object_offset + index * stride
//
// Steps are defined in specs/README.md, section "Steps". `Stmt::visible` says whether a statement is
// a step of its own; it is decided here, once, by declaration (what a statement names), never by
// analysis of what it does.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/syntax/place.hpp"

namespace revoke_mc::program {

using syntax::Place;

using CellId = std::uint32_t;
using ObjectId = std::uint32_t;
using ThreadId = std::uint32_t;    ///< a thread instance, index into Program::threads
using RoutineId = std::uint32_t;   ///< a function or a thread body, index into Program::routines
using StmtId = std::uint32_t;      ///< index into Program::statements
using PropertyId = std::uint32_t;  ///< index into Program::properties
using LocalId = std::uint32_t;     ///< scalar local of a routine (parameters by value included)
using RefId = std::uint32_t;       ///< reference of a routine: parameter, binder or `T *p = ...` local
inline constexpr std::uint32_t none = 0xffffffffU;

using Value = std::int32_t;

/// How a value is printed and what it may be. Leaving [low, high] is a trap.
struct ValueType {
    enum class Kind : std::uint8_t {
        boolean,
        integer,
        enumeration,  ///< enumeration = index into Program::enumerations
        pointer,      ///< 0 = NULL, 1 = the component's own object `target`
        owner         ///< lock owner: 0 = free, 1 + ThreadId
    } kind = Kind::integer;
    std::uint32_t enumeration = none;
    Value low = 0;
    Value high = 0;
    bool operator==(const ValueType&) const = default;
};

struct Enumeration {
    std::string name;
    std::vector<std::string> values;  ///< value i prints as values[i]
};

/// One scalar of the state.
struct Cell {
    std::string name;  ///< "vfio.revoked", "iommufd[1].att.listed", "bar.resv" (a lock's owner)
    ValueType type;
    std::vector<Value> initial;  ///< one value; several for `= any` (one initial state each)
    bool ghost = false;
    std::uint32_t component = none;  ///< whose block it lives in: index into Program::components,
    std::uint32_t instance = none;   ///< none = global
    ObjectId guard = none;           ///< __guarded_by: a write by a thread that does not hold it is an error
    Place place;
};

enum class ObjectKind : std::uint8_t {
    component,  ///< an instance of a component
    buffer,     ///< dma_buf
    attachment,
    mapping,
    fence,
    heap,    ///< `object mr { ... }`: cell 0 of it is the flag `allocated`
    lock,    ///< mutex, reservation lock, spinlock: cell 0 = owner
    rwlock,  ///< cell 0 = writer (owner); then per thread t: cell 1+2t = reads (bool), 2+2t = waits to write (bool)
    work,    ///< cell 0 = pending (bool)
    plain    ///< any other struct (kref, completion, ...)
};

enum class AttachmentMode : std::uint8_t { static_, pin_legacy, pin_revocable, dynamic };

/// Locks that are declared in one place, as lockdep has it; or an event, which is waited for as a lock is.
struct LockClass {
    std::string name;  ///< "dma_buf.resv" (of every buffer), "iommufd.pages" (of every instance), "dma_fence"
    bool event = false;
    Place place;
};
using ClassId = std::uint32_t;  ///< index into Program::lock_classes

/// "Who holds `held` may wait for `taken`": an edge of the order in which locks are taken.
struct Nesting {
    ClassId held = none, taken = none;
    auto operator<=>(const Nesting&) const = default;
};

/// Something that a reference can point to.
struct Object {
    ObjectKind kind = ObjectKind::plain;
    std::string name;                ///< "iommufd[1].att"
    std::uint32_t component = none;  ///< component: which; member: of whose block; none = global
    std::uint32_t instance = none;
    CellId first_cell = 0;
    std::uint32_t cells = 0;     ///< including those of nested objects
    std::uint32_t objects = 0;   ///< nested objects; they are the next numbers
    ObjectId owner = none;       ///< attachment, mapping, fence, heap: the component instance
    ObjectId buffer = none;      ///< attachment, mapping, fence: its dma_buf
    ObjectId attachment = none;  ///< mapping: its attachment
    ObjectId exporter = none;    ///< buffer: the component instance
    AttachmentMode mode = AttachmentMode::dynamic;
    ThreadId worker = none;          ///< work: the thread that runs it
    ClassId lock_class = none;       ///< lock, rwlock
    std::uint32_t structure = none;  ///< plain: index into Program::structures
    std::vector<CellId> depends;     ///< fence used in job_depends: one mark per fence of its buffer, in
                                     ///< the order of Program::fences_of(buffer); else empty
};

// ---------------------------------------------------------------------------------------------
// Expressions

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

enum class Relation : std::uint8_t { buffer, owner, attachment, exporter };  ///< of Object

/// Evaluates to an object (or to no object: NULL).
struct Path {
    enum class Kind : std::uint8_t {
        null,
        self,       ///< the component instance of the running routine
        object,     ///< object
        reference,  ///< the routine's reference `ref`
        member,     ///< base; + object_offset + (index ? value * stride : 0), 0 <= value < count else trap (index)
        relation,   ///< base; relation
        deref       ///< through a pointer variable: `cell` must be 1, the object is base + object_offset
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
    std::uint32_t component = none;
    std::uint32_t structure = none;  ///< index into Program::structures
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
        in_routine,  ///< one of `routines` is on the thread's call stack
        at_rest,     ///< the thread has passed `rest:` since its last step, or has ended (properties only)
        ready,       ///< no dependency mark is set in fence `path`
        nests        ///< some thread stands before `nesting.taken` and holds `nesting.held` (properties only)
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
    Nesting nesting;
    std::string text;
};

// ---------------------------------------------------------------------------------------------
// Statements

struct Stmt;

enum class Blame : std::uint8_t { nobody, exporter, importer, core, user, caller };

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

/// Built-in operations on locks and heap objects. Each is visible. Meaning: specs/README.md.
enum class Builtin : std::uint8_t {
    lock,     ///< path: blocks while another owns it; relock is lock_misuse and cuts
    unlock,   ///< not the owner: lock_misuse and cuts
    trylock,  ///< dest := 1 and take it if free, else dest := 0 (one step, never blocks)
    down_read,
    up_read,
    down_write,
    up_write,
    allocate,     ///< heap object: allocated := true, its other cells to their initial value; allocated already: trap
                  ///< (lifetime)
    free_,        ///< allocated := false, its other cells to their initial value; not allocated: trap (lifetime)
    job_depends,  ///< fence `path`: marks := fences of buffer `other` with pending && NONE < in_resv <= value of
                  ///< exprs[0], not itself
    job_forget    ///< fence `path` has signalled: its mark is cleared in every fence of its buffer
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
    bool may_block = false;  ///< builtin lock, down_read, down_write; await: choosing it commits (see Steps)
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
    Place place;
    std::vector<Local> locals;
    std::vector<Reference> references;
    std::vector<Argument> parameters;  ///< value/path empty: only `local` or `ref` say where the argument goes
    bool returns_value = false;
    std::unique_ptr<Stmt> body;
};

struct Thread {
    std::string name;  ///< "iommufd[1].ioctl", "vfio.reset", "token[0].unmap[1]"
    enum class Kind : std::uint8_t { thread, device, work } kind = Kind::thread;
    RoutineId routine = none;
    ObjectId self = none;  ///< the component instance
    std::uint32_t component = none;
    std::uint32_t instance = none;
    std::uint32_t decl = 0;         ///< number of the thread in its component (work w[K] takes K numbers)
    std::optional<Value> argument;  ///< work: value of its parameter (Routine::parameters[0])
};

struct Component {
    std::string name;
    std::string role;  ///< exporter, importer, user
    std::uint32_t count = 1;
    bool replicated = false;
    bool ordered = false;
    std::vector<ObjectId> instances;
    std::vector<RoutineId> functions;
    std::vector<std::uint32_t> threads;  ///< ThreadId of instance 0, in declaration order
    Place place;
};

// ---------------------------------------------------------------------------------------------
// Properties

/// Built-in properties are always on: deadlock, stuck, lock_cycle, lock_misuse, trap, unguarded,
/// lock_order.
/// They are the first entries of Program::properties, in this order.
enum class BuiltinProperty : std::uint8_t { deadlock, stuck, lock_cycle, lock_misuse, trap, unguarded, lock_order };
inline constexpr std::uint32_t builtin_properties = 7;

/// A text and where it is written.
struct Quotation {
    std::string text, source;
};

/// A rule that can be read in several ways, and how this spec reads it.
struct Reading {
    std::string name;
    std::string of;   ///< the property that it is about
    std::string way;  ///< the one that was chosen, or the first
    Quotation quotation;
};

struct Property {
    enum class Kind : std::uint8_t {
        builtin,
        invariant,    ///< condition holds in every reachable state
        assertion,    ///< no assert of this name fails
        possibility,  ///< from every reachable state, condition can be reached without entering
        reachable,    ///< some reachable state satisfies condition
        progress      ///< on every fair run each state with the trigger is followed by one with the condition
    } kind = Kind::invariant;
    std::string name;
    Place place;
    ExprPtr condition;                         ///< closed: no local, no self
    ExprPtr trigger;                           ///< progress: closed; null: each initial state
    std::uint32_t references = 0;              ///< how many RefIds its binders use
    std::uint32_t locals = 0;                  ///< how many integer binders
    std::vector<StmtId> entering_statements;   ///< possibility: labelled statements (all tracked)
    std::vector<RoutineId> entering_routines;  ///< possibility: functions or thread bodies
    std::string text;                          ///< as written
    std::optional<Quotation> rule;             ///< what it stands for
    Blame blames = Blame::nobody;              ///< of an assertion: where it is asserted once; else nobody
    bool expect_violated = false;
};

struct ExpectedCounts {
    std::optional<std::uint64_t> states, transitions, depth;
    Place place;
};

/// `accept "ID" because "REASON";`: a finding (unused code, a surviving mutant) that the author knows of.
struct Acceptance {
    std::string id;
    std::string reason;
    Place place;  ///< of the id
};

/// The line that accepts it, ready to be pasted into a spec.
[[nodiscard]] std::string acceptance_line(const std::string& id, const std::string& reason);

struct Parameter {
    std::string name;
    Value value = 0, low = 0, high = 0;
    bool boolean = false;
    bool is_default = true;
};

struct Program {
    std::string title;
    std::string file;  ///< as given by the user
    std::vector<std::string> source_notes;
    std::shared_ptr<const syntax::Sources> sources;
    std::vector<Parameter> parameters;
    std::vector<Enumeration> enumerations;
    std::vector<std::string> structures;  ///< names of the structs that objects of kind plain have
    std::vector<Cell> cells;
    std::vector<Object> objects;
    std::vector<Component> components;
    std::vector<Thread> threads;
    std::vector<Routine> routines;
    std::vector<const Stmt*> statements;  ///< by StmtId
    std::vector<Property> properties;
    std::vector<ObjectId> fair_locks;     ///< locks and rwlocks: whoever waits gets it (strong fairness), increasing
    std::vector<LockClass> lock_classes;  ///< of locks, then events, each by first occurrence
    std::vector<Nesting> lock_orders;     ///< declared, whether or not any thread does it
    std::vector<Reading> readings;
    ExpectedCounts counts;                ///< for --reduction none and default parameters
    std::vector<Acceptance> acceptances;  ///< of all files, those of the main spec last; no id twice in one
    std::vector<syntax::Diagnostic> warnings;

    /// Objects of a set, in increasing number. `of` = none: all. Static data, no state is read.
    [[nodiscard]] std::vector<ObjectId> elements(const Set& set, ObjectId of) const;
    /// The number of a struct, new or known.
    [[nodiscard]] std::uint32_t structure(const std::string& name);
    [[nodiscard]] std::vector<ObjectId> fences_of(ObjectId buffer) const;
    /// The thread numbered `decl` of a component instance.
    [[nodiscard]] ThreadId thread_of(ObjectId instance, std::uint32_t decl) const;
    /// The function `name` of the component of `instance`, or none.
    [[nodiscard]] RoutineId function_of(ObjectId instance, const std::string& name) const;
    /// The index of the spec itself among the sources.
    [[nodiscard]] std::uint32_t own_file() const;
    /// Every parameter has the value that the spec gives it.
    [[nodiscard]] bool all_defaults() const;
    /// "true", "-ENODEV"-less plain numbers, enum names, "free" / thread names for owners.
    [[nodiscard]] std::string print(Value value, const ValueType& type) const;
};

// ---------------------------------------------------------------------------------------------
// A state, for people and for comparison. Interpreter and packed system both produce it; equal
// states give equal views.

struct ThreadView {
    /// "end", or the call chain: statement ids of the frames, outer first, "12>45>7": the pending
    /// call in each outer frame, the next statement in the innermost one; then for each tracked
    /// label or function passed since the last step (in increasing id) "!" + "L" id or "F" id.
    std::string position;
    /// Bound cursors of the foreach statements that are active, outer first: "40:iommufd[1].att"
    /// ("40:" where no element is chosen yet), then the elements still to visit, in object order:
    /// "|iommufd[0].att,iommufd[2].att".
    std::vector<std::string> walks;
    /// Locals that are not 0: depth of the frame (outermost 0), name, value.
    struct LocalView {
        std::uint32_t frame = 0;
        std::string name;
        Value value = 0;
        auto operator<=>(const LocalView&) const = default;
    };
    std::vector<LocalView> locals;  ///< sorted
    bool operator==(const ThreadView&) const = default;
};

struct StateView {
    std::vector<Value> cells;  ///< by CellId
    std::vector<ThreadView> threads;
    bool operator==(const StateView&) const = default;
};

}  // namespace revoke_mc::program
