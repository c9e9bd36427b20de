// The state store on its own: exactness under contention, growth, limits, levels.
#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/store/state_store.hpp"
#include "tests/explorer/compare.hpp"

using namespace revoke_mc::explorer;
using namespace revoke_mc::explorer::internal;

namespace {

template <std::size_t Words>
StateArray<Words> numbered(std::uint64_t number) {
    StateArray<Words> state{};
    for (std::size_t i = 0; i < Words; ++i) state[i] = number * (i + 1);
    return state;
}

template <std::size_t Words>
Insertion insert(StateStore<Words>& store, unsigned writer, std::uint64_t number) {
    const auto state = numbered<Words>(number);
    return store.insert(store.writer(writer), state.data(), hash_state<Words>(state.data()));
}

template <std::size_t Words>
std::set<StateArray<Words>> contents(const StateStore<Words>& store, const std::vector<IdRange>& ranges) {
    std::set<StateArray<Words>> states;
    for (const IdRange& range : ranges) {
        for (StateId id = range.begin; id < range.end; ++id) {
            REQUIRE(states.insert(to_array<Words>(store.state(id))).second);
        }
    }
    return states;
}

}  // namespace

TEMPLATE_TEST_CASE_SIG("insert, find, grow", "", ((std::size_t Words), Words), 1, 2, 3, 9) {
    Budget budget(unlimited);
    Executor executor(1);
    StateStore<Words> store(budget, 1, unlimited);
    constexpr std::uint64_t count = 100000;
    for (std::uint64_t i = 0; i < count; ++i) {
        Insertion outcome = insert(store, 0, i);
        while (outcome == Insertion::full) {
            REQUIRE(store.make_room(executor) == Reason::none);
            outcome = insert(store, 0, i);
        }
        REQUIRE(outcome == Insertion::fresh);
        REQUIRE(insert(store, 0, i / 2) == Insertion::known);
    }
    CHECK(store.size() == count);
    CHECK(contents(store, store.close_level()).size() == count);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto state = numbered<Words>(i);
        const std::uint64_t hash = hash_state<Words>(state.data());
        const StateId id = store.find(state.data(), hash);
        REQUIRE(same_state<Words>(store.state(id), state.data()));
    }
    const auto absent = numbered<Words>(count);
    CHECK(store.find(absent.data(), hash_state<Words>(absent.data())) == no_state);
}

TEST_CASE("states whose hashes collide are still told apart") {
    Budget budget(unlimited);
    Executor executor(1);
    StateStore<2> store(budget, 1, unlimited);
    constexpr std::uint64_t same_hash = 0x123456789abcdefU;
    std::vector<StateId> ids;
    for (std::uint64_t i = 0; i < 300; ++i) {
        StateId id = no_state;
        const auto state = numbered<2>(i);
        REQUIRE(store.insert(store.writer(0), state.data(), same_hash, &id) == Insertion::fresh);
        ids.push_back(id);
    }
    for (std::uint64_t i = 0; i < 300; ++i) {
        const auto state = numbered<2>(i);
        REQUIRE(store.find(state.data(), same_hash) == ids[i]);
    }
}

TEST_CASE("many threads insert the same and different states") {
    const unsigned threads = GENERATE(2U, 4U, 7U);
    const std::uint64_t seed = toy::first_seed();
    CAPTURE(threads, seed);
    constexpr std::uint64_t universe = 60000;
    Budget budget(unlimited);
    Executor executor(threads);
    StateStore<2> store(budget, threads, unlimited);
    std::vector<std::vector<std::uint64_t>> work(threads);
    for (unsigned t = 0; t < threads; ++t) {  // each worker inserts everything, in an order of its own
        for (std::uint64_t i = 0; i < universe; ++i) work[t].push_back(i);
        std::shuffle(work[t].begin(), work[t].end(), std::mt19937_64(seed + t / 2));
    }
    std::vector<std::uint64_t> fresh(threads);
    std::vector<std::size_t> done(threads);
    std::atomic<bool> full{true};
    while (full) {
        full = false;
        executor.run([&](unsigned t) {
            for (; done[t] < universe; ++done[t]) {
                const Insertion outcome = insert(store, t, work[t][done[t]]);
                if (outcome == Insertion::full) {
                    full = true;
                    return;
                }
                fresh[t] += outcome == Insertion::fresh ? 1 : 0;
            }
        });
        if (full) REQUIRE(store.make_room(executor) == Reason::none);
    }
    std::uint64_t sum = 0;
    for (const std::uint64_t count : fresh) sum += count;
    CHECK(sum == universe);
    CHECK(store.size() == universe);
    CHECK(contents(store, store.close_level()).size() == universe);
}

TEST_CASE("levels split what one block holds") {
    Budget budget(unlimited);
    StateStore<1> store(budget, 2, unlimited);
    std::uint64_t number = 0;
    std::uint64_t total = 0;
    for (const std::uint64_t size : {1U, 3U, 1500U, 2U, 1U}) {
        for (std::uint64_t i = 0; i < size; ++i) {
            REQUIRE(insert(store, static_cast<unsigned>(i % 2), number++) == Insertion::fresh);
        }
        const auto ranges = store.close_level();
        CHECK(total_size(ranges) == size);
        for (const auto& state : contents(store, ranges)) {
            CHECK(state[0] >= total);
            CHECK(state[0] < total + size);
        }
        total += size;
    }
    CHECK(store.close_level().empty());
}

TEST_CASE("the budget is given back") {
    Budget budget(1 << 24);
    {
        Executor executor(2);
        StateStore<2> store(budget, 2, unlimited);
        std::uint64_t number = 0;
        Reason reason = Reason::none;
        while (reason == Reason::none) {
            while (insert(store, 0, number) != Insertion::full) ++number;
            reason = store.make_room(executor);
        }
        CHECK(reason == Reason::memory);
        CHECK(budget.used() <= 1 << 24);
        CHECK(budget.used() > 1 << 23);
        CHECK(store.size() == number);
        CHECK(contents(store, store.close_level()).size() == number);
    }
    CHECK(budget.used() == 0);
}
