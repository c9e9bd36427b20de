// The table of results that ends a `check` on a terminal, and the line that sums it up.
//
//     spec                                 verdict   as expected    states  transitions  depth  bits    time
//     specs/bugs/b02-no-wait.rvk           violated  yes             1,204        3,977     38    52   0.01s
//     specs/drivers/vfio-iommufd.rvk       holds     yes            24,921       85,962     81    61   0.12s
//
//     2 specs checked: 2 as expected
#pragma once

#include <string>

#include "reports/result.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

/// Header and one line per result; below a result that is not as expected, the reasons.
[[nodiscard]] std::string table(const ResultDocument& document, const Style& style);

/// "12 specs checked: 10 as expected, 1 not as expected, 1 incomplete, 1 in error".
[[nodiscard]] std::string summary(const ResultDocument& document);

/// SpecResult::reason for people: "memory" -> "the memory that it may use is used up".
[[nodiscard]] std::string explain_reason(const std::string& reason);

/// "0.12s", "75.3s", "12min 5s".
[[nodiscard]] std::string duration(double seconds);

/// "17 MiB".
[[nodiscard]] std::string size(std::uint64_t bytes);

}  // namespace revoke_mc::reports
