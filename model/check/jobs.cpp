// The dependency marks of jobs.
//
// job_depends(f, b, u) records which fences of b are pending now: one mark per fence of the buffer, kept
// for every fence f that a job_depends names. Where the fence is a parameter of the calling function, any
// fence may be meant, and all get marks.
#include <set>

#include "model/check/initial.hpp"

namespace revoke_mc::check {
namespace {

/// The fences that are named: members of components by name, or all.
struct Jobs {
    std::set<std::pair<std::uint32_t, std::string>> members;
    bool all = false;
};

const ast::Expr& without_address(const ast::Expr& expr) {
    const ast::Expr* inner = &expr;
    while (inner->kind == ast::ExprKind::index || (inner->kind == ast::ExprKind::unary && inner->text == "&"))
        inner = inner->args[0].get();
    return *inner;
}

void note_job(const World& world, const ast::Expr& argument, std::uint32_t component, Jobs& jobs) {
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

void look_at(const World& world, const ast::Stmt& stmt, std::uint32_t component, Jobs& jobs) {
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

void make_marks(World& world, core::ObjectId job) {
    auto& program = world.program;
    for (const auto fence : program.fences_of(program.objects[job].buffer)) {
        core::Cell cell;
        cell.name = program.objects[job].name + ":waits(" + program.objects[fence].name + ")";
        cell.type = boolean_type();
        if (fence == job) cell.type.high = 0;  // a job does not wait for itself
        cell.initial = {0};
        cell.component = program.objects[fence].component;
        cell.instance = program.objects[fence].instance;
        program.objects[job].depends.push_back(static_cast<core::CellId>(program.cells.size()));
        program.cells.push_back(std::move(cell));
    }
}

}  // namespace

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
