// Expressions and paths, evaluated in a state.
//
// An Evaluator looks at one state from inside one running routine (its self, references and locals)
// or, for a property, from outside. Variables bound by quantifiers are laid over the routine's own
// ones while the quantifier's body is evaluated. What cannot be evaluated throws Cut: the step that
// wanted the value is a trap.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/language/program/program.hpp"
#include "model/semantics/interpret/state.hpp"

namespace revoke_mc::interpret {

/// Ends a path: a trap, a misused lock, or the model's own bound (property none).
struct Cut {
    program::PropertyId property = program::none;
    program::Place place;
    std::string message;
    program::Blame blames = program::Blame::nobody;
};

[[noreturn]] void trap(program::Place place, std::string message);

/// "vfio.maps would become -1, its range is 0..3"; nothing if the value fits.
void check_range(const program::Program& program, const program::ValueType& type, std::int64_t value,
                 const std::string& name, program::Place place);

/// The innermost heap object that `object` is or lies in; none if it lies in none.
[[nodiscard]] program::ObjectId heap_around(const program::Program& program, program::ObjectId object);

/// Does the thread hold this lock, or this rwlock for writing? That is what a write to a guarded variable needs.
[[nodiscard]] bool owns_lock(const program::Program& program, const State& state, program::ObjectId lock,
                             program::ThreadId thread);

/// Does the thread hold this lock or rwlock, in any mode?
[[nodiscard]] bool holds_lock(const program::Program& program, const State& state, program::ObjectId lock,
                              program::ThreadId thread);

/// The kworker stands where it waits to be queued: it runs nothing.
[[nodiscard]] bool is_idle(const program::Program& program, const State& state, program::ThreadId worker);

/// Those of the cells that are above their initial values.
[[nodiscard]] std::vector<program::CellId> left_over(const program::Program& program, const State& state,
                                                     const std::vector<program::CellId>& cells);

/// Whose code runs, or (CALLER) called the innermost function. Functions of the library have no side: whoever called
/// them. `nobody` if there is none.
[[nodiscard]] program::Blame side_of(const program::Program& program, const ThreadState& thread, program::Blame which);

/// The thread has passed `rest:` since its last step, or has ended.
[[nodiscard]] bool rests(const program::Program& program, const State& state, program::ThreadId thread);
/// The thread may stay where it is for ever although it has steps: it rests, and is not a kworker that has work to do.
/// (A blocked device is at rest, but goes on when it can.)
[[nodiscard]] bool may_stay(const program::Program& program, const State& state, program::ThreadId thread);

/// Is the statement this one, or inside it?
[[nodiscard]] bool lies_in(const program::Program& program, program::StmtId inner, program::StmtId outer);

class Evaluator {
public:
    /// Of a thread's innermost frame; `thread` = none: of a property.
    Evaluator(const program::Program& program, const State& state, program::ThreadId thread = program::none);

    [[nodiscard]] program::Value value(const program::Expr& expr);
    [[nodiscard]] bool truth(const program::Expr& expr) { return value(expr) != 0; }
    /// none for NULL.
    [[nodiscard]] program::ObjectId object(const program::Path& path);
    /// Traps on NULL and on what is or lies in a freed heap object.
    [[nodiscard]] program::ObjectId used_object(const program::Path& path);
    [[nodiscard]] program::CellId cell(const program::CellRead& read, program::Place place);
    [[nodiscard]] program::ThreadId thread(const program::ThreadPath& path);
    /// Elements of a set, unfiltered: object numbers or integers, in increasing order.
    [[nodiscard]] std::vector<std::int64_t> elements(const program::Set& set);

    /// Binds one more variable until pop(). `local` is taken if `ref` is none.
    void push(program::RefId ref, program::LocalId local, std::int64_t element);
    void pop(program::RefId ref);

