// Each kind of property: a spec with which it holds, one that breaks it, and one with which it passes by accident. The
// accident passes a plain check and is caught by --strict.
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/program.hpp"

using Catch::Contains;
using revoke_mc::tests::Ran;
using revoke_mc::tests::Workplace;

namespace {

struct Kind {
    std::string name;
    std::string holds;
    std::string fails, broken;      ///< the property that is violated
    std::string accident, finding;  ///< what --strict finds
};

std::string toggling(const std::string& property) {
    return "user v { bool x, y; thread t { loop { idle: rest: x = true; x = false; } } }\n" + property;
}

const std::vector<Kind> kinds{
    {"always", toggling("always (v.x implies !v.y) as P;"), toggling("always (v.x implies v.y) as P;"), "P",
     toggling("always (v.y implies v.x) as P;"), "P: premise never true"},
    {"never", toggling("never (v.x && v.t @ idle) as P;"), toggling("never v.x as P;"), "P",
     toggling("never (v.x && v.y) as P;"), "P: premise 2 never true"},
    {"named assert", "user v { bool x; thread t { x = true; assert (x) as A; } } always A;",
     "user v { bool x; thread t { x = true; assert (!x) as A; } } always A;", "A",
     "user v { bool x; thread t { x = true; if (!x) { assert (!x) as A; } } } always A;", "A: never checked"},
    {"assert", "user v { bool x; thread t { x = true; assert (x); } }",
     "user v { bool x; thread t { x = true; assert (!x); } }", "assertion",
     "user v { bool x; thread t { x = true; if (!x) { assert (!x); } } }", "v.t: if (!x): never true"},
    {"possible", toggling("possible v.x as P;"), toggling("possible v.y as P;"), "P", toggling("possible !v.y as P;"),
     "P: always so"},
    {"always possible", toggling("always possible v.x as P;"), toggling("always possible v.y as P;"), "P",
     toggling("always possible !v.y as P;"), "P: always so"},
    {"without entering",
     "user v { bool x; void f() { x = true; } thread t { loop { f(); x = false; } } }\n"
     "always possible !v.x without entering v.f as P;",
     "user v { bool x; void f() { x = true; } thread t { loop { f(); x = false; } } }\n"
     "always possible v.x without entering v.f as P;",
     "P",
     "user v { bool x; void f() { skip; } thread t { loop { x = true; x = false; if (x) f(); } } }\n"
     "always possible v.x without entering v.f as P;",
     "P: never entered"},
    {"for each",
     "user v[2] { bool x; thread t { loop { x = true; x = false; } } } always possible v.x for each v as P;",
     "user v[2] { bool x, y; thread t { loop { x = true; x = false; } } } always possible v.y for each v as P;", "P[0]",
     "user v[2] { bool x, y; thread t { loop { x = true; x = false; } } } always possible !v.y for each v as P;",
     "P: always so"},
    {"deadlock", "user v { bool x; thread t { x = true; await (x); } }", "user v { bool x; thread t { await (x); } }",
     "deadlock", "user v { bool x, y; thread t { x = true; if (!x) await (y); } }", "v.t: if (!x): never true"},
    {"stuck", "user v { bool x, z; thread t { x = true; await (x); } thread s { loop { z = true; z = false; } } }",
     "user v { bool x, z; thread t { await (x); } thread s { loop { z = true; z = false; } } }", "stuck",
     "user v { bool x, y, z; thread t { x = true; if (!x) await (y); } thread s { loop { z = true; z = false; } } }",
     "v.t: if (!x): never true"},
    {"lock_cycle",
     "user v { lock a, b; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); } "
     "thread s { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); } }",
     "user v { lock a, b; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); } "
     "thread s { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); } }",
     "lock_cycle",
     "user v { lock a, b; bool x; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); } "
     "thread s { if (x) { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); } } }",
     "v.s: if (x): never true"},
    {"lock_misuse", "user v { lock a; thread t { mutex_lock(a); mutex_unlock(a); } }",
     "user v { lock a; thread t { mutex_lock(a); mutex_lock(a); } }", "lock_misuse",
     "user v { lock a; bool x; thread t { mutex_lock(a); if (x) mutex_lock(a); mutex_unlock(a); } }",
     "v.t: if (x): never true"},
    {"trap", "user v { int<0..1> x; thread t { x = 1; } }", "user v { int<0..1> x, y; thread t { x = 1; y = x + 1; } }",
     "trap", "user v { int<0..1> x, y; thread t { x = 1; if (x == 0) y = x + 2; } }", "v.t: if (x == 0): never true"},
    {"unguarded", "user v { lock l; bool x __guarded_by(l); thread t { mutex_lock(l); x = true; mutex_unlock(l); } }",
     "user v { lock l; bool x __guarded_by(l); thread t { x = true; } }", "unguarded",
     "user v { lock l; bool y, x __guarded_by(l); thread t { if (y) x = true; } }", "v.t: if (y): never true"},
    {"sleeping_in_atomic",
     "user v { spinlock s; lock l; thread t { mutex_lock(l); spin_lock(s); spin_unlock(s); mutex_unlock(l); } }",
     "user v { spinlock s; lock l; thread t { spin_lock(s); mutex_lock(l); mutex_unlock(l); spin_unlock(s); } }",
     "sleeping_in_atomic",
     "user v { spinlock s; bool x; thread t { spin_lock(s); if (x) might_sleep(); spin_unlock(s); } }",
     "v.t: if (x): never true"},
    {"never leak", "user v { object o { bool b; } thread t { kzalloc(o); kfree(o); } } never leak;",
     "user v { object o { bool b; } thread t { kzalloc(o); } } never leak;", "leak",
     "user v { object o { bool b; } bool x; thread t { if (x) kzalloc(o); } } never leak;", "leak: always so"},
    {"lock_order",
     "user v { lock a, b; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); "
     "mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); } }",
     "user v { lock a, b; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); "
     "mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); } }",
     "lock_order",
     "user v { lock a, b; bool x; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); "
     "if (x) { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); } } }",
     "v.t: if (x): never true"},
    {"interchangeable instances",
     "user d { lock l; bool x; } user v[2] { thread t { loop { rest: skip; mutex_lock(d.l); d.x = true; d.x = false; "
     "mutex_unlock(d.l); } } }",
     "user d { bool x; } user v[2] { thread t { loop { rest: skip; assert (!d.x); d.x = true; d.x = false; } } }",
     "assertion",
     "user d { lock l; bool x; } user v[2] { thread t { loop { rest: mutex_lock(d.l); assert (!d.x); d.x = true; d.x = "
     "false; mutex_unlock(d.l); } } }",
     "v: never meet"},
};

}  // namespace

TEST_CASE("each kind of property holds, fails, and is caught where it passes by accident") {
    for (const Kind& kind : kinds) {
        CAPTURE(kind.name);
        const Workplace place;
        place.write("holds.rvk", "spec \"holds\"; " + kind.holds);
        place.write("fails.rvk", "spec \"fails\"; " + kind.fails);
        place.write("accident.rvk", "spec \"accident\"; " + kind.accident);

        const Ran holds = place.run("check holds.rvk --strict");
        CHECK(holds.code == 0);
        CHECK_THAT(holds.out, Contains("1 spec: 1 as expected\n"));

        const Ran fails = place.run("check fails.rvk");
        CHECK(fails.code == 1);
        CHECK_THAT(fails.out,
                   Contains("    " + kind.broken + (kind.name == "possible" ? " is not possible" : " is violated")));

        CHECK(place.run("check accident.rvk").code == 0);
        const Ran caught = place.run("check accident.rvk --strict");
        CHECK(caught.code == 1);
        CHECK_THAT(caught.out, Contains("not accepted: " + kind.finding + "\n"));
    }
}
