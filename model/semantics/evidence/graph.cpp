#include "model/semantics/evidence/graph.hpp"

#include <algorithm>
#include <utility>

#include "model/language/program/names.hpp"

namespace revoke_mc::evidence {

using namespace program;  // NOLINT(google-build-using-namespace)
using interpret::Outcome;
using interpret::State;

StateGraph::StateGraph(const Program& program, const std::vector<std::string>& symmetric)
    : program_(program), interpreter_(program), columns_(program), instances_(program, columns_, symmetric),
      orders_(program), controls_(program.threads.size()), rows_(columns_) {}

void StateGraph::set_controls(ThreadControls controls) {
    controls_ = std::move(controls);
    instances_.close(controls_);
}

StateGraph::Place StateGraph::add(const Row& row) {
    const Instances::Canonical canonical = instances_.canonical(row);
    return {rows_.add(canonical.row), canonical.renaming};
}

std::optional<StateGraph::Place> StateGraph::find(const State& state) const {
    const std::optional<Row> row = columns_.row(state, controls_);
    if (!row) return std::nullopt;
    const Instances::Canonical canonical = instances_.canonical(*row);
    const auto number = rows_.find(canonical.row);
    return number ? std::optional(Place{*number, canonical.renaming}) : std::nullopt;
}

State StateGraph::state(std::uint32_t number) const { return columns_.state(rows_[number], controls_); }

StateGraph::Steps StateGraph::steps(const State& state) const {
    Steps out;
    for (const ThreadId thread : program_.threads.ids()) add_steps(state, thread, out);
    return out;
}

void StateGraph::add_steps(const State& state, ThreadId thread, Steps& out) const {
    std::vector<Outcome> outcomes = interpreter_.steps(state, thread);
    if (instances_.some() && orders_.matter(outcomes) && !same_when_renamed(state, thread, outcomes))
        out.order_matters = program_.threads[thread].name;
    for (Outcome& outcome : outcomes) {
        Step step;
        step.thread = thread;
        if (outcome.next) {
            step.changes = *outcome.next != state;
            const auto place = find(*outcome.next);
            step.outside = !place;
            if (place) step.to = place->state;
            if (place) step.renaming = place->renaming;
        }
        step.outcome = std::move(outcome);
        out.all.push_back(std::move(step));
    }
}

namespace {

/// What a step comes to, whoever is who: where it leads (nothing: nowhere), and the names of what it breaks.
using Effect = std::pair<Row, std::vector<std::string>>;

std::vector<std::string> broken_by(const Program& program, const Outcome& step) {
    std::vector<std::string> out;
    for (const interpret::Event& event : step.events)
        out.push_back(name_for_all(program.properties[event.property].name));
    std::ranges::sort(out);
    return out;
}

}  // namespace

/// A row that is not there is none: then the step leads outside, which is found anyway.
bool StateGraph::same_when_renamed(const State& state, ThreadId thread, const std::vector<Outcome>& steps) const {
    const std::optional<Row> row = columns_.row(state, controls_);
    const auto effects = [&](const std::vector<Outcome>& outcomes, std::optional<std::size_t> renaming) {
        std::vector<Effect> out;
        for (const Outcome& step : outcomes) {
            std::optional<Row> to = step.next ? columns_.row(*step.next, controls_) : std::nullopt;
            if (to && renaming) to = instances_.rename(*to, *renaming);
            out.emplace_back(to ? std::move(*to) : Row{}, broken_by(program_, step));
        }
        std::ranges::sort(out);
        return out;
    };
    for (std::size_t r = 1; r < instances_.renamings().size(); ++r) {
        const std::optional<Row> renamed = row ? instances_.rename(*row, r) : std::nullopt;
        if (!renamed) return false;
        const State other = columns_.state(*renamed, controls_);
        const ThreadId same = instances_.renamings()[r].threads[thread];
        if (effects(interpreter_.steps(other, same), std::nullopt) != effects(steps, r)) return false;
    }
    return true;
}

}  // namespace revoke_mc::evidence
