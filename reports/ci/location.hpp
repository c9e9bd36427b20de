// Places as documents write them, "file:line:column", taken apart; files as URIs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace revoke_mc::reports {

struct Location {
    std::string file;                    ///< empty: nowhere
    std::uint64_t line = 0, column = 0;  ///< from 1; 0: the file as a whole
    bool operator==(const Location&) const = default;
};

/// "a.rvk:3:9" -> a.rvk, 3, 9; whatever does not end with two numbers is the name of a file.
[[nodiscard]] Location location_of(std::string_view place);

/// The kernel library is part of the program: no file that anybody could open.
[[nodiscard]] bool is_in_kernel(const Location& location);

/// RFC 3986: a relative reference ("specs/a%20b.rvk"), or file:///... of an absolute path.
[[nodiscard]] std::string uri_of(std::string_view file);

}  // namespace revoke_mc::reports
