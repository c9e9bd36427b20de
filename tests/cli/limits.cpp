// Limits hold from the first line of a spec to the last trace: what makes reading or lowering a spec endless or huge
// ends as a search does that meets its limit.
#include <catch2/catch.hpp>

#include "reports/result.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using reports::Verdict;
using tests::Ran;
using tests::Workplace;

namespace {

/// 2^40 ways through one step: lowering it would take for ever.
std::string endless() {
    std::string text = "spec \"endless\"; user u { bool x; thread t { atomic { ";
    for (int i = 0; i < 40; ++i) text += "either { x = true; } or { x = !x; } ";
    return text + "} } }";
}

/// 2^40 initial states.
std::string huge() {
    std::string text = "spec \"huge\"; user u { ";
    for (int i = 0; i < 40; ++i) text += "bool b" + std::to_string(i) + " = any; ";
    return text + "thread t { b0 = b1; } }";
}

/// Incomplete, exit code 3, and the reason.
std::string reason(const std::string& spec, const std::string& options, const std::string& before = "") {
    const Workplace place;
    place.write("a.rvk", spec);
    const Ran ran = place.run("check a.rvk --json r.json " + options, before);
    INFO(ran.out << ran.err);
    CHECK(ran.code == 3);
    CHECK_THAT(ran.out, Contains("incomplete"));
    REQUIRE(place.has("r.json"));
    const auto document = reports::result_from_json(place.read("r.json"));
    REQUIRE(document.results.size() == 1);
    CHECK(document.results[0].verdict == Verdict::incomplete);
    return document.results[0].reason.value_or("none");
}

}  // namespace

TEST_CASE("a spec that cannot be made ready in time is incomplete") {
    CHECK(reason(endless(), "--timeout 1 --max-memory 4G") == "time");
    CHECK(reason(endless(), "--timeout 600 --max-memory 30M") == "memory");
    CHECK(reason(huge(), "--max-memory 200M") == "memory");
    CHECK(reason(huge(), "--max-states 1000") == "states");
}

TEST_CASE("the default limit of memory holds before the search, too") { CHECK(reason(huge(), "") == "memory"); }

TEST_CASE("memory that the system refuses is a limit like any other") {
    CHECK(reason(endless(), "--timeout 600 --max-memory 100G", "ulimit -v 400000;") == "memory");
}

TEST_CASE("Ctrl-C ends the preparation of a spec, and the documents are written") {
    const Workplace place;
    place.write("a.rvk", endless());
    const Ran ran = place.shell("timeout --preserve-status -s INT 2 \"$revoke_mc\" check a.rvk --json r.json");
    INFO(ran.out << ran.err);
    CHECK(ran.code == 3);
    CHECK_THAT(place.read("r.json"), Contains("\"interrupt\""));
}

TEST_CASE("a search has fewer threads where the system does not let it have more") {
    const Workplace place;
    place.write("a.rvk",
                "spec \"a\"; user u { int<0..3> x; thread t { x = 3; } } expect states 2, transitions 1, depth 1;");
    const Ran ran = place.run("check a.rvk --quiet --threads 512 --max-memory 100M", "ulimit -v 1000000;");
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
}
