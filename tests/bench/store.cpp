// What the state table costs, beside what the machine's memory can do at all: random cache lines per
// second, one after the other and many at once, on as much memory as the table has.
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "explorer/store/quotient_table.hpp"
#include "explorer/store/state_table.hpp"
#include "explorer/symmetry/symmetry_canonicalizer.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;
using namespace revoke_mc::explorer::internal;

namespace {

constexpr std::uint64_t line_words = 8;

std::uint64_t next_random(std::uint64_t& state) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/// Argument: MiB.
void random_lines(benchmark::State& bench, bool dependent) {
    const std::uint64_t words = static_cast<std::uint64_t>(bench.range(0)) << 17;
    Pages pages = Pages::map(words * sizeof(std::uint64_t));
    auto* memory = static_cast<std::uint64_t*>(pages.data());
    for (std::uint64_t i = 0; i < words; i += line_words) memory[i] = i * 0x9e3779b97f4a7c15U;
    std::uint64_t seed = 1, sum = 0;
    for (auto _ : bench) {
        for (int i = 0; i < 256; ++i) {
            const std::uint64_t where = next_random(seed) + (dependent ? sum : 0);
            sum += memory[where % (words / line_words) * line_words];
        }
    }
    benchmark::DoNotOptimize(sum);
    bench.SetItemsProcessed(bench.iterations() * 256);
}

/// Arguments: how many states, and whether they are in the table already.
void enter_states(benchmark::State& bench) {
    const auto states = static_cast<std::uint64_t>(bench.range(0));
    const bool known = bench.range(1) != 0;
    explorer::internal::Budget budget(explorer::unlimited);
    auto table = std::make_unique<StateTable<1>>(budget, explorer::unlimited);
    std::vector<std::vector<std::uint64_t>> batches(part_count);
    std::uint64_t seed = 1;
    const auto enter_all = [&] {
        for (std::uint64_t i = 0; i < states; ++i) {
            const StateKey key = next_random(seed) >> 20;
            const Scrambled scrambled(key);
            auto& batch = batches[scrambled.part];
            batch.push_back(scrambled.hash);
            if (batch.size() < 128) continue;
            const auto turn = table->turn(scrambled.part);
            (void)table->insert(turn, scrambled.part, true, batch, 0, [](std::size_t) {});
            batch.clear();
        }
    };
    if (known) enter_all();
    for (auto _ : bench) {
        if (!known) {
            bench.PauseTiming();
            table = std::make_unique<StateTable<1>>(budget, explorer::unlimited);
            bench.ResumeTiming();
        }
        seed = 1;
        enter_all();
    }
    bench.SetItemsProcessed(bench.iterations() * static_cast<std::int64_t>(states));
    bench.counters["bytes/state"] = static_cast<double>(budget.used()) / static_cast<double>(states);
}

/// Argument: instances.
void canonical_form(benchmark::State& bench) {
    const syntax::Loaded loaded = syntax::load(tests::source_dir() + "/tests/bench/yardstick-sym.rvk");
    const program::Program program = check::check(loaded, {{"N", bench.range(0)}});
    const lower::Lowered lowered = lower::lower(program);
    const system::Canonicalizer canonicalizer(lowered.model().symmetry, lowered.model().words);
    std::vector<std::uint64_t> state(lowered.model().initial.begin(),
                                     lowered.model().initial.begin() + lowered.model().words);
    const std::vector<std::uint64_t> start = state;
    std::uint64_t seed = 1;
    for (auto _ : bench) {
        for (std::size_t w = 0; w < state.size(); ++w) state[w] = start[w] ^ next_random(seed);
        canonicalizer.canonicalize(state.data());
        benchmark::DoNotOptimize(state.data());
    }
}

BENCHMARK_CAPTURE(random_lines, dependent, true)->Arg(64)->Arg(1024);
BENCHMARK_CAPTURE(random_lines, at_once, false)->Arg(64)->Arg(1024);
BENCHMARK(enter_states)->Args({1 << 20, 0})->Args({1 << 20, 1})->Args({1 << 24, 0})->Args({1 << 24, 1});
BENCHMARK(canonical_form)->Arg(2)->Arg(4)->Arg(8)->Arg(12);

}  // namespace
