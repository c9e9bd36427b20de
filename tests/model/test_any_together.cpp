// Proofs for every number where one parameter counts two components: x[0] and y[0] are one composite instance.
#include <catch2/catch.hpp>

#include "tests/support/any_number.hpp"

using namespace revoke_mc;
using tests::about_one;
using tests::broken_up_to;
using tests::counted_spec;
using tests::decide;
using tests::Decision;

namespace {

/// A step of one kind relies on two of the other kind, and a third of that is what the property is about.
const char* const other_kind = R"(
user g { bool fired; thread t { rest: skip; } }
user x[N] {
    thread t {
        atomic { await (!g.fired && exists (y o) o.s == 1 && exists (y o) o.s == 2); g.fired = true; }
    end: rest: loop { await (false); }
    }
}
user y[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     { atomic { await (!g.fired); s = 3; } }
    end: rest: loop { await (false); }
    }
}
never (g.fired && exists (y o) o.s == 3) as seen;
)";

/// A step of one relies on one of each kind, in composite instances of their own: x[1] with y[2].
const char* const one_of_each = R"(
user g { bool fired; thread t { rest: skip; } }
user x[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     { atomic { await (!g.fired && exists (x o) o.s == 1 && exists (y p) p.s == 1); g.fired = true; s = 3; } }
    end: rest: loop { await (false); }
    }
}
user y[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
    end: rest: loop { await (false); }
    }
}
never (g.fired && exists (x o) o.s == 2 && exists (y p) p.s == 2) as seen;
)";

/// A counter to which both kinds add: one composite instance may have two of it.
const char* const both_count = R"(
user g { int<0..9> n; bool fired; thread t { rest: skip; } }
user x[N] {
    thread t {
        either { atomic { await (!g.fired); g.n++; } }
        or     { atomic { await (!g.fired && g.n >= 3); g.fired = true; } }
    end: rest: loop { await (false); }
    }
}
user y[N] {
    bool other;
    thread t {
        either { atomic { await (!g.fired); g.n++; } }
        or     { atomic { await (!g.fired); other = true; } }
    end: rest: loop { await (false); }
    }
}
never (g.fired && exists (y o) o.other) as seen;
)";

/// A walk over the one kind within a walk over the other one: it stands at x[0] and y[1].
const char* const walks = R"(
user g {
    bool hit;
    thread t {
        foreach (x o) {
            foreach (y p) {
                atomic { if (o.mark && p.mark) hit = true; }
                skip;
            }
        }
    end: rest: loop { await (false); }
    }
}
user x[N] { bool mark = any; thread t { rest: loop { await (false); } } }
user y[N] { bool mark = any; thread t { rest: loop { await (false); } } }
never (g.hit && exists (x o) !o.mark && exists (y p) !p.mark) as seen;
)";

/// The one kind's `each` writes what the other kind's reads: the last that wrote it is a witness.
const char* const each_after_each = R"(
user g { bool fired, both; thread t { rest: skip; } }
user x[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     { atomic { await (!g.fired); each (x o where o.s == 1) g.fired = true;
                          each (y p where p.b) g.both = true; s = 3; } }
    end: rest: loop { await (false); }
    }
}
user y[N] { bool b; thread t { b = true; end: rest: loop { await (false); } } }
never (g.fired && g.both && exists (x o) o.s == 2 && exists (y p) !p.b) as seen;
)";

/// Holds for every number: a lock of all of both kinds; and they never wait for each other in a circle.
const char* const mutual_of_two = R"(
user g { lock l, m; int<0..N> inside; thread t { rest: skip; } }
user x[N] {
    lock own;
    thread t { loop { idle: rest: mutex_lock(own); mutex_lock(g.l); g.inside++; g.inside--; mutex_unlock(g.l);
                      mutex_unlock(own); } }
}
user y[N] {
    thread t { loop { idle: rest: mutex_lock(g.l); mutex_lock(g.m); g.inside++; g.inside--; mutex_unlock(g.m);
                      mutex_unlock(g.l); } }
}
always (g.inside <= 1) as alone;
)";

/// x has l and waits for m, y has m and waits for o, and a second thread of x has o and waits for l.
const char* const circle = R"(
user g { lock l, m, o; thread t { rest: skip; } }
user x[N] {
    thread t { mutex_lock(g.l); mutex_lock(g.m); mutex_unlock(g.m); mutex_unlock(g.l); }
    thread u { mutex_lock(g.o); mutex_lock(g.l); mutex_unlock(g.l); mutex_unlock(g.o); }
}
user y[N] { thread t { mutex_lock(g.m); mutex_lock(g.o); mutex_unlock(g.o); mutex_unlock(g.m); } }
)";

}  // namespace

TEST_CASE("two components counted by one parameter are composite instances", "[any]") {
    struct Case {
        const char* name;
        const char* text;
        std::uint32_t first_broken;
        bool noticed;  ///< with one instance for each step, k = 1 would say that it holds
    };
    for (const Case& it : {Case{"other kind", other_kind, 3, true}, Case{"one of each", one_of_each, 3, true},
                           Case{"both count", both_count, 3, true}, Case{"walks", walks, 2, false},
                           Case{"each after each", each_after_each, 3, true}}) {
        INFO(it.name);
        const auto loaded = counted_spec(it.text);
        CHECK(!broken_up_to(loaded, it.first_broken - 1).contains("seen"));
        CHECK(broken_up_to(loaded, it.first_broken, it.first_broken).contains("seen"));
        for (const std::uint32_t k : {1U, 2U}) {
            const Decision decision = decide({loaded, "N"}, k);
            INFO(decision.not_applicable);
            CHECK(decision.not_applicable.empty());
            CHECK(decision.suspected.contains("seen"));
        }
        CHECK(decide({loaded, "N"}, 1, about_one).excluded.contains("seen") == it.noticed);
        const auto deletion = tests::check_deletion({loaded, "N"}, 5, 400, 1);
        CHECK(deletion.fault.empty());
        CHECK(deletion.steps == 400);
        CHECK(!tests::check_deletion({loaded, "N"}, 5, 400, 1, about_one).fault.empty());
    }
}

TEST_CASE("a lock of two components keeps all apart, and a circle through them is found", "[any]") {
    const auto loaded = counted_spec(mutual_of_two);
    const Decision decision = decide({loaded, "N"}, 2);
    CHECK(decision.not_applicable.empty());
    CHECK(decision.excluded.contains("alone"));
    CHECK(decision.excluded.contains("lock_cycle"));
    CHECK(decision.split == std::set<std::string>{"g.inside"});
    const auto round = counted_spec(circle);
    CHECK(broken_up_to(round, 1).contains("lock_cycle"));
    CHECK(decide({round, "N"}, 1).not_judged.contains("lock_cycle"));  // three instances may be on it
    CHECK(decide({round, "N"}, 2).suspected.contains("lock_cycle"));
}

TEST_CASE("a composite instance that adds twice may pass the upper end", "[any]") {
    const std::string counter = "user g { int<0..N> n; thread t { rest: skip; } } user x[N] { thread t { g.n++; } } ";
    const auto both = counted_spec(counter + "user y[N] { thread t { g.n++; } }");
    const auto one = counted_spec(counter + "user y[N] { bool b; thread t { b = true; } }");
    CHECK(broken_up_to(both, 1).contains("trap"));
    CHECK(!broken_up_to(one, 3).contains("trap"));
    CHECK(decide({both, "N"}, 2).not_judged.contains("trap"));
    CHECK(decide({one, "N"}, 2).excluded.contains("trap"));
}
