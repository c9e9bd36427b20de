// A search that several ranks share out goes on from each of its checkpoints on any number of ranks, and one rank alone
// goes on from theirs, and they from its own.
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/compare.hpp"
#include "tests/explorer/shelf.hpp"
#include "tests/explorer/toy_systems.hpp"
#include "tests/explorer/yardstick.hpp"
#include "tests/mpi/ranks_as_threads.hpp"

using namespace toy;
using namespace revoke_mc::explorer;

namespace {

/// What other ranks than 0 have.
struct Elsewhere final : Checkpoints {
    CheckpointSource* resume() override { return nullptr; }
    bool due() override { return false; }
    void save(const std::function<void(CheckpointSink&)>&) override { FAIL("another rank has written"); }
};

/// `ranks`: 0: alone, as a search without ranks.
template <class S>
Result explore_with(const S& system, unsigned ranks, Checkpoints& shelf, Options options) {
    options.checkpoints = &shelf;
    if (ranks == 0) return explore(system, options);
    Crew crew(ranks);
    std::vector<Result> results(ranks);
    crew.run([&](Ranks& mine) {
        Elsewhere elsewhere;
        Options own = options;
        own.ranks = &mine;
        if (!mine.first()) own.checkpoints = &elsewhere;
        results[mine.rank()] = explore(system, own);
    });
    for (const Result& result : results) require_same(result, results[0]);
    return results[0];
}

template <class S>
void require_continuable(const S& system, bool first = false) {
    Options options;
    options.first = first;
    const Result undisturbed = explore(system, options);
    for (const unsigned ranks : {0U, 3U}) {
        Shelf shelf;
        options.threads = 2;
        require_same(explore_with(system, ranks, shelf, options), undisturbed);
        REQUIRE(shelf.made.size() >= std::min<std::uint64_t>(1, undisturbed.states));
        for (std::size_t i = 0; i < shelf.made.size(); i += 1 + i / 3) {
            for (const unsigned other : {0U, 2U, 3U}) {
                if (ranks == 0 && other == 0) continue;
                CAPTURE(ranks, other, i);
                Shelf next;
                next.from = shelf.made[i];
                require_same(explore_with(system, other, next, options), undisturbed);
                REQUIRE(next.made.size() == shelf.made.size() - 1 - i);
            }
        }
    }
}

template <std::size_t Words>
void try_random(std::uint64_t seed) {
    CAPTURE(seed, Words);
    Recipe recipe;
    recipe.states = 2 + seed * 37 % 500;
    recipe.edge_percent = 5 + static_cast<unsigned>(seed % 20);
    recipe.break_per_mille = static_cast<unsigned>(seed % 3) * 5;
    recipe.cut_per_mille = static_cast<unsigned>(seed % 2) * 3;
    require_continuable(RandomTable<Words>(seed, recipe).make(), seed % 2 == 0);
}

std::string error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a search goes on from each checkpoint on any number of ranks") {
    require_continuable(Yardstick<3>{});
    Yardstick<3> bug;
    bug.fences_waited_for = false;
    require_continuable(bug);
    WARN("random systems from REVOKE_SEED=" << first_seed());
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 4; ++seed) {
        try_random<1>(seed);
        try_random<2>(seed);
        try_random<6>(seed);
    }
}

TEST_CASE("what a limit cuts short on three ranks goes on on two, and then alone") {
    const Yardstick<4> system;
    const Result undisturbed = explore(system, {});
    Options options;
    options.max_states = undisturbed.states / 3;
    Shelf shelf;
    shelf.always = false;
    CHECK(explore_with(system, 3, shelf, options).reason == Reason::states);
    REQUIRE(shelf.made.size() == 1);
    Shelf next;
    next.always = false;
    next.from = shelf.made[0];
    options.max_states = undisturbed.states / 3 * 2;
    CHECK(explore_with(system, 2, next, options).reason == Reason::states);
    REQUIRE(next.made.size() == 1);
    Shelf rest;
    rest.from = next.made[0];
    rest.always = false;
    require_same(explore_with(system, 0, rest, {}), undisturbed);
}

namespace {

/// Cannot be written to, at once or after some blocks.
struct Full final : Checkpoints {
    struct Sink final : CheckpointSink {
        unsigned left = 0;
        void write(Section, std::uint64_t, std::span<const std::uint8_t>) override {
            if (left-- == 0) throw std::runtime_error("the disk is full");
        }
    };
    unsigned room = 0;
    bool opens = true;
    unsigned tries = 0, failures = 0;
    CheckpointSource* resume() override { return nullptr; }
    bool due() override { return true; }
    void save(const std::function<void(CheckpointSink&)>& write) override {
        ++tries;
        if (!opens) return;
        Sink sink;
        sink.left = room;
        try {
            write(sink);
        } catch (const std::runtime_error&) {  // as a keeper of files does
            ++failures;
        }
    }
};

}  // namespace

TEST_CASE("a checkpoint that cannot be written disturbs no rank") {
    const Yardstick<3> system;
    Full full;
    full.opens = GENERATE(true, false);
    full.room = GENERATE(0U, 1U, 2U);
    require_same(explore_with(system, 3, full, {}), explore(system, {}));
    CHECK(full.tries > 10);
    CHECK((full.failures > 5) == full.opens);
}

TEST_CASE("a checkpoint that several ranks have written and somebody has changed is refused") {
    const Yardstick<3> system;
    Shelf shelf;
    (void)explore_with(system, 3, shelf, {});
    const Kept& kept = *shelf.made.at(shelf.made.size() / 2);
    const auto refused = [&](const auto& change) {
        for (const unsigned ranks : {0U, 2U}) {
            CAPTURE(ranks);
            Shelf next;
            next.from = std::make_shared<Kept>();
            next.from->all = kept.all;
            change(next.from->all[static_cast<std::size_t>(Section::plain)]);
            const std::string error = error_of([&] { (void)explore_with(system, ranks, next, {}); });
            CAPTURE(error);
            CHECK((error.find("is damaged") != std::string::npos || error.find("is cut off") != std::string::npos));
            CHECK(next.made.empty());
        }
    };
    refused([](std::vector<Block>& blocks) { blocks.pop_back(); });
    refused([](std::vector<Block>& blocks) { blocks.back().pop_back(); });
    refused([](std::vector<Block>& blocks) { blocks.push_back(blocks.back()); });
    refused(
        [&](std::vector<Block>& blocks) { blocks = shelf.made.back()->all[static_cast<std::size_t>(Section::plain)]; });
}
