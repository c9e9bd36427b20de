// Findings: what is found, where, and under which name; and what is not a finding.
#include <catch2/catch.hpp>

#include "checker/internal/search.hpp"
#include "checker/internal/verdicts.hpp"
#include "model/semantics/coverage/findings.hpp"
#include "tests/model/test_check_support.hpp"

using namespace revoke_mc;
using namespace revoke_mc::tests;

namespace {

/// "line:column id", one a line.
std::string found(const std::string& text, const Settings& set = {}) {
    const program::Program program = checked(text, set);
    const checker::SearchOutcome outcome = checker::search(program, {}, {}, false, checker::Observe::all);
    REQUIRE(outcome.observed);
    REQUIRE(outcome.observed_all);
    Indexed<program::PropertyId, bool> violated;
    for (const program::PropertyId i : program.properties.ids())
        violated.push_back(checker::verdict_of(program.properties[i], outcome.properties[i]) ==
                           reports::Verdict::violated);
    std::string all;
    for (const auto& finding : coverage::findings(program, *outcome.observed, violated))
        all += (all.empty() ? "" : "\n") + std::to_string(finding.place.line) + ":" +
               std::to_string(finding.place.column) + " " + finding.id;
    return all;
}

/// Findings of these statements in a thread; they stand on line 4.
std::string found_in(const std::string& statements, const std::string& members = "", const std::string& top = "") {
    return found(in_thread(statements, members, top));
}

}  // namespace

TEST_CASE("findings: steps that never run") {
    CHECK(found_in("x = true; x = false;", "bool x;").empty());
    CHECK(found_in("await (x); x = false;", "bool x;") == "4:1 u.t: await (x);: never runs");
    CHECK(found_in("if (x) { x = false; x = true; } else skip;", "bool x;") == "4:1 u.t: if (x): never true");
    CHECK(found_in("loop { skip; }").empty());
    CHECK(found_in("loop { skip; if (x) break; } x = true;", "bool x;") == "4:14 u.t: if (x): never true\n"
                                                                           "4:30 u.t: x = true;: never runs");
}

TEST_CASE("findings: what folds counts too") {
    CHECK(found_in("int k = 1; if (k == 0) k = 3; skip;") == "4:12 u.t: if (k == 0): never true");
    CHECK(found_in("int k = 1; if (k == 1) k = 3; skip;") == "4:12 u.t: if (k == 1): never false");
    CHECK(found_in("x = true; int k = 1; if (k == 0) k = 3; else k = 2; x = false;", "bool x;") ==
          "4:22 u.t: if (k == 0): never true");
}

TEST_CASE("findings: inside atomic, where one transition carries out conditions") {
    CHECK(found_in("atomic { x = 1; if (x == 0) y = 1; }", "int<0..1> x, y;") == "4:17 u.t: if (x == 0): never true");
    CHECK(found_in("atomic { x = 1; if (x == 1) y = 1; }", "int<0..1> x, y;") == "4:17 u.t: if (x == 1): never false");
    const std::string both = "int<0..1> x = any; int<0..1> y;";
    CHECK(found_in("atomic { if (x == 0) y = 1; }", both).empty());
    CHECK(found_in("atomic { if (x == 0) y = 1; else if (x == 1) y = 0; }", both) ==
          "4:34 u.t: if (x == 1): never false");
    CHECK(found_in("atomic { if (x == 0) y = 1; if (y == 1 && x == 1) y = 0; }", both) ==
          "4:29 u.t: if (y == 1 && x == 1): never true");
}

TEST_CASE("findings: ghost code before the first step") {
    CHECK(found_in("ghost { if (x) y = true; } skip;", "bool x = any; ghost bool y;").empty());
    CHECK(found_in("ghost { if (x && y) y = true; } skip;", "bool x = any; ghost bool y;") ==
          "4:9 u.t: if (x && y): never true");
}

TEST_CASE("findings: walks without elements, filtered or not") {
    const std::string top = "user h[2] { bool seen; thread t { rest: seen = true; } }";
    CHECK(found_in("atomic { each (h i where i.seen) i.seen = false; }", "", top).empty());
    CHECK(found_in("atomic { each (h i where i.seen && !i.seen) i.seen = false; }", "", top) ==
          "4:10 u.t: each (h i where i.seen && !i.seen): never entered");
    CHECK(found_in("foreach (h i where i.seen && !i.seen) i.seen = false;", "", top) ==
          "4:1 u.t: foreach (h i where i.seen && !i.seen): never entered");
    CHECK(found_in("skip; foreach (h i where i.seen) i.seen = false;", "", top).empty());
}

