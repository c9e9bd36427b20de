// The reference interpreter on foreach, each, atomic; functions; marks and the properties that use them.
#include <catch2/catch.hpp>

#include "tests/model/test_interpret.hpp"

using revoke_mc::tests::Counts;
using revoke_mc::tests::Explored;
using revoke_mc::tests::user;

namespace {

/// Two instances with a flag, and a thread that does something with them.
Explored pair(const std::string& body, const std::string& members = "bool m;", const std::string& head = "c[2]") {
    return Explored("importer " + head + " { " + members + " }\nuser u { bool a, x; thread t { " + body + " } }");
}

}  // namespace

TEST_CASE("foreach visits in any order") {
    // start -> {first is 0, first is 1} -> end: 4 states, 2 + 1 + 1 transitions.
    const Explored spec = pair("foreach (c i) i.m = true;");
    CHECK(spec.counts() == Counts{4, 4, 2});
    const auto first = spec.first_steps();
    REQUIRE(first.size() == 2);
    CHECK(first[0].choices == std::vector<std::string>{"i = c[0]"});
    const std::string walk = spec.interpreter().view(*first[0].next).threads[0].walks.at(0);
    CHECK(walk.substr(walk.find(':')) == ":|c[1]");
}

TEST_CASE("ordered instances are visited in order") {
    CHECK(pair("foreach (c i) i.m = true;", "bool m;", "c[2] ordered").counts() == Counts{3, 2, 2});
}

TEST_CASE("a walk over an empty set is over at once") {
    CHECK(pair("foreach (c i where i.m) skip;").counts() == Counts{1, 0, 0});
    CHECK(pair("x = true; foreach (c i where i.m) skip; x = false;").counts() == Counts{3, 2, 2});
}

TEST_CASE("which elements are visited is settled in the step before the walk") {
    // i.m is set for both in the step before: two elements although the other one's flag goes in between.
    CHECK(pair("atomic { each (c i) i.m = true; } foreach (c i where i.m) skip;").counts() == Counts{5, 5, 3});
}

TEST_CASE("an element that left the set during the walk is a trap") {
    // start -> two states with one element left -> its choice traps.
    const Explored spec = pair("foreach (c i where !i.m) atomic { each (c j) j.m = true; }");
    CHECK(spec.counts() == Counts{3, 4, 1});
    CHECK(spec.violated() == "trap 2");
}

TEST_CASE("an await in the body guards the choice of the element") {
    // Only c[0] can be visited at first (m), then nothing: deadlock.
    const Explored spec = pair("foreach (c i) { await (i.m); skip; }", "bool m = index == 0;", "c[2] ordered");
    CHECK(spec.violated().substr(0, 10) == "deadlock 2");
}

TEST_CASE("a lock in the body commits the choice of the element") {
    // start -> chosen 0 / chosen 1 -> locked -> one left, ... : 1 + per order (chosen, locked, [between], chosen,
    // locked) . Per first element: C1, L1, B (between, one left), C2, L2; then end. 1 + 2*5 + 1 states, 2 + 2*5
    // transitions.
    const Explored spec = pair("foreach (c i) { mutex_lock(i.l); mutex_unlock(i.l); }", "lock l;");
    CHECK(spec.counts() == Counts{12, 12, 6});
}

TEST_CASE("break leaves a walk, continue goes on with the next element") {
    // start -> end for either element.
    CHECK(pair("foreach (c i) { i.m = true; break; }").counts() == Counts{3, 2, 1});
    CHECK(pair("foreach (c i) { i.m = true; continue; }").counts() == Counts{4, 4, 2});
}

TEST_CASE("each is one transition, in increasing order") {
    CHECK(pair("atomic { each (c i) i.m = true; }").counts() == Counts{2, 1, 1});
    const Explored filtered = pair("atomic { each (c i where i.m) i.m = false; each (int k in 0..1) x = !x; }");
    CHECK(filtered.counts() == Counts{2, 1, 1});
    CHECK(filtered.cell(filtered.result().reached.back(), "u.x") == 0);
}

TEST_CASE("atomic is one step with all its effects") {
    CHECK(user("int<0..3> x; thread t { atomic { x = 1; x = x + 1; if (x == 2) x = 3; } }").counts() ==
          Counts{2, 1, 1});
    // One transition for each path, except the one whose await is false.
    CHECK(user("int<0..3> x, y; thread t { atomic { either { x = 1; } or { x = 2; } y = x; } }").counts() ==
          Counts{3, 2, 1});
    CHECK(user("bool a; int<0..3> x; thread t { atomic { x = 1; either { await (a); x = 2; } or { x = 3; } } }")
              .counts() == Counts{2, 1, 1});
    CHECK(user("bool a; thread t { atomic { a = true; await (!a); } }").violated() == "deadlock 0, stuck 0");
}

TEST_CASE("jumps leave an atomic statement, what follows folds") {
    // start -> skip -> end: `goto` skips x = 2 and y = 1.
    CHECK(user("int<0..3> x, y; thread t { atomic { if (x == 0) goto out; x = 2; } y = 1; out: skip; }").counts() ==
          Counts{3, 2, 2});
    // return out of it ends the thread; break ends the loop.
    CHECK(user("bool a; thread t { atomic { a = true; return; } skip; }").counts() == Counts{2, 1, 1});
    CHECK(user("bool a; thread t { loop { atomic { a = true; break; } } skip; }").counts() == Counts{3, 2, 2});
    // continue: the loop comes back to the same statement.
    CHECK(user("bool a; thread t { loop { atomic { a = !a; continue; } } }").counts() == Counts{2, 2, 1});
}

