// Expressions: one function per kind that needs more than a line. `&&`, `||`, `implies` and `?:` do not evaluate what
// the left side decides. A quantifier over numbers stops at the first one that decides it; one over objects looks at
// all of them, as their order means nothing: a trap in any is a trap. Arithmetic is exact in 64 bits; a result that
// does not fit a Value is a trap, like division by 0.
#include "model/semantics/interpret/evaluate.hpp"

#include <algorithm>
#include <limits>

#include "explorer/base/limits.hpp"
#include "model/language/program/stale.hpp"
#include "model/semantics/interpret/nesting.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace): the vocabulary of every line below

void trap(Place place, std::string message) { throw Cut{id_of(BuiltinProperty::trap), place, std::move(message), {}}; }

void check_range(const Program& program, const ValueType& type, std::int64_t value, const std::string& name,
                 Place place) {
    if (type.low <= value && value <= type.high) return;
    trap(place, name + " would become " + std::to_string(value) + ", its range is " + program.print(type.low, type) +
                    ".." + program.print(type.high, type));
}

ObjectId heap_around(const Program& program, ObjectId object) {
    for (ObjectId id = object;; --id) {
        const Object& candidate = program.objects[id];
        if (candidate.kind == ObjectKind::heap && object <= id + candidate.objects) return id;
        if (id == ObjectId{0}) return none;
    }
}

bool owns_lock(const Program& program, const State& state, ObjectId lock, ThreadId thread) {
    return state.cells[program.objects[lock].first_cell] == owned_by(thread);
}

bool holds_lock(const Program& program, const State& state, ObjectId lock, ThreadId thread) {
    const Object& object = program.objects[lock];
    if (owns_lock(program, state, lock, thread)) return true;
    return object.kind == ObjectKind::rwlock && state.cells[object.reads_cell(thread)] != 0;
}

bool is_idle(const Program& program, const State& state, ThreadId worker) {
    const std::vector<StmtId>& labels = state.threads[worker].labels;
    return std::any_of(labels.begin(), labels.end(),
                       [&](StmtId label) { return program.statements[label]->is_idle(); });
}

std::vector<CellId> left_over(const Program& program, const State& state, const std::vector<CellId>& cells) {
    std::vector<CellId> left;
    for (const CellId cell : cells)
        if (state.cells[cell] > program.most_at_end(cell)) left.push_back(cell);
    return left;
}

Blame side_of(const Program& program, const ThreadState& thread, Blame which) {
    const auto& frames = thread.frames;
    const std::size_t inner = which == Blame::caller && frames.size() > 1 ? 1 : 0;
    for (std::size_t i = inner; i < frames.size(); ++i) {
        const ComponentId component = program.routines[frames[frames.size() - 1 - i].routine].component;
        if (component != none) return program.components[component].role;
    }
    return Blame::nobody;
}

bool rests(const Program& program, const State& state, ThreadId thread) {
    const ThreadState& control = state.threads[thread];
    return control.ended() || std::any_of(control.labels.begin(), control.labels.end(),
                                          [&](StmtId label) { return program.statements[label]->is_rest(); });
}

bool may_stay(const Program& program, const State& state, ThreadId thread) {
    const ThreadState& control = state.threads[thread];
    return control.ended() || std::any_of(control.labels.begin(), control.labels.end(), [&](StmtId label) {
               return program.statements[label]->is_rest() && !program.statements[label]->is_idle();
           });
}

bool lies_in(const Program& program, StmtId inner, StmtId outer) {
    while (inner != none && inner != outer) inner = program.statements[inner]->parent;
    return inner == outer;
}

Evaluator::Evaluator(const Program& program, const State& state, ThreadId thread)
    : program_(program), state_(state), thread_(thread) {
    if (thread != none && !state.threads[thread].ended()) frame_ = &state.threads[thread].frames.back();
}

Value Evaluator::value(const Expr& expr) {
    return std::visit([&](const auto& what) { return of(what, expr.place); }, expr.what);
}

Value Evaluator::of(const CellRead& read, Place place) { return this->read(cell(read, place)); }

Value Evaluator::of(const Conditional& choice, Place /*place*/) {
    return value(truth(*choice.condition) ? *choice.yes : *choice.no);
}

Value Evaluator::of(const Same& same, Place /*place*/) { return object(*same.left) == object(*same.right); }

Value Evaluator::of(const IsNull& test, Place /*place*/) { return object(*test.path) == none; }

Value Evaluator::of(const IsMode& test, Place place) {
    return program_.objects[not_null(object(*test.attachment), place)].mode == test.mode;
}

Value Evaluator::of(const Has& has, Place place) {
    return program_.function_of(not_null(object(*has.instance), place), has.function) != none;
}