TEST_CASE("findings: branches that are never chosen") {
    CHECK(found_in("either { await (x); x = false; } or skip; or {}", "bool x;") ==
          "4:8 u.t: { await (x); x = false; }: never chosen");
    CHECK(found_in("either skip; or {}").empty());
}

TEST_CASE("findings: errors that are never returned, functions that are never called") {
    const std::string functions = "bool x; int f() { if (x) return -EBUSY; return 0; } void g() { }";
    CHECK(found_in("int e = f(); x = true;", functions) == "2:28 u.f: if (x): never true\n2:67 u.g: never called");
    CHECK(found_in("x = true; int e = f(); x = false; e = f(); g();", functions).empty());
    CHECK(found_in("int e = f();", "bool x; int f() { skip; await (x); return -EBUSY; }") ==
          "2:34 u.f: await (x);: never runs");
}

TEST_CASE("what constants and parameters decide is no finding") {
    const std::string text =
        "spec \"t\"; param bool P = false; const K = 2;\nuser u { bool x; thread t { if (P) { x = true; } "
        "if (K == 2) x = false; if (x) skip; } }";
    CHECK(found(text) == "2:73 u.t: if (x): never true");
    CHECK(found(text, {{"P", 1}}) == "2:73 u.t: if (x): never true");
}

TEST_CASE("findings with the same text are numbered, in the order of the text") {
    CHECK(found_in("if (x) skip; if (x) skip;", "bool x;") ==
          "4:1 u.t: if (x): never true\n4:14 u.t: if (x): never true (2)");
}

TEST_CASE("names of findings stay when lines move") {
    const std::string statements = "if (x) skip;\n/* */ if (!x) skip;";
    CHECK(found_in(statements, "bool x;") == "4:1 u.t: if (x): never true\n5:7 u.t: if (!x): never false");
    CHECK(found_in("\n\n" + statements, "bool x;") == "6:1 u.t: if (x): never true\n7:7 u.t: if (!x): never false");
}

TEST_CASE("findings: premises that are never true") {
    const std::string spec = in_thread("x = 1; x = 2;", "int<0..3> x;") + "\n";
    CHECK(found(spec + "always (u.x == 1 implies u.x > 0) as P;").empty());
    CHECK(found(spec + "always (u.x == 3 implies u.x > 5) as P;") == "6:11 P: premise never true");
    CHECK(found(spec + "always (!(u.x == 3) || u.x > 5) as P;") == "6:13 P: premise never true");
    CHECK(found(spec + "always ((u.x == 1 implies u.x > 0) && (u.x == 3 implies u.x > 5)) as P;") ==
          "6:42 P: premise 2 never true");
    CHECK(found(spec + "never (u.x == 3) as P;").empty());  // that is the claim
    CHECK(found(spec + "never (u.x == 3 && u.x > 0) as P;") == "6:10 P: premise 1 never true");
    CHECK(found(spec + "never (u.x == 1 && u.x == 2) as P;").empty());
    CHECK(found(spec + "predicate p() = u.x == 3 && u.x > 0; never p() as P;") == "6:19 P: premise 1 never true");
    CHECK(found(spec + "always (u.x == 3 implies false) as P; expect violated P;") == "6:11 P: premise never true");
    CHECK(found(spec + "always (u.x == 1 implies false) as P; expect violated P;").empty());
}

TEST_CASE("findings: premises under quantifiers hold for some instance") {
    const std::string spec = "spec \"t\"; user u[2] { int<0..2> x; thread t { x = 1; } }\n";
    CHECK(found(spec + "always forall (u i) (i.x == 1 implies i.x > 0) as P;").empty());
    CHECK(found(spec + "always forall (u i) (i.x == 2 implies i.x > 0) as P;") == "2:24 P: premise never true");
    CHECK(found(spec + "never exists (u i) exists (u j) (i != j && i.x == 1 && j.x == 2) as P;") ==
          "2:58 P: premise 2 never true");
    CHECK(found(spec + "never exists (u i) (i != i && i.x == 2) as P;").empty());
}

