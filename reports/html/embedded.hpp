// Script and style of the page, inside the program: the build makes arrays of the files of this folder (embed.cmake).
#pragma once

#include <string_view>

namespace revoke_mc::reports::html {

/// All scripts, one after the other, in the order of their names' list in reports/CMakeLists.txt.
[[nodiscard]] std::string_view script();
[[nodiscard]] std::string_view style();

/// "sha256-..." as a Content-Security-Policy has it, of exactly these bytes.
[[nodiscard]] std::string_view script_hash();
[[nodiscard]] std::string_view style_hash();

}  // namespace revoke_mc::reports::html
