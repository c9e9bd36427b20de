// Does every path through a function return a value?
//
// As in Java: a statement *completes* if what follows it may be reached. An endless loop completes only
// through break; what a goto jumps over does not matter, since its label is looked at where it stands.
#include <algorithm>

#include "model/language/check/rules/rules.hpp"
#include "model/language/program/visit.hpp"

namespace revoke_mc::check {
namespace {

using core::Stmt;

bool completes(const Stmt& stmt);

/// Is there a break that leaves this loop?
bool has_break(const Stmt& stmt) {
    if (stmt.is<core::Break>()) return true;
    return !stmt.is<core::Loop, core::Foreach>() && any_child(stmt, has_break);
}

// One for each kind of statement that may not complete.
template <class Kind>
bool completes_as(const Kind& /*stmt*/) {
    return !core::Is<Kind, core::Return> && !core::Is<Kind, core::Goto> && !core::Is<Kind, core::Break> &&
           !core::Is<Kind, core::Continue>;
}

bool completes_as(const core::Block& block) {
    bool reached = true;
    for (const auto& child : block.body) {
        if (child->is<core::Labelled>()) reached = true;  // a goto may come here
        if (reached) reached = completes(*child);
    }
    return reached;
}

bool completes_as(const core::If& choice) {
    const auto known = constant_value(choice.condition);
    const bool no = !choice.otherwise || completes(*choice.otherwise);
    if (known) return *known != 0 ? completes(*choice.then) : no;
    return completes(*choice.then) || no;
}

bool completes_as(const core::Either& either) {
    return std::any_of(either.branches.begin(), either.branches.end(),
                       [](const auto& branch) { return completes(*branch); });
}

bool completes_as(const core::Loop& loop) { return has_break(*loop.body); }
bool completes_as(const core::Atomic& atomic) { return completes(*atomic.body); }
bool completes_as(const core::Labelled& labelled) { return completes(*labelled.body); }

bool completes(const Stmt& stmt) {
    return std::visit([](const auto& what) { return completes_as(what); }, stmt.what);
}

}  // namespace

void check_ends(World& world) {
    for (const auto& routine : world.program.routines)
        if (routine.result && completes(*routine.body))
            world.error(routine.place, routine.name + " can end without returning a value", "return one on every path");
}

}  // namespace revoke_mc::check
