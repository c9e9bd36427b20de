// The frontier moves from line to line.
#include "model/semantics/explain/explain.hpp"

#include <algorithm>
#include <iterator>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/report.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::explain {

namespace {

/// A line names one of several interchangeable instances.
struct NotToldApart {};

}  // namespace

Explainer::Explainer(const program::Program& program, const lower::Lowered& lowered, const Resolver& resolver,
                     const Options& options)
    : program_(program), lowered_(lowered), resolver_(resolver), options_(options), matcher_(program, lowered),
      naming_(program, lowered, options.tell_apart), stepper_(make_stepper(lowered)) {
    // What is reached rather than broken says nothing about a run.
    for (const program::Property& property : program.properties)
        is_rule_.push_back(property.kind != program::Property::Kind::reachable);
    const auto& transitions = lowered.model().transitions;
    for (const system::TransitionId id : transitions.ids()) {
        points_.push_back(&lowered.transition(id).log);
        most_points_ = std::max(most_points_, points_.back()->size());
    }
}

Explained Explainer::explain(const std::function<std::optional<Event>()>& next) {
    try {
        explain_lines(next);
    } catch (const limits::Exhausted& limit) {
        result_.stopped = limit.reason();
    } catch (const NotToldApart&) {
        result_.tell_apart = true;
    }
    if (options_.coverage) result_.covered = covered();
    return std::move(result_);
}

void Explainer::explain_lines(const std::function<std::optional<Event>()>& next) {
    start();
    find_violations();
    for (fill(next); !lines_.empty(); fill(next)) {
        search_line();
        if (stuck()) return find_nearest();
        advance();
    }
    result_.all = true;
}

void Explainer::search_line() {
    while (const Reached* reached = ahead_.front().next_open()) {
        go_on_from(*reached);
        if (ahead_.front().size() > options_.max_states) throw limits::Exhausted(limits::Reason::states);
    }
    result_.widest = std::max<std::uint64_t>(result_.widest, ahead_.front().size());
    result_.states += ahead_.front().size();
}

void Explainer::start() {
    Binding binding;
    for (const auto& [task, thread] : resolver_.threads()) binding.bind(task, thread);
    for (const auto& [address, object] : resolver_.objects()) binding.bind(address, object);
    const BindingId head = bindings_.add(binding);
    const std::vector<std::uint64_t> initial = stepper_->initial_states();
    ahead_.emplace_back();
    for (std::size_t at = 0; at < initial.size(); at += stepper_->words()) {
        state_.assign(initial.begin() + static_cast<std::ptrdiff_t>(at),
                      initial.begin() + static_cast<std::ptrdiff_t>(at + stepper_->words()));
        naming_.name(state_, head, binding, key_);
        const Frontier::Place place = ahead_.front().at(key_);
        if (!place.is_new) {
            ahead_.front().meet(place.reached, broken_at_start(), covered_at_start());
            continue;
        }
        place.reached.state = state_;
        place.reached.binding = head;
        place.reached.broken = broken_at_start();
        place.reached.covered = covered_at_start();
        if (options_.keep_ways) {
            auto way = std::make_shared<Way>();
            way->state = state_;
            way->breaks = place.reached.broken;
            place.reached.way = std::move(way);
        }
        result_.way = ahead_.front().all().front().way;
    }
}

