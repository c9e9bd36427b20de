// Layout of the steps of a story: each is a list of coloured lines, set at the indent of the thread's column.
#include "reports/story_teller.hpp"

#include <utility>

#include <fmt/format.h>

#include "reports/internal/story_text.hpp"

namespace revoke_mc::reports {
namespace {

constexpr std::size_t margin_width = 6;         // "  12  "
constexpr std::size_t longest_statement = 240;  // an atomic statement may be a page

std::vector<std::string> routines_of(const TraceStep& step) {
    std::vector<std::string> routines;
    for (const TraceFrame& frame : step.call_stack) routines.push_back(frame.routine);
    return routines;
}

std::string text_of(const TraceChange& change, const std::string& thread) {
    const std::string name = internal::own_name(change.name, thread);
    if (change.before.empty()) return fmt::format("{} = {}", name, change.after);
    return fmt::format("{}: {} -> {}", name, change.before, change.after);
}

}  // namespace

StoryTeller::StoryTeller(std::vector<std::string> threads, const StoryOptions& options)
    : options_(options), columns_(std::move(threads), options.width, options.style, margin_width) {}

std::string StoryTeller::step(std::size_t number, const TraceStep& step) {
    const std::vector<Line> lines = body(step, columns_.room(step.thread));
    remember(step);
    std::string text;
    std::string label = std::to_string(number);
    for (const Line& line : lines) {
        text += columns_.margin(label) + columns_.indent(step.thread, locks_) +
                options_.style.paint(printable(line.text), line.colour) + "\n";
        label.clear();
    }
    return text;
}

std::vector<StoryTeller::Line> StoryTeller::statement(const TraceStep& step, std::size_t width) const {
    std::vector<Line> lines;
    const std::string choices = step.choices.empty() ? "" : "  [" + internal::joined(step.choices, ", ") + "]";
    const std::string place = short_place(step.place);
    const std::string who = columns_.names_threads() ? step.thread + ": " : "";
    std::vector<std::string> text =
        wrap(who + internal::shortened(step.statement, longest_statement) + choices, width, 4);
    const bool fits = columns(text.back()) + 2 + columns(place) <= width;
    lines.reserve(text.size() + 1);
    for (std::string& line : text) lines.push_back({std::move(line), Colour::bold});
    if (fits) {
        lines.back().text += "  " + place;
    } else {
        lines.push_back({"  " + place, Colour::dim});
    }
    return lines;
}

std::vector<StoryTeller::Line> StoryTeller::body(const TraceStep& step, std::size_t width) const {
    std::vector<Line> lines;
    const auto add = [&](const std::string& text, Colour colour) {
        for (std::string& line : wrap(text, width, 4)) lines.push_back({std::move(line), colour});
    };
    const std::vector<std::string> routines = routines_of(step);
    const auto known = stacks_.find(step.thread);
    if (routines.size() > 1 && (known == stacks_.end() || known->second != routines))
        add("in " + internal::joined(std::vector<std::string>(routines.begin() + 1, routines.end()), " > "),
            Colour::cyan);
    for (Line& line : statement(step, width)) lines.push_back(std::move(line));
    for (const TraceChange& change : step.changes) add("  " + text_of(change, step.thread), Colour::yellow);
    if (!step.events.empty()) {
        for (const TraceStatement& folded : step.folded)
            add("  then " + folded.statement + "  " + short_place(folded.place), Colour::dim);
    }
    const std::vector<std::string> held = internal::locks_held(step, step.thread);
    const auto before = locks_.find(step.thread);
    if (!held.empty() && (before == locks_.end() || before->second != held))
        add("  holds " + internal::joined(held, ", "), Colour::dim);
    for (const TraceEvent& event : step.events)
        add(fmt::format("  ! {}: {}  {}", event.property, event.message, short_place(event.place)), Colour::red);
    return lines;
}

void StoryTeller::remember(const TraceStep& step) {
    stacks_[step.thread] = routines_of(step);
    locks_.clear();
    for (const TraceLocks& held : step.locks) locks_[held.thread] = held.locks;
}

}  // namespace revoke_mc::reports
