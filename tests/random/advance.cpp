// Random specs: steps that are said to advance must come to an end.
#include "tests/support/advance.hpp"

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

std::string difference_of(const std::string& text, std::size_t& advancing) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const lower::Lowered lowered = lower::lower(program);
        if (lowered.model().words > 8) return "";
        const tests::Advance plain = tests::check_advance(lowered.model(), false, 1500);
        advancing += plain.advancing;
        const bool cycle = plain.cycle || tests::check_advance(lowered.model(), true, 1500).cycle;
        return cycle ? "a cycle" : "";
    } catch (const syntax::SpecError&) {  // refused by a rule that only the lowering can see: nothing to look at
        return "";
    }
}

void try_random(std::size_t runs, bool library) {
    std::size_t advancing = 0;
    random_specs::campaign(runs, {.library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, advancing); });
    if (random_specs::is_whole(runs)) CHECK(advancing > runs * 10);
}

}  // namespace

TEST_CASE("advancing steps of random specs come to an end") { try_random(200, false); }
TEST_CASE("advancing steps of random specs with the kernel library come to an end") { try_random(60, true); }
TEST_CASE("advancing steps of thousands of random specs come to an end", "[.soak]") {
    try_random(4000, false);
    try_random(1000, true);
}
