// What the rules about locks say where locks go away, are shared, or are waited for by writers: the verdicts are
// written down here, and both search and interpreter must come to them.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/agreement/cases.hpp"
#include "tests/model/test_interpret.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;
using tests::check_all;
using tests::Explored;

namespace {

/// A device in which locks lie, and threads that open it, close it, and use it.
std::string device(const std::string& threads, const std::string& rest = {}) {
    return "struct queue { lock l; int<0..3> n __guarded_by(l); }\n"
           "user d { bool go, gone; int<0..3> outside __guarded_by(core.l);\n"
           "  object core { lock l; lock many[2]; rwlock rw; queue q; bool used;\n"
           "    int<0..3> v __guarded_by(l); int<0..3> w __guarded_by(rw); }\n" +
           threads + "}\n" + rest;
}

/// One thread does this with the device open, then it closes and opens it again, and goes on.
std::string reopened(const std::string& before, const std::string& after) {
    return device("thread t { kzalloc(core); " + before + " kfree(core); kzalloc(core); " + after + " }");
}

/// The same, but another thread closes and opens it.
std::string taken_away(const std::string& before, const std::string& after) {
    return device("thread t { kzalloc(core); " + before + " go = true; await (gone); " + after + " }" +
                  "thread close { rest: await (go); kfree(core); kzalloc(core); gone = true; }");
}

}  // namespace

TEST_CASE("a freed object takes its locks with it, whoever holds them") {
    check_all({
        // Given back in time, and taken again: all is well.
        {reopened("mutex_lock(core.l); mutex_unlock(core.l);", "mutex_lock(core.l); mutex_unlock(core.l);"), ""},
        // Held by the thread itself: the free, and then the unlock of what it no longer holds (which is cut).
        {device("thread t { kzalloc(core); mutex_lock(core.l); kfree(core); }"), "lock_misuse 3"},
        {reopened("mutex_lock(core.l);", "skip;"), "lock_misuse 3"},
        {reopened("mutex_lock(core.l);", "mutex_lock(core.l); mutex_unlock(core.l);"), "lock_misuse 3"},
        {reopened("mutex_lock(core.l);", "core.v = 1;"), "lock_misuse 3, unguarded 5"},
        {reopened("mutex_lock(core.l); core.v = 1;", "skip;"), "lock_misuse 4"},
        {reopened("mutex_lock(core.many[1]);", "skip;"), "lock_misuse 3"},
        {reopened("mutex_lock(core.q.l); core.q.n = 1;", "core.q.n = 2;"), "lock_misuse 4, unguarded 6"},
        {reopened("bool k = mutex_trylock(core.l);", "if (k) outside = 1;"), "lock_misuse 3, unguarded 5"},
        {reopened("down_read(core.rw);", "skip;"), "lock_misuse 3"},
        {reopened("down_write(core.rw); core.w = 1;", "core.w = 2;"), "lock_misuse 4, unguarded 6"},
        // What was reset is not held at rest.
        {device("thread t { kzalloc(core); mutex_lock(core.l); kfree(core); rest: skip; }"), "lock_misuse 3"},
        // Another thread frees it; the holder writes without it, and gives back what it does not have.
        {taken_away("mutex_lock(core.l);", "core.v = 1;"), "lock_misuse 5, unguarded 9"},
        {taken_away("mutex_lock(core.l);", "outside = 1;"), "lock_misuse 5, unguarded 9"},
        {taken_away("down_write(core.rw);", "core.w = 1;"), "lock_misuse 5, unguarded 9"},
        {taken_away("mutex_lock(core.l); mutex_unlock(core.l);",
                    "mutex_lock(core.l); core.v = 1; mutex_unlock(core.l);"),
         ""},
    });
}

TEST_CASE("who gives back a lock that was freed under it does not hold it") {
    const Explored spec(taken_away("mutex_lock(core.l);", "mutex_unlock(core.l);"));
    CHECK(spec.violated() == "lock_misuse 5");
    std::size_t cut = 0;
    for (const auto& state : spec.result().reached)
        for (const auto& step : spec.interpreter().steps(state, program::ThreadId{0})) cut += !step.next ? 1 : 0;
    CHECK(cut == 1);
    CHECK(tests::compare_engines(spec.program(), 1000).difference == "");
}

TEST_CASE("freeing says which lock was held, and by whom") {
    CHECK(Explored(device("thread t { kzalloc(core); mutex_lock(core.q.l); kfree(core); }")).message("lock_misuse") ==
          "held lock freed: d.t frees d.core.q.l, which d.t holds");
    const Explored waited(device("thread r { kzalloc(core); down_read(core.rw); go = true; await (core.used); "
                                 "  atomic { up_read(core.rw); kfree(core); } }"
                                 "thread w { rest: await (go); core.used = true; down_write(core.rw); }"));
    CHECK(waited.violated() == "lock_misuse 8, trap 8");
    CHECK(waited.message("lock_misuse") == "held lock freed: d.r frees d.core.rw, which d.w waits for");
    CHECK(tests::compare_engines(waited.program(), 1000).difference == "");
}

TEST_CASE("two instances in turn hold a lock that is freed") {
    // The lock's owner is one bit in each instance: a reset clears those of all.
    const std::string worker = "user w[2] { thread main { rest: await (d.go); mutex_lock(d.core.l); d.core.v = 1; "
                               "mutex_unlock(d.core.l); } }";
    const Explored spec(device("thread t { kzalloc(core); go = true; await (core.v == 1); kfree(core); "
                               "kzalloc(core); }",
                               worker));
    CHECK(spec.violated() == "lock_misuse 7, trap 8, unguarded 12");
    CHECK(tests::compare_engines(spec.program(), 10000).difference == "");
}

