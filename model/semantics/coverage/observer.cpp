// Transitions by their points, conditions by running their code on states.
#include "model/semantics/coverage/observer.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::coverage {

using program::Program;
using program::Thread;

namespace {

bool can_be_under_way(const Thread& thread) { return thread.kind != Thread::Kind::device; }

/// Two lowerings of one program give one system, whatever they report.
void require_same(const system::PackedModel& a, const system::PackedModel& b) {
    const auto alike = [](const system::ThreadTable& x, const system::ThreadTable& y) {
        return x.position.word == y.position.word && x.position.shift == y.position.shift &&
               x.by_position.size() == y.by_position.size();
    };
    const bool same = a.words == b.words && a.bits == b.bits && a.transitions.size() == b.transitions.size() &&
                      a.initial == b.initial &&
                      std::equal(a.threads.begin(), a.threads.end(), b.threads.begin(), alike);
    if (!same) throw std::logic_error("coverage: the program was lowered in two ways; please report it");
}

}  // namespace

bool can_meet(const Program& program, program::ComponentId component) {
    const program::Component& whose = program.components[component];
    if (whose.count < 2 || whose.ordered || !whose.replicated) return false;
    return std::any_of(program.threads.begin(), program.threads.end(),
                       [&](const Thread& thread) { return thread.component == component && can_be_under_way(thread); });
}

namespace {

void add(std::vector<bool>& to, const std::vector<bool>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = to[i] || from[i];
}

}  // namespace

Observed& Observed::operator|=(const Observed& other) {
    add(points.items(), other.points.items());
    add(doubtful.items(), other.doubtful.items());
    add(conditions, other.conditions);
    add(alone.items(), other.alone.items());
    add(met.items(), other.met.items());
    add(entered.items(), other.entered.items());
    return *this;
}

Observer::Observer(const Program& program, const lower::Lowered& searched, bool states)
    : program_(program), searched_(searched), states_(states), asked_(conditions_of(program)) {
    observed_.points = program::no_points(program);
    observed_.doubtful = observed_.points;
    observed_.conditions.assign(asked_.size(), false);
    observed_.alone.assign(program.components.size(), false);
    observed_.met = observed_.alone;
    observed_.entered.assign(program.properties.size(), false);
    for (std::uint32_t i = 0; i < asked_.size(); ++i) conditions_.push_back(i);
    for (const program::ComponentId i : program.components.ids())
        if (can_meet(program, i) && may_be_under_way(i)) meetings_.push_back(i);
}

/// Where each step begins and ends at rest no instance ever is.
bool Observer::may_be_under_way(program::ComponentId component) const {
    for (const program::ThreadId t : program_.threads.ids()) {
        const auto& rest = searched_.model().threads[lower::system_id(t)].rest;
        if (program_.threads[t].component == component && std::find(rest.begin(), rest.end(), 0) != rest.end())
            return true;
    }
    return false;
}

bool Observer::begin(std::span<const std::uint8_t> taken) {
    note(searched_.generated().at_start);
    if (!states_) note(searched_.generated().maybe_at_start);
    for (const program::Point point : searched_.generated().doubtful_at_start) observed_.doubtful[point] = true;
    for (std::size_t i = 0; i < taken.size(); ++i)
        if (taken[i] != system::never_taken) note_transition(system::TransitionId(i), taken[i]);
    if (!states_) return false;
    add_unsure(taken);
    if (!conditions_.empty() || !unsure_.empty() || any_open(searched_.generated().maybe_at_start)) lower_again();
    return open() || !unsure_.empty();
}

void Observer::note_transition(system::TransitionId transition, std::uint8_t taken) {
    const lower::RawTransition& raw = searched_.transition(transition);
    if ((taken & system::taken_to_its_end) != 0) {
        note(raw.points.sure);
    } else {
        note(raw.points.if_cut);
        for (const program::Point point : raw.points.sure) observed_.doubtful[point] = true;
        for (const program::Point point : raw.points.maybe) observed_.doubtful[point] = true;
    }
    if (!states_) note(raw.points.maybe);
    for (const program::PropertyId p : program_.properties.ids()) {
        const auto& forbidden = searched_.model().properties[lower::system_id(p)].forbidden;
        if (!forbidden.empty() && forbidden[transition]) observed_.entered[p] = true;
    }
}

