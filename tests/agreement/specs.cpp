// Every spec: the packed search against the reference interpreter.
//
// The interpreter is slow, so specs with more states than the limit are left to the soak run.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "model/check/check.hpp"
#include "model/syntax/loader.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

std::vector<std::filesystem::path> specs_below(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".rvk") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

void compare_all(std::size_t limit, std::size_t at_least) {
    const std::filesystem::path root = REVOKE_SOURCE_DIR;
    std::size_t compared = 0;
    for (const char* folder : {"specs", "tests/bench"})
        for (const auto& path : specs_below(root / folder)) {
            const syntax::Loaded loaded = syntax::load(path);
            if (loaded.files.back().library) continue;
            const program::Program program = check::check(loaded, {});
            const tests::Agreement agreement = tests::compare_engines(program, limit);
            INFO(path.string() << ": " << agreement.states << " states");
            CHECK(agreement.difference.empty());
            if (!agreement.difference.empty()) UNSCOPED_INFO(agreement.difference);
            if (!agreement.skipped) ++compared;
        }
    CHECK(compared >= at_least);
}

}  // namespace

TEST_CASE("the search and the interpreter agree on every spec that is small enough") { compare_all(6000, 10); }

TEST_CASE("the search and the interpreter agree on every spec", "[.soak]") { compare_all(2000000, 20); }
