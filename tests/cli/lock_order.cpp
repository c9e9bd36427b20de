// The order of locks, rules and readings as users meet them: reported, written, replayed.
#include <catch2/catch.hpp>

#include "reports/result.hpp"
#include "reports/trace.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

/// A third lock keeps the two threads apart: nothing ever hangs.
const std::string gate =
    "spec \"gate\"; user u { lock g, a, b;"
    " thread s { mutex_lock(g); mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); mutex_unlock(g); }"
    " thread t { mutex_lock(g); mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); mutex_unlock(g); } }";

const reports::PropertyResult& order_of(const reports::ResultDocument& document) {
    for (const reports::PropertyResult& property : document.results.at(0).properties)
        if (property.name == "lock_order") return property;
    throw std::logic_error("no lock_order");
}

}  // namespace

TEST_CASE("a circle in the order of locks is reported although nothing hangs") {
    const Workplace place;
    place.write("gate.rvk", gate);
    const Ran ran = place.run("check gate.rvk --traces . --json r.json");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("gate.rvk: lock_order is violated: u.a -> u.b -> u.a\n") &&
                            Contains("some thread that holds u.a asks for u.b") &&
                            Contains("some thread that holds u.b asks for u.a") &&
                            Contains("    lock_order is violated\n"));
    CHECK(tests::schema_errors("result", place.read("r.json")) == "");
    const auto document = reports::result_from_json(place.read("r.json"));
    CHECK(order_of(document).circles == std::vector<std::string>{"u.a -> u.b -> u.a"});
    CHECK(order_of(document).verdict == reports::Verdict::violated);

    const std::string one = "gate.lock-order--u.a----u.b.json", two = "gate.lock-order--u.b----u.a.json";
    REQUIRE(place.has(one));
    REQUIRE(place.has(two));
    CHECK(tests::schema_errors("trace", place.read(one)) == "");
    CHECK(reports::trace_from_json(place.read(one)).steps.size() == 2);
    const Ran replayed = place.run("replay " + two);
    CHECK(replayed.code == 0);
    CHECK_THAT(replayed.out, Contains("u.b -> u.a is reached"));
}

TEST_CASE("several circles are reported, each with its traces") {
    const Workplace place;
    place.write("two.rvk", "spec \"two\"; user u { lock g, a, b, c;"
                           " thread s { mutex_lock(g); mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a);"
                           " mutex_lock(b); mutex_lock(c); mutex_unlock(c); mutex_unlock(b); mutex_unlock(g); }"
                           " thread t { mutex_lock(g); mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b);"
                           " mutex_lock(c); mutex_lock(b); mutex_unlock(b); mutex_unlock(c); mutex_unlock(g); } }");
    const Ran ran = place.run("check two.rvk --traces . --json r.json");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("two.rvk: lock_order is violated: u.a -> u.b -> u.a\n") &&
                            Contains("two.rvk: lock_order is violated: u.b -> u.c -> u.b\n") &&
                            !Contains("there may be more circles"));
    const auto document = reports::result_from_json(place.read("r.json"));
    CHECK(order_of(document).circles == std::vector<std::string>{"u.a -> u.b -> u.a", "u.b -> u.c -> u.b"});
    for (const char* const edge : {"u.a----u.b", "u.b----u.a", "u.b----u.c", "u.c----u.b"}) {
        INFO(edge);
        CHECK(place.has("two.lock-order--" + std::string(edge) + ".json"));
    }
    CHECK(order_of(document).traces ==
          std::vector<std::string>{"./two.lock-order--u.a----u.b.json", "./two.lock-order--u.b----u.a.json",
                                   "./two.lock-order--u.b----u.c.json", "./two.lock-order--u.c----u.b.json"});
    CHECK(order_of(document).trace == order_of(document).traces.front());
    CHECK(tests::schema_errors("result", place.read("r.json")) == "");
}

