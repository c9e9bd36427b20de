// Random specs with progress properties: the search against the interpreter, and every run that the search
// shows against the definition of a fair one.
#include <algorithm>

#include <catch2/catch.hpp>

#include "checker/internal/search.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "reports/trace_builder.hpp"
#include "tests/random/campaign.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t state_limit = 300;  // the oracle goes over the graph again and again

struct Tally {
    std::size_t compared = 0, violated = 0, held = 0, cycles = 0;
};

bool is_progress(const program::Property& property) { return property.kind == program::Property::Kind::progress; }

/// Builds a trace of each violation, which the interpreter must confirm.
std::string unconfirmed(const program::Program& program, Tally& tally) {
    explorer::Options options;
    options.max_states = state_limit;
    const checker::SearchOutcome found = checker::search(program, options, {.symmetry = true, .partial_order = true});
    const interpret::Interpreter interpreter(program);
    for (const program::PropertyId id : program.properties.ids()) {
        if (!is_progress(program.properties[id])) continue;
        if (found.properties[id].verdict == explorer::Verdict::holds) ++tally.held;
        if (found.properties[id].verdict != explorer::Verdict::violated) continue;
        if (!found.properties[id].trace) return "no trace for " + program.properties[id].name;
        const reports::TraceDocument trace = reports::build_trace(interpreter, id, *found.properties[id].trace);
        if (!trace.cycle_start) return "no cycle for " + program.properties[id].name;
        ++tally.violated;
        if (*trace.cycle_start < trace.steps.size()) ++tally.cycles;
    }
    return "";
}

std::string difference_of(const std::string& text, Tally& tally) {
    return random_specs::of_program(text, [&](const program::Program& program) -> std::string {
        const tests::Agreement agreement = tests::compare_engines(program, state_limit);
        if (agreement.skipped) return "";
        ++tally.compared;
        if (!agreement.difference.empty()) return agreement.difference;
        try {
            return unconfirmed(program, tally);
        } catch (const reports::InternalError& error) {
            return error.what();
        }
    });
}

void compare_random(std::size_t runs) {
    Tally tally;
    random_specs::campaign(runs, {.progress = true},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, tally); });
    if (!random_specs::is_whole(runs)) return;
    CHECK(tally.compared >= runs / 5);
    CHECK(tally.violated >= runs / 10);
    CHECK(tally.cycles >= runs / 50);  // not only runs that come to a stop
    CHECK(tally.held >= runs / 10);
}

}  // namespace

TEST_CASE("the search and the interpreter agree on progress in random specs") { compare_random(200); }

TEST_CASE("the search and the interpreter agree on progress in thousands of random specs", "[.soak]") {
    compare_random(5000);
}
