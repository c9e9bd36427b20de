// Exported commands against the packed system, on the states of every spec.
#include <cstdlib>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/export/evaluate.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

void compare_all(std::size_t limit) {
    std::size_t compared = 0, visited = 0;
    for (const auto& path : tests::all_specs()) {
        const program::Program program = check::check(syntax::load(path), {});
        const lower::Lowered lowered = lower::lower(program);
        tests::Comparison comparison(program, lowered);
        INFO(path.string());
        CHECK(comparison.run(limit) == "");
        visited += comparison.states();
        ++compared;
    }
    CHECK(compared >= 60);
    CHECK(visited >= 20 * compared);
}

std::string difference(const std::string& text) {
    const program::Program program = check::check(syntax::load_text("a.rvk", text), {});
    const lower::Lowered lowered = lower::lower(program);
    tests::Comparison comparison(program, lowered);
    std::string found = comparison.run(100000);
    CHECK(comparison.states() > 1);
    return found;
}

}  // namespace

TEST_CASE("exported commands do what the packed system does, on every spec") { compare_all(300); }

TEST_CASE("exported commands do what the packed system does, on all states", "[.soak]") { compare_all(200000); }

TEST_CASE("exported commands: arithmetic, arrays, division by what may be 0") {
    CHECK(difference("spec \"a\"; user u { int<-3..9> x = any, y = 1; int<0..3> a[3]; int<0..2> i;"
                     " thread t { loop { either { y = x / y; } or { y = x % (y + 1); } or { a[i] = a[i] + 1; }"
                     " or { i = (i + 1) % 3; } or { atomic { if (y > 0 && x > 2) { x = x * -1; a[0] = 0; } } } } } }"
                     " always u.x < 9; never u.y == 3;") == "");
}

TEST_CASE("exported commands: results that do not fit 32 bits") {
    const auto chosen = [](const std::string& name) {
        std::string text;
        for (const char* value :
             {"-2147483647 - 1", "-2147483647", "-65537", "-46341", "-1", "0", "1", "46340", "65536", "2147483647"})
            text += (text.empty() ? "either { " : " or { ") + name + " = " + value + "; }";
        return text;
    };
    const std::string variables = "int<-2147483647 - 1..2147483647> a = 0, b = 1; bool c;";
    for (const char* result : {"a + b", "a - b", "a * b", "-a", "a / b", "a % b", "a * b * a", "a + b - a * b"})
        CHECK(difference("spec \"a\"; user u { " + variables + " thread t { loop { " + chosen("a") + chosen("b") +
                         " c = " + result + " > 7; } } } never u.a - u.b == 3 as apart;") == "");
    CHECK(difference("spec \"a\"; user u { int<0..100000> a = 100000; bool c;"
                     " thread t { c = true; c = a * a > 5; c = false; } }") == "");
}

TEST_CASE("exported commands: locks held twice, given back by others, waited for in a circle") {
    CHECK(difference("spec \"a\"; user u[2] ordered { lock l; lock m; bool c = any;"
                     " thread t { loop { rest: if (c) { mutex_lock(u[0].l); mutex_lock(u[1].m); mutex_unlock(u[1].m); }"
                     " else { mutex_lock(u[1].m); mutex_lock(u[0].l); } mutex_unlock(u[0].l); } } }") == "");
}