Broken Explainer::broken_at_start() {
    Broken out;
    for (const system::Start& start : stepper_->faulty_starts())
        if (!start.cut && start.state == state_) out.insert(out.end(), start.broken.begin(), start.broken.end());
    stepper_->broken_in(state_.data(), out);
    std::erase_if(out, [&](system::PropertyId p) { return !is_rule(p); });
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/// Of several beginnings that lead to one state, as where explanations meet.
Covered Explainer::covered_at_start() const {
    std::optional<Covered> out;
    if (!options_.coverage) return {};
    for (const lower::Begun& begun : lowered_.generated().begun) {
        if (!std::equal(begun.state.begin(), begun.state.end(), state_.begin())) continue;
        const Covered here(2 * program_.statements.size(), begun.points);
        if (out)
            out->meet(here);
        else
            out = here;
    }
    return out.value_or(Covered(2 * program_.statements.size(), {}));
}

/// As many lines as one step may be.
void Explainer::fill(const std::function<std::optional<Event>()>& next) {
    while (!ended_ && lines_.size() < most_points_) {
        std::optional<Event> line;
        if (result_.lines + lines_.size() < options_.most_lines) line = next();
        if (!line) {
            ended_ = true;
            return;
        }
        for (const auto& [cell, value] : line->state)
            if (naming_.looks_past(cell)) throw NotToldApart();
        lines_.push_back(std::move(*line));
    }
}

void Explainer::go_on_from(const Reached& reached) {
    limits::poll();
    stepper_->steps(reached.state.data(), [&](const system::Step& step) { take(reached, step); });
}

void Explainer::take(const Reached& from, const system::Step& step) {
    if (step.bound_reached) result_.bound = true;
    if (step.successor == nullptr) return;
    if (points_[step.transition.number()]->empty()) return arrive(from, step, 0, from.binding);
    match(from, step, 0, 0, bindings_[from.binding]);
}

void Explainer::match(const Reached& from, const system::Step& step, std::size_t point, std::size_t line,
                      const Binding& binding) {
    const std::vector<lower::PassedPoint>& points = *points_[step.transition.number()];
    const bool behind_the_log = ended_ && line == lines_.size() && line > 0;
    if (point == points.size() || behind_the_log) return arrive(from, step, line, bindings_.add(binding));
    if (program_.log[points[point].point].optional) match(from, step, point + 1, line, binding);
    if (line == lines_.size()) return;
    const Passed passed{points[point], lower::program_thread(lowered_.model().transitions[step.transition].thread),
                        from.state.data(), step.successor};
    Binding bound = binding;
    if (matcher_.fits(passed, lines_[line], bound)) match(from, step, point + 1, line + 1, bound);
}

WayPtr Explainer::way_to(const Reached& from, const system::Step& step, Broken breaks) const {
    auto way = std::make_shared<Way>();
    way->before = from.way;
    way->transition = step.transition;
    way->state = state_;
    way->breaks = std::move(breaks);
    return way;
}

bool Explainer::is_rule(system::PropertyId reported) const {
    return !lower::Report::of(reported.number()).is_point() && is_rule_[reported.number()];
}

void Explainer::break_rules(const system::Step& step) {
    breaks_.assign(step.broken.begin(), step.broken.end());
    stepper_->broken_after(step.transition, state_.data(), breaks_);
    std::erase_if(breaks_, [&](system::PropertyId p) { return !is_rule(p); });
    std::sort(breaks_.begin(), breaks_.end());
}

Covered Explainer::covered_behind(const Reached& from, const system::Step& step) const {
    Covered out = from.covered;
    if (!options_.coverage) return out;
    for (const program::Point point : lowered_.transition(step.transition).points.sure) out.add(point);
    for (const system::PropertyId reported : step.broken)
        if (const auto point = lower::Report::of(reported.number()).point()) out.add(*point);
    return out;
}

void Explainer::arrive(const Reached& from, const system::Step& step, std::size_t lines, BindingId binding) {
    state_.assign(step.successor, step.successor + stepper_->words());
    break_rules(step);
    broken_.clear();
    std::set_union(from.broken.begin(), from.broken.end(), breaks_.begin(), breaks_.end(), std::back_inserter(broken_));
    Covered covered = covered_behind(from, step);
    while (ahead_.size() <= lines) ahead_.emplace_back();
    naming_.name(state_, binding, bindings_[binding], key_);
    const Frontier::Place place = ahead_[lines].at(key_);
    if (!place.is_new) return ahead_[lines].meet(place.reached, broken_, covered);
    place.reached.state = state_;
    place.reached.binding = binding;
    place.reached.broken = broken_;
    place.reached.covered = std::move(covered);
    if (options_.keep_ways) place.reached.way = way_to(from, step, breaks_);
}

/// No step has come behind the line.
bool Explainer::stuck() const {
    return std::all_of(ahead_.begin() + 1, ahead_.end(), [](const Frontier& frontier) { return frontier.empty(); });
}

void Explainer::advance() {
    last_ = lines_.front().number;
    ahead_.pop_front();
    lines_.pop_front();
    ++result_.lines;
    const auto furthest = std::find_if(ahead_.begin(), ahead_.end(), [](const Frontier& f) { return !f.empty(); });
    result_.way = furthest->all().front().way;
    result_.bound = false;
    find_violations();
    if (bindings_.size() > 4096) forget_bindings();
}

void Explainer::forget_bindings() {
    Bindings kept;
    std::deque<Frontier> moved(ahead_.size());
    naming_.forget_bindings();
    for (std::size_t i = 0; i < ahead_.size(); ++i)
        for (Reached& reached : ahead_[i].all()) {
            const Binding& binding = bindings_[reached.binding];
            reached.binding = kept.add(binding);
            naming_.name(reached.state, reached.binding, binding, key_);
            moved[i].at(key_).reached = std::move(reached);
        }
    ahead_ = std::move(moved);
    bindings_ = std::move(kept);
}

/// Of all explanations that there are now.
void Explainer::find_violations() {
    std::optional<Broken> all;
    for (const Frontier& frontier : ahead_) {
        if (frontier.empty()) continue;
        const Broken broken = frontier.broken();
        Broken both;
        if (all)
            std::set_intersection(all->begin(), all->end(), broken.begin(), broken.end(), std::back_inserter(both));
        all = all ? both : broken;
        if (all->empty()) return;
    }
    for (const system::PropertyId property : all.value_or(Broken{})) {
        const program::PropertyId id = lower::program_property(property);
        const auto known = [&](const Violation& violation) { return violation.property == id; };
        if (std::any_of(result_.violations.begin(), result_.violations.end(), known)) continue;
        result_.violations.push_back({id, last_, result_.way});
        if (options_.found) options_.found(result_.violations.back());
    }
}

/// Steps behind the last explained line add to what all have; nothing is lost by them.
Covered Explainer::covered() const {
    Covered out;
    for (const Frontier& frontier : ahead_)
        for (const Reached& reached : frontier.all()) {
            if (out.surely.empty()) out = reached.covered;
            out.meet(reached.covered);
        }
    return out;
}

}  // namespace revoke_mc::explain
