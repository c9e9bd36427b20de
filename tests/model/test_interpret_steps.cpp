// Steps of the reference interpreter: what is one step, what folds, how choices are made.
//
// Every expectation is worked out by hand; the states are listed in the comments as (position of
// each thread; variables), with `.` for a thread that has ended.
#include <catch2/catch.hpp>

#include "tests/model/test_interpret.hpp"

using revoke_mc::tests::Counts;
using revoke_mc::tests::Explored;
using revoke_mc::tests::user;

TEST_CASE("an assignment to a shared variable is one step") {
    // (x=1; 0) -> (x=2; 1) -> (.; 2)
    const Explored spec = user("int<0..3> x; thread t { x = 1; x = 2; }");
    CHECK(spec.counts() == Counts{3, 2, 2});
    CHECK(spec.violated().empty());
}

TEST_CASE("threads interleave") {
    // Two threads of two steps each: 3 x 3 states; each thread has 2 steps at each of 3 places of the other.
    const Explored spec = user("bool a, b; thread s { a = true; a = false; } thread t { b = true; b = false; }");
    CHECK(spec.counts() == Counts{9, 12, 4});
}

TEST_CASE("statements on own data fold into the step before") {
    // The thread begins in front of `x = k` with k = 2. -> in front of `m = x` -> in front of `y = k` with k = 2
    // (k = m has folded) -> end.
    const Explored spec = user("int<0..3> x, y; thread t { int k = 1; k = k + 1; x = k; int m = x; k = m; y = k; }");
    CHECK(spec.counts() == Counts{4, 3, 3});
    const auto view = spec.interpreter().view(spec.initial());
    REQUIRE(view.threads[0].locals.size() == 1);
    CHECK(view.threads[0].locals[0].name == "k");
    CHECK(view.threads[0].locals[0].value == 2);
    CHECK(spec.cell(spec.result().reached.back(), "u.y") == 2);
}

TEST_CASE("locals are 0 outside of their block") {
    // Without the rule the state at `skip` would keep k = 1 or k = 2.
    // (either) -> (skip; x=1) or (skip; x=2) -> (.; 1) or (.; 2); with y written equally for both: states are merged.
    const Explored spec = user("int<0..3> x; thread t { { int k = any (1..2); x = 1; } skip; }");
    // any with x=1: two transitions to the same state.
    CHECK(spec.counts() == Counts{3, 3, 2});
}

TEST_CASE("a condition on shared variables is one step, own data fold") {
    // (if) -> (y=1) as a is false -> end
    CHECK(user("bool a; int<0..1> y; thread t { if (a) y = 0; else y = 1; }").counts() == Counts{3, 2, 2});
    // The condition on k folds: (y=1) -> end
    CHECK(user("int<0..1> y; thread t { int k = 0; if (k) y = 0; else y = 1; }").counts() == Counts{2, 1, 1});
}

TEST_CASE("await is enabled while its condition holds") {
    // (a=true, await) -> (., await; a) -> (., .; a)
    CHECK(user("bool a; thread s { a = true; } thread w { await (a); }").counts() == Counts{3, 2, 2});
    // Nothing ever sets a: deadlock at once, and the thread is stuck.
    const Explored spec = user("bool a; thread w { await (a); }");
    CHECK(spec.counts() == Counts{1, 0, 0});
    CHECK(spec.violated() == "deadlock 0, stuck 0");
    CHECK(spec.interpreter().why_blocked(spec.initial(), revoke_mc::program::ThreadId{0}).find("u.a is false") !=
          std::string::npos);
}

TEST_CASE("skip is a step, while is a test in each round") {
    CHECK(user("thread t { skip; skip; }").counts() == Counts{3, 2, 2});
    // while (x < 2) x = x + 1: (test; 0) (inc; 0) (test; 1) (inc; 1) (test; 2) (.; 2)
    CHECK(user("int<0..3> x; thread t { while (x < 2) x = x + 1; }").counts() == Counts{6, 5, 5});
}

TEST_CASE("break and continue leave and repeat a loop") {
    // (x++; 0) -> (if; 1) -> (x++; 1) by continue -> (if; 2) -> end by break
    const Explored spec = user("int<0..3> x; thread t { loop { x = x + 1; if (x < 2) continue; break; } }");
    CHECK(spec.counts() == Counts{5, 4, 4});
}

TEST_CASE("goto goes on at its label") {
    // (a=true) -> (skip behind out) -> end; `a = false` is never reached.
    CHECK(user("bool a; thread t { a = true; goto out; a = false; out: skip; }").counts() == Counts{3, 2, 2});
}

