// Random specs: what the search says that it made use of, against the interpreter and under reductions.
#include "tests/support/coverage.hpp"

#include <catch2/catch.hpp>

#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

std::string difference_of(const std::string& text, std::size_t& compared) {
    return random_specs::of_program(text, [&](const program::Program& program) {
        const tests::CoverageAgreement agreement = tests::compare_coverage(program, 1000);
        if (!agreement.skipped) ++compared;
        return agreement.difference;
    });
}

void compare_random(std::size_t runs, bool library) {
    std::size_t compared = 0;
    random_specs::campaign(runs, {.library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, compared); });
    if (random_specs::is_whole(runs)) CHECK(compared >= runs / 4);
}

}  // namespace

TEST_CASE("random specs: the search makes use of what the interpreter makes use of") {
    compare_random(150, false);
    compare_random(50, true);
}

TEST_CASE("thousands of random specs: the search makes use of what the interpreter makes use of", "[.soak]") {
    compare_random(4000, false);
    compare_random(1000, true);
}
