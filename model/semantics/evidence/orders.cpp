#include "model/semantics/evidence/orders.hpp"

#include <algorithm>

#include "model/language/program/calls.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::evidence {

using namespace program;  // NOLINT(google-build-using-namespace)

namespace {

bool takes_objects(const Stmt& stmt) {
    const auto* each = stmt.as<Each>();
    return each != nullptr && each->over.set.kind != Set::Kind::integers;
}

}  // namespace

/// Until nothing changes: functions call each other.
Orders::Orders(const Program& program) : program_(program), routines_(program.routines.size()) {
    for (bool grown = true; grown;) {
        grown = false;
        for (const RoutineId id : program.routines.ids()) {
            if (!program.routines[id].body) continue;
            const Parts parts = of(*program.routines[id].body);
            Parts& known = routines_[id];
            grown = grown || parts.each != known.each || parts.await != known.await ||
                    parts.each_before_await != known.each_before_await;
            known = parts;
        }
    }
    for (const Stmt* stmt : program.statements)
        if (stmt->is<Atomic>() && of(*stmt).each_before_await) may_block_behind_each_ = true;
}

Orders::Parts Orders::of(const Stmt& stmt) const {
    Parts out;
    bool goes_back = false;
    const auto add = [&](const Parts& more) {
        out.each_before_await = out.each_before_await || more.each_before_await || (out.each && more.await);
        out.each = out.each || more.each;
        out.await = out.await || more.await;
    };
    for_each_stmt(stmt, [&](const Stmt& inner) {
        goes_back = goes_back || inner.is<Loop>() || inner.is<Goto>() || inner.is<Foreach>();
        if (takes_objects(inner)) add({true, false, false});
        // That nothing can be chosen also ends a way.
        if ((inner.may_block && !inner.is<Atomic>()) || inner.is<Await>() || inner.is<Any>()) add({false, true, false});
        if (const auto* call = inner.as<Call>())
            (void)any_callee(program_, call->callee, [&](RoutineId callee) {
                add(routines_[callee]);
                return false;
            });
    });
    if (goes_back && out.each && out.await) out.each_before_await = true;  // round again, what came later comes first
    return out;
}

bool Orders::matter(const std::vector<interpret::Outcome>& steps) const {
    if (may_block_behind_each_) return true;
    return std::ranges::any_of(steps, [&](const interpret::Outcome& step) {
        const auto taken = [&](StmtId id) { return id != none && takes_objects(*program_.statements[id]); };
        return taken(step.statement) || std::ranges::any_of(step.folded, taken);
    });
}

}  // namespace revoke_mc::evidence
