// Amounts of memory, as users write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace revoke_mc::cli {

/// "8G", "500MB", "1.5GiB", "1073741824": bytes. K, M, G, T with or without B or iB are powers of 1024.
/// Nothing if it is not an amount, is zero or does not fit.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace revoke_mc::cli
