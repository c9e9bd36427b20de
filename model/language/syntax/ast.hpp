// The syntax tree: what the author wrote, nothing resolved, every node with its place.
//
// One struct per category with a kind, rather than a class per production: the checker is the only
// reader, and it switches on the kind. Which fields a kind uses is said beside it; the others stay
// empty. specs/README.md is the language reference.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/language/syntax/place.hpp"

namespace revoke_mc::syntax {

struct Expr;
struct Stmt;
using ExprPtr = std::unique_ptr<Expr>;
using StmtPtr = std::unique_ptr<Stmt>;

/// `(iommufd i)`, `(attachment a of bar where a.listed)`, `(int k in 0..3)`; used by quantifiers,
/// foreach, each, any.
struct Binder {
    Place place;
    std::string type;   ///< component name, "attachment", "mapping", "fence" or "int"
    std::string name;   ///< empty for any (0..3 where c)
    ExprPtr of;         ///< set owner, or null
    ExprPtr low, high;  ///< for int ranges
    ExprPtr where;      ///< filter, or null
};

enum class ExprKind : std::uint8_t {
    integer,      ///< value
    boolean,      ///< value 0/1
    null,         ///< NULL
    name,         ///< text
    unary,        ///< text in {"!", "-", "&"}; args[0]
    binary,       ///< text in {"+","-","*","/","%","==","!=","<","<=",">",">=","&&","||","implies"}; args[0..1]
    conditional,  ///< args[0] ? args[1] : args[2]
    call,         ///< args[0] = callee (name or member), args[1..] = arguments
    member,       ///< args[0] . text (both "." and "->"; value 1 if written "->")
    index,        ///< args[0] [ args[1] ]
    forall,       ///< binder; args[0] = body
    exists,       ///< binder; args[0] = body
    at,           ///< args[0] @ labels ("T @ L", "T @ {L1, L2}")
    in_function,  ///< args[0] in args[1] ("T in f", args[1] a name or member expression)
    has,          ///< has args[0] (a member expression: has b->exporter.attach)
    is,           ///< args[0] is text ("a is STATIC")
    any,          ///< any;  any(lo..hi where c): binder set if a range is given. "it" names the value:
                  ///< the declared variable's own name may be used in `where`
    initializer   ///< { a, b, c } for arrays
};

struct Expr {
    ExprKind kind = ExprKind::integer;
    Place place;
    std::int64_t value = 0;
    std::string text;
    std::vector<ExprPtr> args;
    std::vector<std::string> labels;
    std::optional<Binder> binder;
};

/// `int`, `int<lo..hi>`, `bool`, a named type, with * for a reference.
struct TypeName {
    Place place;
    std::string name;  ///< "void", "int", "bool", or an identifier (enum, struct, component, lock ...)
    bool pointer = false;
    ExprPtr low, high;  ///< int<lo..hi>
};

/// One declared variable: field, component variable, local or parameter.
struct Variable {
    Place place;
    TypeName type;
    std::string name;
    ExprPtr array;            ///< [K], or null
    bool per_buffer = false;  ///< per dma_buf: one for each buffer
    ExprPtr initial;          ///< = e, or null
    bool ghost = false;
    bool constant = false;
    bool released = false;  ///< __released
    ExprPtr guarded_by;     ///< __guarded_by(lock), or null
};

enum class StmtKind : std::uint8_t {
    block,      ///< body
    declare,    ///< variables (locals; initial values are assignments)
    assign,     ///< exprs[0] text exprs[1]; text in {"=","+=","-="}
    increment,  ///< exprs[0] text; text in {"++","--"}
    call,       ///< exprs[0] is a call whose value is dropped
    if_,        ///< exprs[0]; body[0]; body[1] optional
    while_,     ///< exprs[0]; body[0]
    loop,       ///< body[0]
    either,     ///< body = the branches
    foreach,    ///< binder; body[0]
    each,       ///< binder; body[0]
    atomic,     ///< body[0]
    ghost,      ///< body[0]
    await,      ///< exprs[0]
    assert_,    ///< exprs[0]; text = name (as NAME) or ""; blames = word or ""
    bound,      ///< exprs[0]; text = the message
    skip,
    break_,
    continue_,
    goto_,    ///< text = label
    return_,  ///< exprs[0] optional
    labelled  ///< text = label ("rest" for rest:; the event for waits, signalling); body[0] the statement; see Label
};

/// What a label says: `L:`, `fair L:`, `waits EVENT:`, `signalling EVENT:`.
enum class Label : std::uint8_t { plain, fair, waits, signalling };

struct Stmt {
    StmtKind kind = StmtKind::skip;
    Place place;
    Place end;  ///< just behind the statement's last character (for showing its text)
    std::string text;
    std::string blames;
    bool or_trap = false;  ///< assert: `or trap`
    Label label = Label::plain;
    std::optional<std::uint32_t> point;  ///< skip: the point of a log that passing it is, see instrument.hpp
    std::vector<ExprPtr> exprs;
    std::vector<StmtPtr> body;
    std::vector<Variable> variables;
    std::optional<Binder> binder;
};

struct Function {
    Place place;
    TypeName result;
    std::string name;
    std::vector<Variable> parameters;
    StmtPtr body;
    bool ghost = false;
    bool predicate = false;  ///< `predicate name(params) = expr;`: value set, no body
    ExprPtr value;
    enum class Context : std::uint8_t { any, atomic, irq } context = Context::any;  ///< __atomic_context, __irq_context
    bool override_ = false;  ///< `override` in front, at top level: name is "component.function"
};

/// thread, device, work.
struct Thread {
    Place place;
    enum class Kind : std::uint8_t { thread, device, work } kind = Kind::thread;
    std::string name;
    ExprPtr array;                     ///< work w[K](int k)
    std::vector<Variable> parameters;  ///< at most one, for work
    StmtPtr body;
};

/// `attachment att of bar : dynamic;`, `mapping m[K] of att;`, `fence f[K] of bar context ring;`
struct Attached {
    Place place;
    enum class Kind : std::uint8_t { attachment, mapping, fence } kind = Kind::attachment;
    std::string name;
    ExprPtr array;
    std::string of;
    std::string mode;     ///< static | pin_legacy | pin_revocable | dynamic (attachments)
    std::string context;  ///< `context ring`: a dma_fence_context of the component (fences), or empty
};

/// `per buffer { ... }`, `per attachment { ... }`, `object bo { ... }`
struct Group {
    Place place;
    enum class Kind : std::uint8_t { per_buffer, per_attachment, object } kind = Kind::object;
    std::string name;  ///< of an object
    std::vector<Variable> variables;
};

struct Component {
    Place place;
    std::string role;  ///< exporter | importer | user
    std::string name;
    ExprPtr count;  ///< [N], or null
    bool ordered = false;
    std::vector<Variable> variables;
    std::vector<Attached> attached;
    std::vector<Group> groups;
    std::vector<Function> functions;
    std::vector<Thread> threads;
};

struct Param {
    Place place;
    bool boolean = false;  ///< param bool X = true;
    std::string name;
    ExprPtr low, high, initial;
};

struct Constant {
    Place place;
    std::string name;
    ExprPtr value;
};

/// A name with its place: a value of an enum, an event, `dma_buf.resv` in a lock order.
struct NamedPlace {
    Place place;
    std::string name;
};

struct Enum {
    Place place;
    std::string name;
    std::vector<NamedPlace> values;
};

struct Struct {
    Place place;
    std::string name;
    std::vector<Variable> fields;
};

/// `dma_buf bar of vfio;`
struct Buffer {
    Place place;
    std::string name;
    std::string exporter;
};

enum class PropertyForm : std::uint8_t {
    always,      ///< always P [as NAME];
    never,       ///< never P [as NAME];
    leak,        ///< never leak;
    named,       ///< always no_dma_after_revoke; (a list gives several Property nodes): name of
                 ///< asserts or of a library property
    possible,    ///< always possible P [without entering F] [as NAME];
    reachable,   ///< possible P [as NAME];  a witness exists
    leads_to,    ///< always P leads_to Q [as NAME];
    eventually,  ///< eventually P [as NAME];
    terminates   ///< terminates T [as NAME];  T comes to rest each time that it has left it
};

struct Property {
    Place place;
    PropertyForm form = PropertyForm::always;
    std::string name;            ///< as NAME; or `always a: P`; or empty
    ExprPtr condition;           ///< leads_to: Q; terminates: the thread
    ExprPtr trigger;             ///< leads_to: P; else null
    ExprPtr entering;            ///< F: name, member, or at-expression; or null
    std::optional<Binder> each;  ///< `for each iommufd i`; `always forall (T i) (...)` is a plain expression
    std::string blames;
};

/// `fair lock bar.resv [for each M i];`: who waits for it gets it in the end (strong fairness).
struct FairLock {
    Place place;
    ExprPtr lock;
    std::optional<Binder> each;
};

/// `lock order A -> B -> C;`: what holds A may wait for B, though no thread of the spec does.
struct LockOrder {
    Place place;
    std::vector<NamedPlace> classes;
};

enum class ExpectForm : std::uint8_t { holds, violated, counts };

struct Expect {
    Place place;
    ExpectForm form = ExpectForm::holds;
    std::vector<std::string> names;  ///< empty for a bare `expect holds;`
    std::vector<Place> name_places;
    std::string every;  ///< holds: a parameter, for every number that it may be; or empty
    Place every_place;
    std::optional<std::uint64_t> states, transitions, depth;
};

/// `accept "ID" because "REASON";`
struct Accept {
    Place place;  ///< of the first text
    std::string id;
    Place reason_place;
    std::string reason;
};

/// A text and where it is written: of a rule, of one way to read it.
struct Quotation {
    std::string text;
    std::string source;
};

/// `rule NAME "TEXT" source "WHERE";`: what a property stands for.
struct Rule {
    NamedPlace name;
    Quotation quotation;
};

/// `reading NAME of PROPERTY { WAY "TEXT" source "WHERE"; ... }`: ways to read a rule; the first is the default.
struct Reading {
    NamedPlace name, of;
    std::vector<NamedPlace> ways;
    std::vector<Quotation> quotations;  ///< by way
};

/// `reading NAME = WAY;`: the way that a spec reads it.
struct Choice {
    NamedPlace reading, way;
};

/// What a kernel function is called with: `m.att` of what the spec's function is called with; `new f`: an object that
/// did not exist before, whatever has had its address; `_`: nothing that the spec knows.
struct LogArgument {
    ExprPtr path;
    bool fresh = false;
};

/// `optional call dma_resv_add_fence(_, new f) returns a as "name";`, a line of `log { ... }`.
struct LogEntry {
    enum class Kind : std::uint8_t {
        function,  ///< its entry and its return
        call,
        returned,
        step  ///< `step gpu.move @ moved`
    } kind = Kind::function;
    Place place;
    bool optional = false;  ///< may be passed without being logged
    ExprPtr where;          ///< a function; step: an at-expression of a function or a thread, with one label or more
    std::vector<LogArgument> arguments;
    ExprPtr result;    ///< the object whose address the kernel's function returns; `_`: what means nothing; or null
    std::string name;  ///< the kernel's; empty: as in the spec
    bool tracepoint = false;  ///< the name is that of a tracepoint
};

/// `use dma_buf;` or `use "vfio.rvk";`
struct Use {
    Place place;
    std::string name;
    bool file = false;
};

/// One file.
struct File {
    std::uint32_t file = 0;
    bool library = false;  ///< `library NAME;` instead of `spec "...";`
    std::string title;
    Place title_place;
    std::vector<std::string> sources;
    std::vector<Use> uses;
    std::vector<Param> params;
    std::vector<Constant> constants;
    std::vector<Enum> enums;
    std::vector<Struct> structs;
    std::vector<Buffer> buffers;
    std::vector<Component> components;
    std::vector<Function> functions;  ///< top level; includes overrides
    std::vector<Property> properties;
    std::vector<FairLock> fair_locks;
    std::vector<NamedPlace> events;
    std::vector<LockOrder> lock_orders;
    std::vector<Rule> rules;
    std::vector<Reading> readings;
    std::vector<Choice> choices;
    std::vector<Expect> expects;
    std::vector<Accept> accepts;
    std::vector<LogEntry> log;
};

}  // namespace revoke_mc::syntax