void Observer::note(const std::vector<program::Point>& points) {
    for (const program::Point point : points) observed_.points[point] = true;
}

bool Observer::any_open(const std::vector<program::Point>& points) const {
    return std::any_of(points.begin(), points.end(), [&](program::Point point) { return !observed_.points[point]; });
}

void Observer::add_unsure(std::span<const std::uint8_t> taken) {
    const auto& threads = searched_.model().threads;
    for (const system::ThreadTable& thread : threads)
        for (const system::PositionId position : thread.by_position.ids()) {
            const system::TransitionRange range = thread.by_position[position];
            for (system::TransitionId t = range.first; t < range.last; ++t)
                if (taken[t.number()] != system::never_taken && any_open(searched_.transition(t).points.maybe))
                    unsure_.push_back({t, position});
        }
}

void Observer::lower_again() {
    lower::Watch watch;
    watch.points = true;
    for (const Condition& condition : asked_) watch.conditions.push_back(&condition.asked);
    watching_.emplace(lower::lower(program_, watch));
    require_same(searched_.model(), watching_->model());
    note(watching_->generated().at_start);
}

bool Observer::look(const std::uint64_t* state) {
    look_at_conditions(state);
    look_at_meetings(state);
    look_at_steps(state);
    return open() || !unsure_.empty();
}

void Observer::look_at_conditions(const std::uint64_t* state) {
    std::erase_if(conditions_, [&](std::uint32_t condition) {
        if (!watching_->holds(condition, state, scratch_)) return false;
        observed_.conditions[condition] = true;
        return true;
    });
}

void Observer::look_at_meetings(const std::uint64_t* state) {
    std::erase_if(meetings_, [&](program::ComponentId component) {
        const std::size_t under_way = instances_under_way(component, state);
        if (under_way > 0) observed_.alone[component] = true;
        if (under_way > 1) observed_.met[component] = true;
        return under_way > 1;
    });
}

std::size_t Observer::instances_under_way(program::ComponentId component, const std::uint64_t* state) const {
    std::set<program::InstanceId> instances;
    for (const program::ThreadId t : program_.threads.ids()) {
        const Thread& thread = program_.threads[t];
        if (thread.component != component || !can_be_under_way(thread)) continue;
        const system::ThreadTable& table = searched_.model().threads[lower::system_id(t)];
        if (table.rest[table.position_in(state)] == 0) instances.insert(thread.instance);
    }
    return instances.size();
}

void Observer::look_at_steps(const std::uint64_t* state) {
    bool fresh = false;
    for (const Unsure& unsure : unsure_) fresh = run(unsure, state) || fresh;
    if (fresh)
        std::erase_if(unsure_, [&](const Unsure& unsure) {
            return !any_open(searched_.transition(unsure.transition).points.maybe);
        });
}

/// Takes the step once more, if it is enabled, and collects its reports. True: a point is reached for the first time.
bool Observer::run(const Unsure& unsure, const std::uint64_t* state) {
    const system::PackedModel& model = watching_->model();
    const system::Transition& transition = model.transitions[unsure.transition];
    if (model.threads[transition.thread].position_in(state) != unsure.position) return false;
    std::array<std::uint64_t, lower::max_words> copy{};
    std::copy_n(state, model.words, copy.begin());
    scratch_.broken.clear();
    if (run_program(model, transition.code, copy.data(), scratch_) == system::Ended::disabled) return false;
    bool fresh = false;
    for (const system::PropertyId broken : scratch_.broken) {
        const auto point = lower::Report::of(broken.number()).point();
        if (!point || observed_.points[*point]) continue;
        observed_.points[*point] = fresh = true;
    }
    return fresh;
}

}  // namespace revoke_mc::coverage
