// Layout of stories. A step is a list of coloured lines, which are then set at the indent of the thread's column.
#include "reports/story.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace revoke_mc::reports {
namespace {

constexpr std::size_t margin_width = 6;  // "  12  "
constexpr std::size_t least_text = 44;   // columns that the last thread's text needs
constexpr std::size_t least_stride = 7;
constexpr std::size_t greatest_stride = 30;
constexpr std::size_t longest_statement = 240;  // an atomic statement may be a page

template <class Strings>
std::string joined(const Strings& strings, std::string_view separator) {
    return fmt::format("{}", fmt::join(strings, separator));
}

std::vector<std::string> routines_of(const TraceStep& step) {
    std::vector<std::string> routines;
    for (const TraceFrame& frame : step.call_stack) routines.push_back(frame.routine);
    return routines;
}

std::vector<std::string> locks_of(const TraceStep& step, const std::string& thread) {
    for (const TraceLocks& held : step.locks) {
        if (held.thread == thread) return held.locks;
    }
    return {};
}

/// "reset: k" of thread vfio.reset reads "k" in its own column.
std::string own_name(const std::string& name, const std::string& thread) {
    const std::string prefix = thread + ": ";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string shortened(const std::string& statement) {
    if (statement.size() <= longest_statement) return statement;
    return statement.substr(0, statement.rfind(' ', longest_statement)) + " ...";
}

std::string text_of(const TraceChange& change, const std::string& thread) {
    const std::string name = own_name(change.name, thread);
    if (change.before.empty()) return fmt::format("{} = {}", name, change.after);
    return fmt::format("{}: {} -> {}", name, change.before, change.after);
}

std::string title(const TraceDocument& trace, const Style& style) {
    std::string parameters;
    for (const ParameterValue& parameter : trace.spec.parameters) {
        const std::string value =
            parameter.boolean ? (parameter.value != 0 ? "true" : "false") : std::to_string(parameter.value);
        parameters += (parameters.empty() ? " with " : ", ") + parameter.name + " = " + value;
    }
    const std::string steps = fmt::format("{} step{}", trace.steps.size(), trace.steps.size() == 1 ? "" : "s");
    return style.paint(printable(trace.spec.title), Colour::bold) + "\n" +
           printable(fmt::format("{}{}: {} {}, {}", trace.spec.file, parameters, trace.property.name,
                                 trace.witness ? "is possible" : "is violated", steps)) +
           "\n";
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
    std::string text;
    for (const std::string& line : lines) text += options.style.paint(printable(line), Colour::dim) + "\n";
    return text;
}

std::vector<std::string> actors(const TraceDocument& trace) {
    std::vector<std::string> threads;
    for (const TraceStep& step : trace.steps) {
        if (std::find(threads.begin(), threads.end(), step.thread) == threads.end()) threads.push_back(step.thread);
    }
    return threads;
}

std::string last_locks(const TraceDocument& trace) {
    if (trace.steps.empty()) return "";
    std::string text;
    for (const TraceLocks& held : trace.steps.back().locks)
        text += printable(fmt::format("{} holds {}", held.thread, joined(held.locks, ", "))) + "\n";
    return text;
}

}  // namespace

StoryTeller::StoryTeller(std::vector<std::string> threads, const StoryOptions& options)
    : threads_(std::move(threads)), options_(options) {
    const std::size_t gaps = threads_.empty() ? 0 : threads_.size() - 1;
    const std::size_t room =
        options_.width > margin_width + least_text ? options_.width - margin_width - least_text : 0;
    if (gaps == 0) return;
    stride_ = std::min(room / gaps, greatest_stride);
    columns_ = stride_ >= least_stride;
    if (!columns_) stride_ = 0;
}

std::string StoryTeller::header() const {
    if (!columns_) return "";
    std::string text;
    std::string line = std::string(margin_width, ' ');
    const auto fits = [&](const std::string& name) { return columns(name) < stride_; };
    const bool one_line = std::all_of(threads_.begin(), threads_.end() - (threads_.empty() ? 0 : 1), fits);
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        if (!one_line && i > 0) {
            text += line + "\n";
            line = std::string(margin_width, ' ');
            for (std::size_t j = 0; j < i; ++j) line += pad_right(".", stride_);
        }
        line += options_.style.paint(
            pad_right(printable(threads_[i]), i + 1 < threads_.size() && one_line ? stride_ : 0), Colour::cyan);
    }
    return text + line + "\n";
}

std::string StoryTeller::step(std::size_t number, const TraceStep& step) {
    const std::size_t column = columns_ ? column_of(step.thread) : 0;
    const std::size_t used = margin_width + offset(column);
    const std::size_t width = options_.width > used + 20 ? options_.width - used : 20;
    const std::vector<Line> lines = body(step, width);
    remember(step);
    std::string text;
    bool first = true;
    for (const Line& line : lines) {
        text += margin(number, first) + indent(column) + options_.style.paint(printable(line.text), line.colour) + "\n";
        first = false;
    }
    return text;
}

std::string StoryTeller::margin(std::size_t number, bool first) const {
    if (!first) return std::string(margin_width, ' ');
    return options_.style.paint(fmt::format("{:>4}", number), Colour::dim) + "  ";
}

