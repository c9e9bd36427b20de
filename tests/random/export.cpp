// Random specs: exported commands against the packed system, state by state.
//
// What nobody would write (traps, misused locks, indices out of range) is where guards, cuts and values differ first.
#include "reports/export/export.hpp"

#include <cstdlib>

#include <catch2/catch.hpp>

#include "model/check/check.hpp"
#include "model/syntax/loader.hpp"
#include "tests/export/evaluate.hpp"
#include "tests/random/generate.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t state_limit = 300;

/// False if the spec is refused (a rule that only the lowering can see).
bool compare(const std::string& text, std::string& difference) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const lower::Lowered lowered = lower::lower(program);
        tests::Comparison comparison(program, lowered);
        difference = comparison.run(state_limit);
        return true;
    } catch (const syntax::SpecError&) {
        return false;
    }
}

void compare_random(std::size_t runs, bool library) {
    std::size_t compared = 0;
    for (const std::uint64_t seed : random_specs::seeds(1, runs)) {
        const random_specs::Node spec = random_specs::generate(seed, {.library = library});
        std::string difference;
        if (compare(random_specs::to_text(spec), difference)) ++compared;
        if (difference.empty()) continue;
        const auto fails = [](const std::string& text) {
            std::string found;
            return compare(text, found) && !found.empty();
        };
        FAIL_CHECK("seed " << seed << ": " << difference << "\n"
                           << random_specs::to_text(random_specs::shrink(spec, fails)));
    }
    if (!std::getenv("REVOKE_SEED")) CHECK(compared >= runs / 2);
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
