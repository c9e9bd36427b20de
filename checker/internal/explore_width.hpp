// The explorer on states of one width. Included by what CMakeLists.txt generates for each width, and by nothing else:
// explore.hpp is for everybody else.
#pragma once

#include <cstddef>
#include <vector>

#include "checker/internal/explore.hpp"
#include "explorer/explorer.hpp"
#include "explorer/foresight.hpp"
#include "explorer/native/native_system.hpp"

namespace revoke_mc::checker {

template <std::size_t Words>
explorer::Result explore_width(const native::NativeSystem<Words>& plain, const reduce::Reductions& reductions,
                               const std::vector<system::Field>& fields, const explorer::Options& options) {
    const reduce::SearchSystem system(plain, reductions);
    explorer::Options watched = options;
    watched.progress = explorer::with_foresight(system, fields, options.progress);
    return explorer::explore(system, watched);
}

}  // namespace revoke_mc::checker
