// The search against the oracle: counts, verdicts, witnesses, traces; for any number of threads.

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/compare.hpp"
#include "tests/explorer/toy_systems.hpp"
#include "tests/explorer/yardstick.hpp"

using namespace toy;
using revoke_mc::explorer::Result;
using revoke_mc::explorer::Status;
using revoke_mc::explorer::Verdict;

TEST_CASE("a grid of counters has the states of a grid") {
    Counters<3> system;
    system.kinds = {PropertyKind::deadlock, PropertyKind::stuck};
    system.top = 9;
    const Result result = explore_with(system, 1);
    CHECK(result.status == Status::complete);
    CHECK(result.states == 1000);
    CHECK(result.transitions == 2700);
    CHECK(result.depth == 27);
    CHECK(result.properties[0].verdict == Verdict::holds);
    require_like_oracle(system);
}

TEST_CASE("wide states") {
    Counters<7> system;
    system.top = 1;
    system.kinds = {PropertyKind::deadlock};
    require_like_oracle(system);
}

TEST_CASE("philosophers starve unless one of them is polite") {
    Philosophers system;
    system.kinds = {PropertyKind::deadlock, PropertyKind::stuck};
    system.polite = GENERATE(false, true);
    system.seats = GENERATE(2U, 3U, 5U);
    const Result result = explore_with(system, 2);
    const Verdict expected = system.polite ? Verdict::holds : Verdict::violated;
    CHECK(result.properties[0].verdict == expected);
    CHECK(result.properties[1].verdict == expected);
    if (!system.polite) {
        CHECK(result.properties[0].trace->steps.size() == system.seats);
        CHECK(result.properties[1].thread == ThreadId{0});
    }
    require_like_oracle(system);
}

TEST_CASE("the yardstick has the counts that other checkers found") {
    const auto check = [](const auto& system, std::uint64_t states, std::uint64_t transitions, std::uint64_t depth) {
        Result result = explore_with(system, 2);
        CHECK(result.states == states);
        CHECK(result.transitions == transitions);
        CHECK(result.depth == depth);
        return result;
    };
    (void)check(Yardstick<2>{}, 224, 416, 18);
    (void)check(Yardstick<3>{}, 766, 1758, 24);
    (void)check(Yardstick<4>{}, 2784, 7486, 30);
    const Result good = check(Yardstick<5>{}, 9722, 29914, 36);
    for (const auto& property : good.properties) CHECK(property.verdict == Verdict::holds);
    Yardstick<3> bug;
    bug.fences_waited_for = false;
    const Result bad = check(bug, 6696, 22410, 67);
    CHECK(bad.properties[0].trace->steps.size() == 10);
    CHECK(bad.properties[1].trace->steps.size() == 10);
    CHECK(bad.properties[2].verdict == Verdict::holds);
    require_like_oracle(bug);
    require_like_oracle(bug, true);
}

namespace {

template <std::size_t Words>
void try_random(std::uint64_t seed) {
    CAPTURE(seed, Words);
    const auto table = RandomTable<Words>(seed, Recipe::random(seed)).make();
    require_like_oracle(table);
    require_like_oracle(table, true);
}

void try_seeds(std::uint64_t count) {
    WARN("random systems from REVOKE_SEED=" << first_seed());
    for (std::uint64_t seed = first_seed(); seed < first_seed() + count; ++seed) {
        try_random<1>(seed);
        try_random<2>(seed);
        try_random<6>(seed);
    }
}

}  // namespace

TEST_CASE("random systems") { try_seeds(60); }
TEST_CASE("many random systems", "[.soak]") { try_seeds(3000); }

TEST_CASE("a bound makes the search incomplete but does not stop it") {
    Table<2> table(4);
    table.kinds = {PropertyKind::state, PropertyKind::step, PropertyKind::possibility};
    table.owner = {0, 0};
    table.edges[0] = {{.target = 1, .transition = 0, .broken = {}},
                      {.target = 0, .transition = 1, .cut = true, .bound = true, .broken = {}}};
    table.edges[1] = {{.target = 2, .transition = 0, .broken = {}}};
    table.broken[2] = {0};
    const Result result = explore_with(table, 1);
    CHECK(result.status == Status::incomplete);
    CHECK(result.reason == revoke_mc::explorer::Reason::bound);
    CHECK(result.states == 3);
    CHECK(result.properties[0].verdict == Verdict::violated);
    CHECK(result.properties[0].trace->steps.size() == 2);
    CHECK(result.properties[1].verdict == Verdict::unknown);
    CHECK(result.properties[2].verdict == Verdict::unknown);
    require_like_oracle(table);
}

TEST_CASE("a system without initial states holds everything in no state") {
    Table<1> table(1);
    table.kinds = {PropertyKind::state, PropertyKind::deadlock, PropertyKind::stuck};
    table.initial = {};
    const Result result = explore_with(table, 2);
    CHECK(result.status == Status::complete);
    CHECK(result.states == 0);
    CHECK(result.properties[0].verdict == Verdict::holds);
}

TEST_CASE("a step that leads back to its state counts, but does not save from deadlock") {
    Table<1> table(1);
    table.kinds = {PropertyKind::deadlock};
    table.owner = {0};
    table.edges[0] = {{.target = 0, .transition = 0, .broken = {}}};
    const Result result = explore_with(table, 1);
    CHECK(result.states == 1);
    CHECK(result.transitions == 1);
    CHECK(result.properties[0].verdict == Verdict::violated);
    CHECK(result.properties[0].trace->steps.empty());
}

