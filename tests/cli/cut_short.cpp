// What was cut short is not reported as if it were whole: second looks, first finds, traces that cannot be followed.
#include <catch2/catch.hpp>

#include "tests/support/program.hpp"

using Catch::Contains;
using revoke_mc::tests::Ran;
using revoke_mc::tests::Workplace;

namespace {

/// Four threads that have nothing to do with each other: few states where steps are put off, many where they are not;
/// and a premise that no state makes true, which only all states can show.
std::string independent() {
    std::string text = "spec \"four counters\";\n";
    for (const char* name : {"a", "b", "c", "d"})
        text += std::string("user ") + name + " { int<0..6> p, q; thread t { p = 5; q = 1; p = 4; q = 5; p = 6; } }\n";
    return text + "always ((a.p == 5 && a.q == 5) implies b.p != 3) as vacuous;\n";
}

/// A driver that breaks its promise in the end, with more steps on the way if wanted.
std::string breaks(const std::string& before) {
    return "spec \"a promise\";\nuser u { lock l; bool x, y; thread t { mutex_lock(l); y = true; mutex_unlock(l); " +
           before + " x = true; } }\nnever (u.x) as stays_false;\n";
}

}  // namespace

TEST_CASE("--strict is not content with a search that was cut short before it had seen everything") {
    const Workplace place;
    place.write("a.rvk", independent());
    CHECK(place.run("check a.rvk --max-states 100 --quiet").code == 0);  // enough to decide the properties
    const Ran strict = place.run("check a.rvk --max-states 100 --strict --json r.json");
    CHECK(strict.code == 3);
    CHECK_THAT(strict.out, Contains("as many states as it may have"));
    CHECK_THAT(place.read("r.json"), Contains("\"verdict\": \"incomplete\"") && Contains("\"as_expected\": false"));
}

TEST_CASE("--first goes on where only a witness of what should be possible is found") {
    const Workplace place;
    place.write("a.rvk", "spec \"s\"; user u { int<0..5> p; thread t { p = 1; p = 2; p = 3; p = 4; p = 5; } }\n"
                         "possible (u.p == 1) as one; never (u.p == 4) as four; never (u.p == 5) as five;\n");
    const Ran ran = place.run("check a.rvk --first");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("four is violated") && !Contains("five is violated"));
    place.write("b.rvk",
                "spec \"s\"; user u { int<0..5> p; thread t { p = 1; p = 2; } }\npossible (u.p == 1) as one;\n");
    CHECK(place.run("check b.rvk --first").code == 0);
}

TEST_CASE("a trace that cannot be followed proves nothing; a search of the other spec may") {
    const Workplace place;
    place.write("bug.rvk", breaks(""));
    place.write("still.rvk", breaks("mutex_lock(l); mutex_unlock(l);"));
    place.write("fixed.rvk", breaks("await (false);"));
    place.write("else.rvk", "spec \"another promise\";\nuser u { thread t { skip; } }\n");
    CHECK(place.run("check bug.rvk --traces out --quiet").code == 1);
    const std::string replay = "replay out/bug.stays_false.json --spec ";

    const Ran still = place.run(replay + "still.rvk");
    CHECK(still.code == 1);
    CHECK_THAT(still.out, Contains("stays_false is still violated"));
    const Ran fixed = place.run(replay + "fixed.rvk");
    CHECK(fixed.code == 0);
    CHECK_THAT(fixed.out, Contains("nor is stays_false violated on any other way: all 4 states have been searched"));
    const Ran other = place.run(replay + "else.rvk");
    CHECK(other.code == 2);
    CHECK_THAT(other.out, Contains("else.rvk does not claim stays_false"));
}
