// Progress properties in the reference interpreter: what a fair run is, and which runs break a property.
#include <catch2/catch.hpp>

#include "model/semantics/interpret/fairness.hpp"
#include "tests/model/test_interpret.hpp"

using namespace revoke_mc;
using tests::Explored;

namespace {

/// Two threads: one turns for ever, the other sets `done`, with something written in front of its step.
std::string turner(const std::string& label) {
    return "user u { bool tick, done; thread turn { loop { tick = true; tick = false; } }"
           " thread work { " +
           label + " done = true; } }";
}

/// Two threads take one lock again and again; `extra` is declared besides.
std::string lockers(const std::string& extra) {
    return "user u { lock l; bool served;"
           " thread greedy { loop { mutex_lock(l); mutex_unlock(l); } }"
           " thread modest { mutex_lock(l); served = true; mutex_unlock(l); } }" +
           extra;
}

}  // namespace

TEST_CASE("every thread goes on, unless it may stay where it is") {
    CHECK(Explored(turner("") + "eventually u.done as P;").violated().empty());
    // It stays in front of its step for ever, while the other one turns: a cycle right at the beginning.
    CHECK(Explored(turner("rest:") + "eventually u.done as P;").violated() == "P 0");
    CHECK(Explored(turner("rest: fair go:") + "eventually u.done as P;").violated().empty());
}

TEST_CASE("a device goes on when it can") {
    const std::string devices = "user u { bool asked, done; thread ask { asked = true; }"
                                " device d { await (asked); done = true; } }";
    CHECK(Explored(devices + "eventually u.done as P;").violated().empty());
    CHECK(Explored("user u { bool done; device d { rest: done = true; } } eventually u.done as P;").violated() ==
          "P 0");
}

TEST_CASE("a kworker does what is queued") {
    const std::string queue = "user u { bool done; work w[1](int k) { done = true; } thread t { queue_work(w[0]); } }";
    CHECK(Explored(queue + "eventually u.done as P;").violated().empty());
    CHECK(Explored(queue + "terminates u.w[0] as P;").violated().empty());
    CHECK(Explored("user u { bool done; work w[1](int k) { done = true; } } eventually u.done as P;").violated() ==
          "P 0");
}

TEST_CASE("a run may end where nobody has to go on") {
    const std::string asked = "user u { bool a, b; thread t { rest: a = true; rest: b = true; } }";
    CHECK(Explored(asked + "always u.a leads_to u.b as P;").violated() == "P 1");
    CHECK(Explored(asked + "always u.b leads_to u.a as P;").violated().empty());
    // Blocked for ever is not kept waiting by anybody.
    CHECK(Explored("user u { bool a, b; thread t { await (a); b = true; } } eventually u.b as P;").violated() ==
          "deadlock 0, stuck 0, P 0");
}

TEST_CASE("leads_to asks for it each time") {
    const std::string once = "user u { int<0..3> n; bool b; thread t { n = 1; b = true; b = false; n = 2; } }";
    CHECK(Explored(once + "always u.n == 1 leads_to u.b as P;").violated() == "P 4");
    CHECK(Explored(once + "always u.n == 1 leads_to u.n == 2 as P;").violated().empty());
    CHECK(Explored(once + "always u.n == 3 leads_to false as P;").violated().empty());  // never asked for
}

TEST_CASE("steps that change nothing are no progress") {
    const std::string idle = "user u { bool a, b; thread spin { loop { a = false; } } thread t { rest: b = true; } }";
    CHECK(Explored(idle + "eventually u.b as P;").violated() == "deadlock 1, stuck 0, P 0");
}

TEST_CASE("a lock that is free now and then need not be given to everybody, unless it is fair") {
    CHECK(Explored(lockers("eventually u.served as P;")).violated() == "P 0");
    CHECK(Explored(lockers("fair lock u.l; eventually u.served as P;")).violated().empty());
    CHECK(Explored(lockers("terminates u.modest as P;")).violated() == "P 0");
    CHECK(Explored(lockers("fair lock u.l; terminates u.modest as P;")).violated().empty());
}

TEST_CASE("a fair lock that is never free is nobody's due") {
    const std::string held = "user u { lock l; bool tick, served; thread holder { mutex_lock(l);"
                             " loop { tick = true; tick = false; } }"
                             " thread modest { mutex_lock(l); served = true; mutex_unlock(l); } } fair lock u.l;";
    CHECK(Explored(held + "eventually u.served as P;").violated() == "stuck 1, P 1");
}

TEST_CASE("an rwlock can be fair, too") {
    const std::string readers = "user u { rwlock l; bool served;"
                                " thread r1 { loop { down_read(l); up_read(l); } }"
                                " thread w { down_write(l); served = true; up_write(l); } }";
    // A waiting writer lets no new reader in, but here it may never come to wait.
    CHECK(Explored(readers + "eventually u.served as P;").violated().empty());
}

TEST_CASE("a branch that can be taken again and again is taken, if its step is fair and stays possible") {
    const std::string choice = "user u { bool tick, done; thread t { rest: loop { "
                               "either { tick = true; tick = false; } or { LABEL done = true; } } } }";
    const auto with = [&](const std::string& label) {
        std::string text = choice;
        return text.replace(text.find("LABEL"), 5, label);
    };
    CHECK(Explored(with("") + "always u.tick leads_to u.done as P;").violated() == "P 1");
    // Between two choices it is not possible: weak fairness does not help.
    CHECK(Explored(with("fair go:") + "always u.tick leads_to u.done as P;").violated() == "P 1");
}

TEST_CASE("terminates: from rest to rest, or to the end") {
    const std::string loop =
        "user u { bool stop, open; thread t { loop { rest: open = true; await (!stop); open = false; } }"
        " thread s { rest: stop = true; } }";
    CHECK(Explored(loop + "terminates u.t as P;").violated() == "deadlock 2, stuck 2, P 2");
    CHECK(Explored("user u { bool a; thread t { a = true; a = false; } } terminates u.t as P;").violated().empty());
    CHECK(Explored("user u { bool a; thread t { loop { a = true; a = false; } } } terminates u.t as P;").violated() ==
          "P 0");
}

TEST_CASE("for each instance") {
    const Explored each("user u[2] { bool go, done; thread t { rest: go = true; done = true; } }"
                        " always i.go leads_to i.done for each u i as served; terminates u.t for each u as ends;");
    CHECK(each.violated().empty());
    CHECK(each.result().of(each.program(), "served[1]") != nullptr);
    CHECK(each.result().of(each.program(), "ends[0]") != nullptr);
}

TEST_CASE("demands are described to people") {
    const Explored all("user u { lock l; thread t { fair go: mutex_lock(l); mutex_unlock(l); } } fair lock u.l;"
                       " eventually true as P;");
    std::string text;
    for (const auto& demand : interpret::demands(all.program()))
        text += interpret::describe(all.program(), demand) + "; ";
    CHECK(text == "u.t; u.t @ go; u.t and the lock u.l; ");
}
