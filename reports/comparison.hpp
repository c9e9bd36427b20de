// What has changed between two runs: `check --baseline`.
//
// An earlier result document is the baseline. A change is a sentence about a spec; and each thing that is not as
// expected is either *known*, which means that it was so in the baseline, or new. Who has a violation that is not fixed
// yet can thus ask that nothing gets worse.
//
//     const ResultDocument before = result_from_json(read_file("baseline.json"));   // throws DocumentError
//     const Comparison comparison = compare(before, now);                             // throws DocumentError
//     std::cout << comparison_text(comparison, {});
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reports/result.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

/// One thing that is not as it was.
struct Change {
    enum class Kind : std::uint8_t {
        worse,   ///< newly violated, no longer decided, in error; not as expected where it was
        better,  ///< the other way round
        neutral  ///< came, went, moved
    } kind = Kind::neutral;
    std::string spec;      ///< as the run that has it names it; empty: a file that several specs use
    std::string property;  ///< empty: the spec as a whole
    std::string text;      ///< "violated, held before"
    bool operator==(const Change&) const = default;
};

[[nodiscard]] std::string_view to_string(Change::Kind kind);

struct Comparison {
    std::vector<Change> changes;  ///< in the order of the specs, those that are gone at the end
    std::map<std::string, std::set<std::string>> known = {};  ///< by spec: sentences of `unexpected` that are not new
    std::set<std::string> known_findings = {};                ///< of files that several specs use, by id

    [[nodiscard]] bool is_known(const std::string& spec, const std::string& sentence) const;
    [[nodiscard]] bool is_known(const FindingResult& finding) const { return known_findings.contains(finding.id); }
};

/// Throws DocumentError if `before` has two results for one spec: nobody could say which is meant.
[[nodiscard]] Comparison compare(const ResultDocument& before, const ResultDocument& now);
/// The same without comparing: throws DocumentError if `before` is no baseline.
void require_baseline(const ResultDocument& before);

/// A line for each change and one that sums them up: "compared with the baseline: 2 worse, 1 better, 3 other changes".
[[nodiscard]] std::string comparison_text(const Comparison& comparison, const Style& style);
[[nodiscard]] std::string comparison_summary(const Comparison& comparison);

}  // namespace revoke_mc::reports
