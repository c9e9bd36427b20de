// Properties, expectations, settings, warnings.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc::tests;

namespace {

/// A property, on line 3, of two components with an assert A.
std::string claim(const std::string& items) {
    return "spec \"t\";\n"
           "user u[2] { bool m; lock l; thread t { a: rest: assert (m) as A; } } user v { bool x; void f() { } thread "
           "t { b: rest: x = true; } }\n" +
           items;
}

}  // namespace

TEST_CASE("messages of the checker: progress and fairness") {
    const std::string more = "user w[2] { lock l; thread t { skip; } device d { skip; } } user y { lock l; bool b; }";
    const auto errors = [&](const std::string& items) { return errors_of(claim(items + "\n" + more)); };
    CHECK(errors("always v.x leads_to v.t @ b as P;").empty());
    CHECK(errors("terminates v.t; fair lock y.l; fair lock w.l for each w;").empty());
    CHECK(errors("always v.y leads_to v.x;") == "3:10 v has no member 'y' | known here: x, f, t");
    CHECK(errors("always v.x leads_to v.f;") == "3:23 'v.f' is a function | call it: v.f(...)");
    CHECK(errors("eventually v.t;") == "3:14 'v.t' is a thread | write v.t @ label, or holds(lock, v.t)");
    CHECK(errors("terminates v.f;") == "3:14 v has no thread 'f' | known here: t");
    CHECK(errors("terminates v.x;") == "3:14 v has no thread 'x' | known here: t");
    CHECK(errors("terminates v;") == "3:12 'v' is a component; which of its threads is meant? | as in v.t");
    CHECK(errors("terminates w.t;") ==
          "3:12 'w' has several instances; which one is meant? | use a binder: forall (w i) ..., foreach (w i) ...");
    CHECK(errors("terminates i.d for each w i;") ==
          "3:14 a device has no end: its work never does | say what it is to do: always P leads_to Q");
    CHECK(errors("always v.x as P blames NOBODY;") ==
          "3:1 'NOBODY' cannot be blamed | known: EXPORTER, IMPORTER, CORE, USER");
    CHECK(errors("always v.x as P blames CALLER;") ==
          "3:1 'CALLER' cannot be blamed | known: EXPORTER, IMPORTER, CORE, USER");
    CHECK(errors("fair lock v.x;") == "3:13 only a lock can be fair | as in fair lock bar.resv;");
    CHECK(errors("fair lock w.l;") ==
          "3:11 'w' has several instances; which one is meant? | use a binder: forall (w i) ..., foreach (w i) ...");
    CHECK(errors("fair lock z;") == "3:11 'z' is not known here | declare it, or use the library that does");
    CHECK(errors("fair lock y.l for each z;") ==
          "3:24 'z' is no component | for each goes over the instances of a component");
}

TEST_CASE("messages of the checker: properties") {
    CHECK(errors_of(claim("always no_dma;")) == "3:8 no assert is called 'no_dma' | known here: A");
    CHECK(errors_of(claim("always B;")) == "3:8 no assert is called 'B' | known here: A");
    CHECK(errors_of(claim("always deadlock;")) ==
          "3:8 'deadlock' is always checked | leave it out; it may be named in expect");
    CHECK(errors_of(claim("always v.x as P; never v.x as P;")) ==
          "3:18 there are two properties called 'P' | name one of them: ... as NAME;");
    CHECK(errors_of(claim("always A, A;")) ==
          "3:11 there are two properties called 'A' | name one of them: ... as NAME;");
    CHECK(errors_of(claim("always v.x as deadlock;")) ==
          "3:1 there are two properties called 'deadlock' | name one of them: ... as NAME;");
    CHECK(errors_of(claim("always u.m;")) ==
          "3:8 'u' has several instances; which one is meant? | use a binder: forall (u i) ..., foreach (u i) ...");
    CHECK(errors_of(claim("always v.t @ c;")) == "3:12 there is no label 'c' in v.t | known here: b, rest");
    CHECK(errors_of(claim("always v.t @ a;")) == "3:12 there is no label 'a' in v.t | known here: b, rest");
    CHECK(errors_of(claim("always v @ b;")) == "3:8 'v' is a component; which of its threads is meant? | as in v.t");
    CHECK(errors_of(claim("always v.s @ b;")) == "3:10 v has no thread 's' | known here: t");
    CHECK(errors_of(claim("always v.t in v.g;")) == "3:17 v has no function 'g' | known here: f");
    CHECK(errors_of(claim("always v.t in v.x;")) == "3:17 v has no function 'x' | known here: f");
    CHECK(errors_of(claim("always holds(v.x, v.t);")) == "3:16 holds takes a lock or an rwlock, not a truth value");
    CHECK(errors_of(claim("always forall (u i) holds(i.l);")) ==
          "3:21 which thread holds it? | write holds(lock, thread), as in holds(bar->resv, vfio.reset)");
    CHECK(errors_of(claim("always possible v.x without entering v.g as P;")) ==
          "3:40 v has no function 'g' | known here: f");
    CHECK(errors_of(claim("always possible v.x without entering v.x as P;")) ==
          "3:40 v has no function 'x' | known here: f");
    CHECK(errors_of(claim("always possible v.x without entering v.t as P;")) ==
          "3:40 no step enters a thread | name a label of it, as in vfio.reset @ idle");
    CHECK(errors_of(claim("always possible v.x without entering v.t @ z as P;")) ==
          "3:42 there is no label 'z' in v.t | known here: b, rest");
    CHECK(errors_of(claim("always possible v.x for each w as P;")) ==
          "3:30 'w' is no component | for each goes over the instances of a component");
    CHECK(errors_of(claim("expect holds nothing;")) ==
          "3:14 the spec claims nothing called 'nothing' | known here: "
          "deadlock, stuck, lock_cycle, lock_misuse, trap, unguarded, lock_order, "
          "sleeping_in_atomic");
    CHECK(errors_of(claim("always A; expect holds A; expect violated A;")) ==
          "3:43 'A' is expected both to hold and to be violated");
    CHECK(errors_of(claim("expect states 1; expect states 2;")) == "3:25 the counts are given twice");
    CHECK(errors_of(claim("expect violated deadlok;")) ==
          "3:17 the spec claims nothing called 'deadlok' | did you mean 'deadlock'?");
    CHECK(errors_of(claim("always forall (u i) i.m + 1;")) ==
          "3:23 a truth value cannot be an operand of '+': a number is wanted | write c ? 1 : 0, or make it a bool");
}