TEST_CASE("a branch is chosen together with its first step") {
    // start -> (.; 1) and (.; 2)
    CHECK(user("int<0..3> x; thread t { either { x = 1; } or { x = 2; } }").counts() == Counts{3, 2, 1});
    // Two choices that lead to the same state are two transitions.
    CHECK(user("thread t { either { skip; } or { skip; } }").counts() == Counts{2, 2, 1});
}

TEST_CASE("an await in the branch guards the choice") {
    const Explored spec = user("bool a; int<0..1> x; thread t { either { await (a); x = 1; } or { skip; } }");
    CHECK(spec.counts() == Counts{2, 1, 1});
    CHECK(spec.violated().empty());
}

TEST_CASE("an await behind a condition in the branch still guards it") {
    CHECK(user("bool a; thread t { int k = 1; either { if (k == 1) await (a); } or { skip; } }").counts() ==
          Counts{2, 1, 1});
}

TEST_CASE("a branch that begins with a lock is chosen by a step of its own") {
    // start -> in front of the lock -> in front of the unlock -> end; start -> end (skip). Also with the lock free.
    const Explored spec = user("lock l; thread t { either { mutex_lock(l); mutex_unlock(l); } or { skip; } }");
    CHECK(spec.counts() == Counts{4, 4, 2});
    CHECK(spec.first_steps().at(0).choices == std::vector<std::string>{"branch 1"});
}

TEST_CASE("an await in a function called since does not guard the choice") {
    // start -> committed, waits in f for ever; start -> end.
    const Explored spec = user("bool a; void f() { await (a); } thread t { either { f(); } or { skip; } }");
    CHECK(spec.counts() == Counts{3, 2, 1});
    CHECK(spec.violated() == "deadlock 1, stuck 1");
    // The same for an atomic statement whose await is in a function.
    CHECK(user("bool a; void f() { await (a); } thread t { either { atomic { f(); } } or { skip; } }").counts() ==
          Counts{3, 2, 1});
}

TEST_CASE("an empty branch goes together with what follows") {
    // start -x=1-> (y=1; 1,0) -> (.; 1,1); start -y=1-> (.; 0,1)
    CHECK(user("int<0..1> x, y; thread t { either { x = 1; } or { } y = 1; }").counts() == Counts{4, 3, 2});
    // At the end of the thread the choice is a step alone.
    CHECK(user("bool x; thread t { either { x = true; } or { } }").counts() == Counts{3, 2, 1});
}

TEST_CASE("an empty branch in front of an await is chosen by a step of its own") {
    // The await stands outside of the either: no guard. start -x=1-> A1, start -> A0; both wait for ever.
    const Explored spec = user("bool a, x; thread t { either { x = true; } or { } await (a); }");
    CHECK(spec.counts() == Counts{3, 2, 1});
    CHECK(spec.violated() == "deadlock 1, stuck 1");
}

TEST_CASE("a choice reaches no further than its branch: the next one is another step") {
    // start: x=1 -> P1; the empty branch alone -> P0, in front of the second either. P1 -skip-> E1, P0 -skip-> E0.
    // No thread is committed to the await: it guards the second choice.
    const std::string two = "either { x = true; } or { } either { await (a); } or { skip; }";
    const Explored spec = user("bool a, x; thread t { " + two + " }");
    CHECK(spec.counts() == Counts{5, 4, 2});
    CHECK(spec.violated().empty());
}

TEST_CASE("a commitment that several continuations ask for is one step") {
    // The first choice is committed for the sake of both awaits: start -> P1 (x=1), start -> P0. Nothing else.
    const std::string two = "either { x = true; } or { } either { await (a); } or { await (a && x); }";
    CHECK(user("bool a, x; thread t { " + two + " }").counts() == Counts{3, 2, 1});
}

TEST_CASE("nested choices that an await guards are made with it") {
    // a is false: only the inner skip is possible.
    CHECK(user("bool a; thread t { either { either { await (a); } or { skip; } } or { await (a); } }").counts() ==
          Counts{2, 1, 1});
}

TEST_CASE("any chooses a value with the next step") {
    // k = 0 and k = 2; both end, with x = 0 (which does not change x) and x = 2.
    const Explored spec = user("int<0..3> x; thread t { int k = any (0..2 where k != 1); x = k; }");
    CHECK(spec.counts() == Counts{3, 2, 1});
    CHECK(spec.first_steps().at(1).choices == std::vector<std::string>{"k = 2"});
    CHECK(user("bool a; thread t { int k = any (0..2 where a); skip; }").violated() == "deadlock 0, stuck 0");
}

