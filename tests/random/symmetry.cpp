// Random specs: the symmetry reduction against the plain search.
//
// Random specs do what nobody would write: threads that walk over their own kind, locks of others,
// traps, orders that matter. Whatever the lowering then calls interchangeable has to be so.
#include "tests/support/symmetry.hpp"

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/random/campaign.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t state_limit = 1500;

/// What is wrong with the reduction of the spec; specs that are refused are left to agreement.cpp.
std::string difference_of(const std::string& text, tests::SymmetryReport& report) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const tests::SymmetryReport found = tests::check_symmetry(program, state_limit);
        report = found;
        return found.difference;
    } catch (const syntax::SpecError&) {
        return "";
    }
}

void reduce_random(std::size_t runs, const random_specs::Shape& shape) {
    std::size_t reduced = 0, related = 0;
    random_specs::campaign(runs, shape, [&](const std::string& text, std::uint64_t) {
        tests::SymmetryReport report;
        std::string difference = difference_of(text, report);
        reduced += report.groups != 0 ? 1 : 0;
        related += report.relations != 0 ? 1 : 0;
        return difference;
    });
    if (!random_specs::is_whole(runs)) return;
    CHECK(reduced >= runs / 5);
    CHECK(related >= runs / 50);
}

}  // namespace

TEST_CASE("random specs are reduced exactly") { reduce_random(200, {}); }

TEST_CASE("random specs with more instances are reduced exactly") { reduce_random(100, {.thread_instances = 8}); }

TEST_CASE("random specs with the kernel library are reduced exactly") { reduce_random(120, {.library = true}); }

TEST_CASE("thousands of random specs are reduced exactly", "[.soak]") {
    reduce_random(6000, {});
    reduce_random(2000, {.library = true});
}
