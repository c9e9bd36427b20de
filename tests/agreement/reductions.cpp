// Reductions and threads change how much is searched, never what is found: on every spec.
#include <catch2/catch.hpp>

#include "checker/checker.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

checker::CheckedSpec check(const std::string& file, checker::Reduction reduction, unsigned threads,
                           bool shortest = false) {
    checker::CheckOptions options;
    options.every_number = false;
    options.reduction = reduction;
    options.threads = threads;
    options.shortest = shortest;
    options.check_reductions = threads == 1;
    options.limits.max_memory = std::uint64_t{4} << 30;
    return checker::check_file(file, {}, options);
}

/// Every property has the same verdict, and a trace if the plain search has one. Every trace has been confirmed by the
/// interpreter, or the spec would be in error.
void require_same(const checker::CheckedSpec& plain, const checker::CheckedSpec& other, bool same_length) {
    CAPTURE(other.result.error, other.result.reduction);
    REQUIRE(other.result.verdict == plain.result.verdict);
    REQUIRE(other.result.properties.size() == plain.result.properties.size());
    for (std::size_t i = 0; i < plain.result.properties.size(); ++i) {
        CAPTURE(plain.result.properties[i].name);
        REQUIRE(other.result.properties[i].verdict == plain.result.properties[i].verdict);
    }
    REQUIRE(other.found.size() == plain.found.size());
    for (std::size_t i = 0; i < plain.found.size(); ++i) {
        CAPTURE(plain.result.properties[plain.found[i].property].name);
        REQUIRE(other.found[i].property == plain.found[i].property);
        const std::size_t length = other.found[i].trace.steps.size(), shortest = plain.found[i].trace.steps.size();
        REQUIRE(length >= shortest);
        if (same_length) REQUIRE(length == shortest);
    }
}

void compare_all(const char* folder, std::size_t at_least, std::size_t at_least_sliced) {
    std::size_t compared = 0, smaller = 0, sliced = 0;
    for (const auto& path : tests::all_specs({folder})) {
        const std::string file = path.string();
        CAPTURE(file);
        const checker::CheckedSpec plain = check(file, checker::Reduction::none, 1);
        REQUIRE(plain.result.verdict != reports::Verdict::error);
        CHECK(plain.result.reduction == "none");
        require_same(plain, check(file, checker::Reduction::symmetry, 2), true);
        require_same(plain, check(file, checker::Reduction::all, 1, true), true);
        require_same(plain, check(file, checker::Reduction::por, 1), false);
        const checker::CheckedSpec slice = check(file, checker::Reduction::slice, 1);
        require_same(plain, slice, true);
        CHECK(slice.result.states <= plain.result.states);
        if (slice.result.reduction == "none") CHECK(slice.result.states == plain.result.states);
        sliced += slice.result.states < plain.result.states ? 1 : 0;
        const checker::CheckedSpec all = check(file, checker::Reduction::all, 1);
        require_same(plain, all, false);
        const checker::CheckedSpec seven = check(file, checker::Reduction::all, 7);
        require_same(all, seven, true);
        CHECK(all.result.states == seven.result.states);
        CHECK(all.result.transitions == seven.result.transitions);
        CHECK(all.result.states <= plain.result.states);
        smaller += all.result.states < plain.result.states ? 1 : 0;
        ++compared;
    }
    CHECK(compared >= at_least);
    CHECK(smaller >= 1);
    CHECK(sliced >= at_least_sliced);
}

}  // namespace

TEST_CASE("with and without each reduction, every spec says the same") { compare_all("specs", 100, 5); }
TEST_CASE("with and without each reduction, the yardsticks say the same") { compare_all("tests/bench", 4, 0); }
