// Every spec of the repository through the built program: as expected, documents valid, every trace confirmed by
// replay, and no bug's trace ends in a violation where the bug is fixed.
#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "reports/result.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
namespace fs = std::filesystem;

namespace {

const std::string source = tests::source_dir();

/// The spec with the fix, for the trace of a spec with the bug; empty for other traces.
std::string fixed_spec(const std::string& trace) {
    const std::string name = fs::path(trace).filename().string();
    const std::size_t bug = name.find("-bug.");
    return bug == std::string::npos ? "" : source + "/specs/bugs/" + name.substr(0, bug) + "-fix.rvk";
}

}  // namespace

TEST_CASE("every spec, every trace") {
    const tests::Workplace place;
    const tests::Ran ran = place.run("check '" + source + "/specs' --reduction none --traces out --json r.json");
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 0);
    CHECK(tests::schema_errors("result", place.read("r.json")) == "");
    std::size_t traces = 0;
    for (const reports::SpecResult& result : reports::result_from_json(place.read("r.json")).results) {
        for (const reports::PropertyResult& property : result.properties) {
            if (!property.trace) continue;
            CAPTURE(result.spec, property.name);
            ++traces;
            CHECK(tests::schema_errors("trace", place.read(*property.trace)) == "");
            const tests::Ran replayed = place.run("replay " + *property.trace);
            CAPTURE(replayed.err);
            CHECK(replayed.code == 0);
            const std::string fixed = fixed_spec(*property.trace);
            if (fixed.empty() || !fs::exists(fixed)) continue;
            const tests::Ran followed = place.run("replay " + *property.trace + " --spec '" + fixed + "'");
            CAPTURE(followed.out, followed.err);
            CHECK(followed.code == 0);
        }
    }
    CHECK(traces > 0);
}

TEST_CASE("no spec passes by accident, and reductions do not change what is found") {
    const tests::Workplace place;
    std::vector<reports::ResultDocument> found;
    for (const std::string reduction : {"none", "all"}) {
        const tests::Ran ran =
            place.run(fmt::format("check '{}/specs' --strict --reduction {} --json r.json", source, reduction));
        CAPTURE(ran.out, ran.err);
        CHECK(ran.code == 0);
        CHECK(tests::schema_errors("result", place.read("r.json")) == "");
        found.push_back(reports::result_from_json(place.read("r.json")));
    }
    CHECK_FALSE(found[0].findings.empty());
    CHECK(found[0].findings == found[1].findings);
    for (std::size_t i = 0; i < found[0].results.size(); ++i) {
        CAPTURE(found[0].results[i].spec);
        CHECK(found[0].results[i].coverage == "all");
        CHECK(found[0].results[i].findings == found[1].results.at(i).findings);
    }
}
