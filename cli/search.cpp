// Translates what the explorer found about packed states back to the program; property numbers are the same in both.
#include "cli/search.hpp"

#include "explorer/explorer.hpp"
#include "model/lower/lower.hpp"

namespace revoke_mc::cli {
namespace {

reports::FoundPath found_path(const lower::Lowered& lowered, const auto& system,
                              const explorer::PropertyResult& property) {
    reports::FoundPath path;
    path.initial = lowered.view(property.path->initial.data());
    for (const explorer::PathStep& step : property.path->steps) {
        reports::FoundStep found;
        found.thread = system.thread_of(step.transition);
        if (!step.state.empty()) found.view = lowered.view(step.state.data());
        path.steps.push_back(std::move(found));
    }
    path.stuck = property.thread;
    return path;
}

SearchOutcome heading(const explorer::Result& result) {
    SearchOutcome outcome;
    outcome.status = result.status;
    outcome.reason = result.reason;
    outcome.states = result.states;
    outcome.transitions = result.transitions;
    outcome.depth = result.depth;
    outcome.bytes = result.bytes;
    outcome.seconds = result.seconds;
    return outcome;
}

}  // namespace

SearchOutcome search(const program::Program& program, const explorer::Options& options) {
    const lower::Lowered lowered = lower::lower(program);
    SearchOutcome outcome;
    lower::dispatch(lowered, [&](const auto& system) {
        const explorer::Result result = explorer::explore(system, options);
        outcome = heading(result);
        outcome.properties.resize(program.properties.size());
        for (std::size_t i = 0; i < result.properties.size(); ++i) {
            PropertyOutcome& property = outcome.properties[i];
            property.verdict = result.properties[i].verdict;
            if (result.properties[i].path) property.path = found_path(lowered, system, result.properties[i]);
        }
    });
    outcome.bits = lowered.model().bits;
    return outcome;
}

}  // namespace revoke_mc::cli
