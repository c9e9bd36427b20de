// Random specs: transitions that are said to commute do, wherever they are enabled.
#include "tests/support/commuting.hpp"

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

std::string difference_of(const std::string& text, std::size_t& squares) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const lower::Lowered lowered = lower::lower(program);
        if (lowered.model().words > 8) return "";
        const tests::Commuting found = tests::check_commuting(lowered.model(), 300);
        squares += found.squares;
        return found.difference;
    } catch (const syntax::SpecError&) {  // refused by a rule that only the lowering can see: nothing to look at
        return "";
    }
}

void try_random(std::size_t runs, bool library) {
    std::size_t squares = 0;
    random_specs::campaign(runs, {.library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, squares); });
    if (random_specs::is_whole(runs)) CHECK(squares > runs * 10);
}

}  // namespace

TEST_CASE("steps of random specs that are said to commute do") { try_random(200, false); }
TEST_CASE("steps of random specs with the kernel library that are said to commute do") { try_random(60, true); }
TEST_CASE("steps of thousands of random specs that are said to commute do", "[.soak]") {
    try_random(4000, false);
    try_random(1000, true);
}
