// Steps that are left out since another order of them leads to the same state: no state is missed, nor counted later,
// and all steps are counted.
#include "explorer/search/sleep_sets.hpp"

#include <catch2/catch.hpp>

#include "explorer/contract/options.hpp"
#include "tests/explorer/automata.hpp"
#include "tests/explorer/compare.hpp"

using namespace toy;
using revoke_mc::FirstIds;
using revoke_mc::none;
using revoke_mc::explorer::unlimited;
using revoke_mc::explorer::internal::Budget;
using revoke_mc::explorer::internal::SleepSets;

namespace {

template <std::size_t Words>
void try_automata(std::uint64_t seed) {
    CAPTURE(seed, Words);
    Automata<Words> system(seed);
    for (const bool tells : {false, true}) {
        system.tells = tells;
        system.sleeps = true;
        require_like_oracle(system);
        require_like_oracle(system, true);
        const auto asleep = explore_with(system, 2);
        system.sleeps = false;
        require_same(explore_with(system, 1), asleep);
    }
}

void try_seeds(std::uint64_t count) {
    for (std::uint64_t seed = first_seed(); seed < first_seed() + count; ++seed) {
        try_automata<2>(seed);
        try_automata<3>(seed);
        if (seed % 4 == 0) try_automata<4>(seed);
    }
}

/// Of the pairs of transitions: how many have one asleep behind the other.
template <class S>
std::size_t pairs_asleep(const S& system, const SleepSets& sets) {
    std::size_t pairs = 0;
    for (const TransitionId b : FirstIds<TransitionId>(system.transitions())) {
        for (const TransitionId a : FirstIds<TransitionId>(system.transitions())) {
            if (!sets.after(b).contains(a)) continue;
            REQUIRE(a != b);
            REQUIRE(system.commute(a, b));
            REQUIRE(!sets.after(a).contains(b));
            ++pairs;
        }
    }
    return pairs;
}

}  // namespace

TEST_CASE("automata: steps that commute") { try_seeds(100); }
TEST_CASE("many automata whose steps commute", "[.soak]") { try_seeds(4000); }

TEST_CASE("of two steps that commute one is asleep behind the other") {
    Budget budget(unlimited);
    std::size_t pairs = 0;
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 50; ++seed) {
        CAPTURE(seed);
        const Automata<3> system(seed);
        SleepSets sets(budget);
        sets.make_if_worth_it(system, unlimited);
        std::size_t commuting = 0;
        for (const TransitionId b : FirstIds<TransitionId>(system.transitions())) {
            for (const TransitionId a : FirstIds<TransitionId>(b.number())) commuting += system.commute(a, b) ? 1 : 0;
        }
        REQUIRE(pairs_asleep(system, sets) == commuting);
        pairs += commuting;
    }
    CHECK(pairs > 1000);
    CHECK(budget.used() == 0);
}

TEST_CASE("a step is asleep behind one that commutes with fewer") {
    struct System : Counters<4> {
        [[nodiscard]] bool commutes() const { return true; }
        /// 1 with 2 and 3, and 2 with 3; 0 only with 3.
        [[nodiscard]] bool commute(TransitionId a, TransitionId b) const {
            return a != b && (a.number() != 0 || b.number() == 3) && (b.number() != 0 || a.number() == 3);
        }
    };
    const TransitionId zero{0U}, one{1U}, two{2U}, three{3U};
    Budget budget(unlimited);
    SleepSets sets(budget);
    sets.make_if_worth_it(System{}, unlimited);
    CHECK(pairs_asleep(System{}, sets) == 4);
    CHECK(sets.after(zero).contains(three));
    CHECK(sets.after(two).contains(three));
    CHECK(sets.after(one).contains(three));
    CHECK(sets.after(two).contains(one));  // as many: by number
}

TEST_CASE("nothing is asleep in the beginning, in a small search, or without memory") {
    const Automata<3> system(first_seed());
    const TransitionId last{system.transitions() - 1};
    const auto none_asleep = [&](const SleepSets& sets, TransitionId finder) {
        for (const TransitionId a : FirstIds<TransitionId>(system.transitions())) {
            if (sets.after(finder).contains(a)) return false;
        }
        return true;
    };
    Budget budget(unlimited), small(8);
    SleepSets early(budget), poor(small), ready(budget);
    early.make_if_worth_it(system, 0);
    CHECK(none_asleep(early, last));
    poor.make_if_worth_it(system, unlimited);
    CHECK(none_asleep(poor, last));
    ready.make_if_worth_it(system, unlimited);
    CHECK(none_asleep(ready, none));
    CHECK(pairs_asleep(system, ready) > 0);
}
