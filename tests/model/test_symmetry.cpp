// Symmetry: what the lowering finds interchangeable, and what it refuses. Whether the reduction is exact is
// judged in tests/support/symmetry.cpp, here on every spec and on specs made to be difficult, in
// tests/random on random ones. The canonical form itself: test_symmetry_forms.cpp.
#include <filesystem>

#include <catch2/catch.hpp>

#include "explorer/symmetry/symmetry_canonicalizer.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/places.hpp"
#include "tests/support/symmetry.hpp"

using namespace revoke_mc;

namespace {

program::Program compile(const std::string& text) { return check::check(syntax::load_text("test.rvk", text), {}); }

tests::SymmetryReport report_of(const std::string& text, std::size_t limit = 100'000) {
    return tests::check_symmetry(compile(text), limit);
}

std::string obstacle_of(const std::string& text) {
    const program::Program program = compile(text);
    const lower::Lowered lowered = lower::lower(program);
    REQUIRE(lowered.model().symmetry.groups.size() == 1);
    return lowered.model().symmetry.groups[system::GroupId{0}].obstacle;
}

}  // namespace

TEST_CASE("every spec is reduced exactly") {
    std::size_t reduced = 0;
    for (const auto& path : tests::all_specs()) {
        const program::Program program = check::check(syntax::load(path), {});
        const tests::SymmetryReport report = tests::check_symmetry(program, 6'000);
        INFO(path.string() << ": " << report.difference);
        CHECK(report.difference.empty());
        CHECK(report.given_up == 0);
        if (report.groups == 0) continue;
        ++reduced;
        if (!report.skipped) CHECK(report.canonical < report.states);
    }
    CHECK(reduced >= 30);
}

TEST_CASE("specs with three instances are reduced exactly") {
    for (const char* file : {"specs/contract/s1-many-notifications.rvk", "tests/bench/yardstick-sym.rvk",
                             "specs/bugs/b16-bug.rvk", "specs/bugs/b62-bug.rvk"}) {
        const auto path = std::filesystem::path(tests::source_dir()) / file;
        const tests::SymmetryReport report =
            tests::check_symmetry(check::check(syntax::load(path), {{"N", 3}}), 12'000);
        INFO(file << ": " << report.difference);
        CHECK(report.difference.empty());
        CHECK_FALSE(report.skipped);
        CHECK(report.canonical * 3 < report.states);
    }
}

// The dead instance lies between the two positions of the living one: in each canonical state the other place moves.
// Only following instances through their places shows that one never moves again.
TEST_CASE("who is stuck stays stuck when places change") {
    const tests::SymmetryReport report = report_of(R"(
spec "one dies";
user hub { bool dead; }
user m[2] {
    int<0..2> n;
    thread t {
        either { loop { n = 0; n = 2; } }
        or { atomic { await (!hub.dead); hub.dead = true; } await (n == 1); }
    }
}
always possible (i.n == 2) for each m i as lives;
)");
    CHECK(report.difference.empty());
    CHECK(report.groups == 1);
    CHECK(report.canonical < report.states);
}

// --- instances that are related to each other -------------------------------------------------

TEST_CASE("threads that walk over their own kind may meet themselves first or last") {
    const tests::SymmetryReport report = report_of(R"(
spec "neighbours";
user m[3] {
    int<0..3> n;
    thread t { foreach (m i) { if (i.n < 2) i.n = i.n + 1; skip; } }
}
always possible (i.n == 2) for each m i as all_grow;
)");
    CHECK(report.difference.empty());
    CHECK(report.groups == 1);
    CHECK(report.relations == 2);  // still to visit, being visited
    CHECK(report.canonical < report.states);
    CHECK_FALSE(report.skipped);
}

TEST_CASE("a lock in an instance that another instance takes") {
    const tests::SymmetryReport report = report_of(R"(
spec "every door";
user m[3] {
    lock door;
    bool open;
    thread t { foreach (m i where !i.open) { mutex_lock(i.door); i.open = true; mutex_unlock(i.door); } }
}
never (exists (m a) exists (m b) (a != b && holds(a.door, b.t))) as somebody_elses_door;
)");
    CHECK(report.difference.empty());
    CHECK(report.relations == 3);
    CHECK(report.canonical < report.states);
}

TEST_CASE("two components that refer to each other, and an rwlock in each instance") {
    const tests::SymmetryReport report = report_of(R"(
spec "readers and writers";
user file[2] {
    rwlock rw;
    int<0..2> version;
    thread clean { loop { down_write(rw); version = 0; up_write(rw); } }
}
user reader[2] {
    bool seen;
    thread t { foreach (file f) { down_read(f.rw); seen = f.version == 0; up_read(f.rw); } }
}
)");
    CHECK(report.difference.empty());
    CHECK(report.groups == 2);
    CHECK(report.relations >= 3);
    CHECK(report.canonical * 2 < report.states);
}

TEST_CASE("numbered instances keep their places, and what is about them belongs to the others") {
    const tests::SymmetryReport report = report_of(R"(
spec "first come";
user gate[2] ordered { lock l; bool used; thread t { foreach (guest g) { g.greeted = true; } } }
user guest[2] {
    bool greeted;
    thread t { foreach (gate g) { mutex_lock(g.l); g.used = true; mutex_unlock(g.l); } }
}
)");
    CHECK(report.difference.empty());
    CHECK(report.groups == 1);
    CHECK(report.relations == 0);
    CHECK(report.canonical < report.states);
}

// --- what is not symmetric --------------------------------------------------------------------

TEST_CASE("there is no symmetry where the last instance of an each wins") {
    CHECK(obstacle_of(R"(
spec "the last one wins";
user all { int<0..2> last; }
user m[2] {
    int<0..2> n;
    thread t { n = 1; n = 2; atomic { each (m i) all.last = i.n; } }
}
)") == "the order matters in which line 6 takes them");
}

TEST_CASE("there is no symmetry where an each reads what it has written for another instance") {
    CHECK(obstacle_of(R"(
spec "reads its own";
user m[2] {
    int<0..1> n;
    thread t { n = 0; atomic { each (m i) if (n != 1) i.n = 1; } }
}
)") == "the order matters in which line 5 takes them");
}

TEST_CASE("an each that counts in a local variable is left alone") {
    CHECK_FALSE(obstacle_of(R"(
spec "counts";
user m[2] {
    bool up;
    int<0..2> seen;
    thread t { up = true; atomic { int n = 0; each (m i) if (i.up) n = 2 * n + 1; seen = n; } }
}
)")
                    .empty());
}

TEST_CASE("an each in which elements do not meet, or all say the same, leaves the symmetry") {
    const tests::SymmetryReport report = report_of(R"(
spec "all say the same";
user all { bool some; }
user m[3] {
    int<0..2> n;
    thread t { n = 1; atomic { each (m i) { if (i.n == 1) all.some = true; i.n = 2; } } }
}
)");
    CHECK(report.difference.empty());
    CHECK(report.groups == 1);
    CHECK(report.canonical < report.states);
}

// It depends on which comes first: one element would settle it, the other one traps.
TEST_CASE("a quantifier looks at every instance") {
    const program::Program program = compile(R"(
spec "a trap behind a decision";
user all { bool yes[2] = { false, true }; bool found; }
user m[2] {
    int<0..2> n;
    thread t { either { n = 1; } or { n = 2; } }
}
user judge { thread t { await (exists (m a) a.n == 2 && exists (m b) b.n == 1); all.found = exists (m i) all.yes[i.n]; } }
)");
    const tests::SymmetryReport report = tests::check_symmetry(program, 1'000);
    CHECK(report.difference.empty());
    CHECK(report.groups == 1);
    CHECK(report.canonical < report.states);
}

TEST_CASE("initial values that are free are free for each instance") {
    const tests::SymmetryReport report = report_of(R"(
spec "any";
user m[3] { int<0..2> n = any; thread t { n = 0; } }
)");
    CHECK(report.difference.empty());
    CHECK(report.states > report.canonical);
    CHECK(report.groups == 1);
}

TEST_CASE("a property for each instance goes where its instance goes, and so do threads") {
    const program::Program program = compile(R"(
spec "each";
user m[3] { bool up; thread t { up = true; } thread u { up = false; } }
always possible (i.up) for each m i as gets_up;
)");
    const lower::Lowered lowered = lower::lower(program);
    const system::Canonicalizer canonicalizer(lowered.model().symmetry, lowered.model().words);
    const system::PropertyId p{program.properties.size() - 3};
    const system::Permutation turn{{1, 2, 0}};
    CHECK(canonicalizer.property(p, turn) == p + 1);
    CHECK(canonicalizer.property(p + 2, turn) == p);
    CHECK(canonicalizer.property(system::PropertyId{0}, turn) == system::PropertyId{0});
    for (const system::ThreadId t : FirstIds<system::ThreadId>(program.threads.size())) {
        const program::Thread& before = program.threads[lower::program_thread(t)];
        const program::Thread& after = program.threads[lower::program_thread(canonicalizer.thread(t, turn))];
        CHECK(after.decl == before.decl);
        CHECK(after.instance.number() == (before.instance.number() + 1) % 3);
    }
}
