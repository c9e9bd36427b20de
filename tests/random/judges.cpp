// Random specs of the whole language, before all judges (tests/support/judges.hpp).
#include "tests/support/judges.hpp"

#include <chrono>
#include <iostream>

#include <catch2/catch.hpp>

#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

struct Tally {
    std::size_t compared = 0, walked = 0, worthwhile = 0;
};

std::string difference_of(const std::string& text, std::uint64_t seed, Tally& tally) {
    return random_specs::of_program(text, [&](const program::Program& program) {
        const tests::Judgement judgement = tests::judge(program, seed);
        tally.compared += judgement.compared ? 1 : 0;
        tally.walked += judgement.walked ? 1 : 0;
        tally.worthwhile += judgement.compared && judgement.states >= 10 ? 1 : 0;
        return judgement.difference;
    });
}

void compare_random(std::size_t runs) {
    Tally tally;
    random_specs::campaign(runs, {.whole = true}, [&](const std::string& text, std::uint64_t seed) {
        return difference_of(text, seed, tally);
    });
    CAPTURE(tally.compared, tally.walked, tally.worthwhile);
    if (!random_specs::is_whole(runs)) return;
    CHECK(tally.compared >= runs / 2);
    CHECK(tally.worthwhile >= runs / 4);
}

}  // namespace

TEST_CASE("all judges agree on random specs of the whole language") { compare_random(200); }

TEST_CASE("all judges agree on thousands of random specs of the whole language", "[.soak]") { compare_random(20000); }

// For people: one line for each seed that the judges disagree on, nothing shrunk.
TEST_CASE("which random specs the judges disagree on", "[.survey]") {
    for (const std::uint64_t seed : random_specs::seeds(1, 200)) {
        Tally tally;
        const auto begin = std::chrono::steady_clock::now();
        const std::string found =
            difference_of(random_specs::to_text(random_specs::generate(seed, {.whole = true})), seed, tally);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
        if (!found.empty() || spent.count() > 1)
            std::cout << seed << ' ' << spent.count() << " s " << found.substr(0, found.find('\n')) << std::endl;
    }
}
