// The same result for any number of threads, byte for byte: counts, verdicts and traces.

#include <catch2/catch.hpp>

#include "checker/internal/explore.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;

namespace {

explorer::Result search(const lower::Lowered& lowered, unsigned threads, bool first) {
    explorer::Options options;
    options.threads = threads;
    options.first = first;
    return checker::explore(lowered, options);
}

void check_same(const explorer::Result& one, const explorer::Result& other) {
    CHECK(one.status == other.status);
    CHECK(one.states == other.states);
    CHECK(one.transitions == other.transitions);
    CHECK(one.depth == other.depth);
    CHECK(one.properties == other.properties);
}

}  // namespace

TEST_CASE("one, two and seven threads find the same on every spec") {
    std::size_t compared = 0;
    for (const auto& path : tests::all_specs()) {
        INFO(path.string());
        const program::Program program = check::check(syntax::load(path), {});
        const lower::Lowered lowered = lower::lower(program);
        for (const bool first : {false, true}) {
            const explorer::Result one = search(lowered, 1, first);
            check_same(one, search(lowered, 2, first));
            check_same(one, search(lowered, 7, first));
        }
        ++compared;
    }
    CHECK(compared >= 100);
}
