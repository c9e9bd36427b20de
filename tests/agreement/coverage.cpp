// What a search makes use of, on every spec: the interpreter agrees, reductions change nothing.
#include "tests/support/coverage.hpp"

#include <catch2/catch.hpp>

#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

void compare_all(std::size_t limit, std::size_t at_least) {
    tests::compare_on_all_specs(
        at_least, [&](const program::Program& program) { return tests::compare_coverage(program, limit); });
}

}  // namespace

TEST_CASE("the search makes use of what the interpreter makes use of, with reductions or without") {
    compare_all(3000, 30);
}

TEST_CASE("the same on every spec", "[.soak]") { compare_all(200000, 60); }
