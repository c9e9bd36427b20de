// Where the log leaves the model: states in which a thread is as near as possible to what the line says.
//
// How near is counted in the thread's own steps, along the control that the lowering has explored, whatever the data
// are. In front of the point itself the reason is the first thing that does not fit; elsewhere it is that the thread
// cannot go on, or that it would come by another point first, which the log does not show.
#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "model/semantics/explain/explain.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::explain {

using lower::ConfigId;
using program::ThreadId;

namespace {

constexpr std::uint32_t far = 0xffffffffU;
constexpr std::size_t most_shown = 3;

bool is_about(const Event& event, const lower::PassedPoint& passed) {
    return std::any_of(event.at.begin(), event.at.end(),
                       [&](const SeenAt& seen) { return seen.point == passed.point; });
}

}  // namespace

/// By thread and configuration: how many steps there are at least before one that is the event.
Indexed<ThreadId, std::vector<std::uint32_t>> Explainer::distances(const Event& event) const {
    const lower::Generated& generated = lowered_.generated();
    Indexed<ThreadId, std::vector<std::uint32_t>> out;
    for (const ThreadId thread : program_.threads.ids())
        out.push_back(std::vector<std::uint32_t>(generated.threads[thread].configs.size(), far));
    for (bool first = true, changed = true; changed; first = false) {
        changed = false;
        for (const lower::RawTransition& transition : generated.transitions) {
            std::uint32_t& here = out[transition.thread][transition.start.number()];
            std::uint32_t found = far;
            const auto here_too = [&](const lower::PassedPoint& passed) { return is_about(event, passed); };
            if (first && std::any_of(transition.log.begin(), transition.log.end(), here_too)) found = 0;
            if (transition.end) {
                const std::uint32_t there = out[transition.thread][transition.end->number()];
                if (there != far) found = std::min(found, there + 1);
            }
            if (found < here) {
                here = found;
                changed = true;
            }
        }
    }
    return out;
}

/// The points of a step against the lines, one behind the other, up to the first that does not fit.
void Explainer::hold_against_lines(const Reached& reached, const system::Step& step, Near& out) const {
    Binding binding = bindings_[reached.binding];
    std::size_t line = 0;
    for (const lower::PassedPoint& point : *points_[step.transition.number()]) {
        if (line == lines_.size()) return;
        const Passed passed{point, out.thread, reached.state.data(), step.successor};
        const program::LogPoint& about = program_.log[point.point];
        const bool named = is_about(lines_[line], point);
        if (!named && about.optional) continue;
        const std::string why = named ? matcher_.why_not(passed, lines_[line], binding, resolver_) : "";
        if (named && why.empty() && matcher_.fits(passed, lines_[line], binding)) {
            ++line;
            continue;
        }
        if (line == 0 && !named && out.unseen.empty()) out.unseen = about.text();
        if (!out.reason.empty()) return;
        if (line == 0)
            out.reason = why;
        else if (!why.empty())
            out.reason = "behind it, in the same step: " + why;
        else
            out.reason =
                fmt::format("the same step comes by \"{}\" behind it, which the log does not have there", about.text());
        return;
    }
}

Near Explainer::near(const Reached& reached, ThreadId thread) {
    Near out;
    out.state = reached.state;
    out.thread = thread;
    const auto look = [&](const system::Step& step) {
        const ThreadId moves = lower::program_thread(lowered_.model().transitions[step.transition].thread);
        if (moves != thread) return;
        out.enabled = true;
        out.cut = out.cut || step.successor == nullptr;
        hold_against_lines(reached, step, out);
    };
    stepper_->steps(reached.state.data(), look);
    return out;
}

void Explainer::find_nearest() {
    const Event& event = lines_.front();
    result_.first_not = event;
    const auto away = distances(event);
    struct Candidate {
        std::uint32_t steps = far;
        std::size_t state = 0;
        ThreadId thread = none;
    };
    std::vector<Candidate> candidates;
    const std::deque<Reached>& states = ahead_.front().all();
    for (std::size_t i = 0; i < states.size(); ++i)
        for (const ThreadId thread : program_.threads.ids()) {
            if (!matcher_.may_be(event.task, thread, bindings_[states[i].binding])) continue;
            const auto& configs = lowered_.generated().threads[thread];
            const system::PositionId position =
                lowered_.model().threads[lower::system_id(thread)].position_in(states[i].state.data());
            const ConfigId config = configs.of_position[position].front();
            const std::uint32_t steps = away[thread][config.number()];
            if (steps != far) candidates.push_back({steps, i, thread});
        }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.steps < b.steps; });
    for (const Candidate& candidate : candidates) {
        if (candidate.steps != candidates.front().steps || result_.nearest.size() == 64) break;
        Near found = near(states[candidate.state], candidate.thread);
        found.steps = candidate.steps;
        result_.nearest.push_back(std::move(found));
    }
    // What says why is worth more than that it is so.
    std::stable_sort(result_.nearest.begin(), result_.nearest.end(), [](const Near& a, const Near& b) {
        return (a.reason.empty() && a.enabled) < (b.reason.empty() && b.enabled);
    });
    std::vector<Near> shown;
    for (Near& one : result_.nearest) {
        const bool told = std::any_of(shown.begin(), shown.end(), [&](const Near& other) {
            return other.thread == one.thread && other.reason == one.reason && other.unseen == one.unseen &&
                   !one.reason.empty();
        });
        if (!told && shown.size() < most_shown) shown.push_back(std::move(one));
    }
    result_.nearest = std::move(shown);
}

}  // namespace revoke_mc::explain
