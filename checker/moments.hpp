// What a trace's spec says of each of its moments (reports/moments.hpp).
#pragma once

#include "checker/checker.hpp"
#include "reports/moments.hpp"

namespace revoke_mc::checker {

/// Reads the spec again. Throws reports::DocumentError if it is not to be had, or is not what the trace was made from.
[[nodiscard]] reports::Moments moments(const reports::TraceDocument& trace, const Limits& limits = {});

}  // namespace revoke_mc::checker
