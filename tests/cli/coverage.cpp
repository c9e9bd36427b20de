// No pass by accident, end to end: findings, acceptances, --strict, --coverage.
#include <catch2/catch.hpp>

#include "reports/result.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string accident = "spec \"accident\";\n"
                             "user u {\n"
                             "    bool x, y;\n"
                             "    thread t {\n"
                             "        x = true;\n"
                             "        if (y) x = false;\n"
                             "    }\n"
                             "}\n"
                             "always (u.y implies u.x) as P;\n";
const std::string accept_both = "accept \"u.t: if (y): never true\" because \"y comes with the next version\";\n"
                                "accept \"P: premise never true\" because \"so does P\";\n";

reports::ResultDocument results(const Workplace& place, const std::string& file) {
    const std::string text = place.read(file);
    CHECK(tests::schema_errors("result", text) == "");
    return reports::result_from_json(text);
}

}  // namespace

TEST_CASE("strict: what nothing makes use of is reported, with the line that accepts it") {
    const Workplace place;
    place.write("a.rvk", accident);
    const Ran ran = place.run("check a.rvk --strict --json r.json");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("a.rvk:6:9: finding: this condition is never true\n"
                                 "     6 |         if (y) x = false;\n"
                                 "  accept it: accept \"u.t: if (y): never true\" because \"...\";\n"));
    CHECK_THAT(ran.out,
               Contains("a.rvk:9:11: finding: this condition of P is never true: the property holds without it\n"));
    CHECK_THAT(ran.out, Contains("    a.rvk:6:9: not accepted: u.t: if (y): never true\n"));
    CHECK_THAT(ran.out, Contains("1 spec: 0 as expected, 1 not as expected; 2 findings, 2 not accepted"));
    const auto result = results(place, "r.json").results.at(0);
    CHECK(result.verdict == reports::Verdict::holds);
    CHECK_FALSE(result.as_expected);
    CHECK(result.coverage == "all");
    REQUIRE(result.findings.size() == 2);
    CHECK(result.findings[0] == reports::FindingResult{"u.t: if (y): never true", "branch", "a.rvk:6:9",
                                                       "this condition is never true", std::nullopt});
    CHECK(result.findings[1].kind == "premise");
    CHECK(place.run("check a.rvk --strict --quiet").code == 1);
    CHECK(place.run("check a.rvk --strict --quiet").out.empty());
}

TEST_CASE("without --strict findings are counted, and everything is as expected") {
    const Workplace place;
    place.write("a.rvk", accident);
    const Ran ran = place.run("check a.rvk --reduction none");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("1 spec: 1 as expected; 1 finding, 1 not accepted (--strict lists it)"));
}

TEST_CASE("strict: what is accepted is as expected") {
    const Workplace place;
    place.write("a.rvk", accident + accept_both);
    for (const char* const reduction : {"none", "symmetry", "por", "slice", "all"}) {
        const Ran ran = place.run(std::string("check a.rvk --strict --json r.json --reduction ") + reduction);
        CHECK(ran.code == 0);
        CHECK_THAT(ran.out, Contains("1 spec: 1 as expected; 2 findings, accepted"));
        CHECK(results(place, "r.json").results.at(0).findings.at(1).accepted == "so does P");
    }
}

TEST_CASE("strict: an acceptance that no longer applies is a mistake") {
    const Workplace place;
    place.write("a.rvk", accident + accept_both + "accept \"u.t: x = true;: never runs\" because \"it was so\";\n");
    const Ran ran = place.run("check a.rvk --strict");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("a.rvk:12:8: error: nothing is found any more that is called 'u.t: x = true;: never "
                                 "runs'\n"
                                 "    12 | accept \"u.t: x = true;: never runs\" because \"it was so\";\n"));
    CHECK_THAT(ran.err, Contains("take it out: the spec has changed, and this is made use of now"));
    CHECK(place.run("check a.rvk").code == 0);  // only a strict check asks
    place.write("b.rvk", accident + accept_both + "accept \"P: premise never tru\" because \"a slip\";\n");
    CHECK_THAT(place.run("check b.rvk --strict").err, Contains("did you mean 'P: premise never true'?"));
}

TEST_CASE("strict: acceptances are for default parameters, and mutants are not asked for here") {
    const Workplace place;
    place.write("a.rvk",
                "spec \"a\"; param N in 1..2 = 1; user u { int<0..2> x; thread t { x = N; if (x == 2) x = 0; } }\n"
                "accept \"u.t: if (x == 2): never true\" because \"N is 1\";\n"
                "accept \"mutant 7\" because \"it is as good\";\n");
    CHECK(place.run("check a.rvk --strict").code == 0);
    const Ran other = place.run("check a.rvk --strict --set N=2");
    CHECK(other.code == 1);
    CHECK_THAT(other.out, Contains("u.t: if (x == 2): never false"));
}

