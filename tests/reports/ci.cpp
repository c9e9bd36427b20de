// Formats for CI: what stands in them, that all of them say the same, and what tells two issues apart.
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/ci/github.hpp"
#include "reports/ci/issue.hpp"
#include "reports/ci/junit.hpp"
#include "reports/ci/location.hpp"
#include "reports/ci/markdown.hpp"
#include "reports/ci/sarif.hpp"
#include "tests/reports/sample.hpp"

using namespace revoke_mc;
using Catch::Contains;
using Json = nlohmann::json;
using reports::Issue;
using reports::Location;

namespace {

std::vector<Json> results_of(const reports::CheckRun& run) {
    return Json::parse(reports::to_sarif(run)).at("runs").at(0).at("results").get<std::vector<Json>>();
}

Json result_of(const reports::CheckRun& run, const std::string& rule) {
    for (const Json& result : results_of(run))
        if (result.at("ruleId") == rule) return result;
    FAIL("there is no result of " + rule);
    return {};
}

/// As a spec that expects its violation.
reports::CheckRun expecting_run() {
    reports::CheckRun run = tests::sample_run();
    run.specs = {run.specs[1]};
    run.findings = {};
    run.specs[0].result.unexpected = {};
    run.specs[0].result.as_expected = true;
    run.specs[0].details.surprises = {};
    run.specs[0].details.claims[0].expect_violated = true;
    return run;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++times;
    return times;
}

}  // namespace

TEST_CASE("places are taken apart from the right") {
    CHECK(reports::location_of("a.rvk:3:9") == Location{"a.rvk", 3, 9});
    CHECK(reports::location_of("a:1:b.rvk:3:9") == Location{"a:1:b.rvk", 3, 9});
    CHECK(reports::location_of("a.rvk") == Location{"a.rvk", 0, 0});
    CHECK(reports::location_of("a.rvk:3") == Location{"a.rvk:3", 0, 0});
    CHECK(reports::location_of("a.rvk:3:") == Location{"a.rvk:3:", 0, 0});
    CHECK(reports::location_of("a.rvk:0:0") == Location{"a.rvk:0:0", 0, 0});
    CHECK(reports::location_of("") == Location{});
    CHECK(reports::is_in_kernel(reports::location_of("<kernel>/dma_buf.rvk:3:9")));
    CHECK_FALSE(reports::is_in_kernel(reports::location_of("kernel/dma_buf.rvk:3:9")));
}

TEST_CASE("files are URIs") {
    CHECK(reports::uri_of("specs/bugs/b01-bug.rvk") == "specs/bugs/b01-bug.rvk");
    CHECK(reports::uri_of("./specs//a.rvk") == "specs/a.rvk");
    CHECK(reports::uri_of("../a b%?#:.rvk") == "../a%20b%25%3F%23%3A.rvk");
    CHECK(reports::uri_of("/tmp/ü.rvk") == "file:///tmp/%C3%BC.rvk");
    CHECK(reports::uri_of("\xff.rvk") == "%FF.rvk");
}

TEST_CASE("the issues of a run, in order") {
    const reports::CheckRun run = tests::sample_run();
    const std::string violation =
        "error safe_reuse specs/bugs/b02.rvk:32 safe_reuse is violated: memory is reused while iommufd[0].phys can "
        "reach it";
    std::vector<std::string> lines;
    for (const Issue& issue : reports::issues_of(run))
        lines.push_back(std::string(to_string(issue.level)) + " " + issue.rule + " " + issue.location.file + ":" +
                        std::to_string(issue.location.line) + " " + issue.message);
    CHECK(lines == std::vector<std::string>{
                       "warning spec-warning vfio.rvk:12 x++ is no statement that is meant",
                       "note unused a.rvk:9 this condition is never true: P: premise never true", violation,
                       "error pinned-counts specs/bugs/b02.rvk:62 24,920 states expected, 24,921 found",
                       "note unused a.rvk:9 this condition is never true: P: premise never true",
                       "error incomplete big.rvk:0 incomplete: the memory that it may use is used up (--max-memory)",
                       "note unused a.rvk:9 this condition is never true: P: premise never true",
                       "error spec-mistake wrong.rvk:1 expected `spec`",
                       "warning unused parts/p.rvk:3 u.f is never called: u.f: never called"});
}

