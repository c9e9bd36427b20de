// How many states a model has, without visiting them all if it has many.
//
// A model with no more states than `sample` is simply counted. Of a larger one that many are visited, for what a state
// costs in time and memory, and its size is guessed from random probes (explorer/estimate.hpp).
#include "explorer/estimate.hpp"

#include <algorithm>
#include <string>

#include "checker/checker.hpp"
#include "checker/internal/explore.hpp"
#include "checker/internal/reporter.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::checker {
namespace {

constexpr std::uint64_t fewest_probes = 2'000, most_probes = 20'000;

/// Everything that the system can reach was visited; a `bound` cuts off only what lies outside the model.
bool counted(const explorer::Result& result) {
    return result.status == explorer::Status::complete || result.reason == explorer::Reason::bound;
}

void guess(const lower::Lowered& lowered, std::uint64_t sample, reports::InfoEstimate& out) {
    const explorer::ProbeOptions options{.samples = std::clamp(sample, fewest_probes, most_probes)};
    const std::vector<system::Field> fields = variables(lowered);
    const explorer::Guess guess =
        lower::dispatch_wide(lowered, [&](const auto& system) { return explorer::estimate(system, fields, options); });
    const auto seen = static_cast<double>(out.seen);
    // The search was not over: most likely it would have gone on for at least as long again.
    const bool too_few = guess.states < 2 * seen;
    out.states = too_few ? 2 * seen : guess.states;
    out.low = std::max(guess.low, seen);
    out.high = std::max(guess.high, too_few ? 4 * seen : out.states);
    out.low = std::min(out.low, out.states);
    out.probes = guess.sampled;
    out.method = "How: " + std::to_string(guess.sampled) +
                 " distinct states of random walks, and how the values in them depend on each other. " +
                 (too_few ? "They suggest fewer than twice the states visited: twice as many is reported. " : "") +
                 "The range is what two ways of reading them give. Up to a million states that was right within a "
                 "factor of three as a rule, within ten nearly always. No reduction is taken into account.";
}

/// Of the plain semantics, with one thread.
reports::InfoEstimate estimate(const lower::Lowered& lowered, std::uint64_t sample, explorer::Options options) {
    options.max_states = std::min(options.max_states, sample);
    const explorer::Result result = explore(lowered, options);
    reports::InfoEstimate out;
    const auto states = static_cast<double>(std::max<std::uint64_t>(result.states, 1));
    out.exact = counted(result);
    out.seen = result.states;
    out.transitions_per_state = static_cast<double>(result.transitions) / states;
    out.seconds_per_state = result.seconds / states;
    out.bytes_per_state = static_cast<double>(result.bytes) / states;
    out.states = out.low = out.high = static_cast<double>(result.states);
    out.method = "All of them were visited: this is not a guess.";
    if (!out.exact) guess(lowered, sample, out);
    return out;
}

explorer::Options search_options(const Limits& limits, Reporter& reporter) {
    explorer::Options options;
    options.max_memory = limits::memory_left();
    options.max_states = limits.max_states;
    options.timeout = limits::time_left();
    options.interrupt = limits.interrupt;
    options.progress = reporter.of_search();
    return options;
}

}  // namespace

reports::InfoEstimate estimate(const Spec& spec, std::uint64_t sample, const Limits& limits, Observer* observer) {
    Reporter reporter(observer);
    reporter.begin(Pass::estimate);
    const limits::Scope scope(reporter.allowance(limits));
    return estimate(spec.lowered(), sample, search_options(limits, reporter));
}

reports::InfoOutcome count(const Spec& spec, const Limits& limits, Observer* observer) {
    Reporter reporter(observer);
    const limits::Scope scope(reporter.allowance(limits));
    const explorer::Result result = explore(spec.lowered(), search_options(limits, reporter));
    reports::InfoOutcome out;
    out.states = result.states;
    out.seconds = result.seconds;
    out.bytes = result.bytes;
    if (!counted(result)) out.reason = to_string(result.reason);
    return out;
}

}  // namespace revoke_mc::checker
