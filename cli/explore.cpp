// One instance of the explorer for each width; see explore.hpp.
#include "cli/explore.hpp"

#include "explorer/explorer.hpp"

namespace revoke_mc::cli {

explorer::Result explore(const lower::Lowered& lowered, const reduce::Reductions& reductions,
                         const explorer::Options& options) {
    return lower::dispatch(lowered, [&](const auto& plain) {
        return explorer::explore(reduce::SearchSystem(plain, reductions), options);
    });
}

explorer::Result explore(const lower::Lowered& lowered, const explorer::Options& options) {
    return explore(lowered, reduce::Reductions(lowered.model(), {}), options);
}

}  // namespace revoke_mc::cli
