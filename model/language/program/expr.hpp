// Expressions and paths of a checked program (program.hpp has the idea).
//
// A path evaluates to an object, or to none (NULL); an expression to a value. Each kind is a struct that names its
// parts; visit.hpp walks over them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/language/program/node.hpp"
#include "model/language/program/objects.hpp"

namespace revoke_mc::program {

struct Expr;
struct Path;
using ExprPtr = Box<Expr>;
using PathPtr = Box<Path>;

/// An element of an array, `stride` after the one before. A trap (index) unless 0 <= index < count.
struct Element {
    ExprPtr index = {};  ///< none: it is not an array
    std::uint32_t stride = 0, count = 1;
};

// ---------------------------------------------------------------------------------------------
// Paths

enum class Relation : std::uint8_t { buffer, owner, attachment, exporter, context };  ///< of Object

struct NullPath {};
/// The component instance of the running routine.
struct SelfPath {};
struct ObjectPath {
    ObjectId object = none;
};
/// What a reference of the routine is bound to.
struct ReferencePath {
    RefId ref = none;
};
/// The object that far behind another one.
struct MemberPath {
    PathPtr base = {};
    std::uint32_t offset = 0;
    Element element = {};
};
struct RelatedPath {
    PathPtr base = {};
    Relation relation = Relation::buffer;
    bool uses = false;  ///< a driver looks into the attachment `base`; one that has been freed is a trap (lifetime)
};
/// Through a pointer variable: `pointer` must be valid_pointer, the object is base + offset (base: the component
/// instance that declares it); NULL is a trap (lifetime).
struct PointerPath {
    PathPtr base = {};
    std::uint32_t offset = 0;
    ExprPtr pointer = {};
};

struct Path : Node<NullPath, SelfPath, ObjectPath, ReferencePath, MemberPath, RelatedPath, PointerPath> {
    Place place;
};

/// The path that it goes on from, or null.
[[nodiscard]] const Path* base_of(const Path& path);

// ---------------------------------------------------------------------------------------------
// What expressions are about

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

/// `(attachment a of bar where a.listed)`, `(int k in 0..3)`: a name for each element of a set in turn.
struct Binder {
    Set set;
    RefId ref = none;
    LocalId local = none;  ///< of integers, which have no `ref`
    ExprPtr where = {};    ///< none: all elements
};

/// A thread instance named in an expression: thread `decl` of the component instance `instance`
/// (threads of an instance: Program::thread_of(object, decl)); `current` = the running thread.
struct ThreadPath {
    bool current = false;
    PathPtr instance = {};
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

// ---------------------------------------------------------------------------------------------
// Expressions

struct Constant {
    Value value = 0;
};
struct LocalRead {
    LocalId local = none;
};
/// The integer variable of a quantifier, each or `any` filter around it.
struct BoundRead {
    LocalId local = none;
};
/// A cell of an object: first + offset + the element's.
struct CellRead {
    PathPtr object = {};
    std::uint32_t offset = 0;
    Element element = {};
};
struct Unary {
    Op op = Op::not_;
    ExprPtr operand = {};
};
struct Binary {
    Op op = Op::add;
    ExprPtr left = {}, right = {};
};
struct Conditional {
    ExprPtr condition = {}, yes = {}, no = {};
};
/// forall (`all`) or exists.
struct Quantifier {
    bool all = true;
    Binder over;
    ExprPtr body = {};
};
/// Both are the same object.
struct Same {
    PathPtr left = {}, right = {};
};
struct IsNull {
    PathPtr path = {};
};
struct IsMode {
    PathPtr attachment = {};
    AttachmentMode mode = AttachmentMode::static_;
};
/// The component of the instance has a function of that name.
struct Has {
    PathPtr instance = {};
    std::string function = {};
};
/// The thread holds a lock or rwlock, in any mode.
struct Holds {
    PathPtr lock = {};
    ThreadPath thread;
};
/// The thread's active statement, or one in its call chain, lies in one of `statements` (labelled ones).
struct At {
    ThreadPath thread;
    std::vector<StmtId> statements = {};
    RoutineId body = none;                 ///< until labels are looked up: of the thread, ...
    std::vector<std::string> labels = {};  ///< ... and what they are called
};
/// The routine is on the thread's call stack.
struct InRoutine {
    ThreadPath thread;
    RoutineId routine = none;
};
/// The thread has passed `rest:` since its last step, or has ended (properties only).
struct AtRest {
    ThreadPath thread;
};
/// No dependency mark is set in the fence.
struct Ready {
    PathPtr fence = {};
};
/// No mark is left in the running thread's snapshot.
struct SnapshotSignaled {};
/// None of the cells is above its initial value (properties only).
struct NothingLeft {
    std::vector<CellId> cells = {};
};
/// The running thread is not in atomic context.
struct MaySleep {};
/// The running function was called by code of this side.
struct CalledBy {
    Blame side = Blame::nobody;
};
/// Some thread stands before `nesting.taken` and holds `nesting.held`; or, if that is none, some work of the class
/// `held` is queued (properties only).
struct Nests {
    Nesting nesting;
};

struct Expr
    : Node<Constant, LocalRead, BoundRead, CellRead, Unary, Binary, Conditional, Quantifier, Same, IsNull, IsMode, Has,
           Holds, At, InRoutine, AtRest, Ready, SnapshotSignaled, NothingLeft, MaySleep, CalledBy, Nests> {
    Place place;
    ValueType type;
};

/// It is this operation.
template <class Operation>
[[nodiscard]] bool is_op(const Expr& expr, Op op) {
    const auto* operation = expr.as<Operation>();
    return operation && operation->op == op;
}

}  // namespace revoke_mc::program