TEST_CASE("findings: possibilities that are no question") {
    const std::string spec =
        "spec \"t\"; user v { bool x; void f() { x = true; } void g() { skip; } thread t { loop { idle: rest: skip; "
        "f(); x = false; if (x) g(); } } }\n";
    const std::string known = "1:84 v.t: if (x): never true";
    const std::string call = "1:57 v.g: never called\n";
    const auto with_property = [&](const std::string& property) { return found(spec + property); };
    CHECK_THAT(with_property("always possible (v.x) as P;"), !Catch::Contains("P:"));
    CHECK_THAT(with_property("always possible (v.x || !v.x) as P;"), Catch::Contains("2:1 P: always so"));
    CHECK_THAT(with_property("always possible (!v.x) without entering v.f as P;"), !Catch::Contains("P:"));
    CHECK_THAT(with_property("always possible (!v.x) without entering v.g as P;"),
               Catch::Contains("2:1 P: never entered"));
}

TEST_CASE("findings: progress that nobody asks for") {
    const std::string spec = "spec \"t\"; user v { int<0..2> x; thread t { rest: fair go: x = 1; x = 2; } }\n";
    CHECK(found(spec + "always v.x == 1 leads_to v.x == 2 as P;").empty());
    CHECK(found(spec + "always v.x == 2 leads_to v.x > 0 as P;") == "2:1 P: never asked for");
    CHECK(found(spec + "eventually v.x == 2 as P;").empty());
    CHECK(found(spec + "eventually v.x < 3 as P;") == "2:1 P: always so");
    CHECK(found(spec + "terminates v.t as P;").empty());
    CHECK(found("spec \"t\"; user v { bool x; thread t { x = true; } thread s { rest: x = false; } }\n"
                "terminates v.s as P;") == "2:1 P: never asked for");
}

TEST_CASE("findings: possibilities for each instance are one") {
    const std::string spec = "spec \"t\"; user u[2] ordered { bool x; thread t { loop { if (index == 0) x = true; else "
                             "skip; x = false; } } }\n";
    CHECK(found(spec + "always possible (!u.x) for each u as P;").empty());
    CHECK(found(spec + "always possible (u.x || !u.x) for each u as P;") == "2:1 P: always so");
}

TEST_CASE("findings: asserts that no step gets to") {
    const std::string spec = "bool x; void f() { assert (!x) as A; }";
    CHECK(found(in_thread("if (x) f();", spec) + "\nalways A;") ==
          "2:23 u.f: never called\n4:1 u.t: if (x): never true\n6:8 A: never checked");
    CHECK(found(in_thread("f();", spec) + "\nalways A;").empty());
}

TEST_CASE("findings: instances that never meet") {
    const auto spec = [](const std::string& body) {
        return "spec \"t\"; user d { lock l; }\nuser u[2] { thread t { loop { " + body + " } } }";
    };
    CHECK(found(spec("rest: mutex_lock(d.l); skip; mutex_unlock(d.l);")) == "2:6 u: never meet");
    CHECK(found(spec("rest: skip; mutex_lock(d.l); mutex_unlock(d.l);")).empty());
    CHECK(found(spec("rest: skip;")).empty());  // never under way, neither of them
    CHECK(found("spec \"t\"; user d { lock l; } user u[2] ordered { thread t { rest: mutex_lock(d.l); skip; "
                "mutex_unlock(d.l); } }")
              .empty());  // these are told apart
    CHECK(found("spec \"t\"; user u[2] { bool x; device t { x = true; } }").empty());
}

TEST_CASE("of a step that is always cut, nothing is reported behind what may have cut it") {
    const std::string members = "bool x; object mr { bool x; } mr *p;";
    CHECK(found_in("atomic { p->x = true; x = true; }", members).empty());
    CHECK(found_in("p->x = true; x = true;", members) == "4:14 u.t: x = true;: never runs");  // another step
    CHECK(found_in("int<0..1> k = any (0..1); if (k == 1) { x = true; p->x = true; x = false; }", members) ==
          "4:64 u.t: x = false;: never runs");
}

TEST_CASE("a finding is accepted by a line that can be pasted") {
    const coverage::Finding finding{coverage::Kind::step, "u.t: bound (x) \"many\";: never runs", {0, 1, 1}, ""};
    CHECK(coverage::acceptance_of(finding) == "accept \"u.t: bound (x) \\\"many\\\";: never runs\" because \"...\";");
}
