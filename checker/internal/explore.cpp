// Finds the instance of the explorer that was compiled for the width of the state.
#include "checker/internal/explore.hpp"

namespace revoke_mc::checker {

template <std::size_t Words>
explorer::Result explore_width(const native::NativeSystem<Words>& plain, const reduce::Reductions& reductions,
                               const std::vector<system::Field>& fields, const explorer::Options& options);

std::vector<system::Field> variables(const lower::Lowered& lowered) {
    std::vector<system::Field> out;
    for (const system::Field& field : lowered.layout().fields)
        if (field.width != 0) out.push_back(field);
    return out;
}

explorer::Result explore(const lower::Lowered& lowered, const reduce::Reductions& reductions,
                         const explorer::Options& options) {
    const std::vector<system::Field> fields = variables(lowered);
    return lower::dispatch(lowered,
                           [&](const auto& plain) { return explore_width(plain, reductions, fields, options); });
}

explorer::Result explore(const lower::Lowered& lowered, const explorer::Options& options) {
    return explore(lowered, reduce::Reductions(lowered.model(), {}), options);
}

}  // namespace revoke_mc::checker
