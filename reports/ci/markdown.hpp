// Markdown (GitHub's dialect) for a comment on a change, a wiki or a job summary: what is not as expected first, with
// its story folded away; the table of all specs; what has changed against the baseline.
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "reports/ci/check_run.hpp"

namespace revoke_mc::reports {

/// GitHub refuses the summary of a step that is larger.
inline constexpr std::size_t largest_summary = std::size_t{1000} << 10;

/// No longer than `limit` bytes: stories are left out first, then rows of tables, which is said.
[[nodiscard]] std::string to_markdown(const CheckRun& run, std::size_t limit = std::numeric_limits<std::size_t>::max());

/// A text as text: nothing of it is markup. Fit for a cell of a table.
[[nodiscard]] std::string markdown_escaped(std::string_view text);

}  // namespace revoke_mc::reports
