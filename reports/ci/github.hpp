// Workflow commands of GitHub Actions: lines on standard output that become annotations beside the changed lines.
//
//     ::error file=specs/a.rvk,line=12,col=9,title=no_dma_after_revoke::no_dma_after_revoke is violated: ...
//
// An error is `error`, a warning `warning`; what the baseline has, and what has changed against it, is `notice`.
// Whoever writes other text while a workflow listens has to keep it from being one (without_commands()).
#pragma once

#include <string>
#include <string_view>

#include "reports/ci/check_run.hpp"

namespace revoke_mc::reports {

/// Where files are: GitHub names them from the root of the repository on. Without it they are named as they are.
struct Checkout {
    std::string root;    ///< absolute; GITHUB_WORKSPACE
    std::string folder;  ///< absolute; where the check runs
};

[[nodiscard]] std::string github_commands(const CheckRun& run, const Checkout& checkout = {});

/// Text of which no line is a workflow command, whatever a spec says: "::" at the start of a line becomes ": :", and
/// "##[" becomes "# #[".
[[nodiscard]] std::string without_commands(std::string_view text);

}  // namespace revoke_mc::reports
