// A search that goes on from a checkpoint ends as one that nobody disturbed: from each level, with other threads, after
// each kind of limit. And what is not a checkpoint of it is refused.
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <random>

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "explorer/search/saved_states.hpp"
#include "tests/explorer/compare.hpp"
#include "tests/explorer/shelf.hpp"
#include "tests/explorer/toy_systems.hpp"
#include "tests/explorer/yardstick.hpp"

using namespace revoke_mc::explorer;
using namespace toy;

namespace {

template <class S>
Result explore_with(const S& system, Shelf& shelf, Options options) {
    options.checkpoints = &shelf;
    return explore(system, options);
}

/// From each checkpoint of a run to the end.
template <class S>
void require_continuable(const S& system, bool first = false) {
    Options options;
    options.first = first;
    const Result undisturbed = explore(system, options);
    for (const unsigned threads : {1U, 3U}) {
        Shelf shelf;
        options.threads = threads;
        require_same(explore_with(system, shelf, options), undisturbed);
        REQUIRE(shelf.made.size() >= std::min<std::uint64_t>(1, undisturbed.states));
        REQUIRE(shelf.made.size() <= undisturbed.depth + 2);
        for (std::size_t i = 0; i < shelf.made.size(); ++i) {
            CAPTURE(threads, i);
            Shelf next;
            next.from = shelf.made[i];
            options.threads = 4 - threads;
            require_same(explore_with(system, next, options), undisturbed);
            REQUIRE(next.made.size() == shelf.made.size() - 1 - i);
        }
    }
}

/// A limit ends the search in the middle of a level; what it leaves leads to the end.
template <class S>
void require_continuable_after_limit(const S& system) {
    const Result undisturbed = explore(system, {});
    std::shared_ptr<Kept> last;
    for (std::uint64_t most = undisturbed.states / 7 + 1; most < undisturbed.states;
         most += undisturbed.states / 5 + 1) {
        CAPTURE(most);
        Options options;
        options.threads = 2;
        options.max_states = most;
        Shelf shelf;
        shelf.from = last;
        shelf.always = false;
        const Result cut = explore_with(system, shelf, options);
        REQUIRE(cut.reason == Reason::states);
        if (!shelf.made.empty()) last = shelf.made.back();
        Shelf rest;
        rest.from = last;
        rest.always = false;
        require_same(explore_with(system, rest, {}), undisturbed);
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
    const auto table = RandomTable<Words>(seed, recipe).make();
    require_continuable(table);
    require_continuable(table, true);
    require_continuable_after_limit(table);
}

/// One long line of states: more levels than fit into a byte, or into two.
struct Line : Plain {
    static constexpr std::size_t words = 1;
    using Scratch = NoScratch;
    std::uint64_t length = 0;
    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return {0}; }
    [[nodiscard]] std::size_t threads() const { return 1; }
    [[nodiscard]] std::size_t transitions() const { return 1; }
    [[nodiscard]] bool at_rest(const std::uint64_t*, ThreadId) const { return true; }
    [[nodiscard]] ThreadId thread_of(TransitionId) const { return ThreadId{0}; }
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch&, const Sink& sink) const {
        // Far apart: narrow keys and wide ones.
        const std::uint64_t next = (*state + 0x10000001) % (length * 0x10000001);
        sink(Step{.transition = TransitionId{0}, .successor = &next, .broken = {}});
    }
};

std::shared_ptr<Kept> copy_of(const Kept& kept) {
    auto out = std::make_shared<Kept>();
    out->all = kept.all;
    return out;
}

/// Going on from it ends with an exception, not with a result.
template <class S>
void require_refused(const S& system, const std::shared_ptr<Kept>& kept) {
    Shelf shelf;
    shelf.from = kept;
    Options options;
    options.threads = 2;
    REQUIRE_THROWS_AS(explore_with(system, shelf, options), BadCheckpoint);
    REQUIRE(shelf.made.empty());
}

}  // namespace

TEST_CASE("a search ends the same from each of its checkpoints") {
    require_continuable(Yardstick<3>{});
    Yardstick<3> bug;
    bug.fences_waited_for = false;
    require_continuable(bug);
    require_continuable(bug, true);
    require_continuable_after_limit(bug);
    Counters<3> wide;
    wide.top = 7;
    require_continuable(wide);
    require_continuable_after_limit(Yardstick<4>{});
}

TEST_CASE("random systems end the same from each of their checkpoints") {
    WARN("random systems from REVOKE_SEED=" << first_seed());
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 8; ++seed) {
        try_random<1>(seed);
        try_random<2>(seed);
        try_random<6>(seed);
    }
}

