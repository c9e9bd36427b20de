// The table of results, pinned.
#include "reports/table.hpp"

#include <catch2/catch.hpp>

#include "tests/reports/sample.hpp"

using namespace revoke_mc;

TEST_CASE("the table shows every result and why it is not as expected") {
    CHECK(reports::table(tests::sample_results(), reports::Style()) ==
          R"(spec                            verdict     as expected  states  transitions  depth  bits   time
specs/drivers/vfio-iommufd.rvk  holds       yes          24,921       85,962     81    61  0.12s
specs/bugs/b02.rvk              violated    no           24,921       85,962     81    61  0.12s
    safe_reuse is violated
    24,920 states expected, 24,921 found
big.rvk                         incomplete  no           24,921       85,962     81    61  0.12s
    incomplete: the memory that it may use is used up (--max-memory)
wrong.rvk                       error       no                -            -      -     -      -
)");
    CHECK(reports::summary(tests::sample_results()) == "4 specs: 1 as expected, 1 not as expected, 1 incomplete, 1 in "
                                                       "error; 7 findings, 4 not accepted (--strict lists "
                                                       "them)");
}

TEST_CASE("times and sizes for people") {
    CHECK(reports::duration(0.1234) == "0.12s");
    CHECK(reports::duration(42.04) == "42.0s");
    CHECK(reports::duration(725) == "12min 5s");
    CHECK(reports::size(512) == "512 bytes");
    CHECK(reports::size(1536) == "1.5 KiB");
    CHECK(reports::size(std::uint64_t{17} << 20) == "17 MiB");
}
