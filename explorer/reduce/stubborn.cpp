// Who may be a key, once; closures, in each state. See stubborn.hpp.
#include "explorer/reduce/stubborn.hpp"

#include <algorithm>
#include <bit>

#include "explorer/reduce/visibility.hpp"

namespace revoke_mc::reduce {

// --- once -------------------------------------------------------------------------------------

StubbornSets::StubbornSets(const PackedModel& model, Strength strength)
    : summary_(model), facts_(summary_), flow_(summary_, facts_), dependence_(summary_, facts_),
      futures_(summary_, flow_, dependence_), strength_(strength) {
    if (!futures_.too_large()) find_keys();
}

/// Cycles are cut where a key is least likely: at the transition that most others get in the way of.
void StubbornSets::find_keys() {
    const Indexed<TransitionId, bool> visible = visible_steps(summary_, facts_, flow_);
    Indexed<TransitionId, std::uint64_t> cost(summary_.steps.size(), 0);
    for (const TransitionId id : summary_.steps.ids()) {
        may_be_key_.push_back(!visible[id] && !forbidden(id) && !facts_.never(id) &&
                              summary_.steps[id].effect.completes);
        for (const TransitionId other : summary_.steps.ids()) {
            if (!may_be_key_[id]) break;
            const bool same_thread = summary_.steps[id].thread == summary_.steps[other].thread;
            if (!same_thread && dependence_.together(id, other) && !dependence_.independent(id, other)) ++cost[id];
        }
    }
    cut_cycles(summary_, facts_, flow_, cost, may_be_key_);
    reduces_ = std::find(may_be_key_.begin(), may_be_key_.end(), true) != may_be_key_.end();
}

bool StubbornSets::forbidden(TransitionId id) const {
    const auto& properties = summary_.model->properties;
    return std::any_of(properties.begin(), properties.end(), [id](const system::PackedProperty& property) {
        return !property.forbidden.empty() && property.forbidden[id];
    });
}

// --- in each state ----------------------------------------------------------------------------

struct StubbornSets::View {
    const std::uint64_t* state;
    std::span<const EnabledStep> enabled;
    Scratch& scratch;

