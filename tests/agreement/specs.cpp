// Every spec: the packed search against the reference interpreter.
//
// The interpreter is slow: specs with more states than the limit are left to the soak run.
#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "checker/internal/explore.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/blocking.hpp"

using namespace revoke_mc;

namespace {

void compare_all(std::size_t limit, std::size_t at_least) {
    tests::compare_on_all_specs(
        at_least, [&](const program::Program& program) { return tests::compare_engines(program, limit); });
}

}  // namespace

TEST_CASE("the search and the interpreter agree on every spec that is small enough") { compare_all(6000, 10); }

TEST_CASE("the search and the interpreter agree on every spec", "[.soak]") { compare_all(2000000, 20); }

TEST_CASE("specs that the search once judged otherwise") {
    // Without a single transition nobody asked whether a thread is stuck.
    for (const char* text : {"user u { thread t { await (2 == 0); } }",
                             "user u { bool b; thread t { rest: await (b); } } always possible u.b as P;"}) {
        INFO(text);
        const auto program = check::check(syntax::load_text("test.rvk", std::string("spec \"t\"; ") + text), {});
        CHECK(tests::compare_engines(program, 1000).difference.empty());
        const lower::Lowered lowered = lower::lower(program);
        const explorer::Result result = checker::explore(lowered, {});
        CHECK(std::ranges::count(result.properties, explorer::Verdict::violated, &explorer::PropertyResult::verdict) >
              0);
    }
}

TEST_CASE("the second opinion on what blocks sees a mark that is wrong") {
    program::Program program =
        check::check(syntax::load_text("test.rvk", "spec \"t\"; user u { bool b; thread t { await (b); } }"), {});
    CHECK(tests::blocking_difference(program).empty());
    program.routines.front().body->may_block = true;
    CHECK(tests::blocking_difference(program) == "statement " + to_string(program.routines.front().body->id) + " (" +
                                                     program.routines.front().body->source +
                                                     ") is taken for one that blocks\n");
}