TEST_CASE("each element of an array has its own guard") {
    const std::string one = "struct slot { lock l; int<0..1> v __guarded_by(l); }\n"
                            "user u { slot s[2]; int<0..1> k; thread t { mutex_lock(s[0].l); ";
    check_all({{one + "s[0].v = 1; mutex_unlock(s[0].l); } }", ""},
               {one + "s[1].v = 1; mutex_unlock(s[0].l); } }", "unguarded 2"},
               {one + "s[k].v = 1; mutex_unlock(s[0].l); } }", ""},
               {one + "k = 1; s[k].v = 1; mutex_unlock(s[0].l); } }", "unguarded 3"}});
}

TEST_CASE("a writer waits once its mark is set, and keeps new readers out") {
    const std::string ring = "user u { rwlock rw; lock m; ";
    check_all({
        // The writer has a mark to set before it waits: the circle closes then.
        {ring + "thread a { down_read(rw); mutex_lock(m); mutex_unlock(m); up_read(rw); }"
                "thread b { mutex_lock(m); down_write(rw); up_write(rw); mutex_unlock(m); } }",
         "deadlock 3, stuck 2, lock_cycle 3"},
        // A writer that holds nothing stands between two readers.
        {ring + "thread a { down_read(rw); mutex_lock(m); mutex_unlock(m); up_read(rw); }"
                "thread b { mutex_lock(m); down_read(rw); up_read(rw); mutex_unlock(m); }"
                "thread c { down_write(rw); up_write(rw); } }",
         "deadlock 3, stuck 3, lock_cycle 3"},
        // Two readers alone: no circle.
        {ring + "thread a { down_read(rw); mutex_lock(m); mutex_unlock(m); up_read(rw); }"
                "thread b { mutex_lock(m); down_read(rw); up_read(rw); mutex_unlock(m); } }",
         ""},
        // A reader that tries does not wait.
        {ring + "thread a { down_read(rw); bool k = mutex_trylock(m); if (k) mutex_unlock(m); up_read(rw); }"
                "thread b { mutex_lock(m); down_write(rw); up_write(rw); mutex_unlock(m); } }",
         ""},
        // Two rwlocks, in opposite orders.
        {"user u { rwlock x, y; thread a { down_read(x); down_write(y); up_write(y); up_read(x); }"
         "thread b { down_read(y); down_write(x); up_write(x); up_read(y); } }",
         "deadlock 4, stuck 3, lock_cycle 4"},
    });
}

TEST_CASE("a lock is waited for in an array, whatever the index says") {
    const std::string at = "user u { lock l[2]; int<0..1> k = any; rwlock rw[2];";
    check_all({
        {at + "thread a { mutex_lock(l[k]); mutex_lock(l[1 - k]); mutex_unlock(l[1 - k]); mutex_unlock(l[k]); }"
              "thread b { mutex_lock(l[1 - k]); mutex_lock(l[k]); mutex_unlock(l[k]); mutex_unlock(l[1 - k]); } }",
         "deadlock 2, stuck 2, lock_cycle 2"},
        {at + "thread a { down_read(rw[k]); down_write(rw[1 - k]); up_write(rw[1 - k]); up_read(rw[k]); }"
              "thread b { down_read(rw[1 - k]); down_write(rw[k]); up_write(rw[k]); up_read(rw[1 - k]); } }",
         "deadlock 4, stuck 3, lock_cycle 4"},
    });
}

TEST_CASE("nobody waits for a lock that cannot be named") {
    // The pointer is NULL: to ask for the lock is a trap, no waiting. The step before has the lock held elsewhere.
    check_all(
        {{"user u { object o { lock l; } o *p; lock m; bool go;"
          "thread a { kzalloc(o); mutex_lock(o.l); go = true; mutex_lock(m); mutex_unlock(m); mutex_unlock(o.l); }"
          "thread b { rest: await (go); mutex_lock(m); mutex_lock(p->l); } }",
          "trap 6"}});
}

TEST_CASE("a write needs the write lock") {
    const std::string rw = "user u { rwlock rw; int<0..1> x __guarded_by(rw); bool seen; ";
    check_all({{rw + "thread t { down_write(rw); x = 1; up_write(rw); } }", ""},
               {rw + "thread t { down_read(rw); x = 1; up_read(rw); } }", "unguarded 2"},
               {rw + "thread t { down_read(rw); seen = x == 1; up_read(rw); } }", ""},
               {rw + "thread t { down_read(rw); assert (holds(rw)); up_read(rw); assert (!holds(rw)); } }", ""},
               {rw + "thread t { x = 1; } }", "unguarded 1"}});
    CHECK(tests::user("rwlock rw; int<0..1> x __guarded_by(rw); thread t { down_read(rw); x = 1; up_read(rw); }")
              .message("unguarded") == "u.x is written without holding u.rw for writing");
}

TEST_CASE("who is kept out hears by whom") {
    const Explored spec = tests::user("rwlock rw; thread r { down_read(rw); up_read(rw); }"
                                      "thread w { down_write(rw); up_write(rw); }"
                                      "thread q { down_read(rw); up_read(rw); }");
    auto state = spec.initial();
    state = *spec.interpreter().steps(state, program::ThreadId{0}).at(0).next;
    state = *spec.interpreter().steps(state, program::ThreadId{1}).at(0).next;
    CHECK(spec.interpreter().why_blocked(state, program::ThreadId{1}) == "down_write(rw); waits: u.rw is held by u.r");
    CHECK(spec.interpreter().why_blocked(state, program::ThreadId{2}) ==
          "down_read(rw); waits: u.rw is to be written by u.w");
}
