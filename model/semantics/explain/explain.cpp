// The frontier moves from line to line.
#include "model/semantics/explain/explain.hpp"

#include <algorithm>
#include <iterator>

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::explain {

namespace {

/// What is reached rather than broken says nothing about a run.
bool is_rule(const program::Program& program, program::PropertyId property) {
    return program.properties[property].kind != program::Property::Kind::reachable;
}

}  // namespace

Explainer::Explainer(const program::Program& program, const lower::Lowered& lowered, const Resolver& resolver,
                     const Options& options)
    : program_(program), lowered_(lowered), resolver_(resolver), options_(options), matcher_(program, lowered),
      naming_(program, lowered), stepper_(make_stepper(lowered)) {
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
    }
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
        Reached reached;
        reached.state.assign(initial.begin() + static_cast<std::ptrdiff_t>(at),
                             initial.begin() + static_cast<std::ptrdiff_t>(at + stepper_->words()));
        reached.binding = head;
        for (const system::Start& start : stepper_->faulty_starts())
            if (!start.cut && start.state == reached.state) reached.broken = start.broken;
        std::sort(reached.broken.begin(), reached.broken.end());
        if (options_.keep_ways) {
            auto way = std::make_shared<Way>();
            way->state = reached.state;
            way->breaks = reached.broken;
            reached.way = std::move(way);
        }
        result_.way = reached.way;
        naming_.name(reached.state, head, binding, key_);
        ahead_.front().add(std::move(reached), key_);
    }
}

/// As many lines as one step may be.
void Explainer::fill(const std::function<std::optional<Event>()>& next) {
    while (!ended_ && lines_.size() < most_points_) {
        std::optional<Event> line;
        if (result_.lines + lines_.size() < options_.most_lines) line = next();
        if (line)
            lines_.push_back(std::move(*line));
        else
            ended_ = true;
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

void Explainer::arrive(const Reached& from, const system::Step& step, std::size_t lines, BindingId binding) {
    Reached to;
    to.state.assign(step.successor, step.successor + stepper_->words());
    to.binding = binding;
    Broken breaks(step.broken.begin(), step.broken.end());
    stepper_->broken_after(step.transition, to.state.data(), breaks);
    std::erase_if(breaks, [&](system::PropertyId p) { return !is_rule(program_, lower::program_property(p)); });
    std::sort(breaks.begin(), breaks.end());
    std::set_union(from.broken.begin(), from.broken.end(), breaks.begin(), breaks.end(), std::back_inserter(to.broken));
    if (options_.keep_ways) {
        auto way = std::make_shared<Way>();
        way->before = from.way;
        way->transition = step.transition;
        way->state = to.state;
        way->breaks = std::move(breaks);
        to.way = std::move(way);
    }
    while (ahead_.size() <= lines) ahead_.emplace_back();
    naming_.name(to.state, binding, bindings_[binding], key_);
    ahead_[lines].add(std::move(to), key_);
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
    std::map<BindingId, BindingId> ids;
    std::deque<Frontier> moved(ahead_.size());
    for (std::size_t i = 0; i < ahead_.size(); ++i)
        for (Reached& reached : ahead_[i].all()) {
            const Binding& binding = bindings_[reached.binding];
            reached.binding = kept.add(binding);
            naming_.name(reached.state, reached.binding, binding, key_);
            moved[i].add(std::move(reached), key_);
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

}  // namespace revoke_mc::explain