TEST_CASE("strict: what partial order hides is looked for without it") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\"; user a { bool x; thread t { x = true; x = false; } }\n"
                         "user b { bool y; thread t { y = true; y = false; } } user c { bool z; }\n"
                         "always (a.x && b.y implies !c.z) as P;\n");
    CHECK(place.run("check a.rvk --strict --reduction por --json r.json").code == 0);
    const auto result = results(place, "r.json").results.at(0);
    CHECK(result.reduction == "por");
    CHECK(result.coverage == "all");
    CHECK(place.run("check a.rvk --reduction por --json r.json").code == 0);
    CHECK(results(place, "r.json").results.at(0).coverage == "steps");
}

TEST_CASE("where something is sliced away, nothing is claimed; --strict leaves slicing out") {
    const Workplace place;
    place.write("a.rvk",
                "spec \"a\"; user u { int<0..3> idle; bool x, y; thread t { loop { atomic { idle = idle == 3 ? 0 : "
                "idle + 1; } atomic { x = idle == 2; } atomic { if (x) y = !y; } } } }\n");
    CHECK(place.run("check a.rvk --reduction slice --json r.json").code == 0);
    CHECK(results(place, "r.json").results.at(0).reduction == "slice");
    CHECK(results(place, "r.json").results.at(0).coverage == "unknown");
    CHECK(place.run("check a.rvk --strict --reduction slice --json r.json").code == 0);
    CHECK(results(place, "r.json").results.at(0).reduction == "none");
    CHECK(results(place, "r.json").results.at(0).coverage == "all");
}

TEST_CASE("strict: of an incomplete search nothing is claimed") {
    const Workplace place;
    place.write("a.rvk", accident + "accept \"nothing\" because \"stale\";\n");
    const Ran ran = place.run("check a.rvk --strict --max-states 1 --json r.json");
    CHECK(ran.code == 3);
    CHECK(results(place, "r.json").results.at(0).coverage == "unknown");
    CHECK(results(place, "r.json").results.at(0).findings.empty());
}

TEST_CASE("strict: a used file answers for its lines in a folder that is checked as a whole") {
    const Workplace place;
    place.write("all/parts/p.rvk",
                "library p; user u { bool x; void f() { x = true; } void g() { x = false; if (x) skip; } }\n");
    const std::string use = "use \"parts/p.rvk\"; user v { thread t { u.";
    place.write("all/a.rvk", "spec \"a\"; " + use + "f(); } }");
    CHECK(place.run("check all/a.rvk --strict").code == 0);
    const Ran alone = place.run("check all --strict --json r.json");
    CHECK(alone.code == 1);
    CHECK_THAT(alone.out, Contains("all/parts/p.rvk:1:57: finding: u.g is never called\n"));
    CHECK(results(place, "r.json").findings.size() == 1);
    place.write("all/b.rvk", "spec \"b\"; " + use + "g(); } }");
    const Ran both = place.run("check all --strict");
    CHECK(both.code == 1);
    CHECK_THAT(both.out, Contains("u.g: if (x): never true") && !Contains("never called"));
    const std::string part = place.read("all/parts/p.rvk");
    place.write("all/parts/p.rvk", part + "accept \"u.g: if (x): never true\" because \"x was just cleared\";\n");
    CHECK(place.run("check all --strict").code == 0);
    CHECK(place.run("check all/a.rvk --strict").code == 0);
    place.write("all/parts/p.rvk", part + "accept \"u.g: if (x): never true\" because \"x was just cleared\";\n"
                                          "accept \"u.f: never called\" because \"stale\";\n");
    const Ran stale = place.run("check all --strict");
    CHECK(stale.code == 2);
    CHECK_THAT(stale.err, Contains("all/parts/p.rvk:3:8: error: nothing is found any more that is called"));
}

TEST_CASE("coverage is shown on the text") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\";\n"
                         "user u {\n"
                         "    bool x, y;\n"
                         "    thread t {\n"
                         "        x = true;\n"
                         "        if (y)\n"
                         "            x = false;\n"
                         "        if (x) y = false;\n"
                         "    }\n"
                         "}\n");
    const Ran ran = place.run("check a.rvk --coverage");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("a.rvk\n"
                                 "      1 | spec \"a\";\n"
                                 "      2 | user u {\n"
                                 "      3 |     bool x, y;\n"
                                 "      4 |     thread t {\n"
                                 "+     5 |         x = true;\n"
                                 "+     6 |         if (y)\n"
                                 "-     7 |             x = false;\n"
                                 "~     8 |         if (x) y = false;\n"
                                 "      9 |     }\n"));
}
