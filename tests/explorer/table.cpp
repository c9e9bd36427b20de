// The compressed state table and what it is made of: exactness, under contention too.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/search/outbox.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/threads/executor.hpp"
#include "tests/explorer/compare.hpp"

using namespace revoke_mc::explorer;
using namespace revoke_mc::explorer::internal;

namespace {

constexpr auto always = [] { return true; };

/// Few distinct words, to give folding something to fold; every tenth state is an outlier.
template <std::size_t Words>
StateArray<Words> sample(std::uint64_t number) {
    std::mt19937_64 random(number);
    StateArray<Words> state{};
    for (auto& word : state) word = number % 10 == 0 ? random() : random() % 40;
    state[Words - 1] = state[Words - 1] << 32 | number;
    return state;
}

template <std::size_t Words>
Reason insert(StateTable<Words>& table, const StateArray<Words>& state, std::uint64_t level, bool& fresh) {
    const auto key = table.key(state.data());
    if (!key) return Reason::memory;
    fresh = false;
    const Scrambled scrambled(*key);
    const Reason reason = table.insert(table.turn(scrambled.part), scrambled.part, scrambled.narrow,
                                       std::span{&scrambled.hash, 1}, level, [&](std::size_t) { fresh = true; });
    table.count(fresh ? 1 : 0);
    return reason;
}

template <std::size_t Words>
std::map<StateArray<Words>, std::uint64_t> contents(const StateTable<Words>& table) {
    std::map<StateArray<Words>, std::uint64_t> states;
    for (std::size_t part = 0; part < StateTable<Words>::parts; ++part) {
        table.for_each(part, [&](StateKey key, std::uint64_t level, SlotNumber) {
            FoldedState<Words> state;
            table.unfold(key, state);
            REQUIRE(states.emplace(state.words, level).second);
        });
    }
    return states;
}

}  // namespace

TEST_CASE("scrambling is a bijection, and narrow keys stay narrow") {
    std::mt19937_64 random(toy::first_seed());
    for (int i = 0; i < 100000; ++i) {
        const StateKey key = random() >> (random() % 64);
        const Scrambled scrambled(key);
        REQUIRE(scrambled.part < part_count);
        REQUIRE(scrambled.hash >> (is_narrow(key) ? narrow_bits - part_bits : wide_bits - part_bits) == 0);
        REQUIRE(Scrambled(scrambled.narrow, scrambled.part, scrambled.hash).key() == key);
    }
}

TEST_CASE("a quotient table gives back what was put in, with its level") {
    const unsigned bits = GENERATE(20U, 42U, 58U);
    const std::uint64_t top_level = GENERATE(200U, 70000U, 20000000U);
    std::mt19937_64 random(toy::first_seed());
    QuotientTable table(bits, 5, 1U << 26);
    std::map<std::uint64_t, std::uint64_t> expected;
    for (int i = 0; i < 60000; ++i) {
        // Some of the keys crowd together: many are far from home.
        const std::uint64_t hash = (random() & ((std::uint64_t{1} << bits) - 1)) >> (i % 8 == 0 ? 1U : 0U);
        const std::uint64_t level = static_cast<std::uint64_t>(i) * top_level / 60000;
        const bool crowded = table.size() >= table.capacity() / 8 * 7;
        if (crowded || level > table.max_level())
            REQUIRE(table.grow(table.least_growth(), std::max(level, table.max_level())));
        auto outcome = table.insert(hash, level, always);
        while (outcome == QuotientTable::Insertion::full) {
            REQUIRE(table.grow(table.least_growth(), table.max_level()));
            outcome = table.insert(hash, level, always);
        }
        const bool fresh = expected.emplace(hash, level).second;
        REQUIRE(outcome == (fresh ? QuotientTable::Insertion::fresh : QuotientTable::Insertion::known));
    }
    REQUIRE(table.size() == expected.size());
    std::map<std::uint64_t, std::uint64_t> found;
    std::set<SlotNumber> slots;
    table.for_each([&](std::uint64_t hash, std::uint64_t level, SlotNumber slot) {
        REQUIRE(found.emplace(hash, level).second);
        REQUIRE(slots.insert(slot).second);
        REQUIRE(slot < table.slots());
        REQUIRE(table.find(hash) == slot);
        REQUIRE(table.level(slot) == level);
    });
    CHECK(found == expected);
}

TEST_CASE("a quotient table that may not add changes nothing") {
    QuotientTable table(42, 5, 1U << 22);
    CHECK(table.insert(7, 0, [] { return false; }) == QuotientTable::Insertion::refused);
    CHECK(table.size() == 0);
    CHECK(table.find(7) == QuotientTable::nowhere);
    CHECK_FALSE(table.grow(1U << 20, 0));
}

