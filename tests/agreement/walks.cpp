// Random walks of the interpreter on every spec, judged against what the search says of it.
#include "tests/support/walks.hpp"

#include <catch2/catch.hpp>

#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

struct Found {
    std::string difference;
    bool skipped = false;
};

void walk_through_all(const tests::WalkPlan& plan, std::size_t at_least) {
    tests::compare_on_all_specs(at_least, [&](const program::Program& program) {
        explorer::Options options;
        options.max_states = 200000;
        const checker::SearchOutcome found =
            checker::search(program, options, {.symmetry = true, .partial_order = true, .slice = true});
        return Found{tests::compare_walks(program, found, plan), found.status != explorer::Status::complete};
    });
}

}  // namespace

TEST_CASE("no walk breaks what the search says of the specs") {
    walk_through_all({.seed = 1, .walks = 6, .steps = 80}, 100);
}

TEST_CASE("no walk of many breaks what the search says of the specs", "[.soak]") {
    for (std::uint64_t seed = 2; seed < 12; ++seed) walk_through_all({.seed = seed, .walks = 100, .steps = 200}, 100);
}