TEST_CASE("a work that is flushed under a lock which it takes is a circle, whether or not it is queued") {
    const Workplace place;
    const std::string user = "spec \"flush\"; user u { lock l; bool x; work w { mutex_lock(l); x = true;"
                             " mutex_unlock(l); } thread t { rest: mutex_lock(l); FLUSH(w); mutex_unlock(l); } QUEUE }";
    const auto written = [&](const std::string& flush, const std::string& queue) {
        std::string text = user;
        text.replace(text.find("FLUSH"), 5, flush);
        text.replace(text.find("QUEUE"), 5, queue);
        return text;
    };
    place.write("idle.rvk", written("flush_work", "") + " expect violated lock_order;");
    const Ran idle = place.run("check idle.rvk --traces . --json r.json");
    CHECK(idle.code == 0);
    CHECK_THAT(idle.out, Contains("idle.rvk: lock_order is violated: u.l -> u.w -> u.l\n") &&
                             Contains("idle.rvk: lock_order: without a trace: u.w -> u.l: mutex_lock(l) at "
                                      "idle.rvk:1:49, once the work is queued; nobody does that here\n"));
    CHECK(tests::schema_errors("result", place.read("r.json")) == "");
    CHECK(order_of(reports::result_from_json(place.read("r.json"))).untraced.size() == 1);
    CHECK(place.has("idle.lock-order--u.l----u.w.json"));
    CHECK_FALSE(place.has("idle.lock-order--u.w----u.l.json"));
    place.write("cancel.rvk", written("cancel_work_sync", "") + " expect violated lock_order;");
    CHECK(place.run("check cancel.rvk").code == 0);
    place.write("queued.rvk", written("flush_work", "thread q { rest: queue_work(w); }") +
                                  " expect violated lock_order, deadlock, stuck;");
    const Ran queued = place.run("check queued.rvk --traces .");
    CHECK(queued.code == 0);
    CHECK(place.run("replay queued.lock-order--u.w----u.l.json").code == 0);
    CHECK_THAT(place.run("graph queued.rvk --locks").out, Contains("label=\"u.w\""));
    // The lock is given back before.
    std::string early = written("flush_work", "thread q { rest: queue_work(w); }");
    early.replace(early.find("flush_work(w); mutex_unlock(l);"), 31, "mutex_unlock(l); flush_work(w);");
    place.write("early.rvk", early);
    CHECK(place.run("check early.rvk").code == 0);
}

TEST_CASE("an order that is declared is said to be so where it has no trace") {
    const Workplace place;
    place.write("d.rvk", "spec \"d\"; user u { lock a, b; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b);"
                         " mutex_unlock(a); } } lock order u.b -> u.a;");
    const Ran ran = place.run("check d.rvk");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("d.rvk: lock_order is violated: u.a -> u.b -> u.a\n"
                                 "d.rvk: lock_order: without a trace: u.b -> u.a: declared\n"));
}

TEST_CASE("of too many circles it is said that there may be more") {
    const Workplace place;
    std::string locks, threads;
    for (int held = 0; held < 7; ++held) {
        const std::string outer = "l" + std::to_string(held);
        locks += (held == 0 ? "lock " : ", ") + outer;
        threads += " mutex_lock(" + outer + ");";
        for (int taken = 0; taken < 7; ++taken) {
            const std::string inner = "l" + std::to_string(taken);
            if (held != taken) threads += " mutex_lock(" + inner + "); mutex_unlock(" + inner + ");";
        }
        threads += " mutex_unlock(" + outer + ");";
    }
    place.write("all.rvk", "spec \"all\"; user u { " + locks + "; thread t {" + threads + " } }");
    const Ran ran = place.run("check all.rvk --json r.json");
    CHECK(ran.code == 1);
    CHECK_THAT(
        ran.out,
        Contains("all.rvk: lock_order: there may be more circles; each order that was seen is on one of these\n"));
    CHECK(tests::schema_errors("result", place.read("r.json")) == "");
    const auto document = reports::result_from_json(place.read("r.json"));
    CHECK(order_of(document).more_circles);
    CHECK(order_of(document).circles.size() == 21);
}

TEST_CASE("the order of locks is drawn") {
    const Workplace place;
    place.write("gate.rvk", gate);
    const Ran ran = place.run("graph gate.rvk --locks");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out,
               Contains("label=\"u.g\"") && Contains("color=red, penwidth=3, label=\"u.a\"") && Contains("n0 -> n1;"));
    CHECK(place.run("graph gate.rvk --locks --max-states 3").code == 3);
    place.write("declared.rvk",
                "spec \"d\"; event e; user u { lock a; thread t { rest: skip; } } lock order e -> u.a;");
    CHECK_THAT(place.run("graph declared.rvk --locks").out, Contains("[label=\"declared\"]"));
}

