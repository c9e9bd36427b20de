// Small things that all parts of a story are written with.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reports/style.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports::internal {

/// A text with one colour; it may be wrapped, and is made printable when it is painted.
struct StoryLine {
    std::string text;
    Colour colour = Colour::none;
};

template <class Strings>
std::string joined(const Strings& strings, std::string_view separator) {
    return fmt::format("{}", fmt::join(strings, separator));
}

/// What a thread holds after a step.
inline std::vector<std::string> locks_held(const TraceStep& step, const std::string& thread) {
    for (const TraceLocks& held : step.locks)
        if (held.thread == thread) return held.locks;
    return {};
}

/// "vfio.reset: k" of thread vfio.reset reads "k" in its own column.
inline std::string own_name(const std::string& name, const std::string& thread) {
    const std::string prefix = thread + ": ";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

/// What a lock remembers of a thread that reads or waits, and a work of one that waits for its end: "l:reader(a.t)",
/// "l:waiter(a.t)", "w:flusher(a.t)", "w:canceller(a.t)". No variable of a spec is called like that.
inline bool is_mark(std::string_view name) {
    for (const std::string_view mark : {":reader(", ":waiter(", ":flusher(", ":canceller("})
        if (name.ends_with(')') && name.find(mark) != std::string_view::npos) return true;
    return false;
}

/// What the thread waits for, if that is what this change says: "l" of "l:waiter(a.t)"; else nothing.
inline std::string waits_for(std::string_view name, std::string_view value, std::string_view thread) {
    const std::size_t colon = name.find(':');
    const bool is_set = value != "false" && value != "0";
    const bool waits = is_mark(name) && name.find(":reader(") == std::string_view::npos;
    if (!waits || !is_set || !name.ends_with(fmt::format("({})", thread))) return "";
    return std::string(name.substr(0, colon));
}

inline std::string shortened(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    const std::size_t space = text.rfind(' ', most);
    return printable(text.substr(0, space == std::string::npos ? most : space)) + " ...";
}

/// The lines, each broken so that it fits.
inline std::string paint_wrapped(const std::vector<StoryLine>& lines, const Style& style, std::size_t width,
                                 std::size_t indent) {
    std::string text;
    for (const StoryLine& line : lines)
        for (const std::string& part : wrap(printable(line.text), width, indent))
            text += style.paint(part, line.colour) + "\n";
    return text;
}

}  // namespace revoke_mc::reports::internal
