// Traces of small specs: built, replayed, damaged, and followed in other versions of the spec.
#include "reports/replay.hpp"

#include <catch2/catch.hpp>

#include "reports/story.hpp"
#include "tests/reports/specs.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using reports::Followed;
using reports::TraceDocument;
using tests::Spec;

namespace {

/// Why replay refuses a trace; empty if it confirms it.
std::string refusal(const TraceDocument& trace, const Spec& spec) {
    try {
        (void)reports::replay(trace, spec.interpreter());
        return "";
    } catch (const reports::DocumentError& error) {
        return error.what();
    }
}

const std::string property = "no_use_after_release";

/// Builds a trace, sends it through JSON, holds it against the schema, and replays it.
void confirm(const Spec& spec, const std::string& name, std::size_t steps) {
    CAPTURE(name);
    const TraceDocument trace = spec.trace(name);
    CHECK(trace.steps.size() == steps);
    const std::string json = reports::to_json(trace);
    CHECK(tests::schema_errors("trace", json) == "");
    CHECK(refusal(reports::trace_from_json(json), spec) == "");
}

}  // namespace

TEST_CASE("a trace of an assertion is built and confirmed") {
    const Spec spec(tests::bug());
    const TraceDocument trace = spec.trace(property);
    REQUIRE(trace.steps.size() == 10);
    CHECK(trace.steps[0].statement == "mutex_lock(l);");
    CHECK(trace.steps[0].locks == std::vector<reports::TraceLocks>{{"u.worker", {"u.l"}}});
    CHECK(trace.steps.back().events.size() == 1);
    CHECK(trace.violation.blame == "importer");
    CHECK(trace.violation.thread == "u.worker");
    confirm(spec, property, 10);
}

TEST_CASE("every kind of violation is confirmed") {
    confirm(Spec("spec \"i\"; user u { int<0..3> x = 0; thread a { x = 1; x = 2; } } always x_small: u.x < 2;"),
            "x_small", 2);
    confirm(Spec("spec \"r\"; user u { int<0..3> x = 0; thread a { x = 1; x = 2; } } possible u.x == 2 as two;"), "two",
            2);
    confirm(Spec("spec \"t\"; user u { int<0..3> x = 3; thread a { atomic { x += 1; } } }"), "trap", 1);
    confirm(Spec("spec \"m\"; user u { lock l; thread a { mutex_unlock(l); } }"), "lock_misuse", 1);
    confirm(Spec("spec \"g\"; user u { lock l; bool b = false __guarded_by(l); thread a { b = true; } }"), "unguarded",
            1);
    confirm(Spec("spec \"d\"; user u { bool b = false; thread a { await (b); } }"), "deadlock", 0);
    confirm(Spec("spec \"s\"; user u { bool b = false; int<0..1> n = 0; thread a { skip; await (b); } thread z { loop "
                 "{ n = 1; n = 0; } } }"),
            "stuck", 1);
    const std::string two_locks =
        "user u { lock l; lock m; thread a { mutex_lock(l); mutex_lock(m); mutex_unlock(m); mutex_unlock(l); }"
        " thread b { mutex_lock(m); mutex_lock(l); mutex_unlock(l); mutex_unlock(m); } }";
    confirm(Spec("spec \"c\"; " + two_locks), "lock_cycle", 2);
    confirm(Spec("spec \"c\"; " + two_locks), "deadlock", 2);
    confirm(
        Spec("spec \"p\"; user u { bool b = true; thread a { rest: b = false; } } always possible u.b as comes_back;"),
        "comes_back", 1);
}

TEST_CASE("a deadlock says who waits for what") {
    const TraceDocument trace =
        Spec("spec \"d\"; user u { bool b = false; thread a { await (b); } }").trace("deadlock");
    REQUIRE(trace.violation.details.size() == 1);
    CHECK_THAT(trace.violation.details[0], Contains("u.a") && Contains("b"));
}

TEST_CASE("a trace that the interpreter cannot follow is an internal error") {
    const Spec spec(tests::bug());
    reports::FoundTrace found = spec.find(property);
    const auto number = spec.property(property);
    CHECK_NOTHROW(reports::build_trace(spec.interpreter(), number, found));
    SECTION("another state") { found.steps[2].view->cells[program::CellId{0}] += 1; }
    SECTION("another thread") { found.steps[2].thread = program::ThreadId{1 - found.steps[2].thread.number()}; }
    SECTION("another start") { found.initial.cells.back() += 1; }
    SECTION("not broken at the end") { found.steps.pop_back(); }
    SECTION("cut") { found.steps.back().view.reset(); }
    CHECK_THROWS_AS(reports::build_trace(spec.interpreter(), number, found), reports::InternalError);
}