TEST_CASE("levels of several bytes and keys of both kinds are kept") {
    Line line;
    line.length = 70'000;
    Shelf shelf;
    shelf.always = false;
    Options options;
    options.max_states = 66'000;
    CHECK(explore_with(line, shelf, options).depth == 65'999);
    REQUIRE(shelf.made.size() == 1);
    Shelf rest;
    rest.from = shelf.made[0];
    rest.always = false;
    const Result result = explore_with(line, rest, {});
    CHECK(result.status == Status::complete);
    CHECK(result.states == 70'000);
    CHECK(result.depth == 69'999);
}

TEST_CASE("a checkpoint that does not fit into the limits stays what it is") {
    Counters<3> counters;
    counters.top = 30;
    Shelf shelf;
    (void)explore_with(counters, shelf, {});
    Shelf less;
    less.from = shelf.made.back();
    Options options;
    options.max_states = 1000;
    const Result few = explore_with(counters, less, options);
    CHECK(few.reason == Reason::states);
    CHECK(less.made.empty());
    options = {};
    options.max_memory = 600'000;
    const Result small = explore_with(counters, less, options);
    CHECK(small.reason == Reason::memory);
    CHECK(less.made.empty());
    std::atomic<bool> interrupt = true;
    options = {};
    options.interrupt = &interrupt;
    CHECK(explore_with(counters, less, options).reason == Reason::interrupt);
    CHECK(less.made.empty());
    for (const PropertyResult& property : small.properties) CHECK(property.verdict != Verdict::holds);
}

TEST_CASE("a violation that was found is not told of while its trace is not there") {
    Yardstick<3> bug;
    bug.fences_waited_for = false;
    Shelf shelf;
    const Result whole = explore_with(bug, shelf, {});
    REQUIRE(whole.properties[0].verdict == Verdict::violated);
    for (std::uint64_t most = 0; most < whole.states; most += 97) {
        CAPTURE(most);
        Shelf less;
        less.from = shelf.made.back();
        Options options;
        options.max_states = most;
        const Result few = explore_with(bug, less, options);
        REQUIRE(few.reason == Reason::states);
        for (const PropertyResult& property : few.properties) REQUIRE(property.verdict == Verdict::unknown);
    }
}

TEST_CASE("memory that ran out can be raised") {
    Counters<3> counters;
    counters.top = 60;
    const Result undisturbed = explore(counters, {});
    Shelf shelf;
    shelf.always = false;
    Options options;
    options.max_memory = 2'000'000;
    CHECK(explore_with(counters, shelf, options).reason == Reason::memory);
    REQUIRE(shelf.made.size() == 1);
    Shelf rest;
    rest.from = shelf.made[0];
    rest.always = false;
    require_same(explore_with(counters, rest, {}), undisturbed);
}

TEST_CASE("blocks that do not belong together are refused") {
    Yardstick<3> system;
    Shelf shelf;
    (void)explore_with(system, shelf, {});
    const Kept& kept = *shelf.made.at(shelf.made.size() / 2);
    const auto states = static_cast<std::size_t>(Section::states), words = static_cast<std::size_t>(Section::words);

    require_refused(system, std::make_shared<Kept>());  // nothing at all
    for (std::size_t section = 0; section < sections; ++section) {
        if (kept.all[section].empty()) continue;
        CAPTURE(section);
        auto less = copy_of(kept);
        less->all[section].pop_back();
        require_refused(system, less);
        auto twice = copy_of(kept);
        twice->all[section].push_back(twice->all[section].back());
        require_refused(system, twice);
        auto cut = copy_of(kept);
        cut->all[section].back().pop_back();
        require_refused(system, cut);
        auto more = copy_of(kept);
        more->all[section].back().push_back(0);
        require_refused(system, more);
    }
    auto other_level = copy_of(kept);
    other_level->all[states] = shelf.made.back()->all[states];
    require_refused(system, other_level);
    auto other_words = copy_of(kept);
    other_words->all[words] = shelf.made.front()->all[words];
    require_refused(system, other_words);
    require_refused(Counters<3>{}, copy_of(kept));
    require_refused(Counters<1>{}, copy_of(kept));
}

TEST_CASE("a block of states is what was written, whatever its order") {
    std::mt19937_64 random(first_seed());
    internal::SavedStates states;
    for (std::uint32_t i = 0; i < 1000; ++i) states.states.push_back({random(), i * 77'777});
    states.narrow = false;
    internal::BlockWriter out;
    states.write(out);
    internal::SavedStates again;
    internal::BlockReader in(out.bytes());
    again.read(in);
    CHECK(again.narrow == false);
    CHECK(again.states == states.states);
    CHECK(std::ranges::is_sorted(again.states));
}
