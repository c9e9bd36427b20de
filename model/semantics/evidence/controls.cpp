#include "model/semantics/evidence/controls.hpp"

#include <algorithm>

#include "model/language/program/stale.hpp"
#include "model/semantics/evidence/bytes.hpp"

namespace revoke_mc::evidence {

using namespace program;  // NOLINT(google-build-using-namespace)
using interpret::Frame;
using interpret::ThreadState;
using interpret::Walk;

namespace {

void put_walk(std::string& out, const Walk& walk) {
    put_id(out, walk.statement);
    put(out, walk.chosen ? 1 : 0);
    put_signed(out, walk.current);
    put(out, walk.left.size());
    for (const std::int64_t element : walk.left) put_signed(out, element);
}

/// none, or what it is bound to, and whether that has been freed since.
void put_reference(std::string& out, ObjectId reference) {
    put_id(out, bound_once(reference));
    if (reference != none) put(out, is_stale(reference) ? 1 : 0);
}

void put_frame(std::string& out, const Frame& frame) {
    put_id(out, frame.routine);
    put_id(out, frame.self);
    put_id(out, frame.position);
    put(out, frame.references.size());
    for (const ObjectId reference : frame.references) put_reference(out, reference);
    put(out, frame.locals.size());
    for (const Value value : frame.locals) put_signed(out, value);
    put(out, frame.walks.size());
    for (const Walk& walk : frame.walks) put_walk(out, walk);
}

template <class Key>
void put_ids(std::string& out, const std::vector<Key>& ids) {
    put(out, ids.size());
    for (const Key id : ids) put_id(out, id);
}

void require(bool fits, const char* what) {
    if (!fits) throw Damaged(what);
}

/// What a thread may stand at.
class ControlReader {
public:
    ControlReader(std::string_view bytes, const Program& program) : in_(bytes), program_(program) {}

    ThreadState read() {
        ThreadState out;
        const std::uint64_t frames = in_.number(most_frames);
        for (std::uint64_t i = 0; i < frames; ++i) out.frames.push_back(frame());
        for (std::size_t i = 0; i + 1 < out.frames.size(); ++i) check_call(out.frames[i]);
        out.labels = ids<StmtId>(program_.statements.size());
        for (const StmtId label : out.labels)
            require(program_.statements[label]->is<Labelled>(), "a mark that is no label");
        out.routines = ids<RoutineId>(program_.routines.size());
        out.irqs_off = static_cast<std::uint32_t>(in_.number(program_.spinlocks()));
        require(in_.empty(), "a control is longer than it says");
        return out;
    }

private:
    static constexpr std::uint64_t most_frames = 1000;

    template <class Key>
    Key known(std::size_t size) {
        const Key id = in_.id<Key>(size);
        require(id != none, "a name of nothing");
        return id;
    }

    Frame frame() {
        Frame out;
        out.routine = known<RoutineId>(program_.routines.size());
        out.self = in_.id<ObjectId>(program_.objects.size());
        out.position = known<StmtId>(program_.statements.size());
        const Routine& routine = program_.routines[out.routine];
        require(program_.statements[out.position]->routine == out.routine, "a position outside of its function");
        require(in_.number() == routine.references.size(), "a frame has other references than its function");
        for (std::size_t i = 0; i < routine.references.size(); ++i) out.references.push_back(reference());
        require(in_.number() == routine.locals.size(), "a frame has other locals than its function");
        for (const LocalId local : routine.locals.ids()) out.locals.push_back(value(routine.locals[local].type));
        const std::uint64_t walks = in_.number(program_.statements.size());
        for (std::uint64_t i = 0; i < walks; ++i) out.walks.push_back(walk(out.routine));
        return out;
    }

    ObjectId reference() {
        const auto out = in_.id<ObjectId>(program_.objects.size());
        return out != none && in_.number(1) != 0 ? stale(out) : out;
    }

    Value value(const ValueType& type) {
        const std::int64_t out = in_.signed_number();
        const bool fits = out == 0 || (out >= type.low && out <= type.high);
        require(fits, "a local outside of its range");
        return static_cast<Value>(out);
    }

    Walk walk(RoutineId routine) {
        Walk out;
        out.statement = known<StmtId>(program_.statements.size());
        const Stmt& stmt = *program_.statements[out.statement];
        require(stmt.routine == routine && stmt.is<Foreach>(), "a walk that is no foreach");
        const Set& set = stmt.get<Foreach>().over.set;
        out.chosen = in_.number(1) != 0;
        out.current = element(set);
        const std::uint64_t left = in_.number(most_elements(set));
        for (std::uint64_t i = 0; i < left; ++i) out.left.push_back(element(set));
        const bool increasing = std::ranges::is_sorted(out.left, std::less_equal<>{});
        require(increasing, "a walk whose elements are in no order");
        return out;
    }
    [[nodiscard]] std::uint64_t most_elements(const Set& set) const {
        if (set.kind != Set::Kind::integers) return program_.objects.size();
        return set.high < set.low ? 0 : static_cast<std::uint64_t>(std::int64_t{set.high} - set.low + 1);
    }
    std::int64_t element(const Set& set) {
        const std::int64_t out = in_.signed_number();
        const bool object = set.kind != Set::Kind::integers;
        const auto objects = static_cast<std::int64_t>(program_.objects.size());
        require(out == 0 || (object ? out > 0 && out < objects : out >= set.low && out <= set.high),
                "a walk at an element that does not exist");
        return out;
    }

    template <class Key>
    std::vector<Key> ids(std::size_t size) {
        std::vector<Key> out;
        const std::uint64_t count = in_.number(size);
        for (std::uint64_t i = 0; i < count; ++i) out.push_back(known<Key>(size));
        const bool increasing = std::ranges::is_sorted(out, std::less_equal<>{});
        require(increasing, "marks in no order");
        return out;
    }

    void check_call(const Frame& frame) const {
        require(program_.statements[frame.position]->is<Call>(), "a function waits, but for no call");
    }

    ByteReader in_;
    const Program& program_;
};

}  // namespace

std::string bytes_of(const ThreadState& control) {
    std::string out;
    put(out, control.frames.size());
    for (const Frame& frame : control.frames) put_frame(out, frame);
    put_ids(out, control.labels);
    put_ids(out, control.routines);
    put(out, control.irqs_off);
    return out;
}

ThreadState control_from(std::string_view bytes, const Program& program) {
    return ControlReader(bytes, program).read();
}

std::uint32_t Controls::add(const ThreadState& control) {
    const auto [entry, fresh] = numbers_.try_emplace(bytes_of(control), size());
    if (fresh) {
        if (size() == most) throw Damaged("a thread stands at too many places");
        all_.push_back(control);
    }
    return entry->second;
}

std::optional<std::uint32_t> Controls::find(const ThreadState& control) const {
    const auto entry = numbers_.find(bytes_of(control));
    return entry == numbers_.end() ? std::nullopt : std::optional(entry->second);
}

}  // namespace revoke_mc::evidence
