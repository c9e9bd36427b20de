// The promises of program.hpp that can be checked by looking: dense numbers, right parents, contiguous
// storage, nothing missing that a kind of node needs.
#include "model/program/dump.hpp"

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
    void complete(const Stmt& stmt);
    void jump(const Stmt& stmt);
    const Program& program_;
    StmtId next_ = 0;
};

void Inspector::object(ObjectId id) {
    const auto& object = program_.objects[id];
    expect(object.first_cell + object.cells <= program_.cells.size(), object.name + ": cells out of range");
    expect(id + object.objects < program_.objects.size(), object.name + ": objects out of range");
    for (ObjectId inner = id + 1; inner <= id + object.objects && inner < program_.objects.size(); ++inner) {
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
    for (std::size_t id = 0; id < program_.objects.size(); ++id) object(static_cast<ObjectId>(id));
    for (const auto& cell : program_.cells) {
        expect(!cell.initial.empty(), cell.name + ": no initial value");
        for (const auto value : cell.initial)
            expect(value >= cell.type.low && value <= cell.type.high, cell.name + ": initial value out of range");
    }
}

void Inspector::threads() {
    for (std::size_t id = 0; id < program_.threads.size(); ++id) {
        const auto& thread = program_.threads[id];
        expect(thread.routine < program_.routines.size(), thread.name + ": no routine");
        expect(thread.self != none && program_.thread_of(thread.self, thread.decl) == id,
               thread.name + ": wrong number");
    }
}

void Inspector::complete(const Stmt& stmt) {
    const std::string where = "statement " + std::to_string(stmt.id) + ": ";
    switch (stmt.kind) {
    case StmtKind::assign_cell:
        expect(stmt.target && stmt.exprs.size() == 1 && stmt.exprs[0], where + "no target or value");
        break;
    case StmtKind::assign_local:
        expect(stmt.local != none && stmt.exprs.size() == 1 && stmt.exprs[0], where + "no local or value");
        break;
    case StmtKind::bind: expect(stmt.ref != none && stmt.path, where + "no reference or path"); break;
    case StmtKind::call:
        expect((stmt.callee.routine != none) != !stmt.callee.name.empty(), where + "no callee, or two");
        break;
    case StmtKind::if_:
        expect(!stmt.body.empty() && stmt.body.size() <= 2 && stmt.exprs.size() == 1 && stmt.exprs[0],
               where + "no condition or branch");
        break;
    case StmtKind::loop:
    case StmtKind::atomic:
    case StmtKind::ghost:
    case StmtKind::labelled: expect(stmt.body.size() == 1, where + "not one statement inside"); break;
    case StmtKind::foreach:
    case StmtKind::each:
        expect(stmt.set && stmt.body.size() == 1 && (stmt.ref != none) != (stmt.local != none),
               where + "no set, body or name");
        break;
    case StmtKind::await:
    case StmtKind::assert_:
    case StmtKind::bound: expect(stmt.exprs.size() == 1 && stmt.exprs[0], where + "no condition"); break;
    case StmtKind::builtin: expect(bool{stmt.path}, where + "no object"); break;
    case StmtKind::goto_: jump(stmt); break;
    default: break;
    }
}

/// The target block is around the jump.
void Inspector::jump(const Stmt& stmt) {
    auto id = stmt.parent;
    while (id != none && id != stmt.target_block) id = program_.statements[id]->parent;
    const bool good = id != none && program_.statements[id]->kind == StmtKind::block &&
                      stmt.target_index < program_.statements[id]->body.size();
    expect(good, "statement " + std::to_string(stmt.id) + ": the target is no block around it");
}

void Inspector::statement(const Stmt& stmt, RoutineId routine, StmtId parent, std::uint32_t index) {
    const std::string where = "statement " + std::to_string(stmt.id);
    expect(stmt.id == next_ && stmt.id < program_.statements.size() && program_.statements[stmt.id] == &stmt,
           where + ": wrong number");
    ++next_;
    expect(stmt.routine == routine && stmt.parent == parent && stmt.index == index, where + ": wrong parent");
    complete(stmt);
    for (std::size_t i = 0; i < stmt.body.size(); ++i)
        statement(*stmt.body[i], routine, stmt.id, static_cast<std::uint32_t>(i));
}

void Inspector::statements() {
    for (std::size_t id = 0; id < program_.routines.size(); ++id) {
        const auto& body = program_.routines[id].body;
        expect(body && body->kind == StmtKind::block, program_.routines[id].name + ": no block");
        if (body) statement(*body, static_cast<RoutineId>(id), none, 0);
    }
    expect(next_ == program_.statements.size(), "there are statements that no routine has");
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
