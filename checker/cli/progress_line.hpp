// How far a search is, in one line.
#pragma once

#include <string>

#include "checker/checker.hpp"

namespace revoke_mc::cli {

/// "vfio-iommufd: depth 31, 1,204,331 states, 803,000/s, frontier 45,678, 92 MiB, 1.5s"
[[nodiscard]] std::string progress_line(const std::string& file, const checker::Progress& progress);

}  // namespace revoke_mc::cli