TEST_CASE("a circle may be expected, and its absence is then reported") {
    const Workplace place;
    place.write("gate.rvk", gate + " expect violated lock_order;");
    CHECK(place.run("check gate.rvk").code == 0);
    place.write("line.rvk", "spec \"line\"; user u { lock a; thread t { mutex_lock(a); mutex_unlock(a); } }"
                            " expect violated lock_order;");
    const Ran ran = place.run("check line.rvk");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("lock_order is expected to be violated, but it holds"));
}

TEST_CASE("an order that a condition rules out makes no circle") {
    const Workplace place;
    place.write("never.rvk",
                "spec \"never\"; user u { lock a, b; bool x;"
                " thread s { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); }"
                " thread t { if (x) { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); } } }");
    CHECK(place.run("check never.rvk").code == 0);
}

TEST_CASE("a search that did not come to its end decides nothing about the order of locks") {
    const Workplace place;
    place.write("gate.rvk", gate);
    CHECK(place.run("check gate.rvk --max-states 3 --json r.json").code == 3);
    CHECK(order_of(reports::result_from_json(place.read("r.json"))).verdict == reports::Verdict::incomplete);
}

TEST_CASE("nor does a second search that did not: nobody says that such a spec holds") {
    // The control flow has a circle, no state does. The first search needs fewer states: nobody looks at the locks
    // then.
    const Workplace place;
    place.write("never.rvk", "spec \"never\"; user u[3] { lock a, b; bool x; thread t {"
                             " mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a);"
                             " if (x) { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); } } }");
    CHECK(place.run("check never.rvk --json r.json").code == 0);
    const std::string states = std::to_string(reports::result_from_json(place.read("r.json")).results.at(0).states);
    const Ran ran = place.run("check never.rvk --json r.json --max-states " + states);
    CHECK(ran.code == 3);
    const auto document = reports::result_from_json(place.read("r.json"));
    CHECK(document.results.at(0).verdict == reports::Verdict::incomplete);
    CHECK(document.results.at(0).reason == "states");
    CHECK(order_of(document).verdict == reports::Verdict::incomplete);
    for (const reports::PropertyResult& property : document.results.at(0).properties)
        if (property.name != "lock_order") CHECK(property.verdict == reports::Verdict::holds);
}

TEST_CASE("mutate asks for the order of locks, of the spec and of each mutant") {
    const Workplace place;
    place.write("gate.rvk", gate);
    const Ran refused = place.run("mutate gate.rvk");
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("only a spec that passes can be mutated, and lock_order is violated"));
    place.write("gate.rvk", gate + " expect violated lock_order;");
    CHECK(place.run("mutate gate.rvk --quiet --json m.json").code != 2);
    CHECK_THAT(place.read("m.json"), Contains("\"lock_order\"") && Contains("no longer violated"));
    // Two locks in the same order: swapping the first two makes a circle, though a third keeps the threads apart.
    std::string line = gate;
    line.replace(line.find("mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b)"), 62,
                 "mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a)");
    place.write("line.rvk", line);
    (void)place.run("mutate line.rvk --quiet --json m.json --only \"swap u.t: mutex_lock(a)\"");
    CHECK_THAT(place.read("m.json"), Contains("\"lock_order\"") && Contains("\"violated\""));
}

TEST_CASE("a broken rule is reported with its source and with how it was read") {
    const Workplace place;
    place.write("a.rvk",
                "spec \"a\"; reading how of A { ONE \"no sleeping\" source \"a comment\";"
                " TWO \"a little\" source \"a mail\"; } reading how = TWO;"
                " rule A \"It is awake.\" source \"a book\";"
                " user u { bool x; thread t { assert (how == TWO && x) as A blames USER; x = true; } } always A;");
    const Ran ran = place.run("check a.rvk --traces . --json r.json");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("the rule: It is awake. (a book)\n") &&
                            Contains("how is read as TWO: a little (a mail)\n") && Contains("blamed: user"));
    CHECK(tests::schema_errors("result", place.read("r.json")) == "");
    CHECK(tests::schema_errors("trace", place.read("a.A.json")) == "");
    const auto property = reports::result_from_json(place.read("r.json")).results.at(0).properties.back();
    REQUIRE(property.rule);
    CHECK(property.rule->readings.at(0).way == "TWO");
    CHECK(property.blame == "user");
    CHECK(place.run("replay a.A.json").code == 0);
}
