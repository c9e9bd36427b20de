// How many states a model has, without visiting them all if it has many.
//
// A model with no more states than `sample` is simply counted. Of a larger one that many are visited, for what a state
// costs in time and memory, and its size is guessed from random probes (explorer/estimate.hpp).
#pragma once

#include <atomic>

#include "model/lower/lower.hpp"
#include "reports/info.hpp"

namespace revoke_mc::cli {

/// Of the plain semantics, with one thread.
[[nodiscard]] reports::InfoEstimate estimate_states(const lower::Lowered& lowered, std::uint64_t sample);

/// What a whole search comes to, as far as memory and patience (`interrupt`) reach. The same semantics.
[[nodiscard]] reports::InfoOutcome explore_states(const lower::Lowered& lowered, const std::atomic<bool>& interrupt);

}  // namespace revoke_mc::cli
