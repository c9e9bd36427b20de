// Random specs: stubborn sets must not change a verdict, and must be what they claim to be.
#include <cstdlib>

#include <catch2/catch.hpp>

#include "model/check/check.hpp"
#include "model/syntax/loader.hpp"
#include "tests/random/generate.hpp"
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
        Tally tally;
        for (const std::uint64_t seed : random_specs::seeds(1, runs)) {
            const random_specs::Node spec = random_specs::generate(seed, {.library = library});
            const std::string difference = difference_of(random_specs::to_text(spec), strength, seed, tally);
            if (difference.empty()) continue;
            const auto fails = [&](const std::string& text) {
                Tally ignored;
                return !difference_of(text, strength, seed, ignored).empty();
            };
            const std::string small = random_specs::to_text(random_specs::shrink(spec, fails));
            Tally ignored;
            FAIL_CHECK("seed " << seed << (library ? " (library) " : " ") << static_cast<int>(strength) << '\n'
                               << difference_of(small, strength, seed, ignored) << small);
        }
        CAPTURE(tally.compared, tally.smaller);
        if (runs >= 50 && !std::getenv("REVOKE_RUNS") && !std::getenv("REVOKE_SEED")) {
            CHECK(tally.compared >= runs / 3);
            CHECK(tally.smaller >= runs / 20);  // else nothing was tested
        }
    }
}

}  // namespace

TEST_CASE("stubborn sets keep every verdict of random specs") { compare_random(150, false); }

TEST_CASE("stubborn sets keep every verdict of random specs with the kernel library") { compare_random(50, true); }

TEST_CASE("stubborn sets keep every verdict of thousands of random specs", "[.soak]") {
    compare_random(5000, false);
    compare_random(1500, true);
}
