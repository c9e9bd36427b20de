// Works: what is waited for when they are flushed and cancelled, in interpreter and search.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/semantics/interpret/chain.hpp"
#include "tests/agreement/cases.hpp"
#include "tests/model/test_interpret.hpp"
#include "tests/random/dice.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/lock_order.hpp"

using namespace revoke_mc;
using tests::check_all;
using tests::Explored;

namespace {

std::string driver(const std::string& work, const std::string& threads, const std::string& rest = {}) {
    return "user u { bool gone, ran, go, again; lock l; work w[2](int k) { " + work + " }\n" + threads + "}\n" + rest;
}

}  // namespace

TEST_CASE("who flushes a work waits for the run that is queued or under way") {
    check_all({
        {driver("ran = true;", "thread t { queue_work(w[0]); flush_work(w[0]); assert (ran); }"), ""},
        {driver("ran = true;", "thread t { flush_work(w[0]); assert (ran); }"), "assertion 2"},
        // Not for another one, and not for what is queued later.
        {driver("if (k == 1) ran = true;", "thread t { queue_work(w[0]); queue_work(w[1]); flush_work(w[0]); "
                                           "assert (ran); }"),
         "assertion 5"},
        // The index may be read from anywhere.
        {driver("if (k == 1) ran = true;",
                "int<0..1> at = 1; thread t { queue_work(w[at]); flush_work(w[at]); assert (ran); }"),
         ""},
        // Queued again while it runs: the run that is queued is waited for, not the one under way.
        {driver("if (again) ran = true; else { again = true; await (go); }",
                "thread t { queue_work(w[0]); await (again); queue_work(w[0]); go = true; flush_work(w[0]); "
                "assert (ran); }"),
         ""},
        // From the work itself, this is waiting for ever.
        {driver("flush_work(w[0]);", "thread t { queue_work(w[0]); }"), "deadlock 3, stuck 3"},
    });
}

TEST_CASE("work that queues itself can be flushed and cancelled") {
    const std::string again = "queue_work(w[k]); skip;";
    // Fair kworkers: who flushes gets on.
    check_all({
        {driver(again, "thread t { queue_work(w[0]); flush_work(w[0]); gone = true; }", "terminates u.t as gets_on;"),
         ""},
        {driver(again, "thread t { queue_work(w[0]); cancel_work_sync(w[0]); gone = true; }",
                "terminates u.t as gets_on;"),
         ""},
        // After the cancel nothing runs, and nothing is queued; after the flush something may be.
        {driver("assert (!gone); queue_work(w[k]);",
                "thread t { queue_work(w[0]); cancel_work_sync(w[0]); gone = true; }"),
         ""},
        {driver("assert (!gone); queue_work(w[k]);", "thread t { queue_work(w[0]); flush_work(w[0]); gone = true; }"),
         "assertion 9"},
        // Once the cancel is over it can be queued again.
        {driver("ran = true;",
                "thread t { cancel_work_sync(w[0]); queue_work(w[0]); flush_work(w[0]); assert (ran); }"),
         ""},
        // Somebody else queues it all the time.
        {driver("skip;", "thread q { loop { queue_work(w[0]); } } thread t { flush_work(w[0]); gone = true; }",
                "terminates u.t as gets_on;"),
         ""},
    });
}

TEST_CASE("a cancel lets go who waits for the run that is cancelled") {
    check_all({{driver("skip;", "thread t { queue_work(w[0]); flush_work(w[0]); } thread c { cancel_work_sync(w[0]); }",
                       "terminates u.t as gets_on;"),
                ""},
               // Two at once.
               {driver("queue_work(w[k]);",
                       "thread t { queue_work(w[0]); cancel_work_sync(w[0]); gone = true; } "
                       "thread c { cancel_work_sync(w[0]); }",
                       "terminates u.t as gets_on;"),
                ""}});
}

