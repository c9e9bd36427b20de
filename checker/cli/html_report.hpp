// The page of `check --html` and `replay --html` in the making: traces are added as they are found.
#pragma once

#include <cstddef>
#include <string>

#include "checker/checker.hpp"
#include "reports/html/page.hpp"

namespace revoke_mc::cli {

/// A trace with what its spec says of it, as far as that can be had: else the page says why not.
[[nodiscard]] reports::html::ShownTrace for_page(const reports::TraceDocument& trace, const checker::Limits& limits);

/// What became of it in another spec. `decided` is what was found beyond the trace; it may be empty.
[[nodiscard]] reports::html::Comparison for_page(const checker::Followed& followed, const std::string& spec,
                                                 const std::string& decided, bool settled);

}  // namespace revoke_mc::cli
