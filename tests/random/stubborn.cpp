// Random specs: stubborn sets must not change a verdict, and must be what they claim to be.
#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/random/campaign.hpp"
#include "tests/support/reduced_search.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t state_limit = 1500;
constexpr std::size_t samples = 60;

struct Tally {
    std::size_t compared = 0, smaller = 0;
};

std::string difference_of(const std::string& text, reduce::Strength strength, std::uint64_t seed, Tally& tally) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const tests::Reduced found = tests::compare_reduced(program, strength, state_limit);
        tally.compared += found.skipped ? 0 : 1;
        tally.smaller += !found.skipped && found.reduced < found.plain ? 1 : 0;
        return found.difference + tests::check_definition(program, strength, seed, samples);
    } catch (const syntax::SpecError&) {  // refused by a rule that only the lowering can see: nothing to compare
        return "";
    }
}

void compare_random(std::size_t runs, bool library) {
    for (const reduce::Strength strength : {reduce::Strength::full, reduce::Strength::confluent}) {
        CAPTURE(static_cast<int>(strength));
        Tally tally;
        random_specs::campaign(runs, {.library = library}, [&](const std::string& text, std::uint64_t seed) {
            return difference_of(text, strength, seed, tally);
        });
        CAPTURE(tally.compared, tally.smaller);
        if (!random_specs::is_whole(runs)) continue;
        CHECK(tally.compared >= runs / 3);
        CHECK(tally.smaller >= runs / 20);  // else nothing was tested
    }
}

}  // namespace

TEST_CASE("stubborn sets keep every verdict of random specs") { compare_random(150, false); }

TEST_CASE("stubborn sets keep every verdict of random specs with the kernel library") { compare_random(50, true); }

TEST_CASE("stubborn sets keep every verdict of thousands of random specs", "[.soak]") {
    compare_random(5000, false);
    compare_random(1500, true);
}
