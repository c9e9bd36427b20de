// What a search makes use of, on every spec: the interpreter agrees, reductions change nothing.
#include "tests/support/coverage.hpp"

#include <catch2/catch.hpp>

#include "model/check/check.hpp"
#include "model/syntax/loader.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

void compare_all(std::size_t limit, std::size_t at_least) {
    std::size_t compared = 0;
    for (const auto& path : tests::all_specs()) {
        const program::Program program = check::check(syntax::load(path), {});
        const tests::CoverageAgreement agreement = tests::compare_coverage(program, limit);
        INFO(path.string() << "\n" << agreement.difference);
        CHECK(agreement.difference.empty());
        if (!agreement.skipped) ++compared;
    }
    CHECK(compared >= at_least);
}

}  // namespace

TEST_CASE("the search makes use of what the interpreter makes use of, with reductions or without") {
    compare_all(3000, 30);
}

TEST_CASE("the same on every spec", "[.soak]") { compare_all(200000, 60); }
