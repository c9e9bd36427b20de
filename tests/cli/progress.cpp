// Progress properties as users meet them: lassos shown, written, replayed, and edited.
#include <catch2/catch.hpp>

#include "reports/result.hpp"
#include "reports/trace.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using reports::TraceDocument;
using tests::Ran;
using tests::Workplace;

namespace {

/// One thread takes the lock for ever, the other wants it once.
std::string lockers(const std::string& fairness) {
    return "spec \"lockers\"; user u { lock l; bool served;"
           " thread greedy { loop { mutex_lock(l); mutex_unlock(l); } }"
           " thread modest { mutex_lock(l); served = true; mutex_unlock(l); } } " +
           fairness + " eventually u.served as P;";
}

const std::string stays = "spec \"stays\"; user u { bool a, b; thread t { rest: a = true; rest: b = true; } }"
                          " always u.a leads_to u.b as P;";

TraceDocument checked_trace(const Workplace& place, const std::string& spec) {
    place.write("a.rvk", spec);
    CHECK(place.run("check a.rvk --traces .").code == 1);
    const std::string text = place.read("a.P.json");
    CHECK(tests::schema_errors("trace", text) == "");
    return reports::trace_from_json(text);
}

/// What replay says of the trace after a change.
std::string refusal(const Workplace& place, const TraceDocument& trace) {
    place.write("edited.json", reports::to_json(trace));
    const Ran ran = place.run("replay edited.json");
    CHECK(ran.code == 2);
    return ran.err;
}

}  // namespace

TEST_CASE("a run that goes round for ever is shown, written and replayed") {
    const Workplace place;
    const TraceDocument trace = checked_trace(place, lockers(""));
    CHECK(trace.cycle_start == 0U);
    CHECK(trace.steps.size() == 2);
    CHECK(trace.property.kind == "progress");
    CHECK_THAT(place.run("check a.rvk").out,
               Contains("-- from here on it repeats for ever:") && Contains("-- and on with step 1") &&
                   Contains("so it goes on, without: eventually u.served") && Contains("u.modest never gets on: "));
    CHECK_THAT(trace.violation.details.at(0), Contains("u.l") && Contains("u.greedy"));
    const Ran replayed = place.run("replay a.P.json");
    CHECK(replayed.code == 0);
    CHECK_THAT(replayed.out, Contains("the last 2 lead back to where they begin, and going round is fair"));
}

TEST_CASE("a run that ends where nobody has to go on is shown, written and replayed") {
    const Workplace place;
    const TraceDocument trace = checked_trace(place, stays);
    CHECK(trace.cycle_start == trace.steps.size());
    CHECK_THAT(place.run("check a.rvk").out, Contains("-- here it stays for ever: nobody has to go on"));
    const Ran replayed = place.run("replay a.P.json");
    CHECK(replayed.code == 0);
    CHECK_THAT(replayed.out, Contains("the run may stay there"));
}

TEST_CASE("replay goes round the cycle itself") {
    const Workplace place;
    TraceDocument trace = checked_trace(place, lockers(""));
    SECTION("it does not close") {
        trace.cycle_start = 1;
        CHECK_THAT(refusal(place, trace), Contains("its end does not lead back to where the cycle begins"));
    }
    SECTION("it is not fair") {
        trace.cycle_start = 2;
        CHECK_THAT(refusal(place, trace), Contains("it is not fair: it keeps u.greedy waiting for ever"));
    }
    SECTION("it begins behind the end") {
        trace.cycle_start = 3;
        CHECK_THAT(refusal(place, trace), Contains("the trace has fewer steps"));
    }
    SECTION("there is none") {
        trace.cycle_start.reset();
        CHECK_THAT(refusal(place, trace), Contains("a progress property is violated on a cycle, and none is given"));
    }
}

TEST_CASE("what was asked for must not happen on the way") {
    const Workplace place;
    TraceDocument trace = checked_trace(place, stays);
    trace.steps.clear();
    trace.cycle_start = 0;
    CHECK_THAT(refusal(place, trace), Contains("what the property asks for happens, or is not asked for"));
}

TEST_CASE("a lasso in another version of the spec") {
    const Workplace place;
    (void)checked_trace(place, lockers(""));
    place.write("fair.rvk", lockers("fair lock u.l;"));
    const Ran other = place.run("replay a.P.json --spec fair.rvk");
    CHECK(other.code == 0);
    CHECK_THAT(other.out, Contains("P is not violated at their end any more"));
    CHECK(place.run("replay a.P.json --spec a.rvk").code == 1);
}

TEST_CASE("progress is decided without reductions, and the result says so") {
    const Workplace place;
    const std::string two = "spec \"two\"; user u[2] { bool a, b; thread t { rest: a = true; b = true; } }"
                            " always i.a leads_to i.b for each u i as P;";
    place.write("a.rvk", two);
    CHECK(place.run("check a.rvk --json r.json --reduction all").code == 0);
    CHECK(tests::schema_errors("result", place.read("r.json")) == "");
    const auto result = reports::result_from_json(place.read("r.json")).results.at(0);
    CHECK(result.reduction == "none");
    CHECK(result.properties.back().kind == "progress");
    CHECK(result.verdict == reports::Verdict::holds);
}

TEST_CASE("the same lasso for any number of threads") {
    const Workplace place;
    place.write("a.rvk", lockers(""));
    for (const char* threads : {"1", "2", "7"})
        CHECK(place.run(std::string("check a.rvk --quiet --traces ") + threads + " --threads " + threads).code == 1);
    CHECK(place.read("1/a.P.json") == place.read("2/a.P.json"));
    CHECK(place.read("1/a.P.json") == place.read("7/a.P.json"));
}

TEST_CASE("a limited search says nothing of progress") {
    const Workplace place;
    place.write("a.rvk", lockers("fair lock u.l;"));
    const Ran ran = place.run("check a.rvk --max-states 3 --json r.json");
    CHECK(ran.code == 3);
    CHECK(reports::result_from_json(place.read("r.json")).results.at(0).properties.back().verdict ==
          reports::Verdict::incomplete);
}
