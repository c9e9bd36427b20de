// Two kinds of ends: a step that breaks a rule, and a state (or what can follow from it) that is not as it should be.
#include "reports/internal/opening.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/internal/story_text.hpp"

namespace revoke_mc::reports::internal {
namespace {

constexpr std::size_t longest_act = 80;
constexpr std::size_t most_details = 3;
constexpr std::string_view chain = "chain: ";

const TraceEvent* breaking_event(const TraceDocument& trace) {
    for (const TraceEvent& event : trace.steps.back().events)
        if (event.property == trace.property.name) return &event;
    return nullptr;
}

/// The statement of the driver in which a step broke a rule: inside an atomic one, the last that it came to.
std::string act_at(const TraceStep& step, const TraceEvent* event) {
    std::string act = own_frames(step).back().statement;
    const auto broke = std::find_if(step.folded.begin(), step.folded.end(), [&](const TraceStatement& folded) {
        return event != nullptr && folded.place == event->place;
    });
    if (broke == step.folded.end() || in_library(step.place)) return act;
    for (auto folded = step.folded.begin(); folded != broke + 1; ++folded)
        if (!in_library(folded->place)) act = folded->statement;
    return act;
}

std::string carried_out(const std::string& act) { return fmt::format("carried out `{}`", shortened(act, longest_act)); }

/// The last turn of another thread that changed something.
const Turn* turn_before(const std::vector<Turn>& turns) {
    for (std::size_t i = turns.size() - 1; i-- > 0;)
        if (turns[i].thread != turns.back().thread && !turns[i].changes.empty()) return &turns[i];
    return nullptr;
}

std::string who_after_whom(const TraceDocument& trace, const std::vector<Turn>& turns) {
    const std::string act = act_at(trace.steps.back(), breaking_event(trace));
    std::string text = fmt::format("{} {}", turns.back().thread, carried_out(act));
    if (const Turn* before = turn_before(turns))
        text += fmt::format(" after {} had {}", before->thread, carried_out(before->goes_on.statement));
    return text;
}

/// Who waits for whom, as far as a sentence can carry it.
std::string details(const TraceDocument& trace) {
    std::vector<std::string> links;
    for (const std::string& detail : trace.violation.details)
        if (detail.starts_with(chain) && links.size() < most_details) links.push_back(detail.substr(chain.size()));
    if (links.empty() && !trace.violation.details.empty()) links.push_back(trace.violation.details.front());
    return links.empty() ? "" : " (" + joined(links, "; ") + ")";
}

std::string blame(const TraceDocument& trace) {
    return trace.violation.blame ? fmt::format(", the fault of the {}", *trace.violation.blame) : "";
}

std::string without_full_stop(std::string text) {
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// In words of the rule, if there is one.
std::string what_it_breaks(const TraceDocument& trace) {
    const std::string why =
        trace.property.rule ? without_full_stop(trace.property.rule->text) : trace.violation.message;
    return fmt::format("which breaks {}{}: {}.", trace.property.name, blame(trace), why);
}

}  // namespace

std::string opening(const TraceDocument& trace, const std::vector<Turn>& turns) {
    if (turns.empty()) return fmt::format("Before anybody moves: {}.", trace.violation.message);
    if (breaking_event(trace) != nullptr && !trace.witness)
        return who_after_whom(trace, turns) + ", " + what_it_breaks(trace);
    return fmt::format("Once {}{}{}: {}{}.", who_after_whom(trace, turns), trace.witness ? "" : ", ",
                       trace.witness ? "" : fmt::format("{} is broken{}", trace.property.name, blame(trace)),
                       trace.violation.message, details(trace));
}

}  // namespace revoke_mc::reports::internal
