// From what a search found to what is reported: verdicts, and whether they are the expected ones.
//
// The rules, in one place:
//  - A property is `violated` if a violation was found, `holds` if the search was complete and none was, else
//    `incomplete`. `possible P` is the other way round: it holds once a witness was found.
//  - A spec is `violated` if something unexpected is; else `incomplete` if the search was; else `violated` if anything
//  is
//    (as expected); else `holds`. An incomplete search therefore never yields `holds`.
//  - It is as expected if every property has the verdict that it is meant to have and the pinned counts agree. Counts
//  are
//    compared where the spec says what they mean: default parameters, plain semantics.
#pragma once

#include "checker/internal/search.hpp"
#include "model/language/program/program.hpp"
#include "reports/ci/check_run.hpp"
#include "reports/result.hpp"

namespace revoke_mc::checker {

[[nodiscard]] reports::Verdict verdict_of(const program::Property& property, const PropertyOutcome& found);

/// The property holds though it is expected to be violated; but it is one instance of a `for each` that is violated for
/// another instance, hence violated as a whole.
[[nodiscard]] bool violated_elsewhere(const program::Program& program, const SearchOutcome& found,
                                      program::PropertyId number);

/// Fills in verdict, as_expected, properties (without traces), reason and unexpected; and what each of these is about.
void judge(const program::Program& program, const SearchOutcome& found, bool compare_counts,
           reports::SpecResult& result, reports::SpecDetails& details);

}  // namespace revoke_mc::checker
