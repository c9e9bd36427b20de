// Random specs: steps that are said to advance must come to an end.
#include "tests/support/advance.hpp"

#include <cstdlib>

#include <catch2/catch.hpp>

#include "model/check/check.hpp"
#include "model/lower/lower.hpp"
#include "model/syntax/loader.hpp"
#include "tests/random/generate.hpp"

using namespace revoke_mc;

namespace {

bool makes_cycle(const std::string& text, std::size_t& advancing) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const lower::Lowered lowered = lower::lower(program);
        if (lowered.model().words > 8) return false;
        const tests::Advance plain = tests::check_advance(lowered.model(), false, 1500);
        advancing += plain.advancing;
        return plain.cycle || tests::check_advance(lowered.model(), true, 1500).cycle;
    } catch (const syntax::SpecError&) {  // refused by a rule that only the lowering can see: nothing to look at
        return false;
    }
}

void try_random(std::size_t runs, bool library) {
    std::size_t advancing = 0;
    for (const std::uint64_t seed : random_specs::seeds(1, runs)) {
        const random_specs::Node spec = random_specs::generate(seed, {.library = library});
        if (!makes_cycle(random_specs::to_text(spec), advancing)) continue;
        std::size_t ignored = 0;
        const auto fails = [&](const std::string& text) { return makes_cycle(text, ignored); };
        FAIL_CHECK("seed " << seed << '\n' << random_specs::to_text(random_specs::shrink(spec, fails)));
    }
    if (runs >= 50 && !std::getenv("REVOKE_RUNS") && !std::getenv("REVOKE_SEED")) CHECK(advancing > runs * 10);
}

}  // namespace

TEST_CASE("advancing steps of random specs come to an end") { try_random(200, false); }
TEST_CASE("advancing steps of random specs with the kernel library come to an end") { try_random(60, true); }
TEST_CASE("advancing steps of thousands of random specs come to an end", "[.soak]") {
    try_random(4000, false);
    try_random(1000, true);
}
