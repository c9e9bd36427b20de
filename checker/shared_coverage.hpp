// Files that several specs use: what all specs of a run together make use of.
//
// A part in parts/ is there for several specs: no single one answers for all of its lines. A line that none of them
// reaches is a finding of the file. A file is judged if it lies below a folder that was checked as a whole, and if
// every spec of the run was looked at completely.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "checker/checker.hpp"
#include "model/language/program/program.hpp"
#include "model/semantics/coverage/finding.hpp"
#include "model/semantics/coverage/observer.hpp"
#include "reports/result.hpp"

namespace revoke_mc::checker {

class SharedCoverage {
public:
    /// Takes in what one spec made use of.
    void add(const CheckedSpec& checked);

    struct Judged {
        std::vector<reports::FindingResult> findings;
        std::vector<std::string> unexpected;   ///< one sentence for each that is not accepted
        std::string text;                      ///< the same, in words
        std::string stale;                     ///< acceptances that no longer apply; empty: none
        std::vector<reports::Remark> remarks;  ///< the same, one by one
    };
    /// The files below these folders; of none if some spec was not looked at completely. `refuse_stale`: an acceptance
    /// without a finding is a mistake.
    [[nodiscard]] Judged judge(const std::vector<std::string>& folders, bool refuse_stale) const;

    /// The text of each used file with its marks (reports/coverage.hpp).
    [[nodiscard]] std::string text() const;

private:
    using Key = std::tuple<std::uint32_t, std::uint32_t, std::size_t, std::string>;  ///< line, column, kind, text
    struct Use {
        std::shared_ptr<const program::Program> program;
        std::uint32_t file = 0;
    };
    struct File {
        std::map<Key, std::pair<bool, bool>> reached;  ///< carried out, passed over
        std::vector<Use> uses;
    };
    [[nodiscard]] static program::PointSet points(const File& file, const Use& use);
    static void judge(const File& file, bool refuse_stale, Judged& judged);
    static std::vector<coverage::Finding> findings_of(const File& file);

    std::map<std::string, File> files_;
    bool all_looked_at_ = true;
};

/// As a search is judged: what nothing makes use of and is not accepted is a violation.
[[nodiscard]] Conclusion conclusion_of(const SharedCoverage::Judged& judged);
/// The same without what the baseline has, too.
[[nodiscard]] Conclusion conclusion_of(const SharedCoverage::Judged& judged, const reports::Comparison& comparison);

}  // namespace revoke_mc::checker
