// Text of a spec is text, and what a trace file says is text: everything that leaves this room, with texts that are
// not.
#include "tests/support/hostile_text.hpp"

#include <functional>
#include <map>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/language/program/points.hpp"
#include "model/language/syntax/plain_text.hpp"
#include "model/semantics/coverage/finding.hpp"
#include "model/semantics/lower/lower.hpp"
#include "reports/ci/github.hpp"
#include "reports/ci/junit.hpp"
#include "reports/ci/markdown.hpp"
#include "reports/ci/sarif.hpp"
#include "reports/comparison.hpp"
#include "reports/control_flow.hpp"
#include "reports/coverage.hpp"
#include "reports/export/export.hpp"
#include "reports/file.hpp"
#include "reports/graph_writer.hpp"
#include "reports/html/page.hpp"
#include "reports/info.hpp"
#include "reports/lock_graph.hpp"
#include "reports/mutation.hpp"
#include "reports/plain_trace.hpp"
#include "reports/replay.hpp"
#include "reports/state_graph.hpp"
#include "reports/story.hpp"
#include "reports/table.hpp"
#include "tests/reports/sample.hpp"
#include "tests/reports/specs.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::hostile_bytes;
using tests::hostile_text;
using tests::obeyed;

namespace {

using Sinks = std::map<std::string, std::function<std::string()>>;

void check_all(const Sinks& sinks) {
    for (const auto& [name, write] : sinks) {
        CAPTURE(name);
        const std::string text = write();
        CHECK(text.size() > 20);
        CHECK(obeyed(text) == "");
    }
}

template <class F>
std::string message_of(const F& fails) {
    try {
        fails();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

/// Everything that can hold a text holds a hostile one; as a comment, too.
std::string hostile_spec() {
    const std::string text = tests::in_quotes(hostile_text());
    const std::string comment = hostile_text().substr(0, hostile_text().find(" */"));
    return "spec " + text + "; source " + text + "; // " + comment + "\nparam N in 1..3 = 2;\nreading r of p { A " +
           text + " source " + text + "; B " + text + " source " + text + "; }\nrule p " + text + " source " + text +
           ";\naccept " + text + " because " + text +
           ";\nuser u { int<0..3> x; lock l; thread t { mutex_lock(l); x = /* " + comment +
           " */ 1; mutex_unlock(l);\n"
           "bound (x < 3) " +
           text + "; either { x = 2; } or { skip; } } }\nalways !(u.x == 2 && r == A) as p;";
}

program::Program hostile_program() {
    return check::check(syntax::load_text(hostile_bytes() + ".rvk", hostile_spec()), {});
}

/// A document in which each text is hostile.
reports::TraceDocument hostile_trace() {
    reports::TraceDocument trace = tests::sample_trace();
    const std::string bad = hostile_text();
    trace.spec.file = trace.spec.title = trace.spec.hash = bad;
    trace.spec.parameters.push_back({bad, 1, false});
    trace.property = {bad, bad, bad, bad, reports::RuleResult{bad, bad, {{bad, bad, bad, bad}}}};
    trace.initial.values.emplace_back(bad, bad);
    trace.initial.threads.push_back({bad, bad, bad});
    trace.initial.events.push_back({bad, bad, bad, bad, bad});
    for (reports::TraceStep& step : trace.steps) {
        step = {bad,
                bad,
                bad,
                {{bad, bad}, {bad, bad}},
                bad,
                {bad},
                {{bad, bad}},
                {{bad, bad, bad}},
                {{bad, {bad}}},
                {{bad, bad, bad, bad, bad}},
                bad};
    }
    trace.cycle_start = 1;
    trace.violation = {bad, bad, bad, bad, {bad}};
    return trace;
}

reports::ResultDocument hostile_results() {
    reports::ResultDocument document = tests::sample_results();
    const std::string bad = hostile_bytes();
    for (reports::SpecResult& result : document.results) {
        result.spec = bad;
        result.params.push_back({bad, 1, false});
        result.unexpected = {bad};
        result.warnings = {bad};
        for (reports::FindingResult& finding : result.findings) finding = {bad, "step", bad, bad, bad};
        for (reports::PropertyResult& property : result.properties) {
            property.name = bad;
            property.trace = bad;
            property.rule = reports::RuleResult{bad, bad, {{bad, bad, bad, bad}}};
            property.circles = {bad};
        }
    }
    document.results.back().error = bad;
    return document;
}

/// Everything that a format for CI shows.
reports::CheckRun hostile_run() {
    const std::string bad = hostile_bytes();
    reports::CheckRun run = tests::sample_run();
    const reports::ResultDocument document = hostile_results();
    for (std::size_t i = 0; i < run.specs.size(); ++i) {
        reports::SpecReport& spec = run.specs[i];
        spec.result = document.results[i];
        spec.result.spec += std::to_string(i);
        spec.result.reduction = bad;
        spec.details.title = bad;
        for (reports::ClaimDetails& claim : spec.details.claims) claim = {bad, bad + ":3:9", false};
        spec.details.remarks = {{true, bad + ":1:1", bad, bad}, {false, bad + ":2:1", bad, bad}};
    }
    run.specs[1].traces = {{0, hostile_trace()}};
    run.specs[1].result.properties[0].blame = bad;
    run.specs[1].details.surprises.resize(1);
    run.specs[2].result.reason = bad;
    run.findings = {{bad, bad, bad + ":4:1", bad, {}}, {bad, bad, bad, bad, bad}};
    run.remarks = {{true, bad, bad, bad}};
    reports::ResultDocument before = document_of(run);
    before.results[0].spec = bad;
    for (reports::PropertyResult& property : before.results[1].properties) property.name += "gone";
    before.results[1].unexpected = {bad + " before"};
    before.findings = {{bad + " before", bad, bad, bad, {}}};
    run.comparison = reports::compare(before, document_of(run));
    return run;
}

reports::MutationDocument hostile_mutants() {
    const std::string bad = hostile_bytes();
    using reports::MutantOutcome;
    reports::MutationDocument document{bad, bad, {}, {}};
    for (const MutantOutcome outcome : {MutantOutcome::killed, MutantOutcome::survived, MutantOutcome::equivalent,
                                        MutantOutcome::invalid, MutantOutcome::incomplete})
        document.mutants.push_back(
            {bad, bad, bad, bad, bad, bad, outcome, {{bad, "violated", 3, bad}, {bad, bad, {}, {}}}, bad, bad});
    return document;
}

/// A page in which each text is hostile.
std::string hostile_page() {
    const std::string bad = hostile_bytes();
    reports::html::ShownTrace shown{.trace = hostile_trace()};
    shown.verdict = shown.without_moments = bad;
    const reports::TraceThread thread{bad, bad, bad};
    shown.moments = reports::Moments{
        {{bad, bad, {{bad, bad}}}},
        {{bad, bad}},
        {reports::Moment{{{thread, {{bad, bad, bad}}}}, {{reports::Obstacle::Kind::lock, bad, bad}}, false, {bad}}}};
    reports::Followed followed;
    followed.text = bad;
    followed.way.push_back({std::nullopt, hostile_trace().steps[0]});
    shown.comparison = reports::html::Comparison{bad, bad, false, followed, {{bad, bad}}};
    return to_html(reports::html::Page{hostile_results(), {shown}});
}

/// Without comments and strings.
std::string code_of_promela(const std::string& text) {
    std::string code;
    for (std::size_t at = 0; at < text.size();) {
        const bool comment = text.compare(at, 2, "/*") == 0;
        const std::size_t end = comment ? text.find("*/", at + 2) : text[at] == '"' ? text.find('"', at + 1) : at;
        REQUIRE(end != std::string::npos);
        if (end == at) code += text[at];
        at = end + (comment ? 2 : 1);
    }
    return code;
}

/// What follows the gates of an AIGER file.
std::string names_and_comment(const std::string& file) {
    const std::size_t first = file.find("i0 choose.");
    REQUIRE(first != std::string::npos);
    return file.substr(first);
}

/// Without our own paint.
std::string unpainted(const std::string& text, const reports::Style& style) {
    std::string plain;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t paint = style.painted(rest);
        if (paint == 0) plain += rest.front();
        rest.remove_prefix(std::max<std::size_t>(paint, 1));
    }
    return plain;
}

}  // namespace

TEST_CASE("what is text and what is not") {
    using syntax::plain_line;
    CHECK(plain_line("naïve Grüße, 日本, 😀: a\"b'c<d>") == "naïve Grüße, 日本, 😀: a\"b'c<d>");
    CHECK(plain_line("a\nb\tc\rd") == "a b c d");
    CHECK(plain_line("\u0085\u2028\u2029") == "   ");
    CHECK(plain_line("\x1b[0m \x7f \u0080 \u009b \u202e \u2066 \u200f \u061c") == "?[0m ? ? ? ? ? ? ?");
    CHECK(plain_line("\ufeff \ufffe \ufdd0 \U0001ffff \U000e0041") == "? ? ? ? ?");
    CHECK(plain_line("\x9b \xc0\x9b \xe0\x82\x9b \xed\xa0\x80 \xf5\x80\x80\x80 \xe2\x80") == "? ?? ??? ??? ???? ??");
    CHECK(plain_line(std::string_view("\0", 1)) == "?");
    CHECK(syntax::plain_lines("a\nb\rc") == "a\nb c");
    CHECK(obeyed(plain_line(hostile_bytes())) == "");
    CHECK(obeyed(hostile_text()) != "");
}

TEST_CASE("a quoted text of a spec is one line of text from the beginning") {
    const program::Program program = hostile_program();
    for (const std::string& text : {program.title, program.source_notes.at(0), program.readings.at(0).quotation.text,
                                    program.acceptances.at(0).id, program.acceptances.at(0).reason}) {
        CHECK(obeyed(text) == "");
        CHECK_THAT(text, Contains("%s %n <b>&lt;&#27;'`$(x)` \" \\N") && !Contains("\n"));
    }
    for (const program::Stmt* statement : program.statements) CHECK(obeyed(statement->source) == "");
}

TEST_CASE("whatever is written about a hostile spec is text") {
    const program::Program program = hostile_program();
    const interpret::Interpreter interpreter(program);
    const lower::Lowered lowered = lower::lower(program);
    const reports::Commands commands(program, lowered);
    const reports::Graph states = reports::state_graph(interpreter, 1000).value();
    const reports::Graph flow = reports::control_flow(program, program::ThreadId{0});
    const reports::Graph locks = reports::lock_graph(program, {{program::ClassId{0}, program::ClassId{0}}});
    const program::PointSet points(2 * program.statements.size(), true);
    const coverage::Finding finding{coverage::Kind::step, hostile_text(), program.statements.front()->place,
                                    hostile_text()};
    const reports::Info info = reports::describe(program, lowered);
    const reports::Style unpainting;
    check_all({
        {"state graph, DOT", [&] { return to_dot(states); }},
        {"state graph, GraphML", [&] { return to_graphml(states); }},
        {"control flow, DOT", [&] { return to_dot(flow); }},
        {"control flow, GraphML", [&] { return to_graphml(flow); }},
        {"order of locks, DOT", [&] { return to_dot(locks); }},
        {"Promela", [&] { return reports::to_promela(commands, hostile_bytes()); }},
        {"Murphi", [&] { return reports::to_murphi(commands, hostile_bytes()); }},
        {"AIGER", [&] { return names_and_comment(reports::to_aiger(commands, hostile_bytes())); }},
        {"info", [&] { return info_text(info, unpainting); }},
        {"info, JSON", [&] { return info_json(info); }},
        {"coverage", [&] { return reports::coverage_text(program, program.own_file(), points); }},
        {"finding", [&] { return reports::finding_text(program, finding); }},
        {"a warning",
         [&] {
             return syntax::render({syntax::Severity::warning, finding.place, hostile_bytes(), hostile_bytes()},
                                   *program.sources);
         }},
        {"a mistake in a comment's line",
         [&] {
             return message_of([] { static_cast<void>(syntax::load_text(hostile_bytes(), hostile_spec() + " oops")); });
         }},
        {"a mistake", [&] { return std::string(syntax::SpecError(hostile_bytes()).what()); }},
        {"a file", [&] { return message_of([] { static_cast<void>(reports::read_file(hostile_bytes())); }); }},
    });
}

TEST_CASE("whatever is written about hostile documents is text") {
    const reports::Style unpainting;
    const reports::Style colours(true);
    const reports::TraceDocument trace = hostile_trace();
    const std::string json = reports::to_json(trace);
    const tests::Spec spec(tests::bug());
    const auto refused = [&](reports::TraceDocument edited) {
        return message_of([&] { static_cast<void>(reports::replay(edited, spec.interpreter())); });
    };
    reports::TraceDocument real = spec.trace("no_use_after_release");
    check_all({
        {"story", [&] { return reports::story(trace, {}); }},
        {"story, wide",
         [&] {
             return reports::story(trace, {400, unpainting});
         }},
        {"story, coloured",
         [&] {
             return unpainted(story(trace, {100, colours}), colours);
         }},
        {"page",
         [] {
             std::string page = hostile_page();
             CHECK(page.find("INJECTED") < page.find("</script>"));  // in the data alone
             CHECK(page.find("INJECTED", page.find("</script>")) == std::string::npos);
             return page;
         }},
        {"a plain trace", [&] { return reports::to_json(reports::plain(trace)); }},
        {"trace, JSON", [&] { return std::string(json); }},
        {"followed", [&] { return reports::follow(trace, spec.interpreter()).text + std::string(30, '.'); }},
        {"followed, a step",
         [&] {
             reports::TraceDocument edited = real;
             edited.steps[3].statement = edited.steps[3].thread = hostile_text();
             return reports::follow(edited, spec.interpreter()).text;
         }},
        {"replay, the property",
         [&] {
             reports::TraceDocument edited = real;
             edited.property.name = hostile_text();
             return refused(edited);
         }},
        {"replay, a value",
         [&] {
             reports::TraceDocument edited = real;
             edited.initial.values[0].second = hostile_text();
             return refused(edited);
         }},
        {"replay, a statement",
         [&] {
             reports::TraceDocument edited = real;
             edited.steps[3].statement = hostile_text();
             return refused(edited);
         }},
        {"a key that is none",
         [&] {
             return message_of([] {
                 auto document = nlohmann::ordered_json::parse(reports::to_json(tests::sample_trace()));
                 document[hostile_text()] = 1;
                 static_cast<void>(reports::trace_from_json(document.dump()));
             });
         }},
        {"no JSON", [] { return message_of([] { static_cast<void>(reports::trace_from_json(hostile_bytes())); }); }},
        {"table", [] { return reports::table(hostile_results(), {}) + reports::summary(hostile_results()); }},
        {"changes", [] { return comparison_text(*hostile_run().comparison, {}); }},
        {"SARIF", [] { return reports::to_sarif(hostile_run()); }},
        {"JUnit", [] { return reports::to_junit(hostile_run()); }},
        {"Markdown", [] { return reports::to_markdown(hostile_run()); }},
        {"GitHub Actions", [] { return reports::github_commands(hostile_run()); }},
        {"results, JSON", [] { return reports::to_json(hostile_results()); }},
        {"mutants",
         [] { return reports::mutation_table(hostile_mutants(), {}) + reports::mutation_summary(hostile_mutants()); }},
        {"mutants, JSON", [] { return reports::mutation_json(hostile_mutants()); }},
    });
    CHECK(reports::trace_from_json(json) == trace);  // what is escaped says the same
    CHECK(tests::schema_errors("result", reports::to_json(hostile_results())) == "");
    reports::ResultDocument cut = hostile_results();
    cut.results[2].reason = hostile_bytes();
    CHECK(obeyed(reports::table(cut, {})) == "");
}

TEST_CASE("text of a spec becomes neither markup nor a command of a CI system") {
    const reports::CheckRun run = hostile_run();
    const std::string junit = reports::to_junit(run);
    CHECK_THAT(junit, !Contains("<b>") && !Contains("]]>") && Contains("&lt;b&gt;"));
    const std::string commands = reports::github_commands(run);
    for (std::size_t at = 0; at < commands.size(); at = commands.find('\n', at) + 1) {
        const std::string line = commands.substr(at, commands.find('\n', at) - at);
        CHECK((line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice ")));
        const std::size_t end = line.find("::", 2);
        REQUIRE(end != std::string::npos);
        CHECK(std::count(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(end), ':') == 2);
    }
    const std::string page = reports::to_markdown(run);
    std::string outside;
    bool fenced = false;
    for (std::size_t at = 0; at < page.size();) {
        const std::size_t end = page.find('\n', at);
        const std::string line = page.substr(at, end - at);
        if (line.starts_with("```"))
            fenced = !fenced;
        else if (!fenced)
            outside += line + "\n";
        at = end + 1;
    }
    CHECK_FALSE(fenced);
    CHECK_THAT(outside, !Contains("<b>") && !Contains("\\N \\l") && Contains("&lt;b&gt;"));
}

TEST_CASE("text of a spec does not become code of an exported model") {
    const program::Program program = hostile_program();
    const lower::Lowered lowered = lower::lower(program);
    const reports::Commands commands(program, lowered);
    const std::string murphi = reports::to_murphi(commands, "a\nINJECTED");
    for (std::size_t at = murphi.find("INJECTED"); at != std::string::npos; at = murphi.find("INJECTED", at + 1)) {
        const std::size_t line = murphi.rfind('\n', at) + 1;
        const std::string begin = murphi.substr(line, at - line);
        CHECK((begin.starts_with("-- ") || begin.find(";  -- ") != std::string::npos || begin.starts_with("rule \"")));
    }
    const std::string code = code_of_promela(reports::to_promela(commands, "a\nINJECTED"));
    CHECK_THAT(code, Contains("proctype u_t()") && !Contains("INJECTED") && !Contains("*/") && !Contains("/*"));
    const std::string circuit = names_and_comment(reports::to_aiger(commands, "a\nINJECTED"));
    const std::string names = circuit.substr(0, circuit.find("\nc\n"));
    for (std::size_t at = names.find("INJECTED"); at != std::string::npos; at = names.find("INJECTED", at + 1))
        CHECK(names.compare(names.rfind('\n', at) + 1, 1, "b") == 0);  // the name of a property, in its line
}

TEST_CASE("names of files in commands to copy are words of a shell") {
    const program::Program program = check::check(syntax::load_text("a.rvk", tests::bug()), {});
    const lower::Lowered lowered = lower::lower(program);
    const reports::Commands commands(program, lowered);
    CHECK_THAT(reports::to_promela(commands, "it's; rm"), Contains("spin -a 'it'\\''s; rm'.pml"));
    CHECK_THAT(reports::to_murphi(commands, "$(x)"), Contains("--output '$(x)'.c '$(x)'.m"));
    CHECK_THAT(reports::to_aiger(commands, "$(x)"), Contains("trace.cex\" '$(x)'.aig\n"));
    CHECK_THAT(reports::to_promela(commands, "-x"), Contains("spin -a ./-x.pml"));
    CHECK_THAT(reports::to_promela(commands, "a-b_2.c"), Contains("spin -a a-b_2.c.pml"));
}

TEST_CASE("entities and escapes of graphs are text in DOT") {
    const reports::Graph graph{
        "g", {{reports::GraphNode::Kind::plain, "&lt; &#27; a && b; \\N \"x\"", "&l->resv; &"}}, {}};
    CHECK_THAT(reports::to_dot(graph),
               Contains(R"(label="&amp;lt; &amp;#27; a && b; \\N \"x\"", tooltip="&l->resv; &")"));
    CHECK_THAT(reports::to_graphml(graph), Contains("&amp;lt; &amp;#27; a &amp;&amp; b; \\N &quot;x&quot;"));
}

TEST_CASE("only a style's own painting is let through to a terminal") {
    const reports::Style colours(true);
    CHECK(colours.painted(colours.paint("x", reports::Colour::red)) == 7);
    CHECK(colours.painted("\x1b[0m") == 4);
    CHECK(colours.painted("\x1b[2J") == 0);
    CHECK(colours.painted("x") == 0);
    CHECK(reports::Style().painted("\x1b[0m") == 0);
}
