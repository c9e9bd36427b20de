// Observers: every pass is reported under its own name.
#include "checker/internal/reporter.hpp"

#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/places.hpp"

using namespace revoke_mc;
using checker::Pass;

namespace {

class Passes : public checker::Observer {
public:
    void progress(const checker::Progress& now) override { seen.insert(now.pass); }
    std::set<Pass> seen;
};

/// Works, and polls its limits, for longer than an observer waits.
void work_for_a_while() {
    const auto end = checker::Clock::now() + std::chrono::milliseconds(150);
    while (checker::Clock::now() < end) {
        limits::poll();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

}  // namespace

TEST_CASE("each part of the search for a verdict is a pass of its own") {
    Passes passes;
    checker::Reporter reporter(&passes);
    const auto report = reporter.of_search();
    report({.phase = explorer::Phase::search});
    report({.phase = explorer::Phase::possibility});
    report({.phase = explorer::Phase::progress});
    report({.phase = explorer::Phase::traces});
    CHECK(passes.seen == std::set<Pass>{Pass::search, Pass::possibility, Pass::progress, Pass::traces});
}

TEST_CASE("a second search is one pass") {
    Passes passes;
    checker::Reporter reporter(&passes);
    const auto report = reporter.of_search();
    reporter.begin(Pass::lock_order);
    report({.phase = explorer::Phase::search});
    report({.phase = explorer::Phase::traces});
    CHECK(passes.seen == std::set<Pass>{Pass::lock_order});
}

TEST_CASE("work that polls its limits is reported, in inner scopes too") {
    Passes passes;
    checker::Reporter reporter(&passes);
    const limits::Scope scope(reporter.allowance({}));
    work_for_a_while();
    CHECK(passes.seen == std::set<Pass>{Pass::preparation});
    const limits::Scope inner({});
    reporter.begin(Pass::traces);
    work_for_a_while();
    CHECK(passes.seen == std::set<Pass>{Pass::preparation, Pass::traces});
}

TEST_CASE("without an observer nothing is reported") {
    checker::Reporter reporter(nullptr);
    CHECK_FALSE(reporter.of_search());
    CHECK_FALSE(reporter.allowance({}).look);
}

TEST_CASE("a search reports how far it is") {
    Passes passes;
    checker::CheckOptions options;
    options.reduction = checker::Reduction::none;
    const auto checked =
        checker::check_file(tests::source_dir() + "/specs/drivers/vfio-iommufd.rvk", {{"N", 3}}, options, &passes);
    CHECK(checked.result.verdict == reports::Verdict::holds);
    CHECK(passes.seen.contains(Pass::search));
}