Value Evaluator::of(const Holds& holds, Place /*place*/) {
    const ObjectId lock = used_object(*holds.lock);
    return holds_lock(program_, state_, lock, thread(holds.thread));
}

Value Evaluator::of(const AtRest& rest, Place /*place*/) {
    return rests(program_, state_, thread(rest.thread)) ? 1 : 0;
}

Value Evaluator::of(const NothingLeft& left, Place /*place*/) {
    return left_over(program_, state_, left.cells).empty() ? 1 : 0;
}

Value Evaluator::of(const CalledBy& called, Place /*place*/) {
    return side_of(program_, state_.threads[thread_], Blame::caller) == called.side ? 1 : 0;
}

Value Evaluator::of(const MaySleep& /*test*/, Place /*place*/) {
    return why_atomic(program_, state_, thread_).empty() ? 1 : 0;
}

Value Evaluator::of(const Ready& ready, Place /*place*/) {
    return none_set(program_.objects[used_object(*ready.fence)].depends);
}

Value Evaluator::of(const SnapshotSignaled& /*test*/, Place /*place*/) {
    return none_set(program_.threads[thread_].snapshot);
}

Value Evaluator::of(const Nests& question, Place /*place*/) {
    return somebody_nests(program_, state_, question.nesting) ? 1 : 0;
}

namespace {

bool is_lazy(Op op) { return op == Op::and_ || op == Op::or_ || op == Op::implies; }

Value fitting(std::int64_t result, Place place) {
    if (result < std::numeric_limits<Value>::min() || result > std::numeric_limits<Value>::max())
        trap(place, "the result " + std::to_string(result) + " does not fit 32 bits");
    return static_cast<Value>(result);
}

Value arithmetic(Op op, std::int64_t left, std::int64_t right, Place place) {
    if ((op == Op::divide || op == Op::modulo) && right == 0) trap(place, "division by zero");
    if (op == Op::modulo) (void)fitting(left / right, place);  // the remainder goes with a quotient
    std::int64_t result = 0;
    switch (op) {
    case Op::add: result = left + right; break;
    case Op::subtract: result = left - right; break;
    case Op::multiply: result = left * right; break;
    case Op::divide: result = left / right; break;
    case Op::modulo: result = left % right; break;
    default: break;
    }
    return fitting(result, place);
}

}  // namespace

Value Evaluator::of(const Unary& unary, Place place) {
    const Value operand = value(*unary.operand);
    return unary.op == Op::not_ ? Value{operand == 0} : fitting(-std::int64_t{operand}, place);
}

Value Evaluator::of(const Binary& binary, Place place) {
    if (is_lazy(binary.op)) return decided_by_left(binary);
    const Value left = value(*binary.left);
    const Value right = value(*binary.right);
    switch (binary.op) {
    case Op::equal: return left == right;
    case Op::unequal: return left != right;
    case Op::less: return left < right;
    case Op::less_equal: return left <= right;
    case Op::greater: return left > right;
    case Op::greater_equal: return left >= right;
    default: return arithmetic(binary.op, left, right, place);
    }
}

Value Evaluator::decided_by_left(const Binary& binary) {
    const bool left = truth(*binary.left);
    if (binary.op == Op::and_ && !left) return 0;
    if (binary.op == Op::or_ && left) return 1;
    if (binary.op == Op::implies && !left) return 1;
    return truth(*binary.right);
}

Value Evaluator::of(const Quantifier& quantifier, Place /*place*/) {
    const auto& [all, over, body] = quantifier;
    bool decided = false;
    for (const std::int64_t element : elements(over.set)) {
        limits::poll();
        push(over.ref, over.local, element);
        const bool decides = (!over.where || truth(*over.where)) && truth(*body) != all;
        pop(over.ref);
        decided = decided || decides;
        if (decided && over.set.kind == Set::Kind::integers) break;
    }
    return decided ? !all : all;
}

Value Evaluator::of(const At& at, Place /*place*/) {
    for (const Frame& frame : state_.threads[thread(at.thread)].frames)
        for (const StmtId labelled : at.statements)
            if (lies_in(program_, frame.position, labelled)) return 1;
    return 0;
}

Value Evaluator::of(const InRoutine& in, Place /*place*/) {
    const std::vector<Frame>& frames = state_.threads[thread(in.thread)].frames;
    return std::any_of(frames.begin(), frames.end(), [&](const Frame& frame) { return frame.routine == in.routine; });
}

Value Evaluator::none_set(const std::vector<CellId>& marks) const {
    return std::all_of(marks.begin(), marks.end(), [&](CellId mark) { return state_.cells[mark] == 0; }) ? 1 : 0;
}

// --- variables

Value Evaluator::local(LocalId local) const {
    for (auto bound = bound_locals_.rbegin(); bound != bound_locals_.rend(); ++bound)
        if (bound->first == local) return bound->second;
    return frame_->locals[local];
}