    [[nodiscard]] std::span<const EnabledStep> enabled_of(ThreadId thread) const {
        const Scratch::OfThread& steps = scratch.of_thread[thread.number()];
        return enabled.subspan(steps.first, steps.last - steps.first);
    }
};

StubbornSets::ThreadMask StubbornSets::reduce(const std::uint64_t* state, std::span<const EnabledStep> enabled,
                                              Scratch& scratch) const {
    if (!reduces_) return all;
    const View view{state, enabled, scratch};
    look(view);
    ThreadMask best = all;
    std::uint32_t most = strength_ == Strength::full ? scratch.advancing : std::min(scratch.advancing, 2U);
    for (ThreadMask seeds = scratch.keys; seeds != 0 && most > 1; seeds &= seeds - 1) {
        const ThreadMask closed = close(view, ThreadId(std::countr_zero(seeds)), most);
        if (closed != 0) best = closed;
        scratch.tried |= seeds & ~(seeds - 1);
    }
    return best;
}

/// Where the threads stand, which steps are theirs, who has a key.
void StubbornSets::look(const View& view) const {
    Scratch& scratch = view.scratch;
    scratch.keys = scratch.tried = scratch.advancing = 0;
    scratch.asks.clear();
    for (const ThreadId t : FirstIds<ThreadId>(summary_.threads())) {
        scratch.places[t.number()] = summary_.place(view.state, t);
        scratch.of_thread[t.number()] = {};
    }
    for (std::uint32_t i = 0; i < view.enabled.size(); ++i) {
        const EnabledStep& step = view.enabled[i];
        const ThreadId thread = summary_.steps[step.transition].thread;
        Scratch::OfThread& steps = scratch.of_thread[thread.number()];
        if (steps.last == 0) steps.first = i;
        steps.last = i + 1;
        if (!step.advances) continue;
        ++steps.advancing;
        ++scratch.advancing;
        if (may_be_key_[step.transition]) scratch.keys |= ThreadMask{1} << thread.number();
    }
}

/// A closed set with `seed` in it; 0 if it would not have fewer steps than `most`, else `most` is
/// lowered to what it has. Threads are added one by one, those with the fewest steps first: each one
/// that stays rules out some of what the others may come to. A set that needs an earlier seed is
/// given up: it would hardly be smaller than what that one gave.
StubbornSets::ThreadMask StubbornSets::close(const View& view, ThreadId seed, std::uint32_t& most) const {
    ThreadMask in = 0;
    std::uint32_t steps = 0;
    view.scratch.open.clear();
    for (ThreadMask open = ThreadMask{1} << seed.number(); open != 0; open = needed(view, in)) {
        const ThreadId next = cheapest(view, open);
        steps += view.scratch.of_thread[next.number()].advancing;
        if (steps >= most || (view.scratch.tried >> next.number() & 1) != 0) return 0;
        in |= ThreadMask{1} << next.number();
        enter(view, next, in);
    }
    most = steps;
    return in;
}

ThreadId StubbornSets::cheapest(const View& view, ThreadMask among) const {
    auto best = ThreadId(std::countr_zero(among));
    for (; among != 0; among &= among - 1) {
        const auto thread = ThreadId(std::countr_zero(among));
        if (view.scratch.of_thread[thread.number()].advancing < view.scratch.of_thread[best.number()].advancing)
            best = thread;
    }
    return best;
}

/// What (E) and (N) ask of a thread in the set, answered with what is known from its own place.
void StubbornSets::ask(const View& view, ThreadId thread) const {
    Scratch& scratch = view.scratch;
    Scratch::OfThread& about = scratch.of_thread[thread.number()];
    about.asked = true;
    about.first_ask = static_cast<std::uint32_t>(scratch.asks.size());
    const Place place = scratch.places[thread.number()];
    const auto own = view.enabled_of(thread);
    for (const EnabledStep& step : own) {
        const Futures::Question question = futures_.conflict(step.transition);
        const ThreadMask answer = futures_.threads(question, place, scratch.places);
        if (answer != 0) scratch.asks.push_back({question, answer, true});
    }
    const system::TransitionRange range = summary_.model->threads[thread].by_position[summary_.position(thread, place)];
    auto next = own.begin();
    for (TransitionId id = range.first; id < range.last; ++id) {
        const bool is_enabled = next != own.end() && next->transition == id;
        if (is_enabled) ++next;
        if (!is_enabled && !facts_.never(id) && !excluded_by(own, id)) ask_about(view, thread, id);
    }
    about.last_ask = static_cast<std::uint32_t>(scratch.asks.size());
}

/// Of its false conditions, one must stay false; without any, what it reads late must stay the same.
void StubbornSets::ask_about(const View& view, ThreadId thread, TransitionId disabled) const {
    Scratch& scratch = view.scratch;
    const std::size_t before = scratch.asks.size();
    bool late = true;
    for (const ConditionId c : summary_.steps[disabled].guards) {
        if (summary_.conditions[c].holds(view.state)) continue;
        late = false;
        const Futures::Question question = futures_.make_true(c);
        const ThreadMask answer = futures_.threads(question, scratch.places[thread.number()], scratch.places);
        if (answer == 0) return scratch.asks.resize(before);
        scratch.asks.push_back({question, answer, false});
    }
    if (late) {
        const Futures::Question question = futures_.late(disabled);
        const ThreadMask answer = futures_.threads(question, scratch.places[thread.number()], scratch.places);
        if (answer == 0) return;
        scratch.asks.push_back({question, answer, false});
    }
    scratch.asks.back().ends = true;
}

/// The thread has come into the set: its questions are open, and it bounds the answers to all, as far as they are about
/// threads outside.
void StubbornSets::enter(const View& view, ThreadId thread, ThreadMask in) const {
    Scratch& scratch = view.scratch;
    Scratch::OfThread& about = scratch.of_thread[thread.number()];
    for (Scratch::Ask& open : scratch.open) {
        if ((open.answer & ~in) != 0)
            open.answer =
                futures_.threads(open.question, scratch.places[thread.number()], scratch.places, open.answer & ~in);
    }
    if (!about.asked) ask(view, thread);
    for (std::uint32_t i = about.first_ask; i < about.last_ask; ++i) {
        Scratch::Ask open = scratch.asks[i];
        const ThreadMask others = in & ~(ThreadMask{1} << thread.number());
        for (ThreadMask left = others; left != 0 && (open.answer & ~in) != 0; left &= left - 1) {
            const Place place = scratch.places[static_cast<std::size_t>(std::countr_zero(left))];
            open.answer = futures_.threads(open.question, place, scratch.places, open.answer & ~in);
        }
        scratch.open.push_back(open);
    }
}

/// The threads that are still missing: of questions of which one must have no answer outside the
/// set, those of the one with the fewest.
StubbornSets::ThreadMask StubbornSets::needed(const View& view, ThreadMask in) const {
    ThreadMask all_needed = 0, fewest = 0;
    bool first = true;
    for (const Scratch::Ask& open : view.scratch.open) {
        const ThreadMask outside = open.answer & ~in;
        if (first || std::popcount(outside) < std::popcount(fewest)) fewest = outside;
        first = open.ends;
        if (open.ends) all_needed |= fewest;
    }
    return all_needed;
}

/// As long as the enabled step of the same thread stays enabled, this one is not.
bool StubbornSets::excluded_by(std::span<const EnabledStep> enabled, TransitionId id) const {
    return std::any_of(enabled.begin(), enabled.end(),
                       [&](const EnabledStep& step) { return !dependence_.together(step.transition, id); });
}

}  // namespace revoke_mc::reduce
