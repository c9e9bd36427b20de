// Certificates in which one state stands for all exchanges of instances.
#include <algorithm>
#include <deque>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/program/fingerprint.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "reports/certificate/ranks.hpp"
#include "tests/support/certificates.hpp"

using namespace revoke_mc;

namespace {

/// `each` takes x[0] before x[1], so that the last one counts: who is who makes a difference. In a state in which they
/// stand for each other (between the two walks w is set, and puts them in another order) the second walk may end with
/// the other one, which no run of the spec does.
const char* const last_wins = R"(
spec "the last one wins";
user x[2] {
    int<0..1> w;
    int<0..2> v;
    thread t { either { v = 1; } or { v = 2; } }
}
user g {
    int<0..2> first, second;
    int<0..3> at;
    thread t {
        atomic { await (forall (x o) o.v != 0); each (x o) first = o.v; at = 1; }
        atomic { each (x o) if (o.v == 1) o.w = 1; at = 2; }
        atomic { each (x o) second = o.v; at = 3; }
    }
}
possible (g.at == 3 && g.first != g.second) as they_differ;
never (g.at == 1 && g.first == 1 && exists (x o) o.v == 2) as one_is_not_last;
never (g.at == 1 && g.first == 2 && exists (x o) o.v == 1) as two_is_not_last;
)";

/// All states that come of exchanging instances without a thought, but for those in which `without` is broken.
tests::Content exchanged(const program::Program& program, const std::string& without) {
    const interpret::Interpreter interpreter(program);
    const auto broken = [&](const interpret::State& state) {
        return std::ranges::any_of(interpreter.broken_in(state), [&](const interpret::Event& event) {
            return program.properties[event.property].name == without;
        });
    };
    const interpret::SearchResult all = interpret::search(interpreter, {.keep_states = true});
    evidence::ThreadControls controls(program.threads.size());
    evidence::StateGraph graph(program, {"x"});
    for (const interpret::State& state : all.reached) REQUIRE(graph.columns().add(state, controls));
    graph.set_controls(std::move(controls));
    const auto add = [&](const interpret::State& state) {
        if (!broken(state)) (void)graph.add(*graph.columns().row(state, graph.controls()));
    };
    for (const interpret::State& state : interpreter.initial_states()) add(state);
    for (std::uint32_t number = 0; number < graph.size(); ++number)
        for (const interpret::Outcome& step : interpreter.steps(graph.state(number)))
            if (step.next) add(*step.next);
    tests::Content out;
    out.head.spec = program.file;
    out.head.hash = program::fingerprint(*program.sources, program.parameters);
    out.head.symmetric = {"x"};
    out.controls = graph.controls();
    for (std::uint32_t number = 0; number < graph.size(); ++number) out.rows.push_back(graph.row(number));
    const reports::StepGraph steps(graph, {}, 1);
    for (const program::PropertyId id : program.properties.ids())
        if (auto claim = reports::evidence_for(steps, id, reports::claim_kind(program, id)))
            out.claims.push_back(std::move(*claim));
    return out;
}

}  // namespace

TEST_CASE("instances that differ by their order are not exchanged", "[certificates]") {
    const tests::Workplace folder;
    folder.write("a.rvk", last_wins);
    const program::Program program = check::check(syntax::load(folder.path("a.rvk")));
    const interpret::SearchResult truth = interpret::search(interpret::Interpreter(program));
    for (const char* name : {"they_differ", "one_is_not_last", "two_is_not_last"})
        REQUIRE(truth.of(program, name)->violated);
    std::set<std::string> claimed;
    for (const char* without : {"", "one_is_not_last", "two_is_not_last"}) {
        const tests::Content content = exchanged(program, without);
        for (const evidence::Claim& claim : content.claims) claimed.insert(claim.property);
        tests::write(content, folder.path("a.rvkc"));
        const tests::Verified verified = tests::verify(program, folder.path("a.rvkc"));
        REQUIRE(verified.refusal.empty());
        for (const char* name : {"they_differ", "one_is_not_last", "two_is_not_last"})
            CHECK_FALSE(verified.has_verified(name));
        const evidence::ClaimAnswer* const trap = verified.of("trap");
        REQUIRE(trap != nullptr);
        CHECK(trap->answer == evidence::ClaimAnswer::Answer::refuted);
        if (*without == '\0')
            CHECK(trap->why.find("makes a difference in which order g.t takes instances") != std::string::npos);
    }
    CHECK(claimed.contains("they_differ"));  // there was evidence of a kind
    CHECK(claimed.contains("one_is_not_last"));
}

TEST_CASE("too many instances to be exchanged are certified one by one", "[certificates]") {
    const tests::Workplace folder;
    folder.write("a.rvk", "spec \"seven\";\nuser x[7] { bool b; thread t { b = true; } }\n"
                          "possible (forall (x o) o.b) as all_true;\n");
    checker::CheckOptions options;
    options.certificate = folder.path("a.rvkc");
    const checker::CheckedSpec checked = checker::check_file(folder.path("a.rvk"), {}, options);
    CHECK(checked.result.as_expected);
    REQUIRE(checked.result.certificate);
    CHECK(checked.result.certificate->states == 128);
    const program::Program program = check::check(syntax::load(folder.path("a.rvk")));
    CHECK(tests::verify(program, options.certificate).has_verified("all_true"));
}
