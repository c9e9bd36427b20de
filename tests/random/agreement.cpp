// Random specs: the packed search against the reference interpreter.
//
// The strongest test of the semantics: two programs that share only the checked program must agree
// on every state, transition, verdict and trace length of specs that nobody would write. What fails
// is shrunk and printed with its seed.
#include "tests/support/agreement.hpp"

#include <catch2/catch.hpp>

#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t state_limit = 1500;

/// What the two engines differ in.
std::string difference_of(const std::string& text, std::size_t& compared) {
    return random_specs::of_program(text, [&](const program::Program& program) {
        const tests::Agreement agreement = tests::compare_engines(program, state_limit);
        if (!agreement.skipped) ++compared;
        return agreement.difference;
    });
}

void compare_random(std::size_t runs, bool library) {
    std::size_t compared = 0;
    random_specs::campaign(runs, {.library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, compared); });
    if (random_specs::is_whole(runs)) CHECK(compared >= runs / 3);
}

}  // namespace

TEST_CASE("the search and the interpreter agree on random specs") { compare_random(250, false); }

TEST_CASE("the search and the interpreter agree on random specs with the kernel library") { compare_random(80, true); }

TEST_CASE("the search and the interpreter agree on thousands of random specs", "[.soak]") {
    compare_random(6000, false);
    compare_random(2000, true);
}
