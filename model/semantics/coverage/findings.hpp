// From what a complete search made use of to findings.
//
// A spec answers for its own text, for its properties, and for what exists several times; not for lines of files that
// it uses: a part that several specs share is there for all of them, and what none of them makes use of is found by
// findings_in(), from what they reached together. The kernel library is never judged.
//
// Of code that is never carried out only the first statement is reported: what lies behind or inside it follows. A
// condition that constants and parameters decide is not a finding, nor is what depends on it: that is how variants are
// made.
#pragma once

#include <cstdint>
#include <vector>

#include "model/semantics/coverage/finding.hpp"
#include "model/semantics/coverage/observer.hpp"

namespace revoke_mc::coverage {

/// What the spec itself answers for, in the order of the text. `violated`, by property: a violated property is not an
/// accident. `seen_all` false: conditions and meetings that were not seen are not known, and not reported.
[[nodiscard]] std::vector<Finding> findings(const program::Program& program, const Observed& observed,
                                            const Indexed<program::PropertyId, bool>& violated, bool seen_all = true);

/// Code in one of the program's files (an index into its sources) that none of these points reaches.
[[nodiscard]] std::vector<Finding> findings_in(const program::Program& program, std::uint32_t file,
                                               const program::PointSet& points);

}  // namespace revoke_mc::coverage
