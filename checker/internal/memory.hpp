// How much memory there is.
#pragma once

#include <cstdint>

namespace revoke_mc::checker {

/// Bytes that this process may still take: /proc/meminfo's MemAvailable, less if control groups leave less
/// (control_groups.hpp).
[[nodiscard]] std::uint64_t available_memory();

}  // namespace revoke_mc::checker
