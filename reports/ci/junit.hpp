// JUnit XML, as Jenkins, GitLab and others read it: reports/schema/junit.xsd says exactly what is written.
//
// A suite for each spec, with a case for each property and one more, "the whole spec", for what is about none of them:
// mistakes, pinned counts, findings, a search that was cut short. A violation that the spec expects passes; a property
// that was not decided is skipped, and so is a failure that a baseline has, too.
#pragma once

#include <string>

#include "reports/ci/check_run.hpp"

namespace revoke_mc::reports {

[[nodiscard]] std::string to_junit(const CheckRun& run);

}  // namespace revoke_mc::reports