ObjectId Evaluator::reference(RefId ref) const {
    for (auto bound = bound_references_.rbegin(); bound != bound_references_.rend(); ++bound)
        if (bound->first == ref) return bound->second;
    return frame_->references[ref];
}

void Evaluator::push(RefId ref, LocalId local, std::int64_t element) {
    if (ref != none)
        bound_references_.emplace_back(ref, static_cast<ObjectId>(element));
    else
        bound_locals_.emplace_back(local, static_cast<Value>(element));
}

void Evaluator::pop(RefId ref) {
    if (ref != none)
        bound_references_.pop_back();
    else
        bound_locals_.pop_back();
}

std::vector<std::int64_t> Evaluator::elements(const Set& set) {
    std::vector<std::int64_t> result;
    if (set.kind == Set::Kind::integers) {
        limits::claim((std::int64_t{set.high} - set.low) * sizeof(std::int64_t));
        for (std::int64_t number = set.low; number <= set.high; ++number) result.push_back(number);
        return result;
    }
    const ObjectId of = set.of ? not_null(object(*set.of), set.of->place) : none;
    for (const ObjectId element : program_.elements(set, of)) result.push_back(element.number());
    return result;
}

Value Evaluator::read(CellId cell) {
    if (std::find(cells_read_.begin(), cells_read_.end(), cell) == cells_read_.end()) cells_read_.push_back(cell);
    return state_.cells[cell];
}

/// Naming a cell of a heap object is a use of it, except for its flag `allocated` itself.
CellId Evaluator::cell(const CellRead& read, Place place) {
    const ObjectId base = not_null(object(*read.object), place);
    const CellId cell = program_.objects[base].first_cell + read.offset + offset(read.element, place);
    const ObjectId heap = heap_around(program_, base);
    if (heap != none && program_.objects[heap].first_cell != cell) check_alive(base, place);
    return cell;
}

// --- paths

ObjectId Evaluator::object(const Path& path) {
    return std::visit([&](const auto& what) { return object_of(what, path.place); }, path.what);
}

ObjectId Evaluator::object_of(const ReferencePath& bound, Place place) const {
    if (is_stale(reference(bound.ref))) trap(place, "what this was bound to has been freed");
    return reference(bound.ref);
}

ObjectId Evaluator::used_object(const Path& path) {
    const ObjectId found = not_null(object(path), path.place);
    check_alive(found, path.place);
    return found;
}

ObjectId Evaluator::object_of(const MemberPath& member, Place place) {
    const ObjectId base = not_null(object(*member.base), place);
    return base + member.offset + offset(member.element, place);
}

ObjectId Evaluator::object_of(const RelatedPath& related, Place place) {
    const Object& base = program_.objects[not_null(object(*related.base), place)];
    if (related.uses && base.freed != none && state_.cells[base.freed] != 0)
        trap(place, base.name + " is used, but dma_buf_detach() has freed it");
    switch (related.relation) {
    case Relation::buffer: return base.buffer;
    case Relation::owner: return base.owner;
    case Relation::attachment: return base.attachment;
    case Relation::exporter: return base.exporter;
    case Relation::context: return base.context;
    }
    return none;
}

/// Following a pointer is a use of what it points to.
ObjectId Evaluator::object_of(const PointerPath& through, Place place) {
    const Value pointer = value(*through.pointer);
    if (pointer == null_pointer) trap(place, "NULL is dereferenced");
    if (pointer == dangling_pointer) trap(place, "what this pointed to has been freed");
    const ObjectId found = not_null(object(*through.base), place) + through.offset;
    check_alive(found, place);
    return found;
}

std::uint32_t Evaluator::offset(const Element& element, Place place) {
    if (!element.index) return 0;
    const Value number = value(*element.index);
    if (number < 0 || number >= static_cast<Value>(element.count))
        trap(place, "the index is " + std::to_string(number) + ", the array has elements 0.." +
                        std::to_string(static_cast<std::int64_t>(element.count) - 1));
    return static_cast<std::uint32_t>(number) * element.stride;
}

ObjectId Evaluator::not_null(ObjectId object, Place place) const {
    if (object == none) trap(place, "NULL is used");
    return object;
}

void Evaluator::check_alive(ObjectId object, Place place) const {
    const ObjectId heap = heap_around(program_, object);
    if (heap == none || state_.cells[program_.objects[heap].first_cell] != 0) return;
    trap(place, program_.objects[heap].name + " is used, but it is not allocated");
}

ThreadId Evaluator::thread(const ThreadPath& path) {
    if (path.current) return thread_;
    const Place place = path.instance->place;
    return program_.thread_of(not_null(object(*path.instance), place), path.decl);
}

}  // namespace revoke_mc::interpret
