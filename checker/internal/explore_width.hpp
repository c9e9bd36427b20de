// The explorer on states of one width. Included by what CMakeLists.txt generates for each width, and by nothing else:
// explore.hpp is for everybody else.
#pragma once

#include <cstddef>

#include "checker/internal/explore.hpp"
#include "explorer/explorer.hpp"
#include "explorer/native/native_system.hpp"

namespace revoke_mc::checker {

template <std::size_t Words>
explorer::Result explore_width(const native::NativeSystem<Words>& plain, const reduce::Reductions& reductions,
                               const explorer::Options& options) {
    return explorer::explore(reduce::SearchSystem(plain, reductions), options);
}

}  // namespace revoke_mc::checker
