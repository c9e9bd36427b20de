// The fixpoint of what holds while a thread or a condition stays as it is.
//
// Passes over all pairs of a transition and a condition. A pair is looked at again only if one of
// the two has lost bits since; most pairs are settled by a look at the words that the transition
// writes.
#include "explorer/reduce/facts.hpp"

#include <algorithm>

namespace revoke_mc::reduce {

Facts::Facts(const Summary& summary)
    : summary_(summary), when_(summary.conditions.size(), KnownBits(summary.model->words)),
      met_(summary.conditions.size(), false), changed_(summary.conditions.size(), 0),
      before_(summary.steps.size(), KnownBits(summary.model->words)), after_(before_),
      possible_(summary.steps.size(), false) {
    start();
    while (pass()) ++pass_;
}

void Facts::start() {
    const PackedModel& model = *summary_.model;
    for (std::size_t at = 0; at < model.initial.size(); at += model.words) {
        const std::uint64_t* state = &model.initial[at];
        for (ConditionId c = 0; c < summary_.conditions.size(); ++c) {
            if (summary_.conditions[c].holds(state)) (void)widen(c, KnownBits(state, model.words));
        }
    }
}

/// The condition may also hold in the states `bits`. True if that is news.
bool Facts::widen(ConditionId condition, const KnownBits& bits) {
    const bool news = !met_[condition] || when_[condition].join(bits);
    if (!met_[condition]) when_[condition] = bits;
    met_[condition] = true;
    if (news) changed_[condition] = pass_;
    return news;
}

bool Facts::pass() {
    bool changed = false;
    for (const TransitionId id : summary_.steps.ids()) {
        const bool again = recent(id);
        if (again) possible_[id] = look_before(id);
        if (!possible_[id] || !summary_.steps[id].effect.completes) continue;
        if (again) after_[id] = after(summary_.steps[id].effect, before_[id]);
        for (ConditionId c = 0; c < summary_.conditions.size(); ++c) {
            if ((again || changed_[c] + 1 >= pass_) && flow(id, c)) changed = true;
        }
    }
    return changed;
}

/// What the transition starts from has changed in this pass or the one before.
bool Facts::recent(TransitionId id) const {
    const StepSummary& step = summary_.steps[id];
    const auto is_recent = [&](ConditionId c) { return changed_[c] + 1 >= pass_; };
    return is_recent(step.place) || std::any_of(step.guards.begin(), step.guards.end(), is_recent);
}

/// Puts together what the position and the guards say. False: they cannot all hold.
bool Facts::look_before(TransitionId id) {
    const StepSummary& step = summary_.steps[id];
    KnownBits known(summary_.model->words);
    const auto add = [&](ConditionId c) {
        if (!met_[c] || known.contradicts(when_[c])) return false;
        known.meet(when_[c]);
        return true;
    };
    if (!add(step.place) || !std::all_of(step.guards.begin(), step.guards.end(), add)) return false;
    before_[id] = std::move(known);
    return true;
}

/// The condition may hold after the transition: either it did before and was left alone, or the
/// transition may have made it hold. True if less is known of it now.
bool Facts::flow(TransitionId id, ConditionId c) {
    const Effect& effect = summary_.steps[id].effect;
    const Condition& condition = summary_.conditions[c];
    if ((effect.written(condition.word) & condition.mask) != 0) {
        if (condition.refuted_by(after_[id])) return false;
        flowing_ = after_[id];
        flowing_.mask[condition.word] |= condition.mask;
        flowing_.value[condition.word] |= condition.value;
        return widen(c, flowing_);
    }
    if (!met_[c]) return false;
    bool touches = false;
    for (std::size_t w = 0; w < effect.keep.size() && !touches; ++w)
        touches = (effect.written(w) & when_[c].mask[w]) != 0;
    if (!touches || before_[id].contradicts(when_[c])) return false;
    flowing_ = before_[id];
    flowing_.meet(when_[c]);
    pass_through(effect, flowing_);
    return widen(c, flowing_);
}

}  // namespace revoke_mc::reduce
