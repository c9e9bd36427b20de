// What stands before the first step of a thread: rules are broken there as anywhere else, with a trace of no steps.
#include <atomic>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "checker/internal/search.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "reports/replay.hpp"
#include "reports/trace_builder.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;

namespace {

struct Case {
    std::string what;
    std::string text;
    std::vector<std::string> broken;  ///< with a trace of no steps
    std::size_t cut = 0;              ///< starts without a state
    std::string blame = "user";
};

const std::vector<Case> cases{
    {"an assert", "user u { bool x; thread t { assert (1 > 2); x = true; } }", {"assertion"}},
    {"a named assert that is claimed",
     "user u { bool x; thread t { assert (1 > 2) as two; rest: x = true; } } always two;",
     {"two"}},
    {"two at once, and a side of its own",
     "importer u { bool x; thread t { int k = 3; assert (k < 3) as less; assert (k == 4); x = true; } } always less;",
     {"less", "assertion"},
     0,
     "importer"},
    {"an assert in a function that is called",
     "user u { lock l; bool x; void f() { assert (holds(l)) as held; x = true; } thread t { f(); } } always held;",
     {"held"}},
    {"a guarded variable",
     "user u { lock l; bool x; ghost bool g __guarded_by(l); thread t { ghost { g = true; } x = true; } }",
     {"unguarded"}},
    {"a thread that has no step",
     "user u { bool x; thread t { assert (1 > 2); } thread s { x = true; } }",
     {"assertion"}},
    {"a range that is left", "user u { bool x; thread t { int<0..1> k = 2; x = true; } }", {"trap"}, 1},
    {"what is broken in front of a cut",
     "user u { bool x; ghost int<0..1> c; thread t { assert (1 > 2); ghost { c = c - 1; } x = true; } }",
     {"assertion", "trap"},
     1},
    {"some of several starts",
     "user u { int<0..2> k = any; bool b = any; bool m[2], x; ghost bool g;\n"
     "  thread t { ghost { g = m[k]; assert (b) as is_b; } x = true; } } always is_b;",
     {"is_b", "trap"},
     2},
    {"starts that meet: what began in two ways goes on as one",
     "user u { ghost bool g = any; bool x; thread t { ghost { assert (g); g = true; } x = true; } }",
     {"assertion"}},
    {"interchangeable instances, one after the other",
     "user v { ghost int<0..3> begun; }\n"
     "user u[3] { bool f = any; bool x; thread t { ghost { v.begun++; assert (!f) as not_f; } rest: x = true; } }\n"
     "always not_f;",
     {"not_f"}},
    {"interchangeable instances, some of which cannot begin",
     "user v { ghost int<0..1> flags; }\n"
     "user u[3] { bool f = any; bool x; thread t { ghost { if (f) v.flags++; } rest: x = true; } }\n"
     "possible (exists (u i) i.x) as steps;",
     {"trap"},
     4},
    {"a thread that has not begun stands nowhere",
     "user u { bool x; thread t { ghost { assert (u.s @ top) as at_top; assert (u.s in f) as in_f; } x = true; }\n"
     "  void f() { x = true; } thread s { top: f(); } } always at_top, in_f;",
     {"at_top", "in_f"}},
    {"one that has begun stands somewhere",
     "user u { bool x; thread s { top: f(); } void f() { x = true; }\n"
     "  thread t { ghost { assert (u.s @ top) as at_top; assert (!(u.s @ top)) as not_at_top; } x = true; } }\n"
     "always at_top, not_at_top;",
     {"not_at_top"}},
    {"interchangeable instances that look at each other",
     "user u[3] { ghost int<0..2> seen; bool x;\n"
     "  thread t { ghost { each (u i) { if (i.t @ top) seen++; } assert (seen < 2) as few; } top: x = true; } }\n"
     "always few;",
     {"few"}},
    {"a device, and one of two numbered instances",
     "user u[2] ordered { bool x; thread t { assert (index == 0) as first; x = true; } device d { int<0..1> n = index "
     "+ 1; x = true; } }\n"
     "always first;",
     {"first", "trap"},
     1},
};

program::Program program_of(const Case& example) {
    return check::check(syntax::load_text("a.rvk", "spec \"starts\"; " + example.text), {});
}

const reduce::Wanted reductions[] = {
    {}, {.symmetry = true}, {.partial_order = true}, {.slice = true}, reduce::everything};

}  // namespace

