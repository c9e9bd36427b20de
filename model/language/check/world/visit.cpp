// Own data are locals, constants, what the running thread holds, and which objects there are; everything
// else is shared. This is decided by what is named, never by what is computed.
#include "model/language/check/world/visit.hpp"

namespace revoke_mc::check {

using core::Expr;
using core::Path;

namespace {

bool shared(const Expr& expr) {
    if (const auto* holds = expr.as<core::Holds>()) return !holds->thread.current;
    return expr.is<core::CellRead, core::At, core::InRoutine, core::AtRest, core::Nests, core::NothingLeft, core::Ready,
                   core::SnapshotSignaled>();
}

template <class N>
bool names_shared_in(const N& node) {
    bool found = false;
    core::for_each_in(node, [&](const Expr& inner) { found = found || shared(inner); });
    return found;
}

}  // namespace

bool names_shared(const Expr& expr) { return names_shared_in(expr); }
bool names_shared(const Path& path) { return names_shared_in(path); }

}  // namespace revoke_mc::check
