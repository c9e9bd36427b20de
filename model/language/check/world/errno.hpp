// The kernel's error codes: names that every spec knows without declaring them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace revoke_mc::check {

/// ENODEV -> 19; nothing for a name that is not an error code.
[[nodiscard]] std::optional<std::int64_t> error_code(std::string_view name);
/// 19 -> ENODEV; empty for a number that is none. Of two names for a number the older one.
[[nodiscard]] std::string_view error_name(std::int64_t number);
[[nodiscard]] std::vector<std::string> error_code_names();

}  // namespace revoke_mc::check