TEST_CASE("an edited trace is refused, whatever was edited") {
    const Spec spec(tests::bug());
    TraceDocument trace = spec.trace(property);
    REQUIRE(refusal(trace, spec).empty());
    SECTION("an initial value") { trace.initial.values[1].second = "true"; }
    SECTION("a thread's start") { trace.initial.threads[0].at = "end"; }
    SECTION("the initial hash") { trace.initial.state = "xxh3:0000000000000000"; }
    SECTION("a statement") { trace.steps[3].statement += " "; }
    SECTION("a place") { trace.steps[3].place = "test.rvk:1:1"; }
    SECTION("a thread") { trace.steps[3].thread = "u.release"; }
    SECTION("no such thread") { trace.steps[3].thread = "u.nobody"; }
    SECTION("a change") { trace.steps[2].changes[0].after = "false"; }
    SECTION("a change too many") { trace.steps[2].changes.push_back({"u.gone", "false", "true"}); }
    SECTION("no change") { trace.steps[2].changes.clear(); }
    SECTION("a hash") { trace.steps[4].state = "xxh3:0000000000000000"; }
    SECTION("a hash removed") { trace.steps[4].state.clear(); }
    SECTION("a lock") { trace.steps[0].locks.clear(); }
    SECTION("a choice") { trace.steps[4].choices = {"branch 7"}; }
    SECTION("a call stack") { trace.steps[4].call_stack.clear(); }
    SECTION("an event") { trace.steps.back().events.clear(); }
    SECTION("an instance") { trace.steps[0].instance = "v"; }
    SECTION("folded statements") { trace.steps[0].folded.push_back({"a:1:1", "x"}); }
    SECTION("a step removed") { trace.steps.erase(trace.steps.begin() + 4); }
    SECTION("steps swapped") { std::swap(trace.steps[0], trace.steps[1]); }
    SECTION("the end removed") { trace.steps.pop_back(); }
    SECTION("all steps removed") { trace.steps.clear(); }
    SECTION("a step added") { trace.steps.push_back(trace.steps.back()); }
    SECTION("the property") { trace.property.name = "deadlock"; }
    SECTION("no such property") { trace.property.name = "no_such_thing"; }
    SECTION("the property's kind") { trace.property.kind = "invariant"; }
    SECTION("the property's place") { trace.property.place.reset(); }
    SECTION("the message") { trace.violation.message = "all is well"; }
    SECTION("the blame") { trace.violation.blame = "exporter"; }
    SECTION("the thread to blame") { trace.violation.thread = "u.release"; }
    SECTION("the details") { trace.violation.details = {"more"}; }
    SECTION("the outcome") { trace.witness = true; }
    SECTION("a cycle") { trace.cycle_start = 0; }
    SECTION("the title") { trace.spec.title = "another"; }
    SECTION("the hash of the spec") { trace.spec.hash = "xxh3:0000000000000000"; }
    SECTION("the file of the spec") { trace.spec.file = "copy.rvk"; }
    SECTION("a rule") { trace.property.rule = reports::RuleResult{"a", "b", {}}; }
    SECTION("nobody to blame") { trace.violation.blame = ""; }
    SECTION("a place that is empty") { trace.property.place = ""; }
    SECTION("a parameter") { trace.spec.parameters[0].value = 3; }
    const std::string text = refusal(trace, spec);
    CAPTURE(text);
    CHECK(text.size() > 30);
}

TEST_CASE("a trace of another spec is refused") {
    const std::string text = refusal(Spec(tests::bug()).trace(property), Spec(tests::fix()));
    CHECK_THAT(text, Contains("--spec"));
}