/// The columns to the left of a thread's own: `|` where a lock is held.
std::string StoryTeller::indent(std::size_t column) const {
    std::string text;
    for (std::size_t i = 0; i < column; ++i) {
        const auto held = locks_.find(threads_[i]);
        const bool holds = held != locks_.end() && !held->second.empty();
        text += options_.style.paint(holds ? "|" : ".", holds ? Colour::yellow : Colour::dim) +
                std::string(stride_ - 1, ' ');
    }
    return text;
}

std::size_t StoryTeller::column_of(const std::string& thread) const {
    const auto found = std::find(threads_.begin(), threads_.end(), thread);
    return found == threads_.end() ? 0 : static_cast<std::size_t>(found - threads_.begin());
}

std::vector<StoryTeller::Line> StoryTeller::statement(const TraceStep& step, std::size_t width) const {
    std::vector<Line> lines;
    const std::string choices = step.choices.empty() ? "" : "  [" + joined(step.choices, ", ") + "]";
    const std::string place = short_place(step.place);
    const std::string who = columns_ ? "" : step.thread + ": ";
    std::vector<std::string> text = wrap(who + shortened(step.statement) + choices, width, 4);
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
        add("in " + joined(std::vector<std::string>(routines.begin() + 1, routines.end()), " > "), Colour::cyan);
    for (Line& line : statement(step, width)) lines.push_back(std::move(line));
    for (const TraceChange& change : step.changes) add("  " + text_of(change, step.thread), Colour::yellow);
    if (!step.events.empty()) {
        for (const TraceStatement& folded : step.folded)
            add("  then " + folded.statement + "  " + short_place(folded.place), Colour::dim);
    }
    const std::vector<std::string> held = locks_of(step, step.thread);
    const auto before = locks_.find(step.thread);
    if (!held.empty() && (before == locks_.end() || before->second != held))
        add("  holds " + joined(held, ", "), Colour::dim);
    for (const TraceEvent& event : step.events)
        add(fmt::format("  ! {}: {}  {}", event.property, event.message, short_place(event.place)), Colour::red);
    return lines;
}

void StoryTeller::remember(const TraceStep& step) {
    stacks_[step.thread] = routines_of(step);
    locks_.clear();
    for (const TraceLocks& held : step.locks) locks_[held.thread] = held.locks;
}

namespace {

/// What the property stands for, where that is written, and how it was read.
std::string rule_text(const TraceDocument& trace) {
    if (!trace.property.rule) return "";
    const RuleResult& rule = *trace.property.rule;
    std::string text = fmt::format("  the rule: {} ({})\n", printable(rule.text), printable(rule.source));
    for (const ReadingResult& reading : rule.readings)
        text += fmt::format("  {} is read as {}: {} ({})\n", printable(reading.name), printable(reading.way),
                            printable(reading.text), printable(reading.source));
    return text;
}

}  // namespace

std::string before_the_first_step(const TraceInitial& initial, const Style& style) {
    if (initial.events.empty()) return "";
    std::string text = "before the first step:\n";
    for (const TraceEvent& event : initial.events) {
        const std::string line = fmt::format("  {}: ! {}: {}  {}", event.thread.value_or(""), event.property,
                                             event.message, short_place(event.place));
        text += style.paint(printable(line), Colour::red) + "\n";
    }
    return text;
}

std::string closing(const TraceDocument& trace, const Style& style) {
    std::string text;
    if (!trace.violation.message.empty()) text += printable(trace.violation.message) + "\n";
    for (const std::string& detail : trace.violation.details) text += "  " + printable(detail) + "\n";
    std::string last = trace.witness ? "reached: " : "violated: ";
    last += trace.property.name;
    const auto& place = trace.violation.place ? trace.violation.place : trace.property.place;
    if (place) last += " at " + *place;
    if (trace.violation.blame) last += ", blamed: " + *trace.violation.blame;
    return text + style.paint(printable(last), trace.witness ? Colour::green : Colour::red) + "\n" + rule_text(trace);
}

namespace {

constexpr const char* cycle_begins = "-- from here on it repeats for ever:";

std::string cycle_ends(const TraceDocument& trace) {
    if (*trace.cycle_start == trace.steps.size()) return "-- here it stays for ever: nobody has to go on";
    return fmt::format("-- and on with step {}", *trace.cycle_start + 1);
}

}  // namespace

std::string story(const TraceDocument& trace, const StoryOptions& options) {
    std::string text = title(trace, options.style) + beginning(trace, options) + "\n";
    text += before_the_first_step(trace.initial, options.style);
    StoryTeller teller(actors(trace), options);
    if (!trace.steps.empty()) text += teller.header();
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        if (i == trace.cycle_start) text += options.style.paint(cycle_begins, Colour::bold) + "\n";
        text += teller.step(i + 1, trace.steps[i]);
    }
    if (trace.cycle_start) text += options.style.paint(cycle_ends(trace), Colour::bold) + "\n";
    return text + "\n" + last_locks(trace) + closing(trace, options.style);
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
