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

#include "model/language/program/code.hpp"
#include "model/language/program/log.hpp"
#include "model/language/program/view.hpp"

namespace revoke_mc::program {

struct Thread {
    std::string name;  ///< "iommufd[1].ioctl", "vfio.reset", "token[0].unmap[1]"
    enum class Kind : std::uint8_t { thread, device, work } kind = Kind::thread;
    RoutineId routine = none;
    ObjectId self = none;  ///< the component instance
    ComponentId component = none;
    InstanceId instance = none;
    std::uint32_t decl = 0;         ///< number of the thread in its component (work w[K] takes K numbers)
    std::optional<Value> argument;  ///< work: value of its parameter (Routine::parameters[0])
    std::vector<CellId> snapshot;   ///< if it may take one: one mark per fence, in the order of Program::fences()
};

struct Component {
    std::string name;
    Blame role = Blame::user;  ///< exporter, importer or user
    std::uint32_t count = 1;
    bool replicated = false;
    bool ordered = false;
    Indexed<InstanceId, ObjectId> instances;
    std::vector<RoutineId> functions;
    std::vector<ThreadId> threads;  ///< of instance 0, in declaration order
    Place place;
};

// ---------------------------------------------------------------------------------------------
// Properties

/// Built-in properties are always on: deadlock, stuck, lock_cycle, lock_misuse, trap, unguarded,
/// lock_order, sleeping_in_atomic.
/// They are the first entries of Program::properties, in this order.
enum class BuiltinProperty : std::uint8_t {
    deadlock,
    stuck,
    lock_cycle,
    lock_misuse,
    trap,
    unguarded,
    lock_order,
    sleeping_in_atomic
};
inline constexpr std::uint32_t builtin_properties = 8;
[[nodiscard]] constexpr PropertyId id_of(BuiltinProperty property) {
    return PropertyId{static_cast<std::size_t>(property)};
}

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
        leak,         ///< a possibility: nothing that has to be given back is left
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

    /// It asks what can be reached from each state.
    [[nodiscard]] bool is_possibility() const { return kind == Kind::possibility || kind == Kind::leak; }
};

/// As documents and dumps call it: "invariant".
[[nodiscard]] std::string to_text(Property::Kind kind);

/// Where the library's struct fence has what the built-in operations on fences look at.
struct FenceFields {
    std::optional<std::uint32_t> pending, in_resv;  ///< offset of `pending`, and of the first of `in_resv`
    std::uint32_t per_buffer = 0;                   ///< 1: one `in_resv` for each buffer, in their order; 0: one
};

struct ExpectedCounts {
    std::optional<std::uint64_t> states, transitions, depth;
    Place place;
};

/// `expect holds NAMES for every N;`
struct EveryNumber {
    std::string parameter;
    std::vector<std::string> names;  ///< of properties; none: all that are about states or steps and expected to hold
    Place place;                     ///< of the parameter
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
    Indexed<EnumerationId, Enumeration> enumerations;
    Indexed<StructureId, std::string> structures;  ///< names of the structs that objects of kind plain have
    Indexed<CellId, Cell> cells;
    Indexed<ObjectId, Object> objects;
    Indexed<ComponentId, Component> components;
    Indexed<ThreadId, Thread> threads;
    Indexed<RoutineId, Routine> routines;
    Indexed<StmtId, const Stmt*> statements;
    Indexed<PropertyId, Property> properties;
    std::vector<ObjectId> fair_locks;  ///< locks and rwlocks: whoever waits gets it (strong fairness), increasing
    Indexed<ClassId, LockClass> lock_classes;  ///< of locks and works, then events, each by first occurrence
    std::vector<Nesting> lock_orders;          ///< declared, whether or not any thread does it
    std::vector<Reading> readings;
    FenceFields fence_fields;  ///< of struct fence
    ExpectedCounts counts;     ///< for --reduction none and default parameters
    std::vector<EveryNumber> every_number;
    Indexed<LogPointId, LogPoint> log;    ///< of the spec's own table
    bool instrumented = false;            ///< ... and each of them is a step
    std::vector<Acceptance> acceptances;  ///< of all files, those of the main spec last; no id twice in one
    std::vector<syntax::Diagnostic> warnings;

    /// Objects of a set, in increasing number. `of` = none: all. Static data, no state is read.
    [[nodiscard]] std::vector<ObjectId> elements(const Set& set, ObjectId of) const;
    /// The class of that name, or none.
    [[nodiscard]] ClassId find_class(const std::string& name) const;
    /// "An interrupt handler runs on this CPU", or none if there is no spinlock that one could wait for.
    [[nodiscard]] ClassId hardirq() const;
    /// How many spinlocks one thread can hold: that is how deep spin_lock_irqsave() can nest.
    [[nodiscard]] std::uint32_t spinlocks() const;
    /// The number of a struct, new or known.
    [[nodiscard]] StructureId number_of_struct(const std::string& name);
    [[nodiscard]] std::vector<ObjectId> fences() const;
    /// The usage with which a fence is in the reservation object of a buffer (`in_resv` of struct fence).
    [[nodiscard]] CellId usage_cell(ObjectId fence, ObjectId buffer) const;
    /// The thread numbered `decl` of a component instance.
    [[nodiscard]] ThreadId thread_of(ObjectId instance, std::uint32_t decl) const;
    /// What a variable may be at the end without having leaked.
    [[nodiscard]] Value most_at_end(CellId cell) const;
    /// The function `name` of the component of `instance`, or none.
    [[nodiscard]] RoutineId function_of(ObjectId instance, const std::string& name) const;
    /// The index of the spec itself among the sources.
    [[nodiscard]] std::uint32_t own_file() const;
    /// Every parameter has the value that the spec gives it.
    [[nodiscard]] bool all_defaults() const;
    /// "true", "-ENODEV"-less plain numbers, enum names, "free" / thread names for owners.
    [[nodiscard]] std::string print(Value value, const ValueType& type) const;
};

}  // namespace revoke_mc::program
