// Where the text of each thread of a story begins, and what stands to the left of it.
//
// Only one thread moves in each step: its text may run over the columns to the right of it; a column is an indent, not
// a box. Where even indents get too narrow there is one column, and the text has to name its thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/style.hpp"

namespace revoke_mc::reports::internal {

/// The locks that each thread holds.
using HeldLocks = std::map<std::string, std::vector<std::string>>;

class StoryColumns {
public:
    /// `margin`: columns for the number of the step.
    StoryColumns(std::vector<std::string> threads, std::size_t width, const Style& style, std::size_t margin);

    /// Names of the threads above their columns.
    [[nodiscard]] std::string header() const;
    /// There is one column only.
    [[nodiscard]] bool names_threads() const { return !columns_; }
    /// Columns for the text of this thread.
    [[nodiscard]] std::size_t room(const std::string& thread) const;
    /// What stands between margin and text: `|` where a lock is held.
    [[nodiscard]] std::string indent(const std::string& thread, const HeldLocks& locks) const;
    /// The number in front of a first line, or the space in front of the others.
    [[nodiscard]] std::string margin(std::string_view number) const;

private:
    [[nodiscard]] std::size_t column_of(const std::string& thread) const;

    std::vector<std::string> threads_;
    std::size_t width_;
    Style style_;
    std::size_t margin_;
    bool columns_ = true;
    std::size_t stride_ = 0;  ///< between columns
};

}  // namespace revoke_mc::reports::internal