TEST_CASE("values keep their numbers while a table of them grows") {
    Budget budget(unlimited);
    InternTable table(budget);
    const unsigned threads = GENERATE(1U, 2U, 7U);
    Executor executor(threads);
    constexpr std::uint64_t count = 30000;
    std::vector<std::vector<InternId>> numbers(threads, std::vector<InternId>(count));
    executor.run([&](unsigned t) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t which = t % 2 == 0 ? i : count - 1 - i;
            numbers[t][which] = table.intern(which * which);
        }
    });
    std::set<InternId> distinct;
    for (std::uint64_t i = 0; i < count; ++i) {
        for (unsigned t = 1; t < threads; ++t) REQUIRE(numbers[t][i] == numbers[0][i]);
        REQUIRE(table.value(numbers[0][i]) == i * i);
        REQUIRE(table.find(i * i) == numbers[0][i]);
        REQUIRE(distinct.insert(numbers[0][i]).second);
    }
    CHECK(table.find(2) == no_intern_id);
}

// Sanitizers have address space of their own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("numbers end where the kernel gives no more memory, and what is there stays") {
    const ::pid_t child = ::fork();  // the limit cannot be taken back
    REQUIRE(child >= 0);
    if (child == 0) {
        Budget budget(unlimited);
        InternTable table(budget);
        (void)table.intern(0);  // reserves the room for values
        std::uint64_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        const ::rlim_t limit = (pages << 12) + (1 << 20);
        const ::rlimit all{limit, limit};
        if (::setrlimit(RLIMIT_AS, &all) != 0) ::_exit(1);
        std::uint64_t known = 0;
        while (table.intern(known) != no_intern_id) ++known;
        for (std::uint64_t i = 0; i < 1000; ++i) {
            if (table.intern(known + i) != no_intern_id) ::_exit(2);
        }
        for (std::uint64_t i = 0; i < known; ++i) {
            if (table.find(i) != i) ::_exit(3);
        }
        ::_exit(known > 1000 ? 0 : 4);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
#endif

TEMPLATE_TEST_CASE_SIG("states are folded and unfolded", "", ((std::size_t Words), Words), 1, 2, 3, 4, 6, 24) {
    Budget budget(unlimited);
    StateFold<Words> fold(budget);
    std::map<StateKey, StateArray<Words>> keys;
    FoldedState<Words> from;
    fold.unfold(*fold.fold(sample<Words>(0).data()), from);
    typename StateFold<Words>::Scratch scratch;
    for (std::uint64_t i = 0; i < 3000; i += 3) {
        std::vector<typename StateFold<Words>::Successor> successors(3);
        for (std::uint64_t j = 0; j < 3; ++j) {
            // Some words are those of the state before.
            successors[j].to.words = sample<Words>(i + j);
            successors[j].from = 0;
            for (std::size_t w = 0; w + 1 < Words; ++w) {
                if ((i + j) >> w % 6 & 1) successors[j].to.words[w] = from.words[w];
            }
        }
        REQUIRE(fold.fold_all(successors, &from, scratch));
        for (auto& successor : successors) {
            const StateArray<Words> state = successor.to.words;
            const auto key = StateFold<Words>::key(successor);
            REQUIRE(fold.fold(state.data()) == key);
            REQUIRE(fold.find(state.data(), from) == key);
            REQUIRE(keys.emplace(key, state).first->second == state);
            FoldedState<Words> back;
            fold.unfold(key, back);
            REQUIRE(back.words == state);
            if (Words == 1) continue;
            // The same, given the numbers of the words instead.
            for (std::size_t w = 0; w < Words; ++w) {
                const std::size_t leaf = StateFold<Words>::leaf(w);
                REQUIRE(successor.to.ids[leaf] == back.ids[leaf]);
            }
            successor.to.words.fill(0);
            successor.numbered = true;
        }
        REQUIRE(fold.fold_all(successors, &from, scratch));
        for (const auto& successor : successors) {
            if (Words == 1) continue;
            FoldedState<Words> back;
            fold.unfold(StateFold<Words>::key(successor), back);
            REQUIRE(keys.contains(StateFold<Words>::key(successor)));
            from = back;
        }
    }
    StateArray<Words> unknown = sample<Words>(5);
    unknown[0] = 12345;
    if (Words > 1) CHECK_FALSE(fold.find(unknown.data()));
}

TEMPLATE_TEST_CASE_SIG("insert, scan, grow", "", ((std::size_t Words), Words), 1, 2, 5) {
    Budget budget(unlimited);
    StateTable<Words> table(budget, unlimited);
    std::map<StateArray<Words>, std::uint64_t> expected;
    for (std::uint64_t i = 0; i < 40000; ++i) {
        const auto state = sample<Words>(i % 30000);
        bool fresh = false;
        REQUIRE(insert<Words>(table, state, i / 50, fresh) == Reason::none);
        REQUIRE(fresh == expected.emplace(state, i / 50).second);
    }
    CHECK(table.size() == expected.size());
    CHECK(contents<Words>(table) == expected);
    std::size_t on_level = 0;
    for (std::size_t part = 0; part < table.parts; ++part) table.for_each_on(300, part, [&](StateKey) { ++on_level; });
    CHECK(on_level == 50);
}

TEST_CASE("many threads deliver the same and different states") {
    const unsigned threads = GENERATE(2U, 4U, 7U);
    const std::uint64_t seed = toy::first_seed();
    CAPTURE(threads, seed);
    constexpr std::uint64_t universe = 60000;
    Budget budget(unlimited);
    Executor executor(threads);
    StateTable<2> table(budget, unlimited);
    BlockPool pool(budget);
    std::vector<FrontierPart> next(threads, FrontierPart(pool));
    std::atomic<bool> failed{false};
    executor.run([&](unsigned t) {
        std::vector<std::uint64_t> work;  // each worker inserts everything, in an order of its own
        for (std::uint64_t i = 0; i < universe; ++i) work.push_back(i);
        std::shuffle(work.begin(), work.end(), std::mt19937_64(seed + t / 2));
        Outbox<2> outbox(table, next[t]);
        outbox.begin(3);
        for (const std::uint64_t number : work) {
            const auto key = table.key(sample<2>(number).data());
            if (!key || outbox.push(*key, revoke_mc::system::TransitionId{t}) != Reason::none) failed = true;
        }
        if (outbox.flush() != Reason::none) failed = true;
    });
    CHECK_FALSE(failed);
    CHECK(table.size() == universe);
    CHECK(contents<2>(table).size() == universe);
    Frontier frontier(pool);
    REQUIRE(frontier.refill(next, threads) == universe);
    std::set<StateKey> frontier_keys;
    for (FrontierChunk chunk; frontier.next(chunk);) {
        for (std::size_t i = chunk.begin; i < chunk.end; ++i)
            REQUIRE(frontier_keys.insert(chunk.block->keys[i]).second);
        frontier.finish(chunk);
    }
    CHECK(frontier_keys.size() == universe);
    const std::uint64_t before = budget.used();
    FrontierPart after(pool);
    CHECK(after.reserve(universe));  // in the blocks of what is done
    CHECK(budget.used() == before);
}

TEST_CASE("what comes for a busy part is put aside, and entered later") {
    const std::size_t many = GENERATE(std::size_t{1}, 3 * Outbox<1>::batch, 100 * Outbox<1>::batch);
    Budget budget(unlimited);
    StateTable<1> table(budget, unlimited);
    BlockPool pool(budget);
    FrontierPart next(pool);
    Outbox<1> outbox(table, next);
    const std::size_t busy = 5;
    std::optional turn = table.turn(busy);
    std::set<StateKey> keys;
    for (StateKey key = 0; keys.size() < many; ++key) {
        if (Scrambled(key).part != busy) continue;
        keys.insert(key);
        // Room for 64 batches, and one that is being filled: from then on a worker would wait.
        if (keys.size() == 65 * Outbox<1>::batch) turn.reset();
        REQUIRE(outbox.push(key, revoke_mc::system::TransitionId{3}) == Reason::none);
        if (turn) REQUIRE(table.size() == 0);
    }
    turn.reset();
    REQUIRE(outbox.flush() == Reason::none);
    REQUIRE(table.size() == many);
    std::set<StateKey> found;
    table.for_each(busy, [&](StateKey key, std::uint64_t, SlotNumber) { found.insert(key); });
    REQUIRE(found == keys);
}

TEST_CASE("the table fills what it may, says so, and gives it back") {
    Budget budget(3 << 20);
    {
        StateTable<2> table(budget, unlimited);
        std::uint64_t number = 0;
        Reason reason = Reason::none;
        for (bool fresh = true; reason == Reason::none; ++number)
            reason = insert<2>(table, sample<2>(number), 0, fresh);
        CHECK(reason == Reason::memory);
        CHECK(budget.used() <= 3 << 20);
        CHECK(budget.used() > 2 << 20);
        CHECK(contents<2>(table).size() == number - 1);
    }
    CHECK(budget.used() == 0);
}

TEST_CASE("no more states than allowed") {
    Budget budget(unlimited);
    StateTable<1> table(budget, 100);
    bool fresh = false;
    for (std::uint64_t i = 0; i < 100; ++i) REQUIRE(insert<1>(table, {i}, 0, fresh) == Reason::none);
    CHECK(insert<1>(table, {50}, 0, fresh) == Reason::none);
    CHECK(insert<1>(table, {100}, 0, fresh) == Reason::states);
    CHECK(contents<1>(table).size() == 100);
}
