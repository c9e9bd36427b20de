// The estimate of what is still to come never grows by less than a step costs: what is taken from the open nodes for
// the first time has been reached in a cheapest way. Nodes of the same estimate are taken last in, first out, which
// makes the search run straight to the end where that is cheapest.
#include "reports/internal/reorder.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace revoke_mc::reports::internal {
namespace {

using interpret::Outcome;
using interpret::State;
using program::ThreadId;

/// The same statement in the same functions, with the same choices, and it breaks the same rules.
bool same_step(const Outcome& one, const Outcome& other) {
    return one.next.has_value() == other.next.has_value() && one.statement == other.statement &&
           one.call_stack == other.call_stack && one.choices == other.choices && one.events == other.events;
}

std::set<ThreadId> threads_in(const Stretch& stretch) {
    std::set<ThreadId> threads;
    for (const Outcome& step : stretch.steps) threads.insert(step.thread);
    return threads;
}

bool is_switch(ThreadId before, ThreadId after) {
    return before != program::none && after != program::none && before != after;
}

}  // namespace

std::size_t switches(const Stretch& stretch) {
    std::size_t count = 0;
    ThreadId last = stretch.before;
    for (const Outcome& step : stretch.steps) {
        count += is_switch(last, step.thread) ? 1 : 0;
        last = step.thread;
    }
    return count + (is_switch(last, stretch.after) ? 1 : 0);
}

std::size_t fewest_possible(const Stretch& stretch) {
    std::set<ThreadId> threads = threads_in(stretch);
    if (stretch.before != program::none) threads.insert(stretch.before);
    if (stretch.after != program::none) threads.insert(stretch.after);
    return threads.empty() ? 0 : threads.size() - 1;
}

Reorder::Reorder(const interpret::Interpreter& interpreter, const Stretch& stretch, Passes passes)
    : interpreter_(interpreter), stretch_(stretch), passes_(std::move(passes)) {
    for (const ThreadId thread : threads_in(stretch)) lanes_.push_back({thread, {}});
    for (const Outcome& step : stretch.steps) {
        const auto is_its = [&](const Lane& lane) { return lane.thread == step.thread; };
        std::find_if(lanes_.begin(), lanes_.end(), is_its)->steps.push_back(&step);
    }
}

std::optional<std::vector<Outcome>> Reorder::run(std::size_t& most) {
    const auto is_before = [&](const Lane& lane) { return lane.thread == stretch_.before; };
    const auto lane = static_cast<std::size_t>(std::find_if(lanes_.begin(), lanes_.end(), is_before) - lanes_.begin());
    push({position_at(Done(lanes_.size(), 0), *stretch_.from), lane, 0, nullptr, nullptr});
    std::optional<std::vector<Outcome>> best;
    while (!best && positions_.size() <= most) {
        const std::optional<Node> node = take();
        if (!node) break;
        if (!settled_.emplace(node->position, node->lane).second) continue;
        closed_.push_back(*node);
        if (complete(positions_[node->position].done))
            best = way_to(closed_.back());
        else
            expand(closed_.back());
    }
    most -= std::min(most, positions_.size());
    return best;
}

/// Of those that promise to be cheapest.
std::optional<Reorder::Node> Reorder::take() {
    for (std::vector<Node>& alike : open_) {
        if (alike.empty()) continue;
        const Node node = alike.back();
        alike.pop_back();
        return node;
    }
    return std::nullopt;
}

void Reorder::expand(const Node& node) {
    for (std::size_t lane = lanes_.size(); lane-- > 0;) {
        const Edge* edge = edge_of(node.position, lane);
        if (edge == nullptr) continue;
        const bool first = node.from == nullptr && stretch_.before == program::none;
        push({edge->to, lane, node.cost + (lane == node.lane || first ? 0U : 1U), &node, edge});
    }
}

void Reorder::push(const Node& node) {
    const std::size_t estimate = node.cost + still_to_come(node);
    if (open_.size() <= estimate) open_.resize(estimate + 1);
    open_[estimate].push_back(node);
}

/// One for each thread that has to move later and has not moved last; nobody has before a run begins.
std::size_t Reorder::still_to_come(const Node& node) const {
    const Done& done = positions_[node.position].done;
    std::size_t count = 0;
    bool after_is_here = stretch_.after == program::none;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const bool is_after = lanes_[i].thread == stretch_.after;
        after_is_here = after_is_here || is_after;
        const bool moves = is_after || done[i] < lanes_[i].steps.size();
        if (moves && i != node.lane) ++count;
    }
    if (!after_is_here) ++count;
    const bool first = node.from == nullptr && stretch_.before == program::none;
    return count - (first && count > 0 ? 1U : 0U);
}

bool Reorder::complete(const Done& done) const {
    for (std::size_t i = 0; i < lanes_.size(); ++i)
        if (done[i] < lanes_[i].steps.size()) return false;
    return true;
}

const Reorder::Edge* Reorder::edge_of(std::size_t position, std::size_t lane) {
    std::optional<std::optional<Edge>>& known = positions_[position].edges[lane];
    if (!known) known = look(position, lane);
    return *known ? &**known : nullptr;
}

std::optional<Reorder::Edge> Reorder::look(std::size_t from, std::size_t lane) {
    const Position& position = positions_[from];
    const std::size_t number = position.done[lane];
    if (number == lanes_[lane].steps.size()) return std::nullopt;
    Done done = position.done;
    ++done[lane];
    const State& end = *stretch_.steps.back().next;
    for (Outcome& outcome : interpreter_.steps(position.state, lanes_[lane].thread)) {
        if (!outcome.next || !same_step(outcome, *lanes_[lane].steps[number])) continue;
        if (complete(done) ? *outcome.next != end : !passes_(*outcome.next)) continue;
        const std::size_t to = position_at(done, *outcome.next);
        return Edge{std::move(outcome), to};
    }
    return std::nullopt;
}

std::size_t Reorder::position_at(const Done& done, const State& state) {
    std::vector<std::size_t>& alike = at_[done];
    for (const std::size_t position : alike)
        if (positions_[position].state == state) return position;
    alike.push_back(positions_.size());
    positions_.push_back({done, state, std::vector<std::optional<std::optional<Edge>>>(lanes_.size())});
    return alike.back();
}

std::vector<Outcome> Reorder::way_to(const Node& end) {
    std::vector<Outcome> way;
    for (const Node* node = &end; node->from != nullptr; node = node->from) way.push_back(node->edge->outcome);
    std::reverse(way.begin(), way.end());
    return way;
}

}  // namespace revoke_mc::reports::internal
