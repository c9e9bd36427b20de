// The spec files of the repository.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <vector>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"

namespace revoke_mc::tests {

/// All specs below these folders, in order of their paths; libraries (files without a spec of their own) are left out.
[[nodiscard]] std::vector<std::filesystem::path> all_specs(std::initializer_list<const char*> folders = {
                                                               "specs", "tests/bench"});

/// Compares something on every spec: compare(program) gives `difference` and `skipped`. At least `at_least` must not be
/// skipped.
template <class Compare>
void compare_on_all_specs(std::size_t at_least, const Compare& compare) {
    std::size_t compared = 0;
    for (const auto& path : all_specs()) {
        const auto found = compare(check::check(syntax::load(path), {}));
        INFO(path.string() << "\n" << found.difference);
        CHECK(found.difference.empty());
        if (!found.skipped) ++compared;
    }
    CHECK(compared >= at_least);
}

}  // namespace revoke_mc::tests