    /// Cells that the last evaluations read, in order, each once (for explanations).
    [[nodiscard]] const std::vector<program::CellId>& cells_read() const { return cells_read_; }

private:
    using Place = program::Place;

    // One for each kind of expression, with the place of the expression.
    [[nodiscard]] static program::Value of(const program::Constant& constant, Place /*place*/) {
        return constant.value;
    }
    [[nodiscard]] program::Value of(const program::LocalRead& read, Place /*place*/) const { return local(read.local); }
    [[nodiscard]] program::Value of(const program::BoundRead& read, Place /*place*/) const { return local(read.local); }
    [[nodiscard]] program::Value of(const program::CellRead& read, Place place);
    [[nodiscard]] program::Value of(const program::Unary& unary, Place place);
    [[nodiscard]] program::Value of(const program::Binary& binary, Place place);
    [[nodiscard]] program::Value of(const program::Conditional& choice, Place place);
    [[nodiscard]] program::Value of(const program::Quantifier& quantifier, Place place);
    [[nodiscard]] program::Value of(const program::Same& same, Place place);
    [[nodiscard]] program::Value of(const program::IsNull& test, Place place);
    [[nodiscard]] program::Value of(const program::IsMode& test, Place place);
    [[nodiscard]] program::Value of(const program::Has& has, Place place);
    [[nodiscard]] program::Value of(const program::Holds& holds, Place place);
    [[nodiscard]] program::Value of(const program::At& at, Place place);
    [[nodiscard]] program::Value of(const program::InRoutine& in, Place place);
    [[nodiscard]] program::Value of(const program::AtRest& rest, Place place);
    [[nodiscard]] program::Value of(const program::Ready& ready, Place place);
    [[nodiscard]] program::Value of(const program::SnapshotSignaled& test, Place place);
    [[nodiscard]] program::Value of(const program::NothingLeft& left, Place place);
    [[nodiscard]] program::Value of(const program::MaySleep& test, Place place);
    [[nodiscard]] program::Value of(const program::CalledBy& called, Place place);
    [[nodiscard]] program::Value of(const program::Nests& question, Place place);
    [[nodiscard]] program::Value decided_by_left(const program::Binary& binary);

    // One for each kind of path.
    [[nodiscard]] static program::ObjectId object_of(const program::NullPath& /*null*/, Place /*place*/) {
        return program::none;
    }
    [[nodiscard]] program::ObjectId object_of(const program::SelfPath& /*self*/, Place /*place*/) const {
        return frame_->self;
    }
    [[nodiscard]] static program::ObjectId object_of(const program::ObjectPath& known, Place /*place*/) {
        return known.object;
    }
    [[nodiscard]] program::ObjectId object_of(const program::ReferencePath& bound, Place place) const;
    [[nodiscard]] program::ObjectId object_of(const program::MemberPath& member, Place place);
    [[nodiscard]] program::ObjectId object_of(const program::RelatedPath& related, Place place);
    [[nodiscard]] program::ObjectId object_of(const program::PointerPath& through, Place place);

    [[nodiscard]] program::Value none_set(const std::vector<program::CellId>& marks) const;
    [[nodiscard]] program::Value local(program::LocalId local) const;
    [[nodiscard]] program::ObjectId reference(program::RefId ref) const;
    [[nodiscard]] program::Value read(program::CellId cell);
    [[nodiscard]] std::uint32_t offset(const program::Element& element, Place place);
    [[nodiscard]] program::ObjectId not_null(program::ObjectId object, program::Place place) const;
    void check_alive(program::ObjectId object, program::Place place) const;

    const program::Program& program_;
    const State& state_;
    program::ThreadId thread_;
    const Frame* frame_ = nullptr;
    std::vector<std::pair<program::RefId, program::ObjectId>> bound_references_;
    std::vector<std::pair<program::LocalId, program::Value>> bound_locals_;
    std::vector<program::CellId> cells_read_;
};

}  // namespace revoke_mc::interpret
