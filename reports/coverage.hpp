// Findings and coverage for people: what nothing made use of, beside the source text.
//
//     specs/a.rvk:12:9: finding: this condition is never true
//         12 |         if (error) goto out;
//       accept it: accept "u.t: if (error): never true" because "...";
//
//     specs/a.rvk
//     +   11 |         int error = attach();
//     ~   12 |         if (error) goto out;
//     -   13 |         x = 1;
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/language/program/points.hpp"
#include "model/semantics/coverage/finding.hpp"

namespace revoke_mc::reports {

/// A finding with its source line and the line that accepts it.
[[nodiscard]] std::string finding_text(const program::Program& program, const coverage::Finding& finding);

/// The text of one of the program's files. `points`: reached. In front of each line that has code
/// stands + (all of it was carried out, conditions were true and false), ~ (some of it) or - (none).
[[nodiscard]] std::string coverage_text(const program::Program& program, std::uint32_t file,
                                        const program::PointSet& points);

}  // namespace revoke_mc::reports
