// Finds the instance of the explorer that was compiled for the width of the state.
#include "checker/internal/explore.hpp"

namespace revoke_mc::checker {

template <std::size_t Words>
explorer::Result explore_width(const native::NativeSystem<Words>& plain, const reduce::Reductions& reductions,
                               const explorer::Options& options);

explorer::Result explore(const lower::Lowered& lowered, const reduce::Reductions& reductions,
                         const explorer::Options& options) {
    return lower::dispatch(lowered, [&](const auto& plain) { return explore_width(plain, reductions, options); });
}

explorer::Result explore(const lower::Lowered& lowered, const explorer::Options& options) {
    return explore(lowered, reduce::Reductions(lowered.model(), {}), options);
}

}  // namespace revoke_mc::checker
