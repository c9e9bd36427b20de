// Who releases a buffer after its last put: a thread of its own for each buffer that can be released.
//
// fput() leaves the rest to task work or to a kworker (fs/file_table.c). What that does is the library's to say
// (delayed_fput in dma_buf.rvk); what is made here is the context: `thread fput_BUFFER { delayed_fput(BUFFER); }` in
// the exporter. A spec that never puts a buffer, or whose exporter has no release op, does without.
#include <algorithm>

#include "model/language/check/declarations/declare.hpp"
#include "model/language/check/expressions/functions.hpp"

namespace revoke_mc::check {
namespace {

bool calls(const ast::Expr& expr, const std::string& name) {
    if (expr.kind == ast::ExprKind::call && expr.args[0]->kind == ast::ExprKind::name && expr.args[0]->text == name)
        return true;
    return std::any_of(expr.args.begin(), expr.args.end(), [&](const auto& arg) { return arg && calls(*arg, name); });
}

bool calls(const ast::Stmt& stmt, const std::string& name) {
    const auto in_variable = [&](const ast::Variable& v) { return v.initial && calls(*v.initial, name); };
    const auto in_child = [&](const auto& child) { return child && calls(*child, name); };
    return std::any_of(stmt.exprs.begin(), stmt.exprs.end(), in_child) ||
           std::any_of(stmt.variables.begin(), stmt.variables.end(), in_variable) ||
           std::any_of(stmt.body.begin(), stmt.body.end(), in_child);
}

/// Outside of the library, in what is left after overriding.
bool somebody_calls(const World& world, const std::string& name) {
    const auto in_body = [&](const auto& source) { return source.body && calls(*source.body, name); };
    for (const auto& function : world.functions)
        if (!world.in_kernel(function.source->place) && in_body(*function.source)) return true;
    return std::any_of(world.components.begin(), world.components.end(), [&](const Component& component) {
        return std::any_of(component.source->threads.begin(), component.source->threads.end(), in_body);
    });
}

ast::ExprPtr name_expr(const std::string& text, Place place) {
    auto expr = std::make_unique<ast::Expr>();
    expr->kind = ast::ExprKind::name;
    expr->place = place;
    expr->text = text;
    return expr;
}

/// FUNCTION(BUFFER); as if it stood where the function does: it is the library's.
ast::StmtPtr call_on(const std::string& function, const std::string& buffer, Place place) {
    auto call = std::make_unique<ast::Expr>();
    call->kind = ast::ExprKind::call;
    call->place = place;
    call->args.push_back(name_expr(function, place));
    call->args.push_back(name_expr(buffer, place));
    auto stmt = std::make_unique<ast::Stmt>();
    stmt->kind = ast::StmtKind::call;
    stmt->place = stmt->end = place;
    stmt->exprs.push_back(std::move(call));
    return stmt;
}

}  // namespace

void declare_releases(World& world) {
    const std::string later = "delayed_fput";
    const auto found = world.globals.find(later);
    if (found == world.globals.end() || found->second.kind != Global::Kind::function) return;
    const Place place = found->second.place;
    if (!world.in_kernel(place) || !somebody_calls(world, "dma_buf_put")) return;
    for (const auto& buffer : world.buffers)
        for (auto& component : world.components) {
            if (component.source->name != buffer.source->exporter || !component.functions.contains("release")) continue;
            auto& thread = world.releases.emplace_back();
            thread.place = place;
            thread.name = "fput_" + buffer.source->name;
            thread.body = call_on(later, buffer.source->name, place);
            component.threads.push_back({&thread, component.thread_decls++, 1, none});
            ++world.threads;
        }
}

}  // namespace revoke_mc::check
