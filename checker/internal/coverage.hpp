// Findings of `check`: what nothing made use of, what of it is accepted, and what accepts nothing any more.
//
// Under --strict a finding that is not accepted is not as expected (exit code 1), and an acceptance that no longer
// applies is a mistake in the spec (exit code 2). Both only where the search was complete and looked at everything;
// acceptances that apply nowhere are judged at default parameters, since that is what they are written for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "checker/internal/search.hpp"
#include "model/language/program/program.hpp"
#include "model/semantics/coverage/finding.hpp"
#include "reports/ci/check_run.hpp"
#include "reports/result.hpp"

namespace revoke_mc::checker {

/// Fills in result.coverage and result.findings. Needs the verdicts.
[[nodiscard]] std::vector<coverage::Finding> add_findings(const program::Program& program, const SearchOutcome& found,
                                                          reports::SpecResult& result);

/// --strict: what is not accepted becomes unexpected, and is described in the text that is returned. Throws
/// syntax::SpecError for acceptances that no longer apply.
[[nodiscard]] std::string be_strict(const program::Program& program, const std::vector<coverage::Finding>& findings,
                                    reports::SpecResult& result, reports::SpecDetails& details);

/// For a result. A file accepts what is found in it; the spec itself (`by_spec`) may accept anything.
[[nodiscard]] reports::FindingResult result_of(const program::Program& program, const coverage::Finding& finding,
                                               bool by_spec);

/// Of the names that `accept` gives, those that are about findings of `check`.
[[nodiscard]] bool is_about_coverage(const program::Acceptance& acceptance);

}  // namespace revoke_mc::checker
