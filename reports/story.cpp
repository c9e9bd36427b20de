// What stands around the steps of a story, and which way they are told.
#include "reports/story.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "reports/internal/brief_story.hpp"
#include "reports/internal/story_text.hpp"
#include "reports/story_teller.hpp"

namespace revoke_mc::reports {
namespace {

using internal::StoryLine;

constexpr std::size_t as_it_is = std::string::npos;  // no line is broken

std::vector<StoryLine> title(const TraceDocument& trace) {
    std::string parameters;
    for (const ParameterValue& parameter : trace.spec.parameters) {
        const std::string value =
            parameter.boolean ? (parameter.value != 0 ? "true" : "false") : std::to_string(parameter.value);
        parameters += (parameters.empty() ? " with " : ", ") + parameter.name + " = " + value;
    }
    const std::string steps = fmt::format("{} step{}", trace.steps.size(), trace.steps.size() == 1 ? "" : "s");
    return {{trace.spec.title, Colour::bold},
            {fmt::format("{}{}: {} {}, {}", trace.spec.file, parameters, trace.property.name,
                         trace.witness ? "is possible" : "is violated", steps)}};
}

/// "name = value" pairs, each kept on one line.
std::string beginning(const TraceDocument& trace, const StoryOptions& options) {
    std::vector<std::string> lines{"at first (all else is 0, false, free):"};
    for (const auto& [name, value] : trace.initial.values) {
        if (says_nothing(value)) continue;
        const std::string item = fmt::format(" {} = {}", name, value);
        if (columns(lines.back()) + columns(item) + 1 > options.width) lines.emplace_back(" ");
        lines.back() += item + ",";
    }
    if (lines.size() == 1 && lines.back().back() == ':') return "";
    lines.back().pop_back();
    std::vector<StoryLine> dim;
    dim.reserve(lines.size());
    for (const std::string& line : lines) dim.push_back({line, Colour::dim});
    return internal::paint_wrapped(dim, options.style, options.width, 4);
}

std::vector<std::string> actors(const TraceDocument& trace) {
    std::vector<std::string> threads;
    for (const TraceStep& step : trace.steps) {
        if (std::find(threads.begin(), threads.end(), step.thread) == threads.end()) threads.push_back(step.thread);
    }
    return threads;
}

std::vector<StoryLine> first_events(const TraceInitial& initial) {
    std::vector<StoryLine> lines;
    for (const TraceEvent& event : initial.events)
        lines.push_back({fmt::format("  {}: ! {}: {}  {}", event.thread.value_or(""), event.property, event.message,
                                     short_place(event.place)),
                         Colour::red});
    if (!lines.empty()) lines.insert(lines.begin(), {"before the first step:"});
    return lines;
}

std::vector<StoryLine> last_locks(const TraceDocument& trace) {
    std::vector<StoryLine> lines;
    if (trace.steps.empty()) return lines;
    for (const TraceLocks& held : trace.steps.back().locks)
        lines.push_back({fmt::format("{} holds {}", held.thread, internal::joined(held.locks, ", "))});
    return lines;
}

/// What the property stands for, where that is written, and how it was read.
void add_rule(const TraceDocument& trace, std::vector<StoryLine>& lines) {
    if (!trace.property.rule) return;
    const RuleResult& rule = *trace.property.rule;
    lines.push_back({fmt::format("  the rule: {} ({})", rule.text, rule.source)});
    for (const ReadingResult& reading : rule.readings)
        lines.push_back(
            {fmt::format("  {} is read as {}: {} ({})", reading.name, reading.way, reading.text, reading.source)});
}

std::vector<StoryLine> closing_lines(const TraceDocument& trace) {
    std::vector<StoryLine> lines;
    if (!trace.violation.message.empty()) lines.push_back({trace.violation.message});
    for (const std::string& detail : trace.violation.details) lines.push_back({"  " + detail});
    std::string last = trace.witness ? "reached: " : "violated: ";
    last += trace.property.name;
    const auto& place = trace.violation.place ? trace.violation.place : trace.property.place;
    if (place) last += " at " + *place;
    if (trace.violation.blame) last += ", blamed: " + *trace.violation.blame;
    lines.push_back({last, trace.witness ? Colour::green : Colour::red});
    add_rule(trace, lines);
    return lines;
}

constexpr const char* cycle_begins = "-- from here on it repeats for ever:";

std::string cycle_ends(const TraceDocument& trace) {
    if (*trace.cycle_start == trace.steps.size()) return "-- here it stays for ever: nobody has to go on";
    return fmt::format("-- and on with step {}", *trace.cycle_start + 1);
}

std::string full_story(const TraceDocument& trace, const StoryOptions& options) {
    std::string text = internal::paint_wrapped(title(trace), options.style, as_it_is, 0);
    text += beginning(trace, options) + "\n" + before_the_first_step(trace.initial, options.style);
    StoryTeller teller(actors(trace), options);
    if (!trace.steps.empty()) text += teller.header();
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        if (i == trace.cycle_start) text += options.style.paint(cycle_begins, Colour::bold) + "\n";
        text += teller.step(i + 1, trace.steps[i]);
    }
    if (trace.cycle_start) text += options.style.paint(cycle_ends(trace), Colour::bold) + "\n";
    return text + "\n" + internal::paint_wrapped(last_locks(trace), options.style, as_it_is, 0) +
           closing(trace, options.style);
}

std::string brief_story(const TraceDocument& trace, const StoryOptions& options) {
    const auto paint = [&](const std::vector<StoryLine>& lines) {
        return internal::paint_wrapped(lines, options.style, options.width, 4);
    };
    const std::vector<internal::Turn> turns = internal::turns_of(trace);
    std::string text = paint(title(trace)) + "\n" + paint({{internal::opening(trace, turns), Colour::bold}});
    text += beginning(trace, options) + "\n" + paint(first_events(trace.initial));
    internal::BriefTeller teller(trace, actors(trace), options);
    if (!trace.steps.empty()) text += teller.header();
    for (const internal::Turn& turn : turns) {
        if (turn.first == trace.cycle_start) text += paint({{cycle_begins, Colour::bold}});
        text += teller.turn(turn);
    }
    if (trace.cycle_start) text += paint({{cycle_ends(trace), Colour::bold}});
    return text + "\n" + paint(last_locks(trace)) + paint(closing_lines(trace));
}

}  // namespace

std::string story(const TraceDocument& trace, const StoryOptions& options) {
    return options.telling == Telling::full ? full_story(trace, options) : brief_story(trace, options);
}

std::string before_the_first_step(const TraceInitial& initial, const Style& style) {
    return internal::paint_wrapped(first_events(initial), style, as_it_is, 0);
}

std::string closing(const TraceDocument& trace, const Style& style) {
    return internal::paint_wrapped(closing_lines(trace), style, as_it_is, 0);
}

bool says_nothing(const std::string& value) {
    return value == "0" || value == "false" || value == "free" || value == "NULL";
}

std::string short_place(const std::string& place) {
    const std::size_t slash = place.rfind('/');
    std::string name = slash == std::string::npos ? place : place.substr(slash + 1);
    const std::size_t column = name.rfind(':');
    if (column != std::string::npos && name.find(':') != column) name.resize(column);
    return name;
}

}  // namespace revoke_mc::reports
