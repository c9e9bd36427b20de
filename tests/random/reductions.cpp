// Random specs: every reduction, and all together, must say what the plain search says; and every trace that they find
// must be confirmed by the reference interpreter.
#include <catch2/catch.hpp>

#include "checker/internal/search.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

struct Tally {
    std::size_t compared = 0, smaller = 0, sliced = 0;
};

std::string differences(const program::Program& program, const checker::SearchOutcome& plain,
                        const checker::SearchOutcome& reduced) {
    std::string out;
    const interpret::Interpreter interpreter(program);
    for (const program::PropertyId p : program.properties.ids()) {
        const std::string& name = program.properties[p].name;
        if (plain.properties[p].verdict != reduced.properties[p].verdict) out += "verdict of " + name + '\n';
        if (plain.properties[p].trace.has_value() != reduced.properties[p].trace.has_value())
            out += "path of " + name + '\n';
        if (!reduced.properties[p].trace) continue;
        try {
            (void)reports::build_trace(interpreter, static_cast<program::PropertyId>(p), *reduced.properties[p].trace);
        } catch (const std::logic_error& error) {
            out += "trace of " + name + ": " + error.what() + '\n';
        }
    }
    return out.empty() ? "" : reduced.reduction + ":\n" + out;
}

std::string difference_of(const std::string& text, Tally& tally) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        explorer::Options options;
        options.max_states = 3000;
        const checker::SearchOutcome plain = checker::search(program, options, {});
        if (plain.status != explorer::Status::complete) return "";
        ++tally.compared;
        std::string out;
        for (const reduce::Wanted wanted : {reduce::Wanted{.symmetry = true},
                                            {.partial_order = true},
                                            {.slice = true},
                                            {.symmetry = true, .slice = true},
                                            reduce::everything}) {
            const checker::SearchOutcome reduced = checker::search(program, options, wanted, wanted.slice);
            tally.smaller += reduced.states < plain.states ? 1 : 0;
            tally.sliced += reduced.reduction == "slice" && reduced.states < plain.states ? 1 : 0;
            out += differences(program, plain, reduced);
        }
        return out;
    } catch (const syntax::SpecError&) {  // refused by a rule that only the lowering can see: nothing to compare
        return "";
    }
}

void compare_random(std::size_t runs, bool library) {
    Tally tally;
    random_specs::campaign(runs, {.library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, tally); });
    CAPTURE(tally.compared, tally.smaller, tally.sliced);
    if (!random_specs::is_whole(runs)) return;
    CHECK(tally.compared >= runs / 4);
    CHECK(tally.smaller >= runs / 10);  // else nothing was tested
    CHECK(tally.sliced >= runs / 20);
}

}  // namespace

TEST_CASE("reductions keep every verdict of random specs") { compare_random(200, false); }
TEST_CASE("reductions keep every verdict of random specs with the kernel library") { compare_random(60, true); }
TEST_CASE("reductions keep every verdict of thousands of random specs", "[.soak]") {
    compare_random(4000, false);
    compare_random(1000, true);
}