TEST_CASE("search and interpreter agree about what is broken before the first step") {
    for (const Case& example : cases) {
        INFO(example.what);
        const program::Program program = program_of(example);
        CHECK(tests::compare_engines(program, 1000).difference.empty());
        CHECK(lower::lower(program).model().faulty_starts.size() >= example.cut);
        const interpret::Interpreter interpreter(program);
        const interpret::SearchResult found = interpret::search(interpreter);
        std::size_t broken = 0, cut = 0;
        for (const interpret::Verdict& verdict : found.verdicts) broken += verdict.violated && verdict.length == 0U;
        for (const interpret::Outcome& start : interpreter.starts()) cut += start.next ? 0 : 1;
        CHECK(broken == example.broken.size());
        CHECK(cut == example.cut);
        for (const std::string& name : example.broken) {
            INFO(name);
            CHECK(found.of(program, name)->length == 0U);
        }
    }
}

TEST_CASE("what is broken before the first step has a trace of no steps, whatever the reduction") {
    for (const Case& example : cases) {
        const program::Program program = program_of(example);
        const interpret::Interpreter interpreter(program);
        for (const reduce::Wanted& wanted : reductions) {
            const checker::SearchOutcome found = checker::search(program, {}, wanted, true);
            for (const std::string& name : example.broken) {
                CAPTURE(example.what, found.reduction, name);
                const auto id =
                    static_cast<program::PropertyId>(interpret::search(interpreter).of(program, name)->property);
                REQUIRE(found.properties[id].verdict == explorer::Verdict::violated);
                const auto trace = reports::build_trace(interpreter, id, *found.properties[id].trace);
                CHECK(trace.steps.empty());
                CHECK(trace.violation.blame == example.blame);
                CHECK(trace.violation.thread.has_value());
                CHECK_FALSE(trace.initial.events.empty());
                const std::string json = reports::to_json(trace);
                CHECK(tests::schema_errors("trace", json) == "");
                CHECK_NOTHROW(reports::replay(reports::trace_from_json(json), interpreter));
            }
        }
    }
}

TEST_CASE("a start that is cut has no successor, and the others go on") {
    const program::Program program =
        check::check(syntax::load_text("a.rvk", "spec \"s\"; user u { int<0..1> k = any; bool x; ghost int<0..1> g;\n"
                                                "thread t { ghost { g = k + 1; } x = true; } }\n"
                                                "never u.k == 1 as one; always possible u.x as set;"),
                     {});
    const checker::SearchOutcome found = checker::search(program, {}, {});
    CHECK(found.states == 2);
    CHECK(found.status == explorer::Status::complete);
    const interpret::SearchResult slow = interpret::search(interpret::Interpreter(program));
    CHECK(slow.of(program, "trap")->violated);
    CHECK_FALSE(slow.of(program, "one")->violated);
    CHECK_FALSE(slow.of(program, "set")->violated);
}

TEST_CASE("a start that meets a bound of the model leaves the search incomplete") {
    for (const char* start : {"bound (1 > 2) \"none\";", "bound (index == 0) \"the first only\";"}) {
        INFO(start);
        const program::Program program = check::check(
            syntax::load_text("a.rvk", "spec \"s\"; user u[2] ordered { bool x; thread t { " + std::string(start) +
                                           " x = true; } } never u[0].x as x_is_false;"),
            {});
        CHECK(tests::compare_engines(program, 1000).difference.empty());
        for (const reduce::Wanted& wanted : reductions) {
            const checker::SearchOutcome found = checker::search(program, {}, wanted, true);
            CHECK(found.status == explorer::Status::incomplete);
            CHECK(found.reason == explorer::Reason::bound);
        }
    }
}

TEST_CASE("a search stops at what is broken before the first step, if the first violation is wanted") {
    const program::Program program = program_of(cases.front());
    explorer::Options options;
    options.first = true;
    const checker::SearchOutcome found = checker::search(program, options, {});
    CHECK(found.status == explorer::Status::stopped_at_first);
    CHECK(found.depth == 1);
}
