// Random specs: the order of locks that searches find, against the interpreter.
#include "tests/support/lock_order.hpp"

#include <catch2/catch.hpp>

#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

struct Seen {
    std::size_t compared = 0, circles = 0;
};

std::string difference_of(const std::string& text, Seen& seen) {
    return random_specs::of_program(text, [&](const program::Program&) {
        const auto load = [&] { return check::check(syntax::load_text("random.rvk", text), {}); };
        const tests::LockOrderAgreement agreement = tests::compare_lock_order(load, 1000);
        if (!agreement.skipped) ++seen.compared;
        if (agreement.circles) ++seen.circles;
        return agreement.difference;
    });
}

void compare_random(std::size_t runs, bool library) {
    Seen seen;
    random_specs::campaign(runs, {.events = true, .library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, seen); });
    if (!random_specs::is_whole(runs)) return;
    CHECK(seen.compared >= runs / 4);
    if (!library) CHECK(seen.circles >= runs / 20);
}

}  // namespace

TEST_CASE("random specs: search and interpreter find the same order of locks") {
    compare_random(150, false);
    compare_random(50, true);
}

TEST_CASE("thousands of random specs: search and interpreter find the same order of locks", "[.soak]") {
    compare_random(4000, false);
    compare_random(1000, true);
}