TEST_CASE("a flush notes what it waits for in a step of its own, once") {
    // Idle: one step. Queued: the note in any of three places, or none, if the work has ended before.
    CHECK(Explored(driver("skip;", "thread t { flush_work(w[0]); }")).counts() == tests::Counts{2, 1, 1});
    CHECK(Explored(driver("skip;", "thread t { cancel_work_sync(w[0]); }")).counts() == tests::Counts{2, 1, 1});
    CHECK(Explored(driver("skip;", "thread t { queue_work(w[0]); flush_work(w[0]); }")).counts() ==
          tests::Counts{8, 9, 4});
}

TEST_CASE("who waits for a work says so, and for whom") {
    const Explored spec(driver("mutex_lock(l); mutex_unlock(l);",
                               "thread t { mutex_lock(l); queue_work(w[0]); flush_work(w[0]); mutex_unlock(l); }"));
    CHECK(spec.violated() == "deadlock 4, stuck 3");
    auto state = spec.initial();
    for (const std::size_t thread : {2U, 2U, 0U, 2U})
        state = *spec.interpreter().steps(state, program::ThreadId{thread}).at(0).next;
    CHECK(spec.interpreter().why_blocked(state, program::ThreadId{2}) == "flush_work(w[0]); waits: u.w[0] runs");
    CHECK(
        interpret::who_waits_for_whom(spec.interpreter(), state, program::ThreadId{2}, 1000) ==
        std::vector<std::string>{"u.t waits for u.w[0], which has not ended", "u.w[0] waits for u.l, which u.t holds"});
    CHECK(tests::compare_engines(spec.program(), 1000).difference == "");
}

namespace {

/// Threads that queue, flush and cancel, and works that do.
std::string random_works(std::uint64_t seed) {
    random_specs::Dice dice(seed);
    const std::vector<std::string> all{
        "queue_work(OFw[I]);", "flush_work(OFw[I]);", "cancel_work_sync(OFw[I]);",
        "OFx = true;",         "OFx = false;",        "mutex_lock(OFl); mutex_unlock(OFl);",
        "rest: await (OFx);"};
    const auto some = [&](const std::string& of, const std::string& index, int most) {
        std::string text;
        for (int left = dice.between(1, most); left > 0; --left) {
            std::string one = dice.pick(all);
            for (std::size_t at = one.find("OF"); at != std::string::npos; at = one.find("OF")) one.replace(at, 2, of);
            if (const std::size_t at = one.find('I'); at != std::string::npos) one.replace(at, 1, index);
            text += one + " ";
        }
        return text;
    };
    const auto number = [&] { return std::string(dice.chance(30) ? "i" : dice.chance(50) ? "0" : "1"); };
    std::string text = "spec \"works\";\nuser u { lock l; bool x; int<0..1> i = any; work w[2](int k) { " +
                       some("", dice.chance(50) ? "k" : "1 - k", 3) + "}\n";
    text += "thread t { " + some("", number(), 4) + "}\n";
    if (dice.chance(50)) text += "thread s { mutex_lock(l); " + some("", number(), 2) + "mutex_unlock(l); }\n";
    text += "}\n";
    if (dice.chance(40)) text += "user v[2] { thread main { " + some("u.", "1", 2) + "} }\n";
    return text;
}

void compare_random(std::uint64_t first, std::size_t runs, std::size_t limit) {
    std::size_t compared = 0;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        const std::string text = random_works(seed);
        const auto load = [&] { return check::check(syntax::load_text("works.rvk", text), {}); };
        const tests::Agreement agreement = tests::compare_engines(load(), limit);
        if (!agreement.skipped) ++compared;
        INFO("seed " << seed << "\n" << text);
        CHECK(agreement.difference == "");
        if (!agreement.skipped) CHECK(tests::compare_lock_order(load, limit).difference == "");
    }
    CHECK(compared >= runs / 2);
}

}  // namespace

TEST_CASE("works that are queued, flushed and cancelled: search and interpreter agree on random specs") {
    compare_random(1, 100, 3000);
}

TEST_CASE("works: thousands of random specs", "[.soak]") { compare_random(1000, 3000, 6000); }
