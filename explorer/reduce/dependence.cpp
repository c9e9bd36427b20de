// Independence by read and write sets, futures by reachability.
#include "explorer/reduce/dependence.hpp"

#include <algorithm>

#include "explorer/base/planted.hpp"

namespace revoke_mc::reduce {

bool Dependence::independent(TransitionId a, TransitionId b) const {
    const system::Access& x = summary_.steps[a].access;
    const system::Access& y = summary_.steps[b].access;
    if (planted::is("reads-independent")) return !system::overlap(x.writes, y.writes);
    return !system::overlap(x.writes, y.writes) && !system::overlap(x.writes, y.reads) &&
           !system::overlap(x.reads, y.writes);
}

bool Dependence::may_make_true(TransitionId id, ConditionId condition, Place meanwhile) const {
    const Condition& wanted = summary_.conditions[condition];
    const Effect& effect = summary_.steps[id].effect;
    if (!effect.completes || (effect.written(wanted.word) & wanted.mask) == 0) return false;
    KnownBits before = facts_.before(id);
    before.meet(facts_.when(meanwhile));
    return !wanted.refuted_by(after(effect, before));
}

Futures::Futures(const Summary& summary, const ControlFlow& flow, const Dependence& dependence)
    : summary_(summary), flow_(flow), dependence_(dependence), nobody_((summary.places() + 63) / 64, 0) {
    const std::size_t size = (2 * summary.steps.size() + summary.conditions.size()) * summary.places();
    if (summary.threads() > most_threads || size > most_futures) return;
    everybody_ = ~ThreadMask{0} >> (most_threads - std::max<std::size_t>(summary.threads(), 1));
    rows_ = std::vector<std::atomic<const std::uint64_t*>>(size);
}

bool Futures::possible(TransitionId id, Question question, Place meanwhile) const {
    if (!dependence_.possible(id, meanwhile)) return false;
    if (question < steps()) return dependence_.together(TransitionId(question), id);
    return question < 2 * steps() || !dependence_.needs(id, question - 2 * steps());
}

bool Futures::wanted(TransitionId id, Question question, Place meanwhile) const {
    if (question < steps()) return !dependence_.independent(TransitionId(question), id);
    if (question < 2 * steps()) return dependence_.may_change_outcome(id, TransitionId(question - steps()));
    return dependence_.may_make_true(id, question - 2 * steps(), meanwhile);
}

/// Two workers may work out the same future; it is the same, and one of them is kept.
const std::uint64_t* Futures::work_out(Question question, Place meanwhile) const {
    Row row = nobody_;
    const ThreadId stays = summary_.thread_at(meanwhile);
    for (const ThreadId t : FirstIds<ThreadId>(summary_.threads())) {
        if (t != stays) search(t, question, meanwhile, row);
    }
    const std::lock_guard lock(growing_);
    auto& known = rows_[std::size_t{question} * summary_.places() + meanwhile];
    if (known.load(std::memory_order_relaxed) == nullptr) {
        const bool somebody = row != nobody_;
        if (somebody) storage_.push_back(std::move(row));
        known.store(somebody ? storage_.back().data() : nobody_.data(), std::memory_order_release);
    }
    return known.load(std::memory_order_relaxed);
}

/// Backwards from the wanted transitions, until no place is new.
void Futures::search(ThreadId thread, Question question, Place meanwhile, Row& row) const {
    const auto has = [&](Place p) { return (row[p / 64] >> (p % 64) & 1U) != 0; };
    const auto add = [&](Place p) { row[p / 64] |= std::uint64_t{1} << (p % 64); };
    const system::ThreadTable& table = summary_.model->threads[thread];
    for (Place p = summary_.first_place[thread]; p < summary_.first_place[thread + 1]; ++p) {
        const system::TransitionRange range = table.by_position[summary_.position(thread, p)];
        for (TransitionId id = range.first; id < range.last && !has(p); ++id) {
            if (possible(id, question, meanwhile) && wanted(id, question, meanwhile)) add(p);
        }
    }
    const std::span<const Edge> edges = flow_.edges(thread);
    for (bool grows = true; grows;) {
        grows = false;
        for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) {
            if (!has(edge->to) || has(edge->from) || !possible(edge->transition, question, meanwhile)) continue;
            add(edge->from);
            grows = true;
        }
    }
}

}  // namespace revoke_mc::reduce
