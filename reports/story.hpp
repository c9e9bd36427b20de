// A trace as a story: one column per thread, time runs downwards.
//
// Only one thread moves in each step: its text may run over the columns to the right of it; a column is an indent, not
// a box, and six threads still leave room for whole statements. `|` in a column says that its thread holds a lock:
// critical sections are seen at a glance. Under each statement stands what it changed and, where that is news, in which
// function the thread is and which locks it holds. The last line names the violated property, its place and whose fault
// it is. Where even indents get too narrow, there is one column and each step starts with the thread.
//
//     std::cout << story(trace, {.width = 100, .style = Style(true)});
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "reports/style.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports {

struct StoryOptions {
    std::size_t width = 110;
    Style style;
};

/// The whole trace.
[[nodiscard]] std::string story(const TraceDocument& trace, const StoryOptions& options);

/// Writes a story as it happens, as `simulate` needs it.
class StoryTeller {
public:
    /// `threads`: one column for each, in this order.
    StoryTeller(std::vector<std::string> threads, const StoryOptions& options);

    [[nodiscard]] std::string header() const;
    [[nodiscard]] std::string step(std::size_t number, const TraceStep& step);

private:
    struct Line {
        std::string text;
        Colour colour;
    };
    [[nodiscard]] std::size_t column_of(const std::string& thread) const;
    [[nodiscard]] std::size_t offset(std::size_t column) const { return column * stride_; }
    [[nodiscard]] std::vector<Line> body(const TraceStep& step, std::size_t width) const;
    [[nodiscard]] std::vector<Line> statement(const TraceStep& step, std::size_t width) const;
    [[nodiscard]] std::string indent(std::size_t column) const;
    [[nodiscard]] std::string margin(std::size_t number, bool first) const;
    void remember(const TraceStep& step);

    std::vector<std::string> threads_;
    StoryOptions options_;
    bool columns_ = true;                                     ///< else one column with the threads' names
    std::size_t stride_ = 0;                                  ///< between columns
    std::map<std::string, std::vector<std::string>> stacks_;  ///< routines that each thread was seen in
    std::map<std::string, std::vector<std::string>> locks_;   ///< that each thread holds
};

/// The rules that are broken before the first step, a line each; empty if there are none.
[[nodiscard]] std::string before_the_first_step(const TraceInitial& initial, const Style& style);

/// The end of a story: what is violated, where, by whom.
[[nodiscard]] std::string closing(const TraceDocument& trace, const Style& style);

/// A value that most variables have most of the time: 0, false, free, NULL.
[[nodiscard]] bool says_nothing(const std::string& value);

/// "specs/drivers/vfio.rvk:33:9" -> "vfio.rvk:33".
[[nodiscard]] std::string short_place(const std::string& place);

}  // namespace revoke_mc::reports
