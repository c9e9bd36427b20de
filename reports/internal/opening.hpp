// The first sentence of a story: who did what after whom, and what that breaks. All of it is taken from the trace.
#pragma once

#include <string>
#include <vector>

#include "reports/internal/turns.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::reports::internal {

[[nodiscard]] std::string opening(const TraceDocument& trace, const std::vector<Turn>& turns);

}  // namespace revoke_mc::reports::internal
