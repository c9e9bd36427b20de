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
//
// By a search everything is known. Logs of a kernel have several explanations: what only some of them come by has
// perhaps been carried out, and such a line is marked with ?.
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

/// What logs show to have been reached.
struct ReachedByLogs {
    program::PointSet surely, perhaps;  ///< surely, and so perhaps as well
};
/// The same, and ? where a line was perhaps carried out, or some of it.
[[nodiscard]] std::string coverage_text(const program::Program& program, std::uint32_t file,
                                        const ReachedByLogs& reached);

/// The lines of a file that have code, each in one of the lists.
struct FileCoverage {
    std::string file;
    bool library = false;                                 ///< the text is part of revoke-mc
    std::vector<std::uint32_t> all, some, perhaps, none;  ///< increasing
};
[[nodiscard]] FileCoverage file_coverage(const program::Program& program, std::uint32_t file,
                                         const ReachedByLogs& reached);

/// How many lines of each file, for people.
[[nodiscard]] std::string coverage_summary(const std::vector<FileCoverage>& files);

}  // namespace revoke_mc::reports
