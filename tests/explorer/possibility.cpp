// "Can it still get there?": possibility and stuck, by sweeps, by components, and after random walks.
#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/compare.hpp"
#include "tests/explorer/toy_systems.hpp"

using namespace toy;
using revoke_mc::explorer::Result;
using revoke_mc::explorer::Verdict;
namespace inner = revoke_mc::explorer::internal;

namespace {

Table<2>::Edge edge(std::size_t target, unsigned transition) {
    return {.target = target, .transition = transition, .broken = {}};
}

/// Witnesses of the pass alone, with a given tuning.
template <class S>
inner::Witnesses<S::words> decide(const S& system, unsigned threads, const inner::PossibilityTuning& tuning) {
    revoke_mc::explorer::Options options;
    options.threads = threads;
    inner::Executor executor(threads);
    inner::Limits limits(options);
    inner::Budget budget(options.max_memory);
    const inner::Questions questions(system.properties());
    inner::StateTable<S::words> table(budget, options.max_states);
    inner::Team alone(nullptr, limits);
    inner::Search<S> search(system, questions, table, executor, limits, budget, alone);
    search.run(false);
    inner::Possibility<S> pass(system, table, executor, limits, budget, alone, {}, nullptr, tuning);
    return pass.decide(questions, search.found().blocked);
}

template <class S>
void require_all_ways(const S& system) {
    const Result expected = oracle(system);
    if (expected.status != revoke_mc::explorer::Status::complete) return;
    const inner::PossibilityTuning only_components{.walks = false, .patience = 0};
    const inner::PossibilityTuning only_sweeps{.walks = false, .patience = 1000000};
    const inner::PossibilityTuning walks_first{};
    for (const auto& tuning : {only_components, only_sweeps, walks_first}) {
        const auto witnesses = decide(system, 2, tuning);
        for (const PropertyId id : witnesses.properties()) {
            const std::size_t i = id.number();
            if (system.kinds[i] < PropertyKind::stuck) continue;
            CAPTURE(i, tuning.walks, tuning.patience);
            const auto& property = expected.properties[i];
            REQUIRE(witnesses[id].has_value() == (property.verdict == Verdict::violated));
            if (!witnesses[id]) continue;
            REQUIRE(witnesses[id]->level == property.level);
            REQUIRE(witnesses[id]->thread == property.thread);
            const auto& end = property.trace->steps;
            const auto state = end.empty() ? property.trace->initial : end.back().state;
            REQUIRE(inner::to_vector(witnesses[id]->state) == state);
        }
    }
}

}  // namespace

TEST_CASE("a stuck thread behind a busy one is found, a blocked one is not stuck") {
    // Thread 0 goes round 0 -> 1 -> 0; thread 1 waits in 0 and in 1. In 2 it is for ever.
    Table<2> table(4);
    table.kinds = {PropertyKind::deadlock, PropertyKind::stuck};
    table.thread_count = 2;
    table.owner = {0, 1};
    table.edges[0] = {edge(1, 0)};
    table.edges[1] = {edge(0, 0), edge(1, 1)};
    const bool freed = GENERATE(false, true);
    if (freed) table.edges[1][1] = edge(3, 1);
    table.edges[3] = {edge(0, 0), edge(1, 1)};
    const Result result = explore_with(table, 1);
    CHECK(result.properties[0].verdict == Verdict::holds);
    CHECK(result.properties[1].verdict == (freed ? Verdict::holds : Verdict::violated));
    if (!freed) CHECK(result.properties[1].thread == ThreadId{1});
    require_like_oracle(table);
    require_all_ways(table);
}

TEST_CASE("possible only by a forbidden step is not possible") {
    Table<2> table(3);
    table.kinds = {PropertyKind::possibility, PropertyKind::possibility};
    table.owner = {0, 0};
    table.edges[0] = {edge(1, 0)};
    table.edges[1] = {edge(2, 1)};
    table.goals[2] = {0, 1};
    table.bans = {{1, 1}};
    const Result result = explore_with(table, 1);
    CHECK(result.properties[0].verdict == Verdict::holds);
    CHECK(result.properties[1].verdict == Verdict::violated);
    CHECK(result.properties[1].level == 0);
    require_like_oracle(table);
    require_all_ways(table);
}

TEST_CASE("a step that is cut reaches nothing, but nobody is stuck for it") {
    Table<2> table(2);
    table.kinds = {PropertyKind::possibility, PropertyKind::possibility, PropertyKind::stuck, PropertyKind::step};
    table.thread_count = 2;
    table.owner = {0};
    table.edges[0] = {{.target = 0, .transition = 0, .cut = true, .broken = {3}}};
    table.bans = {{1, 0}};
    const Result result = explore_with(table, 1);
    CHECK(result.properties[0].verdict == Verdict::violated);
    CHECK(result.properties[1].verdict == Verdict::violated);
    CHECK(result.properties[2].verdict == Verdict::holds);
    require_like_oracle(table);
    require_all_ways(table);
}

TEST_CASE("more than 64 goals") {
    Table<2> table(3);
    table.kinds = {PropertyKind::stuck, PropertyKind::possibility};
    table.thread_count = 150;
    table.owner = {0};
    table.edges[0] = {edge(1, 0)};
    table.edges[1] = {edge(2, 0)};
    for (std::size_t state = 0; state < 3; ++state) {
        for (unsigned thread = 0; thread < 150; ++thread) {
            if (thread != 140 || state < 1) table.resting[state].insert(thread);
        }
    }
    table.resting[0].erase(77);
    table.goals[2] = {1};
    const Result result = explore_with(table, 1);
    CHECK(result.properties[0].thread == ThreadId{140});
    CHECK(result.properties[1].verdict == Verdict::holds);
    require_like_oracle(table);
    require_all_ways(table);
}

TEST_CASE("sweeps and components agree with the oracle on random systems") {
    WARN("random systems from REVOKE_SEED=" << first_seed());
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 150; ++seed) {
        CAPTURE(seed);
        Recipe recipe;
        recipe.states = 20 + seed * 7 % 300;
        recipe.edge_percent = 8 + static_cast<unsigned>(seed % 5) * 8;
        recipe.local_percent = 60 + static_cast<unsigned>(seed % 4) * 13;
        recipe.goal_percent = 1 + static_cast<unsigned>(seed % 3) * 3;
        recipe.rest_percent = 20;
        recipe.cut_per_mille = seed % 2 == 0 ? 0 : 3;
        require_all_ways(RandomTable<2>(seed, recipe).make());
    }
}
