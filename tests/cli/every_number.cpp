// `expect holds for every N;`: what a spec says of every number of instances is kept by every check.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;
using tests::Workplace;

namespace {

/// Users who each add to a number and claim that it stays small.
std::string adders(const std::string& end) {
    return "spec \"users who add\";\nparam N in 1..4 = 2;\nuser shared { int<0..N> n; }\n"
           "user u[N] {\n    bool done;\n    thread t { atomic { shared.n++; done = true; } }\n}\n"
           "always (shared.n < 3) as few;\nalways forall (u i) (!i.done || shared.n > 0) as counted;\n" +
           end;
}

json result_of(const Workplace& place) {
    const std::string text = place.read("r.json");
    CHECK(tests::schema_errors("result", text) == "");
    return json::parse(text)["results"][0];
}

Ran check(const Workplace& place, const std::string& end, const std::string& options = "") {
    place.write("a.rvk", adders(end));
    return place.run("check a.rvk --json r.json " + options);
}

}  // namespace

TEST_CASE("expect holds for every N: what holds with two is asked for every number") {
    const Workplace place;
    const Ran ran = check(place, "expect holds for every N;\n");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("few is expected to hold for every N: is violated with N = 3"));
    CHECK_THAT(ran.out, !Contains("counted is expected"));
    const json result = result_of(place);
    CHECK(result["verdict"] == "holds");
    CHECK(result["as_expected"] == false);
    CHECK(result["every_number"][0]["as_expected"] == false);
}

TEST_CASE("expect holds for every N: only of what is named, and not of what is expected to be violated") {
    const Workplace place;
    const Ran named = check(place, "expect holds counted, trap for every N;\n");
    CHECK(named.code == 0);
    CHECK_THAT(named.out, Contains("for every N (u): "));
    const json every = result_of(place)["every_number"][0];
    CHECK(every["parameter"] == "N");
    CHECK(every["component"] == "u");
    CHECK(every["as_expected"] == true);
    CHECK(every["k"] >= 1);
    CHECK(every["views"] >= 1);
    CHECK(check(place, "expect holds few for every N;\n").code == 1);
    CHECK(check(place, "always (shared.n < 2) as fewer;\nexpect violated fewer;\nexpect holds for every N;\n").code ==
          1);
    CHECK(check(place, "always (shared.n < 2) as fewer;\nexpect violated fewer;\nexpect holds counted for every N;\n")
              .code == 0);
}

TEST_CASE("expect holds for every N: a number that the user gives is what is asked for") {
    const Workplace place;
    CHECK(check(place, "expect holds for every N;\n", "--set N=2").code == 0);
    CHECK_FALSE(result_of(place).contains("every_number"));
}

TEST_CASE("expect holds for every N: not applicable is not as expected, with the place") {
    const Workplace place;
    const Ran ran = check(place, "always (shared.n <= N) as all;\nexpect holds for every N;\n");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("expected to hold for every N, which is not applicable: the parameter N is used for "
                                 "more than the number of instances (a.rvk:10:21)"));
}

TEST_CASE("expect holds for every N: what is not searched completely is not kept") {
    const Workplace place;
    const Ran ran = check(place, "expect holds for every N;\n", "--max-states 2");
    CHECK(ran.code == 3);
    CHECK_FALSE(result_of(place).contains("every_number"));
}

TEST_CASE("expect holds for every N: a proof that is cut short does not hold") {
    const Workplace place;
    // With one user there are five states, with two at once many more.
    place.write("a.rvk", "spec \"users who add\";\nparam N in 1..4 = 1;\nuser shared { int<0..N> n; }\n"
                         "user u[N] {\n    int<0..3> s;\n    thread t { s = 1; s = 2; s = 3; shared.n++; }\n}\n"
                         "always forall (u i) (i.s < 4) as counted;\nexpect holds for every N;\n");
    CHECK(place.run("check a.rvk").code == 0);
    const Ran ran = place.run("check a.rvk --json r.json --max-states 5 --reduction none");
    CHECK(ran.code == 3);
    const json result = result_of(place);
    CHECK(result["verdict"] == "incomplete");
    CHECK(result["reason"] == "states");
    CHECK(result["every_number"][0]["as_expected"] == false);
    CHECK_THAT(ran.out, !Contains("for every N (u): "));
}

TEST_CASE("expect holds for every N: mistakes") {
    const Workplace place;
    CHECK_THAT(check(place, "expect holds for every M;\n").err,
               Contains("a.rvk:10:24: error: there is no parameter 'M'") && Contains("hint: name the one that counts"));
    CHECK_THAT(check(place, "param bool B = true;\nexpect holds for every B;\n").err,
               Contains("a.rvk:11:24: error: 'B' is true or false, and counts nothing"));
    CHECK_THAT(check(place, "expect holds for N;\n").err, Contains("a.rvk:10:17: error: expected 'every' after 'for'"));
    CHECK_THAT(check(place, "expect holds for every;\n").err, Contains("expected the name of a parameter, found ';'"));
    CHECK_THAT(check(place, "expect violated few for every N;\n").err, Contains("expected ';' after the expectation"));
    CHECK_THAT(check(place, "expect holds fewest for every N;\n").err,
               Contains("the spec claims nothing called 'fewest'"));
}
