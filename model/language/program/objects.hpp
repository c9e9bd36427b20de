// Variables, objects, classes of locks: the storage of a checked program (program.hpp has the idea).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "explorer/base/id.hpp"
#include "model/language/syntax/place.hpp"

namespace revoke_mc::program {

using syntax::Place;

using CellId = Id<struct Cell>;
using ObjectId = Id<struct Object>;
using InstanceId = Id<struct InstanceTag>;     ///< of a component, from 0
using ThreadId = Id<struct Thread>;            ///< a thread instance, index into Program::threads
using RoutineId = Id<struct Routine>;          ///< a function or a thread body, index into Program::routines
using ComponentId = Id<struct Component>;      ///< index into Program::components
using PropertyId = Id<struct Property>;        ///< index into Program::properties
using EnumerationId = Id<struct Enumeration>;  ///< index into Program::enumerations
using StructureId = Id<struct StructureTag>;   ///< index into Program::structures
using StmtId = Id<struct Stmt>;                ///< index into Program::statements
using LocalId = Id<struct Local>;              ///< scalar local of a routine (parameters by value included)
using RefId = Id<struct Reference>;            ///< reference of a routine: parameter, binder or `T *p = ...` local
using revoke_mc::none;

using Value = std::int32_t;

/// Values of a pointer.
inline constexpr Value null_pointer = 0, valid_pointer = 1, dangling_pointer = 2;

/// How a value is printed and what it may be. Leaving [low, high] is a trap.
struct ValueType {
    enum class Kind : std::uint8_t {
        boolean,
        integer,
        enumeration,  ///< enumeration = index into Program::enumerations
        pointer,      ///< 0 = NULL, 1 = the component's own object `target`, 2 = what that was before it was freed
        owner         ///< lock owner: 0 = free, 1 + ThreadId
    } kind = Kind::integer;
    EnumerationId enumeration = none;
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
    ComponentId component = none;  ///< whose block it lives in: index into Program::components,
    InstanceId instance = none;    ///< none = global
    bool released = false;         ///< __released: what is above its initial value at the end has leaked
    ObjectId guard = none;         ///< __guarded_by: a write by a thread that does not hold it is an error
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
    work,    ///< cell 0 = pending (bool); then per thread t: cell 1+2t = what it waits for (a WorkWait), 2+2t = it
             ///< cancels (bool)
    plain    ///< any other struct (kref, completion, ...)
};

/// What a thread that flushes a work waits for. `over`: that run has ended, and another one has begun.
enum class WorkWait : std::uint8_t { nothing, queued, running, over };

enum class AttachmentMode : std::uint8_t { static_, pin_legacy, pin_revocable, dynamic };

/// Locks that are declared in one place, as lockdep has it; or a work, which its worker holds while it runs and which
/// is asked for by who flushes or cancels it; or an event, which is waited for as a lock is.
struct LockClass {
    std::string name;  ///< "dma_buf.resv" (of every buffer), "iommufd.pages" (of every instance), "dma_fence"
    bool event = false;
    Place place;
    bool spin = false;     ///< of spinlocks
    bool hardirq = false;  ///< an event: interrupt handlers hold it, who can be interrupted waits for it
};
using ClassId = Id<LockClass>;  ///< index into Program::lock_classes

/// "Who holds `held` may wait for `taken`": an edge of the order in which locks are taken.
struct Nesting {
    ClassId held = none, taken = none;
    auto operator<=>(const Nesting&) const = default;
};

/// Something that a reference can point to.
struct Object {
    ObjectKind kind = ObjectKind::plain;
    std::string name;              ///< "iommufd[1].att"
    ComponentId component = none;  ///< component: which; member: of whose block; none = global
    InstanceId instance = none;
    CellId first_cell{0};
    std::uint32_t cells = 0;     ///< including those of nested objects
    std::uint32_t objects = 0;   ///< nested objects; they are the next numbers
    ObjectId owner = none;       ///< attachment, mapping, fence, heap: the component instance
    ObjectId buffer = none;      ///< attachment, mapping, fence: its dma_buf
    ObjectId attachment = none;  ///< mapping: its attachment
    ObjectId context = none;     ///< fence: its dma_fence_context, if it has one
    ObjectId exporter = none;    ///< buffer: the component instance
    AttachmentMode mode = AttachmentMode::dynamic;
    ThreadId worker = none;        ///< work: the thread that runs it
    ClassId lock_class = none;     ///< lock, rwlock, work
    bool spin = false;             ///< lock: a spinlock, whose holder must not sleep
    StructureId structure = none;  ///< plain: index into Program::structures
    std::vector<CellId> pointers;  ///< heap: the variables that may point to it
    CellId freed = none;           ///< attachment: the flag that dma_buf_detach() has freed it
    std::vector<CellId> depends;   ///< fence used in job_depends: one mark per fence, in the order of
                                   ///< Program::fences(); else empty

    // Where the marks of a thread lie (see ObjectKind).
    [[nodiscard]] CellId reads_cell(ThreadId thread) const { return first_cell + 1 + 2 * std::size_t{thread.number()}; }
    [[nodiscard]] CellId waits_cell(ThreadId thread) const { return first_cell + 2 + 2 * std::size_t{thread.number()}; }
    [[nodiscard]] CellId flusher_cell(ThreadId thread) const {
        return first_cell + 1 + 2 * std::size_t{thread.number()};
    }
    [[nodiscard]] CellId canceller_cell(ThreadId thread) const {
        return first_cell + 2 + 2 * std::size_t{thread.number()};
    }
};

/// The value of an owner cell while the thread owns the lock.
[[nodiscard]] constexpr Value owned_by(ThreadId thread) { return static_cast<Value>(1 + thread.number()); }
/// Whose an owner cell with that value is; the lock must not be free.
[[nodiscard]] constexpr ThreadId owner_of(Value owner) { return ThreadId{static_cast<std::size_t>(owner) - 1}; }

}  // namespace revoke_mc::program
