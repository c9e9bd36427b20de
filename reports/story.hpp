// A trace as a story: one column per thread, time runs downwards.
//
// Short: first a sentence that says what happened; then, for each turn of a thread, the statements of the driver's own
// text that it carried out, what it changed altogether, and which locks it holds. Full: every step for itself, with the
// insides of library functions (story_teller.hpp). `|` in a column says that its thread holds a lock: critical sections
// are seen at a glance. The last lines name the violated property, its place and whose fault it is.
//
//     std::cout << story(trace, {.width = 100, .style = Style(true)});
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "reports/style.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

enum class Telling : std::uint8_t { brief, full };

struct StoryOptions {
    std::size_t width = 110;
    Style style = {};
    Telling telling = Telling::brief;
};

/// The whole trace.
[[nodiscard]] std::string story(const TraceDocument& trace, const StoryOptions& options);

/// The rules that are broken before the first step, a line each; empty if there are none.
[[nodiscard]] std::string before_the_first_step(const TraceInitial& initial, const Style& style);

/// The end of a story: what is violated, where, by whom.
[[nodiscard]] std::string closing(const TraceDocument& trace, const Style& style);

/// A value that most variables have most of the time: 0, false, free, NULL.
[[nodiscard]] bool says_nothing(const std::string& value);

/// "specs/drivers/vfio.rvk:33:9" -> "vfio.rvk:33".
[[nodiscard]] std::string short_place(const std::string& place);

}  // namespace revoke_mc::reports
