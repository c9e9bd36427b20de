// Rows of cells as lines of text: columns as wide as their contents, numbers aligned to the right.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "reports/style.hpp"

namespace revoke_mc::reports::internal {

/// A line for each row. The first `left_aligned` columns are text, the others numbers.
template <std::size_t cells>
[[nodiscard]] std::vector<std::string> aligned(const std::vector<std::array<std::string, cells>>& rows,
                                               std::size_t left_aligned) {
    std::array<std::size_t, cells> widths{};
    for (const auto& row : rows)
        for (std::size_t i = 0; i < cells; ++i) widths[i] = std::max(widths[i], columns(row[i]));
    std::vector<std::string> lines;
    for (const auto& row : rows) {
        std::string& line = lines.emplace_back();
        for (std::size_t i = 0; i < cells; ++i) {
            if (i > 0) line += "  ";
            line += i < left_aligned ? pad_right(row[i], widths[i]) : pad_left(row[i], widths[i]);
        }
    }
    return lines;
}

}  // namespace revoke_mc::reports::internal
