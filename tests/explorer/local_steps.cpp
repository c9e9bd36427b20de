// Steps that are remembered by word, and states from which no step surely leads on: searches that use
// them find what the oracle finds, which knows nothing of either.
#include <catch2/catch.hpp>

#include "explorer/search/word_steps.hpp"
#include "tests/explorer/automata.hpp"
#include "tests/explorer/compare.hpp"

using namespace toy;
using namespace revoke_mc::explorer::internal;

namespace {

/// How often a remembered step was not computed again.
template <std::size_t Words>
std::uint64_t try_automata(std::uint64_t seed) {
    CAPTURE(seed, Words);
    Automata<Words> system(seed);
    require_like_oracle(system);
    require_like_oracle(system, true);
    const auto remembered = explore_with(system, 2);
    system.tells = false;
    const std::uint64_t spared = *system.spared;
    require_same(explore_with(system, 1), remembered);
    REQUIRE(*system.spared == spared);  // nothing is remembered now
    return spared;
}

void try_seeds(std::uint64_t count) {
    std::uint64_t spared[5] = {};
    for (std::uint64_t seed = first_seed(); seed < first_seed() + count; ++seed) {
        spared[1] += try_automata<1>(seed);
        spared[2] += try_automata<2>(seed);
        spared[3] += try_automata<3>(seed);
        if (seed % 4 == 0) spared[4] += try_automata<4>(seed);
    }
    CHECK(spared[1] == 0);  // a state of one word is its own key
    for (const std::size_t words : {2U, 3U, 4U}) CHECK(spared[words] > 100);
}

struct Made {
    WordStepList head;
    std::vector<WordStep> steps;
};

/// The list that the tests make for a word.
Made list_of(InternId id) {
    Made made{{.transitions = id % 7 + 1, .count = id % 5, .leads_on = id % 2}, {}};
    for (InternId i = 0; i < id % 5; ++i) made.steps.push_back({revoke_mc::system::TransitionId{id + i}, id * i});
    return made;
}

bool same(const WordStepList& list, const Made& made) {
    if (list.transitions != made.head.transitions || list.leads_on != made.head.leads_on) return false;
    const auto equal = [](const WordStep& a, const WordStep& b) {
        return a.transition == b.transition && a.to == b.to;
    };
    return std::ranges::equal(list.steps(), made.steps, equal);
}

}  // namespace

TEST_CASE("automata: steps of one word, steps of two") { try_seeds(120); }
TEST_CASE("many automata", "[.soak]") { try_seeds(4000); }

TEST_CASE("lists of steps are there once they are made") {
    revoke_mc::explorer::internal::Budget budget(revoke_mc::explorer::unlimited);
    WordSteps words(budget);
    REQUIRE(words.open());
    CHECK(words.place(3) == WordSteps::unseen);
    words.note(3);
    CHECK(words.place(3) == WordSteps::seen);
    words.rule_out(3);
    CHECK(words.place(3) == WordSteps::not_to_be);
    words.add(4, list_of(4).head, list_of(4).steps);
    REQUIRE(words.place(4) >= WordSteps::first_place);
    CHECK(same(words.list(words.place(4)), list_of(4)));
    CHECK(words.place(~InternId{0}) == WordSteps::not_to_be);
    CHECK(budget.used() != 0);
}

TEST_CASE("lists are made by many threads at once") {
    const unsigned threads = GENERATE(2U, 7U);
    revoke_mc::explorer::internal::Budget budget(revoke_mc::explorer::unlimited);
    WordSteps words(budget);
    REQUIRE(words.open());
    Executor executor(threads);
    std::atomic<unsigned> wrong{0};
    constexpr InternId count = 20000;
    executor.run([&](unsigned t) {
        for (InternId i = 0; i < count; ++i) {
            const InternId id = t % 2 == 0 ? i : count - 1 - i;
            const WordSteps::ListId place = words.place(id);
            const Made made = list_of(id);
            if (place < WordSteps::first_place) {
                words.add(id, made.head, made.steps);
            } else if (!same(words.list(place), made)) {
                ++wrong;
            }
        }
    });
    CHECK(wrong == 0);
    for (InternId id = 0; id < count; ++id) REQUIRE(same(words.list(words.place(id)), list_of(id)));
}

TEST_CASE("without memory for them no list is made") {
    revoke_mc::explorer::internal::Budget budget(100 << 10);
    {
        WordSteps words(budget);
        REQUIRE(words.open());
        InternId last = 0;
        for (InternId id = 10; id < 20000; ++id) {
            words.add(id, list_of(id).head, list_of(id).steps);
            if (words.place(id) >= WordSteps::first_place) last = id;
            CHECK(budget.used() <= budget.limit());
        }
        CHECK(last > 100);
        CHECK(words.place(19999) == WordSteps::not_to_be);
        CHECK(same(words.list(words.place(last)), list_of(last)));
    }
    CHECK(budget.used() == 0);
}
