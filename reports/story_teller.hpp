// A story step by step, as it happens: what `simulate` and the full story show.
//
// Under each statement stands what it changed and, where that is news, in which function the thread is and which locks
// it holds.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "reports/internal/story_columns.hpp"
#include "reports/story.hpp"

namespace revoke_mc::reports {

/// Writes a story as it happens, as `simulate` needs it.
class StoryTeller {
public:
    /// `threads`: one column for each, in this order.
    StoryTeller(std::vector<std::string> threads, const StoryOptions& options);

    [[nodiscard]] std::string header() const { return columns_.header(); }
    [[nodiscard]] std::string step(std::size_t number, const TraceStep& step);

private:
    struct Line {
        std::string text;
        Colour colour;
    };
    [[nodiscard]] std::vector<Line> body(const TraceStep& step, std::size_t width) const;
    [[nodiscard]] std::vector<Line> statement(const TraceStep& step, std::size_t width) const;
    void remember(const TraceStep& step);

    StoryOptions options_;
    internal::StoryColumns columns_;
    std::map<std::string, std::vector<std::string>> stacks_;  ///< routines that each thread was seen in
    internal::HeldLocks locks_;
};

}  // namespace revoke_mc::reports
