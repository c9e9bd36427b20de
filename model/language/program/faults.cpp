// The promises of program.hpp that can be checked by looking: dense numbers, right parents, contiguous
// storage, nothing missing that a kind of node needs.
#include "model/language/program/dump.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::program {
namespace {

class Inspector {
public:
    explicit Inspector(const Program& program) : program_(program) {}
    std::vector<std::string> faults;

    void objects();
    void threads();
    void statements();

private:
    void expect(bool good, const std::string& what) {
        if (!good) faults.push_back(what);
    }
    void object(ObjectId id);
    void statement(const Stmt& stmt, RoutineId routine, StmtId parent, std::uint32_t index);
    [[nodiscard]] bool is_complete(const Stmt& stmt) const;
    [[nodiscard]] bool leads_to_block_around(const Stmt& stmt, const Goto& jump) const;

    const Program& program_;
    StmtId next_{0};
};

void Inspector::object(ObjectId id) {
    const auto& object = program_.objects[id];
    expect((object.first_cell + object.cells).number() <= program_.cells.size(), object.name + ": cells out of range");
    expect(program_.objects.contains(id + object.objects), object.name + ": objects out of range");
    for (ObjectId inner = id + 1; inner <= id + object.objects && program_.objects.contains(inner); ++inner) {
        const auto& nested = program_.objects[inner];
        const bool inside = nested.first_cell >= object.first_cell &&
                            nested.first_cell + nested.cells <= object.first_cell + object.cells;
        expect(inside, nested.name + ": its cells are not among those of " + object.name);
    }
    const bool attached =
        object.kind == ObjectKind::attachment || object.kind == ObjectKind::mapping || object.kind == ObjectKind::fence;
    expect(!attached || (object.owner != none && object.buffer != none), object.name + ": owner or buffer is missing");
    expect(object.kind != ObjectKind::mapping || object.attachment != none, object.name + ": attachment is missing");
    expect(object.kind != ObjectKind::buffer || object.exporter != none, object.name + ": exporter is missing");
    expect(object.kind != ObjectKind::work || object.worker != none, object.name + ": worker is missing");
}

void Inspector::objects() {
    for (const program::ObjectId id : program_.objects.ids()) object(static_cast<ObjectId>(id));
    for (const auto& cell : program_.cells) {
        expect(!cell.initial.empty(), cell.name + ": no initial value");
        for (const auto value : cell.initial)
            expect(value >= cell.type.low && value <= cell.type.high, cell.name + ": initial value out of range");
    }
}

void Inspector::threads() {
    for (const program::ThreadId id : program_.threads.ids()) {
        const auto& thread = program_.threads[id];
        expect(program_.routines.contains(thread.routine), thread.name + ": no routine");
        expect(thread.self != none && program_.thread_of(thread.self, thread.decl) == id,
               thread.name + ": wrong number");
    }
}

/// What every statement of the kind needs is there.
bool Inspector::is_complete(const Stmt& stmt) const {
    return std::visit(
        overloaded{
            [](const AssignCell& assign) { return assign.target && assign.target->is<CellRead>() && assign.value; },
            [](const AssignLocal& assign) { return assign.local != none && assign.value; },
            [](const Bind& bind) { return bind.ref != none && bind.path; },
            [](const Call& call) { return (call.callee.routine != none) != call.callee.is_dynamic(); },
            [](const If& branch) { return branch.condition && branch.then; },
            [](const Loop& loop) { return bool{loop.body}; }, [](const Atomic& atomic) { return bool{atomic.body}; },
            [](const Ghost& ghost) { return bool{ghost.body}; },
            [](const Labelled& labelled) { return bool{labelled.body}; },
            [](const Foreach& foreach) {
                return foreach.body && (foreach.over.ref != none) != (foreach.over.local != none);
            },
            [](const Each& each) { return each.body && (each.over.ref != none) != (each.over.local != none); },
            [](const Await& await) { return bool{await.condition}; },
            [](const Assert& assertion) { return bool{assertion.condition}; },
            [](const Bound& bound) { return bool{bound.condition}; },
            [](const BuiltinCall& call) { return bool{call.object}; },
            [&](const Goto& jump) { return leads_to_block_around(stmt, jump); },
            [](const auto& /*unused*/) { return true; }},
        stmt.what);
}

bool Inspector::leads_to_block_around(const Stmt& stmt, const Goto& jump) const {
    auto id = stmt.parent;
    while (id != none && id != jump.block) id = program_.statements[id]->parent;
    const auto* block = id == none ? nullptr : program_.statements[id]->as<Block>();
    return block && jump.index < block->body.size();
}

void Inspector::statement(const Stmt& stmt, RoutineId routine, StmtId parent, std::uint32_t index) {
    const std::string where = "statement " + to_string(stmt.id);
    expect(stmt.id == next_ && program_.statements.contains(stmt.id) && program_.statements[stmt.id] == &stmt,
           where + ": wrong number");
    ++next_;
    expect(stmt.routine == routine && stmt.parent == parent && stmt.index == index, where + ": wrong parent");
    expect(is_complete(stmt), where + ": something is missing in it");
    std::uint32_t position = 0;
    for_each_child(stmt, [&](const Stmt& child) { statement(child, routine, stmt.id, position++); });
}

void Inspector::statements() {
    for (const program::RoutineId id : program_.routines.ids()) {
        const auto& body = program_.routines[id].body;
        expect(body && body->is<Block>(), program_.routines[id].name + ": no block");
        if (body) statement(*body, static_cast<RoutineId>(id), none, 0);
    }
    expect(next_ == program_.statements.next_id(), "there are statements that no routine has");
}

}  // namespace

std::vector<std::string> faults(const Program& program) {
    Inspector inspector(program);
    inspector.objects();
    inspector.threads();
    inspector.statements();
    return std::move(inspector.faults);
}

}  // namespace revoke_mc::program
