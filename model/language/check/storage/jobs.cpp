// The marks that fences leave: dependencies of jobs, and snapshots that threads take.
//
// job_depends(f, b, u) records which fences are pending in b now: one mark per fence, kept for every fence f
// that a job_depends names. Where the fence is a parameter of the calling function, any fence may be meant,
// and all get marks. snapshot_take(b, u) records the same for the thread that runs it: one mark per fence for
// each thread that may come to one. Marks that nothing ever sets cost no state.
#include <functional>
#include <set>

#include "model/language/check/storage/initial.hpp"
#include "model/language/check/storage/storage.hpp"
#include "model/language/program/calls.hpp"

namespace revoke_mc::check {
namespace {

/// The fences that are named: members of components by name, or all.
struct Jobs {
    std::set<std::pair<core::ComponentId, std::string>> members;
    bool all = false;
};

const ast::Expr& without_address(const ast::Expr& expr) {
    const ast::Expr* inner = &expr;
    while (inner->kind == ast::ExprKind::index || (inner->kind == ast::ExprKind::unary && inner->text == "&"))
        inner = inner->args[0].get();
    return *inner;
}

void note_job(const World& world, const ast::Expr& argument, core::ComponentId component, Jobs& jobs) {
    const ast::Expr& fence = without_address(argument);
    if (fence.kind == ast::ExprKind::member) {  // x.job: whatever x is, a member of this name
        for (const auto& other : world.components)
            if (other.shape.find(fence.text)) jobs.members.insert({other.number, fence.text});
        return;
    }
    const bool own =
        fence.kind == ast::ExprKind::name && component != none && world.components[component].shape.find(fence.text);
    if (own)
        jobs.members.insert({component, fence.text});
    else
        jobs.all = true;
}

void look_at(const World& world, const ast::Stmt& stmt, core::ComponentId component, Jobs& jobs) {
    const bool call = stmt.kind == ast::StmtKind::call && stmt.exprs[0]->args[0]->kind == ast::ExprKind::name;
    if (call && stmt.exprs[0]->args[0]->text == "job_depends" && stmt.exprs[0]->args.size() > 1)
        note_job(world, *stmt.exprs[0]->args[1], component, jobs);
    for (const auto& inner : stmt.body) look_at(world, *inner, component, jobs);
}

Jobs find_jobs(const World& world) {
    Jobs jobs;
    for (const auto& function : world.functions)
        if (function.source->body) look_at(world, *function.source->body, function.component, jobs);
    for (const auto& component : world.components)
        for (const auto& thread : component.threads) look_at(world, *thread.source->body, component.number, jobs);
    return jobs;
}

/// "Somebody waits for the fence": in the block of the fence, like everything about two objects.
core::CellId make_mark(World& world, const std::string& waiter, core::ObjectId fence, bool possible) {
    auto& program = world.program;
    core::Cell cell;
    cell.name = waiter + ":waits(" + program.objects[fence].name + ")";
    cell.type = boolean_type();
    if (!possible) cell.type.high = 0;
    cell.initial = {0};
    cell.component = program.objects[fence].component;
    cell.instance = program.objects[fence].instance;
    program.cells.push_back(std::move(cell));
    return static_cast<core::CellId>(program.cells.size() - 1);
}

void make_marks(World& world, core::ObjectId job) {
    for (const auto fence : world.program.fences()) {  // a job does not wait for itself
        const auto mark = make_mark(world, world.program.objects[job].name, fence, fence != job);
        world.program.objects[job].depends.push_back(mark);
    }
}

/// May a thread that runs `routine` come to a snapshot_take?
class Snapshots {
public:
    explicit Snapshots(const core::Program& program) : program_(program) {}

    bool taken_in(core::RoutineId routine) {
        if (const auto known = known_.find(routine); known != known_.end()) return known->second;
        known_[routine] = false;  // a cycle adds nothing
        const bool found = program_.routines[routine].body && taken_by(*program_.routines[routine].body);
        return known_[routine] = found;
    }

private:
    bool taken_by(const core::Stmt& stmt) {
        if (const auto* builtin = stmt.as<core::BuiltinCall>()) return builtin->op == core::Builtin::snapshot_take;
        if (const auto* call = stmt.as<core::Call>()) return taken_by_callee(call->callee);
        return any_child(stmt, [&](const core::Stmt& inner) { return taken_by(inner); });
    }
    bool taken_by_callee(const core::Callee& callee) {
        return any_callee(program_, callee, [&](core::RoutineId routine) { return taken_in(routine); });
    }

    const core::Program& program_;
    std::map<core::RoutineId, bool> known_;
};

}  // namespace

void find_fence_fields(World& world) {
    const auto* entry = world.find_type("fence");
    if (!entry || entry->kind != TypeEntry::Kind::structure) return;
    auto& found = world.program.fence_fields;
    if (const auto* pending = entry->shape.find("pending")) found.pending = pending->cell_offset;
    const auto* in_resv = entry->shape.find("in_resv");
    if (!in_resv) return;
    found.in_resv = in_resv->cell_offset;
    found.per_buffer = in_resv->per_buffer ? 1 : 0;
}

void make_snapshot_marks(World& world) {
    Snapshots snapshots(world.program);
    for (auto& thread : world.program.threads) {
        if (!snapshots.taken_in(thread.routine)) continue;
        for (const auto fence : world.program.fences())
            thread.snapshot.push_back(make_mark(world, thread.name, fence, true));
    }
}

void make_dependency_marks(World& world) {
    if (world.report.errors() != 0) return;  // objects may be missing
    const auto jobs = find_jobs(world);
    for (const auto& component : world.components)
        for (const auto instance : world.program.components[component.number].instances)
            for (const auto& field : component.shape.fields) {
                const bool fence = field.is_object && field.object.kind == core::ObjectKind::fence;
                if (!fence || (!jobs.all && !jobs.members.contains({component.number, field.name}))) continue;
                for (std::uint32_t k = 0; k < field.count; ++k)
                    make_marks(world, instance + field.object_offset + k * field.object_stride);
            }
}

}  // namespace revoke_mc::check
