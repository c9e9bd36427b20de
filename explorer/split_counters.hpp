// What split counters rest on, looked at where every state can be seen: in systems of a few instances.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "explorer/contract/options.hpp"
#include "explorer/system/apart.hpp"
#include "explorer/system/packed_model.hpp"

namespace revoke_mc::explorer {

/// Which counter of `apart` (its index there) is not the sum of its parts, or has a negative part, in some state; none:
/// each is, in every state that was visited. Those are the first ones of a plain search, as many as the limits allow;
/// at most `options.max_states`.
[[nodiscard]] std::optional<std::size_t> wrongly_split(const system::PackedModel& model, const system::Apart& apart,
                                                       const Options& options);

}  // namespace revoke_mc::explorer
