// `replay --spec OTHER`: that a trace cannot be followed there proves nothing. Exit code 0 is for what was shown only.
#include <catch2/catch.hpp>

#include "tests/support/program.hpp"

using Catch::Contains;
using revoke_mc::tests::Ran;
using revoke_mc::tests::Workplace;

namespace {

/// Follows the trace of `property` in `from` through `to`.
Ran follow(const Workplace& place, const std::string& from, const std::string& to, const std::string& property) {
    place.write("from.rvk", "spec \"from\"; " + from);
    place.write("to.rvk", "spec \"to\"; " + to);
    const Ran checked = place.run("check from.rvk --quiet --traces .");
    CAPTURE(checked.err);
    REQUIRE(checked.code < 2);
    return place.run("replay 'from." + property + ".json' --spec to.rvk");
}

void require(const Ran& ran, int code, const std::string& words) {
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == code);
    CHECK_THAT(ran.out + ran.err, Contains(words));
}

const std::string never_late = " never u.late as on_time; expect violated on_time;";
const std::string late = "user u { bool ready, late; thread t { ready = true; late = true; } }" + never_late;

}  // namespace

TEST_CASE("a departure from a spec that holds: it does not happen there any more") {
    const Workplace place;
    const Ran ran = follow(place, late,
                           "user u { bool ready, late, gate; thread t { ready = true; await (gate); late = true; } }"
                           " never u.late as on_time;",
                           "on_time");
    require(ran, 0, "nor is on_time violated on any other way: all 2 states have been searched");
    CHECK_THAT(ran.out, Contains("departs at step 2 of 2") && Contains("await (gate); is not true"));
}

TEST_CASE("a departure from a spec that breaks the property in another way decides nothing") {
    const Workplace place;
    // The gate opens: what stops the trace does not stop the violation.
    const Ran ran = follow(place, late,
                           "user u { bool ready, late, gate; thread t { ready = true; await (gate); late = true; }"
                           " thread opens { gate = true; } }" +
                               never_late,
                           "on_time");
    require(ran, 3, "but from there on on_time is violated on another way, after 3 more steps: run check to.rvk");
    // A thread of another name, which does the same.
    require(follow(place, late, "user u { bool ready, late; thread s { ready = true; late = true; } }" + never_late,
                   "on_time"),
            3, "has no thread u.t");
}

TEST_CASE("steps that the trace takes elsewhere may come once more") {
    const Workplace place;
    const std::string opens = "user u { lock m; bool a, late; thread t { mutex_lock(m); a = true; mutex_unlock(m); ";
    require(follow(place, opens + "late = true; } }" + never_late,
                   opens + "mutex_lock(m); late = true; mutex_unlock(m); } }" + never_late, "on_time"),
            1, "on_time is still violated");
}

TEST_CASE("a statement that is gone is left out") {
    const Workplace place;
    require(follow(place, late, "user u { bool ready, late; thread t { late = true; } }" + never_late, "on_time"), 1,
            "without step 1: to.rvk does not have `ready = true;` any more\nthe other steps are still possible; "
            "on_time is still "
            "violated");
}

TEST_CASE("from there on it cannot happen, elsewhere it does") {
    const Workplace place;
    const std::string choice = "user u { bool a, late; thread t { either { a = true; ";
    const Ran ran = follow(place, choice + "late = true; } or { skip; } } }" + never_late,
                           choice + "await (late); late = true; } or { late = true; } } }" + never_late, "on_time");
    require(ran, 3, "from there on on_time cannot be violated, but on another way it is: run check to.rvk");
}

TEST_CASE("what is broken before the end of the trace is broken") {
    const Workplace place;
    const std::string from = "user u { int<0..3> x; thread t { x = 1; x = 2; x = 3; } } never u.x == 3 as small;"
                             " expect violated small;";
    const std::string to = "user u { int<0..3> x; thread t { x = 1; x = 2; x = 3; } } never u.x == 1 as small;"
                           " expect violated small;";
    require(follow(place, from, to, "small"), 1, "small is violated on the way, after 1 step");
}

TEST_CASE("a spec that does not claim the property is no answer, even where the trace departs") {
    const Workplace place;
    require(follow(place, late, "user u { bool ready, gate; thread t { await (gate); ready = true; } }", "on_time"), 2,
            "to.rvk does not claim on_time, so nothing can be said of it");
}