TEST_CASE("a step that is cut saves from deadlock, and is the last of its trace") {
    Table<1> table(1);
    table.kinds = {PropertyKind::deadlock, PropertyKind::step};
    table.owner = {0};
    table.edges[0] = {{.target = 0, .transition = 0, .cut = true, .broken = {1}}};
    const Result result = explore_with(table, 1);
    CHECK(result.properties[0].verdict == Verdict::holds);
    CHECK(result.properties[1].verdict == Verdict::violated);
    REQUIRE(result.properties[1].trace->steps.size() == 1);
    CHECK(result.properties[1].trace->steps[0].state.empty());
    require_like_oracle(table);
}

TEST_CASE("broad levels: the same result for any number of threads") {
    Counters<4> system;
    system.top = 22;
    system.kinds = {PropertyKind::deadlock, PropertyKind::stuck};
    const Result one = explore_with(system, 1);
    CHECK(one.states == std::uint64_t{23} * 23 * 23 * 23);
    for (const unsigned threads : {2U, 3U, 7U, 16U}) {
        require_same(explore_with(system, threads), one);
    }
}

namespace {

/// Breaks properties in very many states and steps of broad levels.
struct Brittle : Counters<4> {
    Brittle() {
        top = 9;
        kinds = {PropertyKind::state, PropertyKind::step, PropertyKind::possibility, PropertyKind::state,
                 PropertyKind::step};
    }
    static std::uint64_t sum(const std::uint64_t* state) { return state[0] + state[1] + state[2] + state[3]; }
    static std::uint64_t product(const std::uint64_t* state) {
        return (state[0] + 1) * (state[1] + 2) * (state[2] + 3) * (state[3] + 5);
    }
    template <class F>
    void broken_in(const std::uint64_t* state, Scratch&, const F& f) const {
        if (product(state) % 7 == 3 && sum(state) >= 15) f(PropertyId{0});
        if (sum(state) >= 18) f(PropertyId{3});
    }
    [[nodiscard]] bool goal(PropertyId, const std::uint64_t* state, Scratch&) const {
        return state[0] + state[1] == 9 && product(state) % 5 == 0;
    }
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, const Sink& sink) const {
        static constexpr PropertyId first[] = {PropertyId{1}};
        static constexpr PropertyId both[] = {PropertyId{1}, PropertyId{4}};
        Counters<4>::successors(state, scratch, [&](Step step) {
            if (sum(state) >= 16 && product(state) % 11 > step.transition.number()) step.broken = first;
            if (sum(state) >= 17 && product(state) % 13 == 5) {
                step.broken = both;
                step.successor = nullptr;
            }
            sink(step);
        });
    }
};

}  // namespace

TEST_CASE("broad levels full of violations: the same witnesses and traces") {
    require_like_oracle(Brittle{});
    require_like_oracle(Brittle{}, true);
}

TEST_CASE("a long thin graph") {
    Counters<1> system;
    system.top = 200000;
    system.kinds = {PropertyKind::deadlock};
    const Result result = explore_with(system, 3);
    CHECK(result.states == 200001);
    CHECK(result.depth == 200000);
}

namespace {

/// Two states in a row, and a property of steps that the step between them breaks.
Table<1> one_step() {
    Table<1> table(2);
    table.kinds = {PropertyKind::step};
    table.owner = {0};
    table.edges[0] = {{.target = 1, .transition = 0, .broken = {0}}};
    table.resting[1] = {0};
    return table;
}

std::vector<std::uint64_t> words_of(std::size_t number) {
    const auto packed = Table<1>::pack(number);
    return {packed.begin(), packed.end()};
}

}  // namespace

TEST_CASE("what a start breaks has a trace of no steps, which is shorter than any other") {
    Table<1> table = one_step();
    CHECK(explore_with(table, 1).properties[0].trace->steps.size() == 1);
    table.starts = {{.state = words_of(0), .broken = {PropertyId{0}}}};
    for (const unsigned threads : {1U, 2U}) {
        const Result result = explore_with(table, threads);
        CHECK(result.properties[0].verdict == Verdict::violated);
        CHECK(result.properties[0].trace->steps.empty());
        CHECK(result.properties[0].trace->initial == words_of(0));
        CHECK_FALSE(result.properties[0].trace->cut_start);
        CHECK(result.states == 2);
    }
}

TEST_CASE("starts that are cut are no states, and one that meets a bound leaves the search incomplete") {
    Table<1> table = one_step();
    table.initial = {};
    table.starts = {{.state = words_of(1), .broken = {PropertyId{0}}, .cut = true}};
    const Result cut = explore_with(table, 1);
    CHECK(cut.status == Status::complete);
    CHECK(cut.states == 0);
    CHECK(cut.properties[0].verdict == Verdict::violated);
    CHECK(cut.properties[0].trace->cut_start);
    table.starts = {{.state = words_of(1), .broken = {}, .cut = true, .bound_reached = true}};
    const Result bound = explore_with(table, 1);
    CHECK(bound.status == Status::incomplete);
    CHECK(bound.reason == revoke_mc::explorer::Reason::bound);
    CHECK(bound.properties[0].verdict == Verdict::unknown);
}
