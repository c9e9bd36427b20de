// Everything that has a name: the tables that the checker fills first and then reads.
//
// Names live in two spaces, as in C: types (structs, enums, components) and values (parameters,
// constants, enum values, error codes, buffers, components, functions). A component has its own members
// besides. A *shape* says what the objects of one kind consist of, with the offsets that the checked
// program uses; an *object type* says what is known of an object while code is checked: a parameter
// `attachment *a` may be any attachment, a member `att` is one of a known importer and buffer.
//
// All tables are deques or maps: pointers into them stay valid.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/language/check/world/report.hpp"
#include "model/language/program/build.hpp"
#include "model/language/program/program.hpp"
#include "model/language/syntax/ast.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/language/syntax/print.hpp"

namespace revoke_mc::check {

namespace ast = revoke_mc::syntax;
namespace core = revoke_mc::program;
using core::none;
// What makes nodes of the checked program.
using core::boolean_type;
using core::clone;
using core::constant_value;
using core::integer_type;
using core::make_block;
using core::make_choice;
using core::make_constant;
using core::make_expr;
using core::make_local;
using core::make_member;
using core::make_not;
using core::make_object;
using core::make_path;
using core::make_reference;
using core::make_same;
using core::make_stmt;
using core::make_test;
using core::make_truth;
using core::one_of;
using core::Place;
using core::plain_int;
using core::same_path;
using core::StmtPtr;
using core::Stmts;

struct Shape;

/// What is known of an object.
struct ObjectType {
    core::ObjectKind kind = core::ObjectKind::plain;
    const Shape* shape = nullptr;        ///< its members; null: an instance of some component
    core::ComponentId component = none;  ///< component: which one, if known
    core::ComponentId exporter = none;   ///< buffer, attachment, mapping, fence: the exporter's component, if known
    core::ComponentId owner =
        none;  ///< attachment, mapping, fence, heap object: the component that declares it, if known
};

/// A member: a scalar or an object, or an array of them.
struct Field {
    std::string name;
    Place place;
    bool is_object = false;
    bool is_array = false;
    bool per_buffer = false;  ///< of a fence: one element for each buffer, numbered as World::buffers
    std::uint32_t count = 1;
    std::uint32_t cell_offset = 0, object_offset = 0;  ///< of the first element
    std::uint32_t cell_stride = 1, object_stride = 0;
    core::ValueType type;             ///< scalar
    const Shape* target = nullptr;    ///< scalar of pointer type: what it points to
    std::uint32_t target_offset = 0;  ///< ... and the object offset of that in the component's instance
    ObjectType object;                ///< object
    bool ghost = false;
    const ast::Variable* variable = nullptr;  ///< initial value, guard; null for attached things and work
    const ast::Attached* attached = nullptr;
};

/// What the objects of one kind consist of.
struct Shape {
    core::ObjectKind kind = core::ObjectKind::plain;
    std::string name;
    bool spin = false;                   ///< a lock that hardware may take
    core::ComponentId component = none;  ///< whose names its initial values and guards may use
    std::deque<Field> fields;
    std::uint32_t cells = 0;    ///< of one object, nested ones included
    std::uint32_t objects = 0;  ///< nested ones
    [[nodiscard]] const Field* find(const std::string& name) const;
};

/// A value that is known before anything runs.
struct ConstantValue {
    core::ValueType type;
    core::Value value = 0;
};

struct Parameter {
    std::string name;
    Place place;
    bool reference = false;
    core::ValueType type;  ///< by value
    ObjectType object;     ///< by reference
    const ast::Expr* initial = nullptr;
};

struct Function {
    const ast::Function* source = nullptr;
    const ast::File* file = nullptr;
    std::string full_name;  ///< "vfio.revoke"
    core::ComponentId component = none;
    core::RoutineId routine = none;  ///< none for predicates
    std::vector<Parameter> parameters;
    std::optional<core::ValueType> result;  ///< nothing: void
    bool broken = false;                    ///< an error in it has been reported
};

/// A thread declaration of a component.
struct Thread {
    const ast::Thread* source = nullptr;
    std::uint32_t decl = 0;   ///< first number in its component
    std::uint32_t count = 1;  ///< work w[K]: K numbers
    core::RoutineId routine = none;
};

struct Component {
    const ast::Component* source = nullptr;
    const ast::File* file = nullptr;
    core::ComponentId number{0};
    std::uint32_t count = 1;
    bool replicated = false, ordered = false;
    Shape shape;                                                  ///< of an instance
    Shape buffer, attachment;                                     ///< of an exporter's buffers and their attachments
    std::map<std::string, Shape> heap;                            ///< `object mr { }`
    std::map<std::string, std::vector<ConstantValue>> constants;  ///< per instance
    std::map<std::string, Function*> functions;
    std::deque<Thread> threads;
    std::uint32_t thread_decls = 0;  ///< threads of one instance
    [[nodiscard]] const Thread* find_thread(const std::string& name) const;
    [[nodiscard]] core::Blame role() const;
};

struct Buffer {
    const ast::Buffer* source = nullptr;
    core::ComponentId exporter = none;
    core::ObjectId object = none;
};

using BufferId = Id<Buffer>;  ///< index into World::buffers

/// A name of the value space.
struct Global {
    enum class Kind : std::uint8_t { constant, buffer, component, function } kind = Kind::constant;
    Place place;
    const ast::Expr* definition = nullptr;  ///< a constant that is not evaluated yet
    std::optional<ConstantValue> value;     ///< a constant that is
    bool evaluating = false, broken = false;
    bool used = false;  ///< a constant: some expression names it
    BufferId buffer = none;
    core::ComponentId component = none;
    Function* function = nullptr;
};

/// A name of the type space.
struct TypeEntry {
    enum class Kind : std::uint8_t { structure, enumeration, component } kind = Kind::structure;
    Place place;
    const ast::Struct* structure = nullptr;
    core::EnumerationId enumeration = none;
    core::ComponentId component = none;
    Shape shape;             ///< of a structure, once laid out
    std::size_t height = 0;  ///< of a structure: how deep they are nested, itself included
    bool laid_out = false, laying_out = false, broken = false;
};

struct World {
    explicit World(const ast::Loaded& loaded_files) : loaded(loaded_files) {}
    const ast::Loaded& loaded;
    ast::StatementTexts texts{loaded.sources};
    Report report;
    core::Program program;
    std::map<std::string, Global> globals;
    std::map<std::string, TypeEntry> types;
    Indexed<core::ComponentId, Component, std::deque<Component>> components;
    Indexed<BufferId, Buffer, std::deque<Buffer>> buffers;
    std::deque<Function> functions;
    std::deque<ast::Thread> releases;  ///< made, not written: release.cpp
    Shape lock, spinlock, rwlock, work;
    /// `return` in the body of a work: the block that it goes to the start of.
    std::map<const core::Stmt*, const core::Stmt*> work_returns;
    /// Asserts that are traps where the spec does not claim their names.
    std::set<const core::Stmt*> or_trap;
    /// Pointer variables, each with the heap object that it may point to.
    std::vector<std::pair<core::ObjectId, core::CellId>> pointers;
    /// Some driver looks into an attachment: whether dma_buf_detach() has freed it matters.
    bool uses_attachments = false;
    /// Where the library says that one has been freed.
    std::vector<core::Stmt*> freeing;
    /// `without entering`, by property.
    std::vector<std::pair<core::PropertyId, const ast::Expr*>> entering;
    std::size_t expansions = 0;                ///< of predicates
    std::size_t depth = 0;                     ///< of the expression being checked, with what it is made of
    std::size_t open_structures = 0;           ///< being laid out
    std::size_t inner_height = 0;              ///< of the highest structure seen in the one being laid out
    std::uint32_t threads = 0;                 ///< thread instances of the whole program
    core::ComponentId single_exporter = none;  ///< if all buffers have the same exporter

    [[nodiscard]] const ast::File& main() const { return loaded.files.back(); }
    [[nodiscard]] const ast::Sources& sources() const { return *program.sources; }
    void error(Place place, std::string message, std::string hint = {}) {
        report.error(place, std::move(message), std::move(hint));
    }
    /// Does it stand in the kernel library? What is there, the author of a spec cannot change.
    [[nodiscard]] bool in_kernel(Place place) const { return sources().files[place.file].is_kernel(); }
    [[nodiscard]] TypeEntry* find_type(const std::string& name);
    /// Functions that a dispatch of this name may reach, in the order of the components.
    [[nodiscard]] std::vector<const Function*> candidates(const std::string& name) const;
};

/// EXPORTER, IMPORTER, ... after `blames`; nobody if there is no word, nothing for a wrong one.
[[nodiscard]] std::optional<core::Blame> blame_of(const std::string& word);
[[nodiscard]] std::string describe(const World& world, const core::ValueType& type);
[[nodiscard]] std::string describe(const World& world, const ObjectType& type);

}  // namespace revoke_mc::check
