// The same steps in another order: never another end, never a longer way, and as few changes of thread as there can be.
#include "reports/fewer_switches.hpp"

#include <algorithm>
#include <numeric>

#include <catch2/catch.hpp>

#include "reports/replay.hpp"
#include "tests/reports/specs.hpp"

using namespace revoke_mc;
using reports::FoundTrace;
using reports::Order;
using reports::TraceDocument;
using tests::Spec;

namespace {

using Schedule = std::vector<std::string>;

/// The run in which these threads take their first step, one after the other; it ends where one of them cannot.
FoundTrace run_of(const Spec& spec, const Schedule& schedule) {
    FoundTrace found;
    const interpret::Interpreter& interpreter = spec.interpreter();
    interpret::State state = interpreter.initial_states().front();
    found.initial = interpreter.view(state);
    for (const std::string& name : schedule) {
        for (const program::ThreadId thread : spec.program().threads.ids()) {
            if (spec.program().threads[thread].name != name) continue;
            const std::vector<interpret::Outcome> steps = interpreter.steps(state, thread);
            if (steps.empty()) return found;
            const interpret::Outcome& step = steps.front();
            found.steps.push_back({thread, {}});
            if (!step.next) continue;
            found.steps.back().view = interpreter.view(*step.next);
            state = *step.next;
        }
    }
    return found;
}

Schedule threads_of(const TraceDocument& trace) {
    Schedule schedule;
    for (const reports::TraceStep& step : trace.steps) schedule.push_back(step.thread);
    return schedule;
}

std::size_t switches(const Schedule& schedule) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < schedule.size(); ++i) count += schedule[i] != schedule[i - 1] ? 1 : 0;
    return count;
}

/// What becomes of a run; replay confirms it, and it ends as the run did.
Schedule reordered(const Spec& spec, const std::string& property, const FoundTrace& found) {
    const program::PropertyId id = spec.property(property);
    const TraceDocument before = reports::build_trace(spec.interpreter(), id, found);
    const TraceDocument after = reports::build_trace(spec.interpreter(), id, found, Order::few_switches);
    CHECK(after.steps.size() == before.steps.size());
    CHECK(after.violation == before.violation);
    CHECK(after.cycle_start == before.cycle_start);
    CHECK(after.steps.back().state == before.steps.back().state);
    CHECK(switches(threads_of(after)) <= switches(threads_of(before)));
    CHECK(reports::replay(after, spec.interpreter()).decided);
    return threads_of(after);
}

Schedule reordered(const Spec& spec, const std::string& property, const Schedule& schedule) {
    return reordered(spec, property, run_of(spec, schedule));
}

/// Two threads with three steps each that have nothing to do with one another; `claims` are properties.
Spec two(const std::string& claims) {
    return Spec("spec \"two\"; user u { int<0..3> x, y; thread a { x = 1; x = 2; x = 3; }"
                " thread b { y = 1; y = 2; y = 3; } } " +
                claims);
}

const Schedule in_turns{"u.a", "u.b", "u.a", "u.b", "u.a", "u.b"};

/// Of all orders of these steps that are runs and end in the same state, the fewest changes of thread.
std::size_t fewest(const Spec& spec, Schedule schedule) {
    const FoundTrace wanted = run_of(spec, schedule);
    std::size_t least = schedule.size();
    std::sort(schedule.begin(), schedule.end());
    do {
        const FoundTrace other = run_of(spec, schedule);
        if (other.steps.size() < schedule.size()) continue;
        if (other.steps.back().view == wanted.steps.back().view) least = std::min(least, switches(schedule));
    } while (std::next_permutation(schedule.begin(), schedule.end()));
    return least;
}

}  // namespace

TEST_CASE("steps that have nothing to do with one another are told thread by thread") {
    const Spec spec = two("never u.x == 3 && u.y == 3 as P;");
    CHECK(reordered(spec, "P", in_turns) == Schedule{"u.a", "u.a", "u.a", "u.b", "u.b", "u.b"});
}

