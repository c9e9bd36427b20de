// Sampling and fitting; see estimate.hpp.
#include "cli/estimate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <unordered_set>

namespace revoke_mc::cli {
namespace {

constexpr std::uint64_t bytes_per_state = 12;  ///< in the explorer's table, at most as a rule: see explorer/README.md

template <std::size_t W>
struct Hash {
    std::size_t operator()(const std::array<std::uint64_t, W>& state) const {
        std::uint64_t hash = 0;
        for (const std::uint64_t word : state) {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
            hash ^= hash >> 32U;
        }
        return hash;
    }
};

struct Sample {
    std::vector<std::uint64_t> levels;
    std::uint64_t states = 0, expanded = 0, transitions = 0;
    bool complete = false;
};

template <class System>
Sample visit(const System& system, std::uint64_t most) {
    using State = std::array<std::uint64_t, System::words>;
    Sample out;
    std::unordered_set<State, Hash<System::words>> seen;
    std::vector<State> level, next;
    typename System::Scratch scratch{};
    const auto add = [&](const std::uint64_t* words) {
        State state;
        std::memcpy(state.data(), words, sizeof(state));
        if (seen.insert(state).second) next.push_back(state);
    };
    const std::vector<std::uint64_t> initial = system.initial_states();
    for (std::size_t at = 0; at < initial.size(); at += System::words) add(&initial[at]);
    while (!next.empty() && seen.size() <= most) {
        level.swap(next);
        next.clear();
        out.levels.push_back(level.size());
        for (const State& state : level) {
            system.successors(state.data(), scratch, [&](const system::Step& step) {
                ++out.transitions;
                if (step.successor != nullptr) add(step.successor);
            });
        }
        out.expanded += level.size();
    }
    out.complete = next.empty();
    if (!out.complete) out.levels.push_back(next.size());
    out.states = seen.size();
    return out;
}

/// Least squares: a + b * x through the growth of the last levels.
struct Line {
    double a = 0, b = 0;
};

Line fit(const std::vector<double>& y, std::size_t from) {
    const auto n = static_cast<double>(y.size() - from);
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (std::size_t i = from; i < y.size(); ++i) {
        const auto x = static_cast<double>(i);
        sx += x;
        sy += y[i];
        sxx += x * x;
        sxy += x * y[i];
    }
    const double b = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    return {(sy - b * sx) / n, b};
}

void guess(const Sample& sample, reports::InfoEstimate& out) {
    std::vector<double> guesses;
    for (const std::size_t part : {2U, 3U, 4U}) {
        const double all = extrapolate(sample.levels, sample.levels.size() * part / 5);
        if (std::isfinite(all)) guesses.push_back(all);
    }
    out.low = static_cast<double>(sample.states);
    out.states = out.low;
    if (guesses.size() < 3) {
        out.method = "Its levels do not slow down yet: that there are more states is all that can be said.";
        return;
    }
    std::sort(guesses.begin(), guesses.end());
    out.low = std::max(out.low, guesses.front());
    out.states = std::max(out.low, guesses[1]);
    out.high = guesses.back();
    out.method = "How: the growth of the first " + std::to_string(sample.levels.size()) +
                 " levels of a breadth-first search, continued along a straight line. Right within a factor of ten as "
                 "a rule, and more often too low than too high. No reduction is taken into account.";
}

}  // namespace

double extrapolate(const std::vector<std::uint64_t>& levels, std::size_t window) {
    if (levels.size() < 4 || window < 3) return std::numeric_limits<double>::infinity();
    std::vector<double> growth;
    for (std::size_t i = 0; i + 1 < levels.size(); ++i)
        growth.push_back(std::log(static_cast<double>(levels[i + 1]) / static_cast<double>(levels[i])));
    const Line line = fit(growth, growth.size() - std::min(window, growth.size()));
    if (line.b >= 0) return std::numeric_limits<double>::infinity();
    double all = std::accumulate(levels.begin(), levels.end(), 0.0);
    auto level = static_cast<double>(levels.back());
    for (std::size_t i = growth.size(); level >= 1; ++i) {
        level *= std::exp(line.a + line.b * static_cast<double>(i));
        all += level;
    }
    return all;
}

reports::InfoEstimate estimate_states(const lower::Lowered& lowered, std::uint64_t most) {
    const auto start = std::chrono::steady_clock::now();
    const Sample sample = lower::dispatch(lowered, [&](const auto& system) { return visit(system, most); });
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    reports::InfoEstimate out;
    out.exact = sample.complete;
    out.seen = sample.states;
    out.transitions_per_state = static_cast<double>(sample.transitions) / static_cast<double>(sample.expanded);
    out.seconds_per_state = taken.count() / static_cast<double>(sample.expanded);
    out.bytes_per_state = bytes_per_state;
    if (sample.complete) {
        out.states = out.low = out.high = static_cast<double>(sample.states);
        out.method = "All of them were visited, so this is no guess.";
    } else {
        guess(sample, out);
    }
    return out;
}

}  // namespace revoke_mc::cli
