// `if (holds(l))` where control alone says what the answer is.
//
// A thread that took the lock in this very step holds it. One that may have taken it before is supposed to hold it, and
// only that way is explored; afterwards the lock analysis is asked whether it surely does. If not, the thread is
// explored again without suppositions. Both rely on nobody but the thread itself taking or releasing locks for it; a
// lock that could be freed with a heap object around it is never supposed to be held.
#include <algorithm>

#include "model/semantics/lower/layout.hpp"
#include "model/semantics/lower/steps.hpp"

namespace revoke_mc::lower {

namespace {

bool in_heap_object(const program::Program& program, ObjectId lock) {
    for (ObjectId id{0}; id < lock; ++id)
        if (program.objects[id].kind == program::ObjectKind::heap && lock <= id + program.objects[id].objects)
            return true;
    return false;
}

}  // namespace

/// What holds(l) says of the running thread, if that is known here.
std::optional<bool> Steps::surely_holds(Strand& strand, const Expr& condition) {
    const auto* holds = condition.as<program::Holds>();
    if (!holds || !holds->thread.current || expressions_.unsettled(strand, *holds->lock)) return std::nullopt;
    Strand trial = strand;  // naming the lock may need code, which the condition itself would emit
    const ObjectId lock = expressions_.object(trial, *holds->lock);
    const bool named = lock != none && trial.code.size() == strand.code.size();
    if (!named || program_.objects[lock].kind != program::ObjectKind::lock || in_heap_object(program_, lock))
        return std::nullopt;
    const SlotId owner = slot_of(program_.objects[lock].first_cell);
    for (auto op = strand.code.rbegin(); op != strand.code.rend(); ++op)
        if (op->slot == owner && (op->act == Act::acquire || op->act == Act::release)) return op->act == Act::acquire;
    if (initial_) return false;
    if (!supposes_) return std::nullopt;
    supposed_.insert({strand.start, owner});
    return true;
}

bool Steps::suppositions_hold() const {
    if (supposed_.empty()) return true;
    const Indexed<ConfigId, Held> held = analyse_locks(out_)[thread_];
    return std::all_of(supposed_.begin(), supposed_.end(),
                       [&](const auto& supposed) { return held[supposed.first].must.contains(supposed.second); });
}

void Steps::run() {
    const std::size_t transitions = out_.transitions.size(), waits = out_.waits.size();
    explore();
    if (suppositions_hold()) return;
    out_.transitions.erase(out_.transitions.begin() + static_cast<std::ptrdiff_t>(transitions), out_.transitions.end());
    out_.waits.erase(out_.waits.begin() + static_cast<std::ptrdiff_t>(waits), out_.waits.end());
    out_.initial[thread_].clear();
    configs() = {};
    todo_.clear();
    supposes_ = false;
    explore();
}

}  // namespace revoke_mc::lower
