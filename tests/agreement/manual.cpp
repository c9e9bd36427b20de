// The language reference is executed: every ```rvk block of specs/README.md is a whole spec, and
// what it expects must come out, by the search and by the interpreter.
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "checker/internal/explore.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/lock_order.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;

namespace {

std::vector<std::string> examples() {
    std::ifstream file(tests::source_dir() + "/specs/README.md");
    std::vector<std::string> out;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (inside && line == "```") inside = false;
        if (inside) out.back() += line + "\n";
        if (line == "```rvk") {
            inside = true;
            out.emplace_back();
        }
    }
    return out;
}

/// Properties of locks: no search by itself finds them.
bool has_circles(const std::string& text) {
    const auto found =
        tests::compare_lock_order([&] { return check::check(syntax::load_text("example.rvk", text), {}); }, 50000);
    CHECK(found.difference.empty());
    return found.circles;
}

void check_counts(const program::ExpectedCounts& expected, const explorer::Result& result) {
    if (expected.states) CHECK(*expected.states == result.states);
    if (expected.transitions) CHECK(*expected.transitions == result.transitions);
    if (expected.depth) CHECK(*expected.depth == result.depth);
}

}  // namespace

TEST_CASE("every example of the language reference does what it says") {
    const std::vector<std::string> texts = examples();
    REQUIRE(texts.size() >= 12);
    for (const std::string& text : texts) {
        INFO(text);
        const program::Program program = check::check(syntax::load_text("example.rvk", text), {});
        const lower::Lowered lowered = lower::lower(program);
        const explorer::Result result = checker::explore(lowered, {});
        REQUIRE(result.status == explorer::Status::complete);
        for (const program::PropertyId p : program.properties.ids()) {
            const program::Property& property = program.properties[p];
            const bool order = p == program::id_of(program::BuiltinProperty::lock_order);
            const bool found =
                order ? has_circles(text)
                      : result.properties[lower::system_id(p).number()].verdict == explorer::Verdict::violated;
            const bool broken = property.kind == program::Property::Kind::reachable ? !found : found;
            INFO(property.name);
            CHECK(broken == property.expect_violated);
        }
        check_counts(program.counts, result);
        CHECK(tests::compare_engines(program, 50000).difference.empty());
    }
}