TEST_CASE("what is wrong with the heading of a trace is said") {
    const Spec spec(
        "spec \"r\"; param N in 1..3 = 2; reading way of p { A \"one\" source \"mail\"; B \"two\" source \"mail\"; }\n"
        "rule p \"it is so\" source \"document\"; user u { int<0..3> x; thread a { x = N; } }\n"
        "always u.x != 2 && way == A as p;");
    const TraceDocument trace = spec.trace("p");
    REQUIRE(trace.property.rule.has_value());
    CHECK(refusal(trace, spec) == "");
    const auto edited = [&](const auto& edit) {
        TraceDocument other = trace;
        edit(other);
        return refusal(other, spec);
    };
    CHECK_THAT(edited([](auto& t) { t.property.rule->text = "it is not"; }),
               Contains("property.rule.text: \"it is not\" is recorded, \"it is so\" is right"));
    CHECK_THAT(edited([](auto& t) { t.property.rule->source = "?"; }), Contains("property.rule.source: "));
    CHECK_THAT(edited([](auto& t) { t.property.rule->readings[0].way = "B"; }),
               Contains("property.rule.readings: others are right"));
    CHECK_THAT(edited([](auto& t) { t.property.rule.reset(); }), Contains("property.rule: it is missing"));
    CHECK_THAT(edited([](auto& t) { t.violation.place = ""; }), Contains("violation.place: \"\" is recorded, null"));
    CHECK_THAT(edited([](auto& t) { t.spec.file = "b.rvk"; }), Contains("spec.file: \"b.rvk\" is recorded"));
    CHECK_THAT(edited([](auto& t) { t.spec.parameters[0].value = 3; }),
               Contains("or the trace's parameters were edited"));
    const Spec plain(tests::bug());
    TraceDocument ruled = plain.trace(property);
    ruled.property.rule = trace.property.rule;
    CHECK_THAT(refusal(ruled, plain), Contains("property.rule: the spec has none"));
}

TEST_CASE("a trace that goes round on its way is refused, as no search writes it") {
    const Spec spec("spec \"r\"; user u { int<0..3> x; thread a { x = 2; loop { x = 2; } } } always false as p;");
    TraceDocument trace = spec.trace("p");
    const interpret::Interpreter& interpreter = spec.interpreter();
    reports::FoundTrace found = spec.find("p");
    interpret::State state = interpreter.initial_states().front();
    for (int i = 0; i < 3; ++i) {
        state = *interpreter.steps(state).front().next;
        found.steps.push_back({program::ThreadId{0}, interpreter.view(state)});
    }
    const TraceDocument round = reports::build_trace(interpreter, spec.property("p"), found);
    REQUIRE(round.steps.size() == trace.steps.size() + 3);
    CHECK_THAT(refusal(round, spec), Contains("it leads back to where the trace has been"));
}

TEST_CASE("a trace of other parameters is refused") {
    CHECK_FALSE(refusal(Spec(tests::bug()).trace(property), Spec(tests::bug(), {{"N", 3}})).empty());
}

TEST_CASE("a trace departs where the fix waits") {
    const Followed followed = reports::follow(Spec(tests::bug()).trace(property), Spec(tests::fix()).interpreter());
    CHECK(followed.ending == Followed::Ending::departed);
    CHECK(followed.step == 9);
    CHECK_THAT(followed.text, Contains("step 9 of 10") && Contains("u.release") && Contains("freed = true") &&
                                  Contains("await (!busy)") && Contains("cannot go on"));
}

TEST_CASE("a wait that passes at once is stepped over") {
    const Spec other(tests::release_spec("        await (gone);"));
    const Followed followed = reports::follow(Spec(tests::bug()).trace(property), other.interpreter());
    CHECK(followed.ending == Followed::Ending::broken);
    CHECK_THAT(followed.text, Contains("also takes `await (gone);`") && Contains("still violated"));
}

TEST_CASE("positions do not matter when a trace is followed") {
    const Spec other("// moved\n\n\n" + tests::release_spec("", "another title"));
    CHECK(reports::follow(Spec(tests::bug()).trace(property), other.interpreter()).ending == Followed::Ending::broken);
}

TEST_CASE("a trace that runs through and breaks nothing") {
    std::string text = tests::bug();
    text.replace(text.find("freed = true;"), 13, "freed = true; skip; ");
    text.replace(text.find("(!freed)"), 8, "(true)");
    const Followed followed = reports::follow(Spec(tests::bug()).trace(property), Spec(text).interpreter());
    CHECK(followed.ending == Followed::Ending::detour);  // the assertion is not a step of its own any more
    CHECK_THAT(followed.text, Contains("without step") && Contains("is not violated at their end any more"));
    CHECK_FALSE(followed.from.empty());
    std::string weaker = tests::bug();
    weaker.replace(weaker.find("always no_use"), 6, "// ");
    const Followed not_claimed = reports::follow(Spec(tests::bug()).trace(property), Spec(weaker).interpreter());
    CHECK(not_claimed.ending == Followed::Ending::not_claimed);
}

