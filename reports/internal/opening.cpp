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
        if (!in_library(folded->place) && !folded->statement.starts_with("assert")) act = folded->statement;
    return act;
}

/// Of the last statement of a turn: who still waits in it has only begun it.
std::string carried_out(const std::string& act, const Turn& turn) {
    const bool waits = !turn.waits_for.empty() && act == turn.goes_on.statement;
    return fmt::format("{} `{}`", waits ? "begun" : "carried out", shortened(act, longest_act));
}

/// Who waits for whom is a matter of locks; else they are not what people look for.
bool about_waiting(const TraceDocument& trace) {
    const std::string& name = trace.property.name;
    return trace.property.kind == "builtin" && (name == "deadlock" || name == "stuck" || name == "lock_cycle");
}

/// " after B had carried out `b`": the last thing that another thread has changed.
std::string after_whom(const TraceDocument& trace, const std::vector<Turn>& turns) {
    for (std::size_t i = turns.size() - 1; i-- > 0;) {
        if (turns[i].thread == turns.back().thread) continue;
        const std::string& act = about_waiting(trace) ? turns[i].goes_on.statement : turns[i].last_change;
        if (!act.empty()) return fmt::format(" after {} had {}", turns[i].thread, carried_out(act, turns[i]));
    }
    return "";
}

std::string who_after_whom(const TraceDocument& trace, const std::vector<Turn>& turns) {
    const std::string act = act_at(trace.steps.back(), breaking_event(trace));
    const std::string has = turns.back().waits_for.empty() ? " " : " had ";  // "carried out", "had begun"
    return fmt::format("{}{}{}{}", turns.back().thread, has, carried_out(act, turns.back()), after_whom(trace, turns));
}

/// "From step 13 on a, b go round for ever".
std::string who_goes_round(const TraceDocument& trace, const std::vector<Turn>& turns) {
    std::vector<std::string> threads;
    for (const Turn& turn : turns)
        if (turn.first >= *trace.cycle_start && std::find(threads.begin(), threads.end(), turn.thread) == threads.end())
            threads.push_back(turn.thread);
    return fmt::format("From step {} on {} go{} round for ever", *trace.cycle_start + 1, joined(threads, ", "),
                       threads.size() == 1 ? "es" : "");
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
    const bool round = trace.cycle_start && *trace.cycle_start < trace.steps.size();
    const std::string what = round ? who_goes_round(trace, turns) : "Once " + who_after_whom(trace, turns);
    const bool says_itself = trace.witness || trace.property.kind == "builtin";
    const std::string broken = says_itself ? "" : fmt::format(", {} is broken{}", trace.property.name, blame(trace));
    return fmt::format("{}{}: {}{}.", what, broken, trace.violation.message, details(trace));
}

}  // namespace revoke_mc::reports::internal
