// SARIF 2.1.0, as code scanning of GitHub and editors read it.
//
// One run. A rule for each property, with its text, where that is written, and help; a result for each issue
// (issue.hpp), placed in the spec. Its code flow has a thread flow for each thread of the trace; `executionOrder` says
// in which order they move. What the spec expects or accepts is a suppressed note; what a baseline has is "unchanged".
// `partialFingerprints` do not depend on lines: an issue keeps its identity when the text above it grows.
#pragma once

#include <string>

#include "reports/ci/check_run.hpp"

namespace revoke_mc::reports {

[[nodiscard]] std::string to_sarif(const CheckRun& run);

}  // namespace revoke_mc::reports