TEST_CASE("what depends on all that can follow is left to check") {
    const Workplace place;
    const std::string body = "user u { bool a, b, c; thread t { a = true; ";
    const std::string stuck = " expect violated stuck, deadlock;";
    require(follow(place, body + "await (c); } }" + stuck,
                   body + "b = true; await (b && c); } thread s { skip; } }" + stuck, "stuck"),
            3, "but stuck is violated on another way: run check to.rvk");
    const std::string back = " always possible !u.a as back; expect violated back;";
    require(follow(place, "user u { bool a; thread t { rest: a = true; } }" + back,
                   "user u { bool a, b; thread t { rest: await (b); a = true; } thread s { b = true; } }" + back,
                   "back"),
            3, "run check to.rvk");
    const std::string leaks = "never leak; expect violated leak;";
    const std::string takes = "user u { object o { bool b; } bool a; thread t { kzalloc(o); either { kfree(o); } or { ";
    require(follow(place, takes + "a = true; } } }" + leaks,
                   takes + "a = true; either { kfree(o); } or { skip; } } } }" + leaks, "leak"),
            3, "but leak is violated on another way: run check to.rvk");
    const std::string comes = " always u.a leads_to u.c as comes; expect violated comes;";
    require(follow(place, body + "rest: await (c); } }" + comes,
                   body + "b = true; rest: await (c); } thread s { rest: await (!a); b = false; } }" + comes, "comes"),
            3, "run check to.rvk");
}

TEST_CASE("a witness that cannot be followed may still be reached") {
    const Workplace place;
    require(follow(place, "user u { bool a, b; thread t { a = true; b = true; } } possible u.b as end_of_it;",
                   "user u { bool a, b, c; thread t { a = true; await (c); b = true; } thread s { c = true; } }"
                   " possible u.b as end_of_it;",
                   "end_of_it"),
            3, "end_of_it is reached on another way, after 3 more steps");
}

TEST_CASE("a witness that is reached before the end of the trace is reached") {
    const Workplace place;
    const std::string body = "user u { int<0..3> x; thread t { x = 1; x = 2; x = 3; } } ";
    require(follow(place, body + "possible u.x == 3 as comes;", body + "possible u.x == 1 as comes;", "comes"), 1,
            "comes is reached on the way, after 1 step");
}

TEST_CASE("a property of another kind is not the same, whatever its name") {
    const Workplace place;
    const std::string body = "user u { int<0..3> x; thread t { x = 1; x = 2; } } ";
    require(
        follow(place, body + "never u.x == 2 as two; expect violated two;", body + "possible u.x == 2 as two;", "two"),
        2, "to.rvk means something else by two");
}

TEST_CASE("a trace of no steps says little of what happens later") {
    const Workplace place;
    const std::string never = " never u.x == 1 as one; expect violated one;";
    require(follow(place, "user u { int<0..3> x = 1; thread t { x = 2; } }" + never,
                   "user u { int<0..3> x; thread t { x = 1; } }" + never, "one"),
            3, "one is violated on another way, after 1 more step: run check to.rvk");
    require(follow(place, "user u { int<0..3> x = 1; thread t { x = 2; } }" + never,
                   "user u { int<0..3> x; thread t { x = 2; } } never u.x == 1 as one;", "one"),
            0, "nor is one violated on any other way");
}

TEST_CASE("what is broken before the first step of the other spec is still broken") {
    const Workplace place;
    require(follow(place, "user u { int<0..3> x; thread t { x = 2; x = x + 2; } } expect violated trap;",
                   "user u { int<0..3> x; thread t { int<0..3> l; l = 2; l = l + 2; x = 2; } } expect violated trap;",
                   "trap"),
            1, "trap is violated before the first step");
}

TEST_CASE("a trace that starts with other values has not been followed") {
    const Workplace place;
    const std::string body = "thread t { x = x + 1; x = x + 1; } } never u.x == 2 as two; expect violated two;";
    require(follow(place, "user u { int<0..9> x; " + body, "user u { int<0..9> x = 1; " + body, "two"), 1,
            "two is violated on the way, after 1 step");
    require(follow(place, "user u { int<0..9> x; " + body,
                   "user u { int<0..9> x = 3; thread t { x = x + 1; x = x + 1; x = 2; } }"
                   " never u.x == 2 as two; expect violated two;",
                   "two"),
            3, "1 of the values that the trace starts with are others here");
}

TEST_CASE("the search of the other spec keeps to its limits") {
    const Workplace place;
    std::string large = "user u { bool ready, late, gate; thread t { ready = true; await (gate); late = true; } } ";
    for (const char* name : {"a", "b", "c", "d", "e", "f"})
        large += std::string("user ") + name +
                 " { int<0..99> x; thread t { loop { either { x = (x + 1) % 100; } or { "
                 "x = (x + 7) % 100; } } } } ";
    large += "never u.late as on_time; always a.x + b.x + c.x + d.x + e.x + f.x < 599 as sum;";
    place.write("from.rvk", "spec \"from\"; " + late);
    place.write("to.rvk", "spec \"to\"; " + large);
    REQUIRE(place.run("check from.rvk --quiet --traces .").code == 0);
    const Ran time = place.run("replay from.on_time.json --spec to.rvk --timeout 0.5");
    require(time, 3, "has not been decided, its time is up (--timeout): run check to.rvk");
    const Ran memory = place.run("replay from.on_time.json --spec to.rvk --max-memory 40M");
    require(memory, 3, "has not been decided, the memory that it may use is used up (--max-memory): run check to.rvk");
}