TEST_CASE("an await in the rest of the block guards any") {
    // x = 1: only k = 1 can go on.
    CHECK(user("int<0..3> x = 1; thread t { int k = any (0..2); await (k == x); skip; }").counts() == Counts{3, 2, 2});
}

TEST_CASE("variables that start at any value give one initial state each") {
    const Explored spec = user("bool a = any; int<0..2> x = any; thread t { a = true; }");
    CHECK(spec.interpreter().initial_states().size() == 6);
    // 6 initial ones, 3 ends.
    CHECK(spec.counts() == Counts{9, 6, 1});
}

TEST_CASE("ghost code folds into the step before") {
    // x = 1 with g := true -> y = 1 -> end; the assert on g folds, too, and is broken by the second step.
    const Explored spec = user(
        "bool x, y; ghost bool g; thread t { x = true; ghost { g = true; } y = true; ghost { assert (!g) as mine; } }",
        "always mine;");
    CHECK(spec.counts() == Counts{3, 2, 2});
    CHECK(spec.violated() == "mine 2");
    CHECK(spec.cell(*spec.first_steps().at(0).next, "u.g") == 1);
}

TEST_CASE("a failing assert is reported and the path goes on") {
    // assert (x == 0) names a shared variable: a step.
    const Explored spec = user("int<0..1> x; thread t { x = 1; assert (x == 0); x = 0; }");
    CHECK(spec.counts() == Counts{4, 3, 3});
    CHECK(spec.violated() == "assertion 2");
    // Not claimed: not checked, yet a step all the same.
    const Explored unclaimed = user("int<0..1> x; thread t { x = 1; assert (x == 0) as mine; x = 0; }");
    CHECK(unclaimed.counts() == Counts{4, 3, 3});
    CHECK(unclaimed.violated().empty());
    // On own data it folds.
    CHECK(user("int<0..1> x; thread t { int k = 1; x = 1; assert (k == 0); x = 0; }").counts() == Counts{3, 2, 2});
}

TEST_CASE("the model's own bound cuts a path") {
    const Explored spec = user("int<0..3> x; thread t { x = 1; bound (x == 0) \"too small\"; x = 2; }");
    // (x=1) -> (bound) -> cut
    CHECK(spec.counts() == Counts{2, 2, 1});
    CHECK(spec.result().bound_reached);
    CHECK(spec.violated().empty());
}

TEST_CASE("blame: who is named, else whose code it is; a caller is a side, too") {
    const std::string sides =
        "importer i { void g() { ex.f(); } thread t { ACT } } exporter ex { bool x; void f() { "
        "atomic { assert (x) as A blames CALLER; assert (x) as B; assert (x) as C blames CORE; } } "
        "thread s { rest: f(); } } void lib() { assert (ex.x) as D blames CALLER; } "
        "void outer() { lib(); } always A, B, C, D;";
    const auto blamed = [&](const std::string& act, std::size_t thread) {
        std::string text = sides;
        text.replace(text.find("ACT"), 3, act);
        const Explored spec(text);
        std::string reported;
        for (const auto& step : spec.first_steps())
            for (const auto& event : step.events)
                if (step.thread == revoke_mc::program::ThreadId{thread})
                    reported += spec.program().properties[event.property].name + ":" +
                                std::to_string(static_cast<int>(event.blames)) + " ";
        return reported;
    };
    const auto number = [](revoke_mc::program::Blame blame) { return std::to_string(static_cast<int>(blame)); };
    const std::string importer = number(revoke_mc::program::Blame::importer),
                      exporter = number(revoke_mc::program::Blame::exporter),
                      core = number(revoke_mc::program::Blame::core);
    CHECK(blamed("g();", 0) == "A:" + importer + " B:" + exporter + " C:" + core + " ");
    CHECK(blamed("g();", 1) == "A:" + exporter + " B:" + exporter + " C:" + core + " ");
    CHECK(blamed("atomic { outer(); }", 0) == "D:" + importer + " ");
}

TEST_CASE("what may be chosen can itself be a trap, and the step keeps its thread and its side") {
    // The filter of the walk looks behind the end of an array.
    const Explored spec(
        "importer i { int<0..3> n = 3; bool m[2]; thread t { int k = any (0..1 where m[n]); m[k] = true; } }");
    CHECK(spec.violated() == "trap 1");
    const auto steps = spec.first_steps();
    REQUIRE(steps.size() == 2);  // for each candidate
    for (const auto& step : steps) {
        REQUIRE(step.events.size() == 1);
        CHECK_FALSE(step.next);
        CHECK(step.thread == revoke_mc::program::ThreadId{0});
        CHECK(step.events[0].blames == revoke_mc::program::Blame::importer);
    }
}
