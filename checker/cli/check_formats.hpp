// What `check` says to machines: SARIF, JUnit, Markdown, GitHub Actions; and what has changed against a baseline.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/checker.hpp"
#include "checker/cli/check_files.hpp"
#include "checker/cli/console.hpp"
#include "checker/cli/options.hpp"
#include "reports/ci/check_run.hpp"

namespace revoke_mc::cli {

class CheckFormats {
public:
    /// Reads the baseline. Throws reports::FileError, reports::DocumentError. The options must outlive it.
    explicit CheckFormats(const CheckOptions& options);

    /// Takes in a spec, as far as some format is wanted.
    void add(const checker::CheckedSpec& checked);
    /// After all specs. What has changed; null without a baseline. `remarks`: about files that several specs use.
    const reports::Comparison* compare(const reports::ResultDocument& document, std::vector<reports::Remark> remarks);
    void conclude(ExitCode code) { run_.exit_code = static_cast<int>(code); }

    /// For people; empty without a baseline.
    [[nodiscard]] std::string changes(const reports::Style& style) const;
    /// Annotations, for GitHub Actions.
    void annotate(Console& console) const;
    /// All documents that are wanted.
    void write(CheckFiles& files) const;

private:
    [[nodiscard]] bool wanted() const;

    const CheckOptions& options_;
    std::optional<reports::ResultDocument> baseline_;
    reports::CheckRun run_;
};

}  // namespace revoke_mc::cli
