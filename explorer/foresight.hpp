// Tells whoever watches a long search about how many states there will be.
//
// That is asked once, after a second of searching, of 2,000 states of random walks (estimate.hpp), which takes less
// than a tenth of a second. Of reduced systems more states make the guess worse, too high, as what reductions leave out
// is no matter of how variables depend on each other. Guess against truth of eleven searches of 6,000 to 4,800,000
// states with all reductions: 0.35 to 2.4, once 4.3. Nothing depends on the answer but what is shown.
#pragma once

#include <functional>
#include <new>
#include <utility>
#include <vector>

#include "explorer/contract/options.hpp"
#include "explorer/estimate.hpp"

namespace revoke_mc::explorer {

/// Passes on what a search of `system` reports, with `expected` filled in. `system` must outlive it; `fields` as in
/// estimate(). None if nobody watches.
template <system::TransitionSystem S>
[[nodiscard]] std::function<void(const Progress&)> with_foresight(const S& system, std::vector<system::Field> fields,
                                                                  std::function<void(const Progress&)> watcher) {
    constexpr double soon = 1;  // seconds
    if (!watcher) return {};
    return [&system, fields = std::move(fields), watcher = std::move(watcher), asked = false,
            expected = 0.0](const Progress& now) mutable {
        if (!asked && now.phase == Phase::search && now.seconds >= soon) {
            asked = true;
            try {
                expected = estimate(system, fields, {.samples = 2'000}).states;
            } catch (const std::bad_alloc&) {  // the search will notice itself
            }
        }
        Progress told = now;
        if (now.phase == Phase::search && expected > static_cast<double>(now.states)) told.expected = expected;
        watcher(told);
    };
}

}  // namespace revoke_mc::explorer