TEST_CASE("a sentence of which nobody knows where it belongs is an issue all the same") {
    reports::CheckRun run = tests::sample_run();
    run.specs[3].result.unexpected = {"something is odd"};
    run.specs[1].details.surprises[0].property = 99;
    std::size_t others = 0;
    for (const Issue& issue : reports::issues_of(run)) others += issue.rule == "unexpected" ? 1 : 0;
    CHECK(others == 2);
    CHECK(result_of(run, "unexpected")["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
          "specs/bugs/b02.rvk");
}

TEST_CASE("a result of SARIF has its place, its threads and what else the trace is about") {
    const Json result = result_of(tests::sample_run(), "safe_reuse");
    CHECK(result["level"] == "error");
    CHECK_THAT(result["message"]["text"].get<std::string>(),
               Contains("safe_reuse is violated: memory is reused") && Contains("\nblamed: exporter"));
    const Json place = result["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "specs/bugs/b02.rvk");
    CHECK(place["region"] == Json{{"startLine", 32}, {"startColumn", 9}});
    const Json flows = result["codeFlows"][0]["threadFlows"];
    REQUIRE(flows.size() == 3);
    CHECK(flows[0]["id"] == "vfio.reset");
    CHECK(flows[1]["id"] == "iommufd[0].engine");
    CHECK(flows[2]["locations"][0]["executionOrder"] == 3);
    CHECK(flows[0]["locations"][0]["state"]["bar.resv"]["text"] == "vfio.reset");
    CHECK(flows[0]["locations"][0]["stack"]["frames"].size() == 2);
    CHECK(flows[0]["initialState"]["bar.place"]["text"] == "0");
    CHECK(flows[0]["locations"][0]["location"]["logicalLocations"][0]["fullyQualifiedName"] ==
          "<kernel>/dma_resv.rvk:12");
    CHECK_FALSE(result["relatedLocations"].empty());
}

TEST_CASE("each rule of SARIF is there once, and each result points at its own") {
    const Json log = Json::parse(reports::to_sarif(tests::sample_run()));
    const Json run = log["runs"][0];
    const Json rules = run["tool"]["driver"]["rules"];
    std::set<std::string> ids;
    for (const Json& rule : rules) {
        CHECK(ids.insert(rule["id"]).second);
        CHECK(rule["shortDescription"]["text"] != "");
        CHECK(rule["help"]["text"] != "");
    }
    for (const Json& result : run["results"])
        CHECK(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
    CHECK(ids.contains("told@specs/bugs/b02.rvk"));
    CHECK(ids.contains("deadlock"));
    CHECK(run["invocations"][0] == Json{{"executionSuccessful", false}, {"exitCode", 2}});
    CHECK(run["tool"]["driver"]["version"] == "1.2.3");
}

TEST_CASE("fingerprints stay when lines move, and differ where issues do") {
    const reports::CheckRun run = tests::sample_run();
    reports::CheckRun moved = run;
    for (reports::TraceStep& step : moved.specs[1].traces[0].trace.steps) step.place = "specs/bugs/b02.rvk:99:1";
    moved.specs[1].traces[0].trace.violation.place = "specs/bugs/b02.rvk:99:1";
    moved.specs[1].details.surprises[1].place = "specs/bugs/b02.rvk:120:1";
    std::set<std::string> seen;
    const auto before = results_of(run);
    const auto after = results_of(moved);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(before[i]["partialFingerprints"] == after[i]["partialFingerprints"]);
        CHECK(seen.insert(before[i]["partialFingerprints"].dump()).second);
    }
}

TEST_CASE("a violation that the spec expects is a suppressed note, a case that passes, and no annotation") {
    const reports::CheckRun run = expecting_run();
    const Json result = result_of(run, "safe_reuse");
    CHECK(result["level"] == "note");
    CHECK(result["suppressions"][0]["kind"] == "inSource");
    CHECK_FALSE(result["codeFlows"].empty());
    const std::string junit = reports::to_junit(run);
    CHECK_THAT(junit, Contains("tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"0\""));
    CHECK(reports::github_commands(run).find("safe_reuse") == std::string::npos);
    CHECK_THAT(reports::to_markdown(run), Contains("2 violations or findings that the specs expect or accept."));
}

TEST_CASE("JUnit: a suite a spec, a case a property, and one for the whole spec") {
    const std::string xml = reports::to_junit(tests::sample_run());
    CHECK(count(xml, "<testsuite name=") == 4 + 1);  // and files that several specs use
    CHECK_THAT(xml, Contains("<failure message=\"safe_reuse is violated: memory is reused") &&
                        Contains("<error message=\"expected `spec`\" type=\"spec-mistake\">") &&
                        Contains("<error message=\"incomplete: the memory that it may use is used up") &&
                        Contains("<skipped message=\"not decided: the search is not complete\"/>") &&
                        Contains("violated: safe_reuse at specs/bugs/b02.rvk:32:9, blamed: exporter"));
}

TEST_CASE("workflow commands name the file from the root of the repository on") {
    const reports::CheckRun run = tests::sample_run();
    CHECK_THAT(reports::github_commands(run),
               Contains("::error file=specs/bugs/b02.rvk,line=32,col=9,title=safe_reuse::safe_reuse is violated: "));
    CHECK_THAT(reports::github_commands(run, {"/srv/repository", "/srv/repository/drivers"}),
               Contains("::error file=drivers/specs/bugs/b02.rvk,line=32"));
    CHECK_THAT(reports::github_commands(run, {"/srv/other", "/srv/repository"}),
               Contains("::error file=specs/bugs/b02.rvk,line=32"));
    CHECK_THAT(reports::github_commands(run), Contains("title=spec-mistake::expected `spec`%0Aa file begins with"));
}

TEST_CASE("no text is a workflow command by accident") {
    using reports::without_commands;
    CHECK(without_commands("::error::x\n  ::warning::y\na ::z\n:::") == ": :error::x\n  : :warning::y\na ::z\n: ::");
    CHECK(without_commands("a ##[error]b ##[[") == "a # #[error]b # #[[");
    CHECK(without_commands("\u00a0\u3000::x") == "\u00a0\u3000: :x");
    CHECK(without_commands("") == "");
}

TEST_CASE("Markdown: nothing of a text is markup") {
    CHECK(reports::markdown_escaped("a|b\\c<d>&e *f* _g_ `h` [i](j) ~k~ $l$ m@n") ==
          "a&#124;b&#92;c&lt;d&gt;&amp;e \\*f\\* \\_g\\_ \\`h\\` \\[i\\](j) \\~k\\~ \\$l\\$ m\\@n");
    CHECK(reports::markdown_escaped("http://a www.b: c") == "http\\://a www\\.b: c");
    CHECK(reports::markdown_escaped("a\nb") == "a b");
}

TEST_CASE("Markdown: a story cannot close its fence, and a page has its limit") {
    reports::CheckRun run = tests::sample_run();
    run.specs[1].traces[0].trace.violation.message = "````` x";
    CHECK_THAT(reports::to_markdown(run), Contains("\n``````text\n"));
    const std::string whole = reports::to_markdown(run);
    for (const std::size_t limit : {std::size_t{0}, std::size_t{100}, std::size_t{500}, whole.size() / 2}) {
        const std::string cut = reports::to_markdown(run, limit);
        CHECK(cut.size() <= std::max<std::size_t>(limit, 50));
        CHECK_THAT(cut, Contains("More was found than fits in here"));
    }
    CHECK(reports::to_markdown(run, whole.size() + 50) == whole);
}

TEST_CASE("what the baseline has, too, fails nothing, in any format") {
    reports::CheckRun run = tests::sample_run();
    run.comparison = reports::compare(document_of(run), document_of(run));
    CHECK(run.comparison->changes.empty());
    std::size_t known = 0;
    for (const Issue& issue : reports::issues_of(run)) known += issue.known ? 1 : 0;
    CHECK(known == 3);  // a verdict, counts, a finding in a file that several specs use
    CHECK(result_of(run, "safe_reuse")["baselineState"] == "unchanged");
    CHECK(result_of(run, "spec-mistake")["baselineState"] == "new");
    CHECK_THAT(reports::github_commands(run),
               Contains("::notice file=specs/bugs/b02.rvk,line=32,col=9,title=known%3A "));
    CHECK_THAT(reports::to_junit(run), Contains("<skipped message=\"known, in the baseline: safe_reuse is violated"));
    CHECK_THAT(reports::to_markdown(run), Contains("### Known, in the baseline") && Contains("nothing has changed"));
}
