// The yardstick: a model that five other checkers agree on. Its counts must come out exactly, in
// every variant, without reduction, as must the lengths of the shortest violations.
#include <string>

#include <catch2/catch.hpp>

#include "checker/internal/explore.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "model/semantics/lower/system_ids.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;

namespace {

struct Row {
    std::string variant;
    std::int64_t n;
    std::uint64_t states, transitions, depth;
    std::uint64_t violation;  ///< steps of the shortest violation of a and of b; 0: both hold
};

const Row rows[] = {
    {"base", 2, 224, 416, 18, 0},        {"base", 3, 766, 1758, 24, 0},   {"base", 4, 2784, 7486, 30, 0},
    {"base", 5, 9722, 29914, 36, 0},     {"dyn", 2, 260, 486, 18, 0},     {"dyn", 3, 958, 2170, 24, 0},
    {"dyn", 4, 3504, 9250, 30, 0},       {"dyn", 5, 12530, 37566, 36, 0}, {"sym", 2, 300, 590, 18, 0},
    {"sym", 3, 1406, 3610, 24, 0},       {"sym", 4, 7112, 23186, 30, 0},  {"sym", 5, 37906, 152886, 36, 0},
    {"bug", 2, 1044, 2760, 46, 9},       {"bug", 3, 6696, 22410, 67, 10}, {"bug", 4, 46008, 185868, 82, 11},
    {"bug", 5, 305208, 1444554, 97, 12},
};

const explorer::PropertyResult& property(const program::Program& program, const explorer::Result& result,
                                         const std::string& name) {
    for (const program::PropertyId p : program.properties.ids())
        if (program.properties[p].name == name) return result.properties[lower::system_id(p).number()];
    throw std::out_of_range(name);
}

}  // namespace

TEST_CASE("the yardstick's states, transitions, depth and violations, in all variants") {
    for (const Row& row : rows) {
        INFO(row.variant << " N=" << row.n);
        const auto file = tests::source_dir() + "/tests/bench/yardstick-" + row.variant + ".rvk";
        const program::Program program = check::check(syntax::load(file), {{"N", row.n}});
        const lower::Lowered lowered = lower::lower(program);
        explorer::Options options;
        options.threads = 2;
        const explorer::Result result = checker::explore(lowered, options);
        REQUIRE(result.status == explorer::Status::complete);
        CHECK(result.states == row.states);
        CHECK(result.transitions == row.transitions);
        CHECK(result.depth == row.depth);
        for (const char* name : {"a", "b"}) {
            const explorer::PropertyResult& checked = property(program, result, name);
            CHECK((checked.verdict == explorer::Verdict::violated) == (row.violation != 0));
            if (row.violation != 0) CHECK(checked.trace->steps.size() == row.violation);
        }
        CHECK(property(program, result, "c").verdict == explorer::Verdict::holds);
        CHECK(property(program, result, "deadlock").verdict == explorer::Verdict::holds);
    }
}