TEST_CASE("on its way the new order breaks the property nowhere") {
    const Spec spec = two("never u.x == 3 && u.y == 3 || u.y == 3 && u.x == 0 || u.x == 3 && u.y == 0 as P;");
    const Schedule schedule = reordered(spec, "P", in_turns);
    CHECK(switches(schedule) == 2);
}

TEST_CASE("the step that breaks a rule stays the last one") {
    const Spec spec("spec \"s\"; user u { int<0..3> x, y; thread a { x = 1; x = 2; assert (false) as A; }"
                    " thread b { y = 1; y = 2; } } always A;");
    CHECK(reordered(spec, "A", Schedule{"u.a", "u.b", "u.b", "u.a"}) == Schedule{"u.b", "u.b", "u.a", "u.a"});
}

TEST_CASE("a step that is cut stays the last one") {
    const Spec spec("spec \"s\"; user u { int<0..3> x, y; thread a { x = 1; x = 2; x = 2 * x; }"
                    " thread b { y = 1; y = 2; } }");
    CHECK(reordered(spec, "trap", Schedule{"u.a", "u.b", "u.a", "u.b", "u.a"}) ==
          Schedule{"u.b", "u.b", "u.a", "u.a", "u.a"});
}

TEST_CASE("what depends on the order keeps it") {
    const auto when = [](int x) {
        return "atomic { await (x == " + std::to_string(x) + "); x = " + std::to_string(x + 1) + "; } ";
    };
    const Spec spec("spec \"s\"; user u { int<0..9> x; thread a { " + when(0) + when(2) + when(4) + "} thread b { " +
                    when(1) + when(3) + "} } never u.x == 5 as P;");
    const Schedule schedule{"u.a", "u.b", "u.a", "u.b", "u.a"};
    CHECK(reordered(spec, "P", schedule) == schedule);
}

TEST_CASE("no order has fewer changes of thread than the one that is chosen") {
    const Spec spec("spec \"s\"; user u { int<0..9> x, y, z; thread a { x = 1; y = 2; await (z == 1); x = y; }"
                    " thread b { await (x == 1); z = 1; y = 3; } thread c { await (y == 3); x = 7; } }"
                    " never u.x == 3 && u.y == 3 as P;");
    const Schedule found{"u.a", "u.b", "u.a", "u.b", "u.b", "u.c", "u.a", "u.c", "u.a"};
    Schedule run;
    CHECK_NOTHROW(run = reordered(spec, "P", found));
    CHECK(switches(run) == fewest(spec, found));
    CHECK(switches(run) < switches(found));
}

TEST_CASE("no step moves between the stem of a lasso and its cycle") {
    const Spec spec("spec \"s\"; user u { bool x, y; bool p, q; bool done; "
                    "thread a { p = true; loop { rest: x = true; x = false; } }"
                    "thread b { q = true; loop { rest: y = true; y = false; } } } eventually u.done as P;");
    FoundTrace found = run_of(spec, {"u.a", "u.b", "u.a", "u.b", "u.a", "u.b"});
    found.cycle_start = 2;
    CHECK(reordered(spec, "P", found) == Schedule{"u.b", "u.a", "u.a", "u.a", "u.b", "u.b"});
}

TEST_CASE("a run of 10,000 steps is put in order window by window") {
    const Spec spec("spec \"s\"; user u { int<0..5000> x, y; thread a { loop { await (x < 5000); x += 1; } }"
                    " thread b { loop { await (y < 5000); y += 1; } } } never u.x == 2500 && u.y == 2500 as P;");
    Schedule schedule;
    for (int i = 0; i < 5'000; ++i) schedule.insert(schedule.end(), {"u.a", "u.b"});
    const FoundTrace found = run_of(spec, schedule);
    REQUIRE(found.steps.size() == 10'000);
    const auto trace = reports::build_trace(spec.interpreter(), spec.property("P"), found, Order::few_switches);
    CHECK(trace.steps.size() == 10'000);
    CHECK(switches(threads_of(trace)) < 10'000 / 4);
}
