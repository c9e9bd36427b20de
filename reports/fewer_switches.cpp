// What must not change is decided here, how to find an order in internal/reorder.hpp.
//
// * The last step stays the last one where it is what breaks the property, or where it is cut.
// * A lasso has two parts, its stem and its cycle: no step moves from one to the other. What fairness asks depends on
//   the states in between, so the whole run is judged again.
// * On its way the new run breaks the property nowhere, and is nowhere twice: replay would call that an edit.
#include "reports/fewer_switches.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "explorer/base/limits.hpp"
#include "reports/internal/reorder.hpp"
#include "reports/lasso.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Stretch;
using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;
using program::Property;
using program::PropertyId;
using program::ThreadId;

constexpr std::size_t window = 48;             // steps that are put in order together
constexpr std::size_t most_of_window = 3'000;  // positions; beyond them it is split
constexpr std::size_t most_of_trace = 30'000;  // positions
constexpr std::size_t least_to_split = 12;     // steps
constexpr std::size_t most_rounds = 4;         // over a run that is longer than a window

class Shortener {
public:
    Shortener(const Interpreter& interpreter, PropertyId property, const std::vector<const Outcome*>& way)
        : interpreter_(interpreter), property_(property), start_(*way.front()) {
        for (std::size_t i = 1; i < way.size(); ++i) steps_.push_back(*way[i]);
    }

    /// Puts the steps from `begin` to `end` in a better order.
    void improve(std::size_t begin, std::size_t end) {
        if (end - begin <= window) return stretch(begin, end);
        for (std::size_t round = 0; round < most_rounds; ++round) {
            const std::size_t before = improved_;
            for (std::size_t at = begin; at + window / 2 < end; at += window / 2)
                stretch(at, std::min(at + window, end));
            if (improved_ == before) return;
        }
    }

    [[nodiscard]] bool improved() const { return improved_ > 0; }
    [[nodiscard]] const std::vector<Outcome>& steps() const { return steps_; }
    [[nodiscard]] const Outcome& start() const { return start_; }

private:
    void stretch(std::size_t begin, std::size_t end) {
        if (end - begin < 2) return;
        const Stretch old = stretch_of(begin, end);
        if (internal::switches(old) == internal::fewest_possible(old)) return;
        std::size_t most = std::min(most_of_window, left_);
        const std::size_t had = most;
        const auto passes = [this](const State& state) { return !broken_in(state); };
        auto better = internal::Reorder(interpreter_, old, passes).run(most);
        left_ -= had - most;
        if (!better) return split(begin, end);
        Stretch changed = old;
        changed.steps = std::move(*better);
        if (internal::switches(changed) >= internal::switches(old)) return;
        std::move(changed.steps.begin(), changed.steps.end(), steps_.begin() + static_cast<std::ptrdiff_t>(begin));
        ++improved_;
    }

    void split(std::size_t begin, std::size_t end) {
        if (end - begin < least_to_split || left_ == 0) return;
        const std::size_t quarter = (end - begin) / 4;
        stretch(begin, begin + 2 * quarter);
        stretch(begin + 2 * quarter, end);
        stretch(begin + quarter, end - quarter);
    }

    [[nodiscard]] Stretch stretch_of(std::size_t begin, std::size_t end) const {
        const auto at = [&](std::size_t i) { return steps_.begin() + static_cast<std::ptrdiff_t>(i); };
        return {&*(begin == 0 ? start_ : steps_[begin - 1]).next, std::vector<Outcome>(at(begin), at(end)),
                begin == 0 ? ThreadId(program::none) : steps_[begin - 1].thread,
                end == steps_.size() ? ThreadId(program::none) : steps_[end].thread};
    }

    /// What a property says about a state alone.
    [[nodiscard]] bool broken_in(const State& state) const {
        const Property& property = interpreter_.program().properties[property_];
        if (property.kind == Property::Kind::invariant) return !interpreter_.holds(property_, state);
        if (property.kind == Property::Kind::reachable) return interpreter_.holds(property_, state);
        if (property_ != program::id_of(program::BuiltinProperty::lock_cycle)) return false;
        const std::vector<interpret::Event> events = interpreter_.broken_in(state);
        return std::any_of(events.begin(), events.end(), [&](const auto& e) { return e.property == property_; });
    }

    const Interpreter& interpreter_;
    PropertyId property_;
    const Outcome& start_;
    std::vector<Outcome> steps_;
    std::size_t left_ = most_of_trace;
    std::size_t improved_ = 0;
};

/// The last step is what breaks the property, and not the state that it leads to.
bool ends_with_event(const Outcome& last, PropertyId property) {
    const auto is_it = [&](const interpret::Event& event) { return event.property == property; };
    return !last.next || std::any_of(last.events.begin(), last.events.end(), is_it);
}

/// It is where it has been before; or a lasso takes a step that changes nothing twice.
bool goes_round(const Shortener& run, bool lasso) {
    std::unordered_set<State, interpret::StateHash> seen{*run.start().next};
    bool stayed = false;
    const State* before = &*run.start().next;
    for (const Outcome& step : run.steps()) {
        if (!step.next) break;
        const bool stays = *step.next == *before;
        if (lasso ? stays && stayed : !seen.insert(*step.next).second) return true;
        stayed = stays;
        before = &*step.next;
    }
    return false;
}

Run run_of(const Shortener& shortener, std::size_t cycle_start) {
    Run run;
    run.cycle_start = cycle_start;
    run.states.push_back(&*shortener.start().next);
    for (const Outcome& step : shortener.steps()) {
        run.steps.push_back(&step);
        run.states.push_back(&*step.next);
    }
    return run;
}

bool still_breaks(const Interpreter& interpreter, PropertyId property, const Shortener& shortener,
                  const FoundTrace& found) {
    if (!found.cycle_start) return true;  // it ends as before
    return why_no_violation(interpreter, property, run_of(shortener, *found.cycle_start)).empty();
}

FoundTrace written_down(const Interpreter& interpreter, const Shortener& shortener, const FoundTrace& found) {
    FoundTrace out = found;
    out.steps.clear();
    for (const Outcome& step : shortener.steps()) {
        out.steps.push_back({step.thread, {}});
        if (step.next) out.steps.back().view = interpreter.view(*step.next);
    }
    return out;
}

std::optional<FoundTrace> reordered(const Interpreter& interpreter, PropertyId property,
                                    const std::vector<const Outcome*>& way, const FoundTrace& found) {
    Shortener shortener(interpreter, property, way);
    const std::size_t steps = way.size() - 1;
    if (found.cycle_start) {
        shortener.improve(0, *found.cycle_start);
        shortener.improve(*found.cycle_start, steps);
    } else {
        shortener.improve(0, ends_with_event(*way.back(), property) ? steps - 1 : steps);
    }
    if (!shortener.improved() || goes_round(shortener, found.cycle_start.has_value())) return std::nullopt;
    if (!still_breaks(interpreter, property, shortener, found)) return std::nullopt;
    return written_down(interpreter, shortener, found);
}

}  // namespace

std::optional<FoundTrace> fewer_switches(const Interpreter& interpreter, PropertyId property,
                                         const std::vector<const Outcome*>& way, const FoundTrace& found) {
    if (way.size() < 3) return std::nullopt;
    try {
        return reordered(interpreter, property, way, found);
    } catch (const limits::Exhausted&) {
        return std::nullopt;  // a trace in the order that was found is better than none
    }
}

}  // namespace revoke_mc::reports
