// Random specs: exported commands against the packed system, state by state.
//
// What nobody would write (traps, misused locks, indices out of range) is where guards, cuts and values differ first.
#include "reports/export/export.hpp"

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/export/evaluate.hpp"
#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t state_limit = 300;

/// "" if all is well, or if the spec is refused (a rule that only the lowering can see).
std::string difference_of(const std::string& text, std::size_t& compared) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const lower::Lowered lowered = lower::lower(program);
        tests::Comparison comparison(program, lowered);
        std::string difference = comparison.run(state_limit);
        ++compared;
        return difference;
    } catch (const syntax::SpecError&) {
        return "";
    }
}

void compare_random(std::size_t runs, bool library) {
    std::size_t compared = 0;
    random_specs::campaign(runs, {.library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, compared); });
    if (random_specs::is_whole(runs)) CHECK(compared >= runs / 2);
}

}  // namespace

TEST_CASE("exported commands do what the packed system does, on random specs") { compare_random(150, false); }

TEST_CASE("exported commands do what the packed system does, on random specs with the library") {
    compare_random(40, true);
}

TEST_CASE("exported commands do what the packed system does, on thousands of random specs", "[.soak]") {
    compare_random(4000, false);
    compare_random(1000, true);
}
