// What the checker knows while it reads one expression: which names are in scope, whose members bare
// names mean, and where calls go.
//
// An *operand* is a checked expression: a value with its core expression, or an object with the path to
// it. A predicate is expanded where it is used, in a context of its own: its parameters stand for
// operands, its bare member names mean the instance that it was named on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/language/check/world/world.hpp"

namespace revoke_mc::check {

/// A checked expression.
struct Operand {
    enum class Kind : std::uint8_t { error, value, object, null } kind = Kind::error;
    Place place;
    core::ExprPtr expr;              ///< value
    const Field* field = nullptr;    ///< value: the member that it reads, if it is one
    core::LocalId local = none;      ///< value: the local that it reads, if it is one
    const Shape* target = nullptr;   ///< value of pointer type
    core::PathPtr path;              ///< object; for a pointer value: the object behind it
    ObjectType object;               ///< object; for a pointer value: what it points to
    bool relation = false;           ///< object: found through .importer or .exporter, so calls are dispatched
    bool nullable = false;           ///< object: a reference parameter that may be NULL
    bool ghost = false;              ///< a ghost variable or local
    bool constant_variable = false;  ///< a constant, a binder: cannot be written

    [[nodiscard]] bool ok() const { return kind != Kind::error; }
    [[nodiscard]] bool is_value() const { return kind == Kind::value; }
    [[nodiscard]] bool is_object() const { return kind == Kind::object; }
};

[[nodiscard]] Operand clone(const Operand& operand);
[[nodiscard]] Operand value_operand(core::ExprPtr expr);
[[nodiscard]] Operand object_operand(core::PathPtr path, ObjectType type);

/// A name that a function, a binder or a predicate's parameter list brought in.
struct Symbol {
    enum class Kind : std::uint8_t { local, bound, reference, operand } kind = Kind::local;
    std::string name;
    Place place;
    core::LocalId local = none;
    core::ValueType type;
    core::RefId ref = none;
    ObjectType object;
    bool nullable = false;
    bool ghost = false;
    bool constant = false;  ///< a local that is never written again
    std::shared_ptr<Operand> operand;
};

struct Scope {
    explicit Scope(const Scope* outer_scope) : outer(outer_scope) {}
    const Scope* outer = nullptr;
    std::vector<Symbol> symbols;
    [[nodiscard]] const Symbol* find(const std::string& name) const;
};

/// Hands out the numbers of locals and references; keeps temporaries for use again.
class Numbers {
public:
    core::LocalId local(std::string name, core::ValueType type);
    core::RefId reference(std::string name);
    /// The `index`-th temporary of a statement.
    core::LocalId temporary(std::uint32_t index, core::ValueType type);
    Indexed<core::LocalId, core::Local> locals;
    Indexed<core::RefId, core::Reference> references;

private:
    struct Temporary {
        std::uint32_t index;
        core::ValueType type;
        core::LocalId local;
    };
    std::vector<Temporary> temporaries_;
};

/// Calls that are carried out before the statement whose expression they stand in.
struct Hoisted {
    Stmts before;
    std::vector<core::LocalId> temporaries;  ///< that the statement reads
    std::uint32_t taken = 0;                 ///< numbers of temporaries in use
};

/// The unguarded shared variables that a statement reads, and whether one test reads two of them.
struct Reads {
    std::vector<const Field*> unguarded;
    bool torn = false;
};

struct Context {
    explicit Context(World& w, Numbers& n) : world(w), numbers(n) {}
    World& world;
    Numbers& numbers;
    const Scope* scope = nullptr;
    core::ComponentId component = none;        ///< whose members bare names mean
    const core::Path* self = nullptr;          ///< ... and of which instance; null: none is known
    std::optional<core::InstanceId> instance;  ///< while constants of one instance are evaluated
    Hoisted* hoisted = nullptr;                ///< null: no call may stand here
    std::string no_calls;                      ///< ... and why
    bool ghost = false;                        ///< ghost variables may be read
    bool* reads_ghost = nullptr;               ///< set when a ghost variable is read
    Reads* reads = nullptr;                    ///< collects the variables that are read
    bool ghost_code = false;                   ///< ghost code: calls only ghost functions
    bool said = false;                       ///< ghost code, asserts, properties: to look at an object is not to use it
    bool unreached = false;                  ///< an operand that constants leave out: no number in it is an error
    bool running = false;                    ///< some thread runs this: holds(l) has a meaning
    std::vector<const Function*> expanding;  ///< predicates, outer first
};

}  // namespace revoke_mc::check
