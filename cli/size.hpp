// Amounts of memory: as users write them, and what there is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace revoke_mc::cli {

/// "8G", "500MB", "1.5GiB", "1073741824": bytes. K, M, G, T with or without B or iB are powers of 1024.
/// Nothing if it is not an amount, is zero or does not fit.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

/// Bytes that this process may still take: /proc/meminfo's MemAvailable, less if control groups leave less
/// (control_groups.hpp).
[[nodiscard]] std::uint64_t available_memory();

/// What may be used of that where nobody says how much.
[[nodiscard]] std::uint64_t default_memory();

}  // namespace revoke_mc::cli