TEST_CASE("a thread that is gone, a choice that is gone") {
    const TraceDocument trace = Spec(tests::bug()).trace(property);
    std::string text = tests::bug();
    text.replace(text.find("thread release"), 14, "thread remover");
    CHECK_THAT(reports::follow(trace, Spec(text).interpreter()).text, Contains("no thread u.release"));
    TraceDocument other = trace;
    other.steps[4].choices = {"branch 3"};
    const Followed followed = reports::follow(other, Spec(tests::bug()).interpreter());
    CHECK(followed.ending == Followed::Ending::departed);
    CHECK_THAT(followed.text, Contains("where it can do"));
}

TEST_CASE("the story of a real trace") {
    const std::string story = reports::story(Spec(tests::bug()).trace(property), {.telling = reports::Telling::full});
    CHECK_THAT(story,
               Contains("no_use_after_release is violated, 10 steps") && Contains("u.worker") && Contains("u.release"));
    CHECK_THAT(story, Contains("u.l: free -> u.worker") && Contains("holds u.l") && Contains("u.busy: false -> true"));
    CHECK_THAT(story, Contains("violated: no_use_after_release at test.rvk:15") && Contains("blamed: importer"));
}

TEST_CASE(
    "a trace of no steps: what is broken before the first step is reported, replayed, and missed if it is edited") {
    const std::string text =
        "spec \"b\"; user u { bool x = any; bool m[2]; int<0..2> k = 2; ghost bool g; thread t { assert (1 > 2) as A;\n"
        "ghost { if (x) { g = m[k]; } } x = true; } } always A;";
    const Spec spec(text);
    for (const std::string name : {"A", "trap"}) {
        reports::FoundTrace found;
        const auto starts = spec.interpreter().starts();
        found.cut_start = name == "trap";
        found.initial =
            found.cut_start ? program::StateView{starts[1].began_with, {}} : spec.interpreter().view(*starts[0].next);
        const TraceDocument trace = reports::build_trace(spec.interpreter(), spec.property(name), found);
        CHECK(trace.steps.empty());
        CHECK(trace.violation.thread == "u.t");
        CHECK(trace.initial.state.empty() == found.cut_start);
        CHECK(trace.initial.threads.empty() == found.cut_start);
        CHECK_THAT(reports::story(trace, {}),
                   Contains("before the first step:\n  u.t: ! A: assert (1 > 2) as A; fails"));
        const std::string json = reports::to_json(trace);
        CHECK(tests::schema_errors("trace", json) == "");
        CHECK(refusal(reports::trace_from_json(json), spec) == "");
        TraceDocument edited = trace;
        edited.initial.events.back().message = "something else";
        CHECK_THAT(refusal(edited, spec), Contains("the rules broken before the first step are others"));
        edited = trace;
        edited.initial.events.clear();
        CHECK_THAT(refusal(edited, spec), Contains("the rules broken before the first step are others"));
        edited = trace;
        edited.violation.thread = "u.s";
        CHECK_THAT(refusal(edited, spec), Contains("\"u.t\" is right"));
        edited = trace;
        edited.initial.state = found.cut_start ? "xxh3:0123456789abcdef" : "";
        CHECK_THAT(refusal(edited, spec), Contains("initial: "));
    }
}

TEST_CASE("a trace of no steps is followed in a spec that has mended it") {
    const auto text = [](const std::string& first) {
        return "spec \"b\"; user u { bool x; thread t { " + first + " x = true; } } always A;";
    };
    const Spec broken(text("assert (1 > 2) as A;"));
    reports::FoundTrace found;
    found.initial = broken.interpreter().view(*broken.interpreter().starts()[0].next);
    const TraceDocument trace = reports::build_trace(broken.interpreter(), broken.property("A"), found);
    CHECK(reports::follow(trace, broken.interpreter()).ending == Followed::Ending::broken);
    const Followed mended = reports::follow(trace, Spec(text("assert (2 > 1) as A;")).interpreter());
    CHECK(mended.ending == Followed::Ending::detour);  // no steps say little of what comes later
    CHECK(mended.from.size() == 1);
}
