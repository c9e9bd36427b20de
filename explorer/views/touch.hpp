// Whom a transition has to do with, as far as its code says: one instance of its own, and what it looks at in others.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/system/apart.hpp"
#include "explorer/system/packed_model.hpp"

namespace revoke_mc::explorer::views {

struct Touch {
    static constexpr std::uint32_t nobody = 0xffffffffU;
    /// It names no more than one instance, changes nothing but that and what is shared, and has to do with no counter
    /// that is split.
    bool simple = false;
    std::uint32_t own = nobody;         ///< simple: that instance; or it treats all alike
    std::vector<std::uint64_t> others;  ///< simple: bits that it looks at in blocks of others, the same in each
};

/// By transition.
[[nodiscard]] Indexed<system::TransitionId, Touch> touches_of(const system::PackedModel& model,
                                                              const system::Apart& apart);

}  // namespace revoke_mc::explorer::views
