// How long generating successors takes: machine code and interpreter, over the first states of a
// spec in the order of a search. Built by hand: `ninja bench`.
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t most_states = 100000;

struct Subject {
    const char* name;
    const char* file;
    std::int64_t n;  ///< parameter N; 0: as the spec has it
};

constexpr Subject subjects[] = {
    {"yardstick N=8", "/tests/bench/yardstick-base.rvk", 8},
    {"yardstick N=10", "/tests/bench/yardstick-base.rvk", 10},
    {"xe-amdgpu", "/specs/drivers/xe-amdgpu.rvk", 0},
    {"vfio-iommufd N=3", "/specs/drivers/vfio-iommufd.rvk", 3},
};

template <class S>
using States = std::vector<std::array<std::uint64_t, S::words>>;

template <class S>
States<S> first_states(const S& system) {
    States<S> states;
    std::set<typename States<S>::value_type> seen;
    const auto add = [&](const std::uint64_t* words) {
        typename States<S>::value_type state;
        std::memcpy(state.data(), words, sizeof(state));
        if (states.size() < most_states && seen.insert(state).second) states.push_back(state);
    };
    const std::vector<std::uint64_t> initial = system.initial_states();
    for (std::size_t at = 0; at < initial.size(); at += S::words) add(&initial[at]);
    typename S::Scratch scratch;
    for (std::size_t i = 0; i < states.size() && states.size() < most_states; ++i) {
        const auto state = states[i];
        system.successors(state.data(), scratch, [&](const system::Step& step) {
            if (step.successor != nullptr) add(step.successor);
        });
    }
    return states;
}

template <class S>
void generate(benchmark::State& run, const S& system) {
    const States<S> states = first_states(system);
    typename S::Scratch scratch;
    std::uint64_t steps = 0, sum = 0;
    for ([[maybe_unused]] auto _ : run)
        for (const auto& state : states)
            system.successors(state.data(), scratch, [&](const system::Step& step) {
                ++steps;
                if (step.successor != nullptr) sum += step.successor[0];
            });
    benchmark::DoNotOptimize(sum);
    run.counters["per_step"] =
        benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    run.counters["steps/state"] =
        static_cast<double>(steps) / static_cast<double>(run.iterations()) / static_cast<double>(states.size());
}

template <class S>
void check(benchmark::State& run, const S& system) {
    const States<S> states = first_states(system);
    typename S::Scratch scratch;
    std::uint64_t sum = 0;
    for ([[maybe_unused]] auto _ : run)
        for (const auto& state : states) system.broken_in(state.data(), scratch, [&](auto p) { sum += p.number(); });
    benchmark::DoNotOptimize(sum);
    run.counters["per_state"] =
        benchmark::Counter(static_cast<double>(states.size()),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void with_system(const Subject& subject, native::Mode mode, const auto& f) {
    std::map<std::string, std::int64_t> parameters;
    if (subject.n != 0) parameters["N"] = subject.n;
    const program::Program program =
        check::check(syntax::load(tests::source_dir() + std::string(subject.file)), parameters);
    const lower::Lowered lowered = lower::lower(program);
    lower::dispatch(lowered, f, mode);
}

const bool registered = [] {
    for (const Subject& subject : subjects)
        for (const auto mode : {native::Mode::never, native::Mode::always}) {
            const std::string how = mode == native::Mode::always ? " native" : " interpreted";
            benchmark::RegisterBenchmark(("successors " + std::string(subject.name) + how).c_str(),
                                         [&subject, mode](benchmark::State& run) {
                                             with_system(subject, mode, [&](const auto& s) { generate(run, s); });
                                         });
            benchmark::RegisterBenchmark(("broken_in " + std::string(subject.name) + how).c_str(),
                                         [&subject, mode](benchmark::State& run) {
                                             with_system(subject, mode, [&](const auto& s) { check(run, s); });
                                         });
        }
    return true;
}();

}  // namespace
