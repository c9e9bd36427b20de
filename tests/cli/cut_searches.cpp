// A search that was cut short is never reported as if it were complete, whichever of several it is.
#include <catch2/catch.hpp>

#include "reports/result.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using reports::Verdict;
using tests::Ran;
using tests::Workplace;

namespace {

/// Under partial order a few states, without it `steps`^3; whether P's premise is ever true is open under the former.
std::string open_under_partial_order(const std::string& more = "") {
    std::string text = "spec \"open\";\n";
    for (const std::string name : {"a", "b", "c"})
        text += "user " + name +
                " { int<0..9> x; thread t { x = 1; x = 2; x = 3; x = 4; x = 5; x = 6; x = 7; x = 8; x = "
                "9; } }\n";
    return text + "user d { bool z; }\nalways (a.x == 5 && b.x == 7 implies !d.z) as P;\n" + more;
}

reports::SpecResult result_of(const Workplace& place) {
    const std::string text = place.read("r.json");
    CHECK(tests::schema_errors("result", text) == "");
    return reports::result_from_json(text).results.at(0);
}

}  // namespace

TEST_CASE("strict: a second search that is cut short leaves the spec undecided") {
    const Workplace place;
    place.write("a.rvk", open_under_partial_order());
    const std::uint64_t states = [&] {
        CHECK(place.run("check a.rvk --strict --reduction por --json r.json").code == 0);
        CHECK(result_of(place).coverage == "all");
        return result_of(place).states;
    }();
    REQUIRE(states < 900);
    for (const std::string option : {"--strict", "--coverage"}) {
        const Ran ran = place.run("check a.rvk --json r.json --reduction por --max-states " +
                                  std::to_string(states + 50) + " " + option);
        CAPTURE(option, ran.out, ran.err);
        CHECK(ran.code == 3);
        CHECK(result_of(place).verdict == Verdict::incomplete);
        CHECK(result_of(place).reason == "states");
        CHECK(result_of(place).coverage == "steps");
    }
    CHECK(place.run("check a.rvk --reduction por --max-states " + std::to_string(states + 50)).code == 0);
}

TEST_CASE("strict: what is certainly wrong wins over a second search that is cut short") {
    const Workplace place;
    place.write("a.rvk", open_under_partial_order("never a.x == 9 as nine;\n"));
    const Ran ran = place.run("check a.rvk --strict --reduction por --max-states 500 --json r.json");
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 1);
    CHECK(result_of(place).verdict == Verdict::violated);
}

TEST_CASE("strict: a file that several specs use is not judged after a search that was cut short") {
    const Workplace place;
    place.write("specs/a.rvk", open_under_partial_order("use \"part.rvk\";\n"));
    place.write("specs/part.rvk", "library part; user p { bool y; thread t { y = true; if (!y) y = true; } }\n");
    const Ran whole = place.run("check specs --strict --reduction por");
    CHECK(whole.code == 1);
    CHECK_THAT(whole.out, Contains("never true"));
    const Ran cut = place.run("check specs --strict --reduction por --max-states 200 --json r.json");
    CAPTURE(cut.out, cut.err);
    CHECK(cut.code == 3);
}

TEST_CASE("--first goes on after a witness that was asked for") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\"; user u { int<0..9> x; thread t { x = 1; x = 2; x = 3; x = 4; } }\n"
                         "possible u.x == 1 as one; never u.x == 3 as three; possible u.x == 4 as four;\n");
    const Ran ran = place.run("check a.rvk --first --json r.json");
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 1);
    const auto result = result_of(place);
    CHECK(result.reason == "first");
    for (const auto& property : result.properties) {
        CAPTURE(property.name);
        if (property.name == "one") CHECK(property.verdict == Verdict::holds);
        if (property.name == "three") CHECK(property.verdict == Verdict::violated);
        if (property.name == "four") CHECK(property.verdict == Verdict::incomplete);
    }
}

TEST_CASE("--first of a spec with witnesses only is a whole search") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\"; user u { int<0..9> x; thread t { x = 1; x = 2; x = 3; } }\n"
                         "possible u.x == 1 as one; possible u.x == 3 as three; always u.x < 4 as small;\n");
    CHECK(place.run("check a.rvk --first --json r.json").code == 0);
    CHECK(result_of(place).verdict == Verdict::holds);
    place.write("b.rvk", "spec \"b\"; user u { int<0..9> x; thread t { x = 1; x = 2; } }\n"
                         "possible u.x == 1 as one; possible u.x == 7 as seven;\n");
    CHECK(place.run("check b.rvk --first --json r.json").code == 1);
    CHECK(result_of(place).reason == std::nullopt);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("progress properties keep to --max-memory") {
    const Workplace place;
    std::string text = "spec \"owed\";\n";
    for (const std::string name : {"a", "b", "c"})
        text += "user " + name + " { int<0..59> x; thread t { loop { x = (x + 1) % 60; } } }\n";
    // What runs the same code, and so much memory that is.
    place.write("small.rvk",
                "spec \"small\"; user u[3] ordered { int<0..3> x; thread t { rest: while (x < 3) { rest: x = "
                "x + 1; } } } always u[0].x == 0 leads_to u[0].x == 100 as many;\n");
    // Owed in every state, in a region of one component; and in every state, each a place where a run may stay.
    place.write("round.rvk", text + "user d { bool y; thread t { rest: await (a.x == 60); y = true; } }\n"
                                    "always a.x == 0 leads_to d.y as round; expect violated round;\n");
    place.write("many.rvk",
                "spec \"many\"; user u[3] ordered { int<0..39> x; thread t { rest: while (x < 39) { rest: x = "
                "x + 1; } } } always u[0].x == 0 leads_to u[0].x == 100 as many;\n");
    const std::uint64_t program = place.peak("check --quiet small.rvk");
    for (const std::string spec : {"round.rvk", "many.rvk"}) {
        for (const std::uint64_t mebibytes : {8U, 16U, 24U}) {
            const std::uint64_t limit = mebibytes << 20;
            const std::uint64_t peak =
                place.peak("check --quiet " + spec + " --max-memory " + std::to_string(mebibytes) + "M");
            CAPTURE(spec, program, limit, peak);
            CHECK(peak <= program + limit + limit / 4);
        }
    }
}
#endif
