// Two runs compared: which changes are told, how they are called, and what counts as known.
#include "reports/comparison.hpp"

#include <catch2/catch.hpp>

#include "reports/document_error.hpp"
#include "tests/reports/sample.hpp"

using namespace revoke_mc;
using Catch::Contains;
using reports::ResultDocument;
using reports::Verdict;

namespace {

/// The lines that tell what `change` does to the sample.
template <class Change>
std::string told(const Change& change) {
    const ResultDocument before = tests::sample_results();
    ResultDocument now = before;
    change(now);
    return reports::comparison_text(reports::compare(before, now), {});
}

}  // namespace

TEST_CASE("nothing has changed against itself") {
    CHECK(told([](ResultDocument&) {}) == "compared with the baseline: nothing has changed\n");
}

TEST_CASE("newly violated, held again, and not decided any more") {
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[1].properties[1].verdict = Verdict::violated;
                   now.results[1].unexpected.emplace_back("told is violated");
               }),
               Contains("worse   specs/bugs/b02.rvk: told: violated, held before\n") &&
                   Contains(": 1 worse, 0 better"));
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[1].properties[0].verdict = Verdict::holds;
                   now.results[1].unexpected.erase(now.results[1].unexpected.begin());
               }),
               Contains("better  specs/bugs/b02.rvk: safe_reuse: holds, was violated before\n") &&
                   Contains(": 0 worse, 1 better, 0 other"));
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[1].properties[0].verdict = Verdict::incomplete;
                   now.results[1].reason = "time";
               }),
               Contains("worse   specs/bugs/b02.rvk: cut short: its time is up (--timeout); not decided any more: "
                        "safe_reuse\n"));
    CHECK_THAT(told([](ResultDocument& now) { now.results[2].reason = {}; }),
               Contains("better  big.rvk: complete, was cut short before\n"));
}

TEST_CASE("a violation that was always expected and one that is now are not alike") {
    const auto expected_now = [](ResultDocument& now) { now.results[1].unexpected = {}; };
    CHECK_THAT(told(expected_now), Contains("better  specs/bugs/b02.rvk: no longer so: safe_reuse is violated\n"));
}

TEST_CASE("specs and properties that came and went") {
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[0].spec = "specs/new.rvk";
                   now.results[1].properties[1].name = "asked";
               }),
               Contains("other   specs/new.rvk: new, holds\n") &&
                   Contains("other   specs/bugs/b02.rvk: asked: new, holds\n") &&
                   Contains("other   specs/bugs/b02.rvk: told: gone, held before\n") &&
                   Contains(": gone, held before\n"));
    CHECK_THAT(told([](ResultDocument& now) { now.results[1].spec = "other.rvk"; }),
               Contains("worse   other.rvk: new, violated\n") &&
                   Contains("other   specs/bugs/b02.rvk: gone, was violated before\n"));
    CHECK(told([](ResultDocument& now) { now.results[1].spec = "./specs//bugs/b02.rvk"; }) ==
          "compared with the baseline: nothing has changed\n");
}

TEST_CASE("a spec that cannot be read any more, and one that can again") {
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[0].verdict = Verdict::error;
                   now.results[3].verdict = Verdict::holds;
               }),
               Contains(": in error, before holds\n") && Contains("better  wrong.rvk: holds, was in error before\n"));
}

TEST_CASE("states and seconds that moved") {
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[0].states += 1000;
                   now.results[0].seconds += 100;
                   now.results[1].reduction = "por";
                   now.results[1].transitions += 1;
               }),
               Contains(" states, before ") && Contains("1min ") && Contains(" transitions, before ") &&
                   Contains("(reduction por, before none)"));
    CHECK(told([](ResultDocument& now) { now.results[0].seconds += 0.3; }) ==
          "compared with the baseline: nothing has changed\n");
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[0].params = {{"N", 3, false}, {"P", 1, true}};
               }),
               Contains("parameters: N = 3, P = true, before "));
}

TEST_CASE("what is known, and what is new") {
    const ResultDocument before = tests::sample_results();
    ResultDocument now = before;
    now.results[1].unexpected = {"safe_reuse is violated", "24,920 states expected, 24,922 found",
                                 "a.rvk:99:1: not accepted: u.t: x = true;: never runs",
                                 "a.rvk:9:1: not accepted: new"};
    const auto comparison = reports::compare(before, now);
    CHECK(comparison.is_known("specs/bugs/b02.rvk", now.results[1].unexpected[0]));
    CHECK_FALSE(comparison.is_known("specs/bugs/b02.rvk", now.results[1].unexpected[1]));
    CHECK(comparison.is_known("specs/bugs/b02.rvk", now.results[1].unexpected[2]));
    CHECK_FALSE(comparison.is_known("specs/bugs/b02.rvk", now.results[1].unexpected[3]));
    CHECK_FALSE(comparison.is_known("other.rvk", now.results[1].unexpected[0]));
    CHECK(comparison.is_known(before.findings[0]));
}

TEST_CASE("findings that came and went") {
    CHECK_THAT(told([](ResultDocument& now) {
                   now.results[0].findings[0].id = "u.t: y: never runs";
                   now.findings.push_back({"u.g: never called", "function", "p.rvk:4:1", "u.g is never called", {}});
               }),
               Contains(": new finding: u.t: y: never runs\n") &&
                   Contains(": no longer found: u.t: x = true;: never runs\n") &&
                   Contains("worse   shared files: new finding: u.g: never called\n"));
}

TEST_CASE("two results for one spec are no baseline") {
    ResultDocument twice = tests::sample_results();
    twice.results[1].spec = "./" + twice.results[0].spec;
    CHECK_THROWS_AS(reports::compare(twice, tests::sample_results()), reports::DocumentError);
    CHECK_THROWS_WITH(reports::require_baseline(twice), Contains("it has two results for one spec: "));
}
