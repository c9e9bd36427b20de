// A search that several ranks share out against the oracle: counts, verdicts, witnesses, traces, for any number of
// ranks and threads. (The ranks are threads here.)

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/compare.hpp"
#include "tests/explorer/toy_systems.hpp"
#include "tests/explorer/yardstick.hpp"
#include "tests/mpi/ranks_as_threads.hpp"

using namespace toy;
using namespace revoke_mc::explorer;

namespace {

/// All ranks must have the same result.
template <class S>
Result explore_among(Crew& crew, const S& system, const Options& options) {
    std::vector<Result> results(crew.size());
    crew.run([&](Ranks& ranks) {
        Options mine = options;
        mine.ranks = &ranks;
        mine.threads = options.threads + ranks.rank() % 2;
        if (!ranks.first()) mine.survey = nullptr;
        results[ranks.rank()] = explore(system, mine);
    });
    for (const Result& result : results) require_same(result, results[0]);
    return results[0];
}

template <class S>
void require_like_oracle_among(const S& system, bool first = false) {
    const Result expected = oracle(system, first);
    for (const unsigned ranks : {1U, 2U, 3U, 5U}) {
        Crew crew(ranks);
        CAPTURE(ranks);
        Options options;
        options.first = first;
        require_same(explore_among(crew, system, options), expected);
    }
}

template <std::size_t Words>
void try_random(std::uint64_t seed) {
    CAPTURE(seed, Words);
    const auto table = RandomTable<Words>(seed, Recipe::random(seed)).make();
    require_like_oracle_among(table);
    require_like_oracle_among(table, true);
}

/// Counts what it is shown.
struct Counting final : Survey {
    std::set<std::vector<std::uint64_t>> seen;
    std::vector<std::uint8_t> taken;
    std::size_t most = 1'000'000;
    bool begin(std::span<const std::uint8_t> of_search) override {
        taken.assign(of_search.begin(), of_search.end());
        return true;
    }
    bool look(const std::uint64_t* state) override {
        REQUIRE(seen.emplace(state, state + 2).second);
        return seen.size() < most;
    }
};

}  // namespace

TEST_CASE("ranks find what the oracle finds in systems written by hand") {
    Counters<3> grid;
    grid.kinds = {PropertyKind::deadlock, PropertyKind::stuck};
    grid.top = 9;
    require_like_oracle_among(grid);
    Philosophers philosophers;
    philosophers.kinds = {PropertyKind::deadlock, PropertyKind::stuck};
    philosophers.polite = GENERATE(false, true);
    require_like_oracle_among(philosophers);
}

TEST_CASE("ranks find the bug of the yardstick") {
    Yardstick<3> bug;
    bug.fences_waited_for = false;
    require_like_oracle_among(bug);
    require_like_oracle_among(bug, true);
}

TEST_CASE("ranks find what the oracle finds in random systems") {
    WARN("random systems from REVOKE_SEED=" << first_seed());
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 15; ++seed) {
        try_random<1>(seed);
        try_random<2>(seed);
        try_random<6>(seed);
    }
}
TEST_CASE("ranks in many random systems", "[.soak]") {
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 1000; ++seed) {
        try_random<1>(seed);
        try_random<2>(seed);
        try_random<6>(seed);
    }
}

TEST_CASE("a limit of states is one of all ranks") {
    Counters<2> grid;
    grid.top = 29;  // 900 states
    Crew crew(3);
    Options options;
    options.max_states = 900;
    CHECK(explore_among(crew, grid, options).status == Status::complete);
    options.max_states = 899;
    const Result cut = explore_among(crew, grid, options);
    CHECK(cut.status == Status::incomplete);
    CHECK(cut.reason == Reason::states);
}

TEST_CASE("a limit that one rank reaches ends the search of all") {
    Counters<3> grid;
    grid.top = 60;
    grid.kinds = {PropertyKind::deadlock};
    Crew crew(3);
    const auto cut = [&](unsigned who, auto limit) {
        std::vector<Result> results(3);
        crew.run([&](Ranks& ranks) {
            Options options;
            options.ranks = &ranks;
            if (ranks.rank() == who) limit(options);
            results[ranks.rank()] = explore(grid, options);
        });
        for (const Result& result : results) require_same(result, results[0]);
        CHECK(results[0].status == Status::incomplete);
        CHECK(results[0].properties[0].verdict == Verdict::unknown);
        return results[0].reason;
    };
    const unsigned who = GENERATE(0U, 2U);
    const std::atomic<bool> stop{true};
    CHECK(cut(who, [](Options& options) { options.timeout = std::chrono::nanoseconds{1}; }) == Reason::time);
    CHECK(cut(who, [&](Options& options) { options.interrupt = &stop; }) == Reason::interrupt);
    CHECK(cut(who, [](Options& options) { options.max_memory = std::uint64_t{1} << 20; }) == Reason::memory);
    CHECK(cut(who, [](Options& options) { options.max_memory = 100; }) == Reason::memory);
    // Afterwards the same ranks search another system.
    grid.top = 5;
    CHECK(explore_among(crew, grid, {}).status == Status::complete);
}

TEST_CASE("a survey sees the states of all ranks, each once, as long as it wants") {
    Counters<2> grid;
    grid.top = 29;
    Crew crew(GENERATE(1U, 3U));
    Counting counting;
    Options options;
    options.survey = &counting;
    (void)explore_among(crew, grid, options);
    CHECK(counting.seen.size() == 900);
    CHECK(counting.taken.size() == 2);
    Counting few;
    few.most = GENERATE(1, 400, 899);
    options.survey = &few;
    (void)explore_among(crew, grid, options);
    CHECK(few.seen.size() == few.most);
}

namespace {

/// Throws in one state.
struct Faulty : Counters<2> {
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, const Sink& sink) const {
        if (state[0] == 7 && state[1] == 3) throw std::logic_error("a fault in a step");
        Counters<2>::successors(state, scratch, sink);
    }
};

}  // namespace

TEST_CASE("one rank that fails ends the search of all, and the next one is undisturbed") {
    Faulty faulty;
    faulty.top = 20;
    Crew crew(3);
    std::vector<std::string> errors(3);
    crew.run([&](Ranks& ranks) {
        Options options;
        options.ranks = &ranks;
        try {
            (void)explore(faulty, options);
        } catch (const std::exception& error) {
            errors[ranks.rank()] = error.what();
        }
    });
    unsigned at_home = 0;
    for (const std::string& error : errors) {
        CAPTURE(error);
        CHECK(error.find("a fault in a step") != std::string::npos);
        at_home += error.find("rank ") == std::string::npos ? 1 : 0;
    }
    CHECK(at_home == 1);
    Counters<2> grid;
    grid.top = 20;
    CHECK(explore_among(crew, grid, {}).states == 441);
}

TEST_CASE("progress is not for several ranks") {
    Table<1> table(1);
    table.kinds = {PropertyKind::progress};
    Crew crew(2);
    CHECK_THROWS_AS(explore_among(crew, table, {}), std::invalid_argument);
}
