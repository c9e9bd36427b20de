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
