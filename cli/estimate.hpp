// How many states a model has, without visiting them all.
//
// Levels of a breadth-first search grow, slow down and shrink. So: visit some levels, fit a straight line to the
// logarithm of their growth, and let it run on until a level is empty (Pelanek and Simecek 2008, "Estimating state
// space parameters", who find such guesses right within a factor of ten or so, and none that is better everywhere). A
// model with fewer states than the sample is simply counted.
#pragma once

#include "model/lower/lower.hpp"
#include "reports/info.hpp"

namespace revoke_mc::cli {

/// Visits at most about `sample` states of the plain semantics, with one thread.
[[nodiscard]] reports::InfoEstimate estimate_states(const lower::Lowered& lowered, std::uint64_t sample);

/// The guess for what comes after levels of these sizes: the sum of all levels. Infinity if they do not slow down.
/// `window`: how many of the last levels to look at, at least 3.
[[nodiscard]] double extrapolate(const std::vector<std::uint64_t>& levels, std::size_t window);

}  // namespace revoke_mc::cli
