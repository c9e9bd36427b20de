// Names of properties.
#pragma once

#include <string>

namespace revoke_mc::program {

/// The name that properties `for each` instance have in common: "safe[1]" is one of "safe".
[[nodiscard]] inline std::string name_for_all(const std::string& name) { return name.substr(0, name.find('[')); }

}  // namespace revoke_mc::program
