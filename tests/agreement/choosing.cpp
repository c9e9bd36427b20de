// Conditions that are evaluated while a thread chooses: what traps there, in search and interpreter.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

/// What a thread does before `done = true;`. `m` has two elements, `j` begins as any of 0..3, `z` is 0.
struct Case {
    std::string code;
    std::size_t traps = 1;  ///< transitions without a successor
    bool goes_on = true;    ///< somebody comes to the end
};

const std::vector<Case> cases{
    // The filter of `any`: each candidate by itself.
    {"int k = any (-1..1 where m[k] || k == 0);", 1 * 4},
    {"int k = any (-1..2 where !m[k]);", 2 * 4},
    {"int k = any (0..1 where m[j] && k > 4);", 2 * 2, false},
    {"int k = any (0..1 where !m[j] || k > 4);", 2 * 2},
    {"int k = any (0..2 where 4 / k > 1);", 1 * 4},
    {"int k = any (0..2 where z / k == 0 && k != 2);", 1 * 4},
    {"int k = any (0..2 where o.f || k == 1);", 3 * 4, false},
    {"int a = any (0..1 where !m[a + j]);", 0 + 1 + 2 + 2},
    {"int a = any (0..1 where !m[j]); int b = any (0..2 where !m[b]);", 2 * 2 + 2 * 2},
    {"atomic { int k = any (0..2 where !m[k]); z = k; }", 1 * 4},
    {"atomic { z = 4 / (j + z) - 4; int k = any (0..2 where !m[k]); }", 1 + 3},
    {"ghost { each (int k in 0..3 where k < 2 && !m[k]) { g = 1; } } skip;", 0},
    // Guards: an await behind the choice is part of it.
    {"int k = any (0..2); await (!m[k]);", 1 * 4},
    {"either { await (!m[j]); } or { await (m[j]); }", 2 * 2},
    {"either { await (!m[j] && z == 0); } or { skip; }", 2},
    {"either { atomic { await (!m[j]); z = 1; } } or { await (false); }", 2},
    {"either { await (m[j + 4]); } or { skip; }", 4},
    // The filter of `foreach` when the walk starts, in the step before, and when an element is chosen.
    {"skip; foreach (v i where !m[j] || i.f) { i.f = true; }", 2},
    {"skip; foreach (v i where i.f || m[j + 4]) { i.f = true; }", 4, false},
    {"skip; foreach (v i where z == 0 || m[4 * z]) { z = 1; }", 4 * 2, false},
    // `each`, and filters of quantifiers: parts of the condition or the statement.
    {"atomic { each (v i where !m[j] || i.f) { i.f = true; } }", 2},
    {"atomic { each (int k in 0..3 where !m[k]) { z = k; } }", 4, false},
    {"await (exists (v i where m[j]) i.f || z == 0);", 2},
    {"await (forall (v i where m[j]) !i.f);", 2},
    {"if (exists (int k in 0..1 where m[k + j]) k == z) z = 1;", 3},
    // An index in a reference or an argument.
    {"f(&l[j]);", 2},
    {"either { f(&l[j]); } or { skip; }", 2},
};

std::string spec(const std::string& code) {
    return "spec \"choosing\"; user v[2] { bool f; } user u { object o { bool f; } bool m[2], done; int<0..3> j = "
           "any;\n"
           "lock l[2]; int<-4..4> z; ghost int<0..1> g; void f(lock *a) { mutex_lock(a); mutex_unlock(a); }\n"
           "thread t { " +
           code + " done = true; } } possible u.done as goes_on;";
}

}  // namespace

TEST_CASE("a condition that traps while a thread chooses is a trap of that choice alone, in search and interpreter") {
    for (const Case& example : cases) {
        INFO(example.code);
        const program::Program program = check::check(syntax::load_text("a.rvk", spec(example.code)), {});
        CHECK(tests::compare_engines(program, 5000).difference == "");
        const interpret::Interpreter interpreter(program);
        const interpret::SearchResult found = interpret::search(interpreter, {.keep_states = true});
        std::size_t traps = 0;
        for (const interpret::Outcome& start : interpreter.starts()) traps += start.next ? 0 : 1;
        for (const interpret::State& state : found.reached)
            for (const interpret::Outcome& step : interpreter.steps(state)) traps += step.next ? 0 : 1;
        CHECK(traps == example.traps);
        CHECK(found.of(program, "trap")->violated == (example.traps != 0));
        CHECK(found.of(program, "goes_on")->violated != example.goes_on);
    }
}

TEST_CASE("random choices of values are judged by both in the same way, whatever the filter") {
    const std::vector<std::string> filters{"m[k]",  "!m[k]", "k != 1", "4 / k > 1", "m[j]",
                                           "j > 1", "true",  "false",  "o.f"};
    const std::vector<std::string> joints{" && ", " || ", " implies "};
    for (const std::string& one : filters)
        for (const std::string& other : filters)
            for (const std::string& joint : joints) {
                const std::string code = "int k = any (-1..2 where " + one + joint + other + "); z = k;";
                INFO(code);
                const program::Program program = check::check(syntax::load_text("a.rvk", spec(code)), {});
                CHECK(tests::compare_engines(program, 5000).difference == "");
            }
}
