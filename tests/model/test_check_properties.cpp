// Properties, expectations, and which asserts they claim.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc;
using namespace revoke_mc::tests;

namespace {

const std::string base = "spec \"t\";\n"
                         "user u[2] { bool m; lock l; void f() { assert (m) as A blames IMPORTER; } predicate good() = "
                         "!m; thread t { idle: rest: f(); busy: assert (m) as B; mutex_lock(l); mutex_unlock(l); } }\n"
                         "user v { bool x; thread t { rest: x = true; } }\n"
                         "predicate fine(bool p) = p;\n";

/// Everything after the built-in properties.
std::string properties(const std::string& items) {
    const auto all = program::dump_properties(checked(base + items));
    const std::string last = "lock_order builtin\n"
                             "sleeping_in_atomic builtin\n";
    return all.substr(all.find(last) + last.size());
}

}  // namespace

TEST_CASE("built-in properties come first") {
    CHECK(program::dump_properties(checked(base)) == "deadlock builtin\nstuck builtin\nlock_cycle builtin\nlock_misuse "
                                                     "builtin\ntrap builtin\nunguarded builtin\nlock_order builtin\n"
                                                     "sleeping_in_atomic builtin\n");
}

TEST_CASE("invariants are checked") {
    CHECK(properties("always v.x as P;") == "P invariant v.x\n");
    CHECK(properties("always P: v.x;\nnever v.x;\nalways fine(v.x);") ==
          "P invariant v.x\nnever@6 invariant !v.x\nalways@7 invariant v.x\n");
    CHECK(properties("never exists (u i) (i.m && !i.good()) as P;") ==
          "P invariant !exists (r0 in u) (r0.0 && !!r0.0)\n");
    CHECK(properties("always forall (int k in 0..2) k < 3 as P;") == "P invariant forall (k0 in 0..2) (k0 < 3)\n");
}

TEST_CASE("positions and holders") {
    CHECK(properties("always v.t @ rest as P;") == "P invariant v.t @ {12}\n");
    CHECK(
        properties("always forall (u i) (i.t @ {idle, busy} implies !(i.t in u.f) || holds(i.l, i.t)) as P;") ==
        "P invariant forall (r0 in u) (r0.thread0 @ {3,6} implies (!r0.thread0 in {0} || holds(r0.#1, r0.thread0)))\n");
}

TEST_CASE("named asserts are claimed, the others are not checked") {
    const auto program = checked(base + "always A;");
    CHECK(properties("always A;") == "A assertion\n");
    CHECK(code(program, "u.f").find("assert self.0 as A\n") != std::string::npos);
    CHECK(code(program, "u.t").find("as B (not claimed)\n") != std::string::npos);
    CHECK(program.properties[program::PropertyId{program::builtin_properties}].blames == program::Blame::importer);
    CHECK(code(program, "u.f").find("* assert") != std::string::npos);
}

TEST_CASE("asserts without a name share one property") {
    const auto program =
        checked("spec \"t\"; user u { bool x; thread t { assert (x); assert (!x); } } never u.x as P;");
    const program::PropertyId last{program::builtin_properties + 1};
    REQUIRE(program.properties.next_id() == last + 1);
    CHECK(program.properties[last].name == "assertion");
    const auto& body = routine(program, "u.t").body->get<revoke_mc::program::Block>().body;
    CHECK(body[1]->get<revoke_mc::program::Assert>().property == last);
}

TEST_CASE("possibility, for each instance, without entering") {
    CHECK(properties("always possible v.x as P;") == "P possibility v.x\n");
    CHECK(properties("possible v.x as P;") == "P reachable v.x\n");
    CHECK(properties("always possible (u.t @ idle) without entering u.t @ busy for each u as P;") ==
          "P[0] possibility u[0].t @ {3} !L6\nP[1] possibility u[1].t @ {3} !L6\n");
    CHECK(properties("always possible i.m without entering u.f for each u i as P;") ==
          "P[0] possibility u[0].m !F0\nP[1] possibility u[1].m !F0\n");
    const auto program = checked(base + "always possible v.x without entering u.f as P; always possible v.x without "
                                        "entering u.t @ busy as Q;");
    CHECK(routine(program, "u.f").tracked);
    CHECK(code(program, "u.t").find("? busy:\n") != std::string::npos);
}

TEST_CASE("what is expected") {
    const auto program = checked(base + "always A, B; always possible v.x for each u as P; expect holds A, deadlock; "
                                        "expect violated B, trap, P; expect states 10, transitions 20, depth 3;");
    const auto violated = [&](const std::string& name) {
        return std::find_if(program.properties.begin(), program.properties.end(),
                            [&](const auto& p) { return p.name == name; })
            ->expect_violated;
    };
    CHECK_FALSE(violated("A"));
    CHECK_FALSE(violated("deadlock"));
    CHECK(violated("B"));
    CHECK(violated("trap"));
    CHECK(violated("P[1]"));
    CHECK(program.counts.states == 10U);
    CHECK(program.counts.depth == 3U);
}