TEST_CASE("functions return early, with a value, in the caller's thread") {
    // y = f(0) (5 is a temporary) -> in f(1), x = 1 -> return x -> y = 1 -> end
    const Explored spec = user("int<0..7> x, y; int f(int p) { if (p == 0) return 5; x = p; return x; }"
                               "thread t { y = f(0); y = f(1); }");
    CHECK(spec.counts() == Counts{5, 4, 4});
    CHECK(spec.cell(*spec.first_steps().at(0).next, "u.y") == 5);
    CHECK(spec.cell(spec.result().reached.back(), "u.y") == 1);
}

TEST_CASE("evaluating arguments that are shared is a step") {
    // f(x): step; y = p: step.
    CHECK(user("int<0..3> x = 2, y; void f(int p) { y = p; } thread t { f(x); }").counts() == Counts{3, 2, 2});
    CHECK(user("int<0..3> y; void f(int p) { y = p; } thread t { f(2); }").counts() == Counts{2, 1, 1});
}

TEST_CASE("functions run on the instance they are called on") {
    const Explored spec = pair("foreach (c i) i.set();", "bool m; void set() { m = true; }");
    CHECK(spec.counts() == Counts{4, 4, 2});
    CHECK(spec.cell(spec.result().reached.back(), "c[1].m") == 1);
}

TEST_CASE("rest: a thread may stay there") {
    CHECK(user("bool a; thread t { loop { rest: await (a); skip; } }").violated().empty());
    CHECK(user("bool a; thread t { loop { await (a); skip; } }").violated() == "deadlock 0, stuck 0");
    // Committed to the await by a step of its own, it is not at rest any more.
    CHECK(user("bool a; void f() { await (a); } thread t { rest: either { f(); } or { skip; } }").violated() ==
          "deadlock 1, stuck 1");
    // A device may always stay, but others are stuck all the same.
    CHECK(user("bool a; device d { await (a); }").violated().empty());
    CHECK(user("bool a, b; device d { loop { b = !b; } } thread t { await (a); }").violated() == "stuck 0");
}

TEST_CASE("always possible: the goal can be reached from everywhere") {
    const std::string two = "bool d; void f() { d = true; } thread t { go: f(); }";
    CHECK(user(two, "always possible u.d as p;").violated().empty());
    // The only step that sets d starts right behind the label, and right behind the call.
    CHECK(user(two, "always possible u.d without entering u.t @ go as p;").violated() == "p 0");
    CHECK(user(two, "always possible u.d without entering u.f as p;").violated() == "p 0");
}

TEST_CASE("without entering forbids only the step that enters") {
    // From inside of f (after its first step) the goal is reached; from in front of it, it is not.
    const Explored spec = user("bool x, d; void f() { x = true; d = true; } thread t { skip; f(); }",
                               "always possible u.d without entering u.f as p;\n"
                               "possible u.x && !u.d as inside;");
    CHECK(spec.violated() == "p 0");
    CHECK(spec.result().of(spec.program(), "inside")->length == 2);
    const auto states = spec.result().reached;
    CHECK(spec.interpreter().view(states.at(1)).threads[0].position.find("!F") != std::string::npos);
    CHECK(spec.interpreter().view(states.at(2)).threads[0].position.find("!F") == std::string::npos);
}

TEST_CASE("positions: a label holds for the statement and the calls in it") {
    const Explored spec = user("bool x; void f() { x = true; x = false; } thread t { skip; go: f(); skip; }",
                               "never u.t @ go as at_go; never u.t in u.f as in_f; possible u.t @ go && u.x as both;");
    CHECK(spec.violated() == "at_go 1, in_f 1");
    CHECK(spec.result().of(spec.program(), "both")->length == 2);
}

TEST_CASE("invariants, and a property whose evaluation traps") {
    CHECK(user("int<0..3> x; thread t { x = 1; x = 2; }", "always u.x < 2 as small;").violated() == "small 2");
    CHECK(user("int<0..3> x; bool a[2]; thread t { x = 1; x = 2; }", "always !u.a[u.x] as inside;").violated() ==
          "inside 2");
    CHECK(user("int<0..3> x; thread t { x = 1; }", "possible u.x == 3 as three;").violated() == "three");
}

TEST_CASE("a third recursion through a dispatch is a trap") {
    // map -> invalidate -> map -> invalidate -> map: the third map on one stack.
    const Explored spec("use dma_buf; dma_buf bar of e;"
                        "exporter e { int map_dma_buf(attachment *a) { dma_buf_invalidate_mappings(bar); return 0; }"
                        " void unmap_dma_buf(attachment *a) { skip; } }"
                        "importer i { attachment att of bar : dynamic; mapping m of att;"
                        " void invalidate_mappings(attachment *a) { dma_buf_map_attachment(&m); }"
                        " thread t { dma_buf_dynamic_attach(&att); dma_resv_lock(bar);"
                        "  dma_buf_map_attachment(&m); dma_resv_unlock(bar); } }");
    CHECK(spec.violated().find("trap") != std::string::npos);
    CHECK(spec.message("trap").find("a third time") != std::string::npos);
}

TEST_CASE("a reference that is not given is NULL") {
    const std::string record = "struct duo { bool on; int<0..2> level; }\n";
    const std::string members = "duo d; bool x; void f(duo *q = NULL) { if (q) x = q->on; else x = true; }";
    const Explored spec(record + "user u { " + members + " thread t { f(); f(&d); } }");
    CHECK(spec.violated().empty());
    CHECK(spec.cell(*spec.first_steps().at(0).next, "u.x") == 1);
    CHECK(spec.cell(spec.result().reached.back(), "u.x") == 0);
    const Explored used(record + "user u { duo d; void f(duo *q = NULL) { q->on = true; } thread t { f(); } }");
    CHECK(used.violated() == "trap 1");
}
