// The spec files of the repository.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <vector>

namespace revoke_mc::tests {

/// All specs below these folders, in order of their paths; libraries (files without a spec of their own) are left out.
[[nodiscard]] std::vector<std::filesystem::path> all_specs(std::initializer_list<const char*> folders = {
                                                               "specs", "tests/bench"});

}  // namespace revoke_mc::tests