TEST_CASE("messages of the checker: settings") {
    const std::string spec =
        "spec \"t\";\nparam N in 1..3 = 2; param bool FAST = false;\nuser u { thread t { skip; } }";
    CHECK(errors_of(spec, {{"M", 1}}) == "0:0 --set M=1: there is no parameter 'M' | known here: N, FAST");
    CHECK(errors_of(spec, {{"FASTT", 1}}) == "0:0 --set FASTT=1: there is no parameter 'FASTT' | did you mean 'FAST'?");
    CHECK(errors_of(spec, {{"N", 4}}) == "2:7 --set N=4 is out of bounds: N is in 1..3");
    CHECK(errors_of(spec, {{"FAST", 2}}) == "2:33 --set FAST=2 is out of bounds: FAST is in 0..1");
    CHECK(errors_of("spec \"t\"; user u { thread t { skip; } }", {{"N", 1}}) ==
          "0:0 --set N=1: there is no parameter 'N' | the spec has no parameters");
}

TEST_CASE("warnings: a lost update would not be seen") {
    const std::string warning =
        "4:1 'x' is read and written in one step: a lost update would not be seen | "
        "say which lock guards it: __guarded_by(...), or write atomic { ... } if it is atomic in the kernel";
    CHECK(warnings_of(in_thread("x++;", "int<0..3> x;")) == warning);
    CHECK(warnings_of(in_thread("x -= 1;", "int<0..3> x;")) == warning);
    CHECK(warnings_of(in_thread("atomic { x++; }", "int<0..3> x;")).empty());
    CHECK(warnings_of(in_thread("x++;", "int<0..3> x __guarded_by(l); lock l;")).empty());
    CHECK(warnings_of(in_thread("int k; k++;")).empty());
    CHECK(warnings_of(in_thread("ghost { x++; }", "ghost int<0..3> x;")).empty());
}

TEST_CASE("warnings: two unguarded variables in one test") {
    const std::string warning = "4:1 'x' and 'y' are read in one step, though nothing guards them | "
                                "say which lock guards them: __guarded_by(...), or read them one after the other";
    CHECK(warnings_of(in_thread("if (x && !y) skip;", "bool x, y;")) == warning);
    CHECK(warnings_of(in_thread("if (p()) skip;", "bool x, y; predicate p() = x || y;")) == warning);
    CHECK(warnings_of(in_thread("if (x && x) skip;", "bool x, y;")).empty());
    CHECK(warnings_of(in_thread("if (x && y) skip;", "bool x; bool y __guarded_by(l); lock l;")).empty());
    CHECK(warnings_of(in_thread("atomic { if (x && y) skip; } await (x && y);", "bool x, y;")).empty());
}

TEST_CASE("warnings: a claim that nothing can break") {
    CHECK(warnings_of(in_thread("skip;", "void f() { assert (false) as A; }") + "\nalways A;") ==
          "6:8 no thread gets to an assert called 'A': it cannot be violated");
    CHECK(warnings_of(in_thread("f();", "void f() { assert (false) as A; }") + "\nalways A;").empty());
}

TEST_CASE("warnings: a parameter that nothing uses") {
    const std::string hint = " | --set N changes nothing: use it, or take it out";
    CHECK(warnings_of(with("param N in 1..2 = 1; // N is used nowhere")) ==
          "2:7 nothing uses the parameter 'N'" + hint);
    CHECK(warnings_of(with("param bool N = true; user n { bool N; thread s { N = true; } }")) ==
          "2:12 nothing uses the parameter 'N'" + hint);
    for (const char* use :
         {"user n[N] { }", "const K = N + 1;", "param M in 1..N = 1; user n[M] { }", "user n { int<0..N> x; }",
          "always N > 0 as P;", "user n { predicate p() = N > 1; }", "user n { void f() { if (N == 1) skip; } }"})
        CHECK(warnings_of(with(std::string("param N in 1..2 = 1; ") + use)).empty());
}

TEST_CASE("messages of the checker: acceptances") {
    CHECK(errors_of(claim("accept \"\" because \"it is so\";")) ==
          "3:8 what is accepted has no name | write the name of a finding as 'check --strict' prints it");
    CHECK(errors_of(claim("accept \"a\" because \" \";")) ==
          "3:20 a finding is not accepted without a reason | say why it is right as it is: because \"...\"");
    CHECK(errors_of(claim("accept \"a\" because \"b\"; accept \"a\" because \"c\";")) ==
          "3:32 'a' is accepted twice | the other one: test.rvk:3:8");
}

TEST_CASE("what a spec accepts") {
    const auto program = checked(claim("accept \"a b\" because \"c\"; accept \"mutant 3\" because \"d\";"));
    REQUIRE(program.acceptances.size() == 2);
    CHECK((program.acceptances[0].id == "a b" && program.acceptances[0].reason == "c"));
    CHECK((program.acceptances[1].id == "mutant 3" && program.acceptances[1].place.column == 34));
}
