// The order of locks on every spec: what a search finds is what the interpreter finds.
#include "tests/support/lock_order.hpp"

#include <catch2/catch.hpp>

#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

void compare_all(std::size_t limit, std::size_t at_least) {
    std::size_t compared = 0;
    for (const auto& path : tests::all_specs()) {
        const auto found = tests::compare_lock_order([&] { return check::check(syntax::load(path), {}); }, limit);
        INFO(path.string() << "\n" << found.difference);
        CHECK(found.difference.empty());
        if (!found.skipped) ++compared;
    }
    CHECK(compared >= at_least);
}

}  // namespace

TEST_CASE("search and interpreter find the same order of locks") { compare_all(3000, 30); }

TEST_CASE("they find the same order of locks on every spec", "[.soak]") { compare_all(200000, 60); }
