// How far a job is: the text of the line, on a terminal and in a log.
#include "checker/cli/progress_line.hpp"

#include <catch2/catch.hpp>

#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using checker::Pass;
using checker::Progress;
using tests::Ran;
using tests::Workplace;

namespace {

/// With so much memory it goes on for longer than any of these tests.
const std::string endless = "spec \"endless\"; user u[6] ordered { int<0..255> x = 0, y = 0;"
                            " thread a { loop { either { atomic { x = x == 255 ? 0 : x + 1; } } or { atomic { y = y == "
                            "255 ? 0 : y + 1; } } } } }"
                            " never u[5].x == 255 && u[4].x == 255 as far_away;";

/// A line of progress as it begins.
std::string line(const Progress& now) { return cli::ProgressLine("a")(now); }

Progress searching(std::uint64_t states, double expected, double seconds) {
    return {.depth = 31, .states = states, .frontier = 7, .bytes = 1U << 20U, .seconds = seconds, .expected = expected};
}

}  // namespace

TEST_CASE("a search of which nobody knows how large it is") {
    CHECK(line(searching(1'204'331, 0, 1.5)) == "a: depth 31, 1,204,331 states, 802,887/s, frontier 7, 1.0 MiB, 1.50s");
    CHECK(line({.pass = Pass::preparation, .seconds = 1.5}) == "a: preparing, 1.50s");
}

TEST_CASE("a search of which there is a guess") {
    CHECK_THAT(line(searching(1'000, 10'000, 2)), Contains("10 % [##------------------] a: about 20 s left, depth 31"));
    CHECK_THAT(line(searching(9'999, 10'000, 2)), Contains("99 % [###################-] a: a few seconds left, depth"));
    CHECK_THAT(line(searching(1'000, 1'000'000, 2)), Contains(" 0 % [--------------------] a: about 33 min left, "));
    CHECK_THAT(line(searching(1'000, 1e7, 2)), Contains("about 6 h left, "));
    CHECK_THAT(line(searching(1'000, 1e20, 2)), Contains("more than 1000 h left, "));
    INFO("the guess was too low");
    CHECK_THAT(line(searching(10'001, 10'000, 2)), Catch::StartsWith("a: depth 31"));
}

TEST_CASE("what gets less and less shows what is left of it") {
    cli::ProgressLine lines("a");
    CHECK_THAT(lines({.pass = Pass::possibility, .states = 5, .frontier = 100, .seconds = 50}),
               Catch::StartsWith("a: what is always possible, depth 0"));
    CHECK_THAT(lines({.pass = Pass::possibility, .states = 5, .frontier = 75, .seconds = 60}),
               Catch::StartsWith("25 % [#####---------------] a: what is always possible, about 30 s left, "));
    CHECK_THAT(lines({.pass = Pass::traces, .depth = 8, .seconds = 70}), Catch::StartsWith("a: traces, 70"));
    CHECK_THAT(lines({.pass = Pass::traces, .depth = 2, .seconds = 73}),
               Catch::StartsWith("75 % [###############-----] a: traces, a few seconds left, 73"));
}

TEST_CASE("mutants are counted") {
    CHECK(line({.pass = Pass::mutants, .seconds = 10, .done = 30, .total = 40}) ==
          "75 % [###############-----] a: a few seconds left, 30 of 40 mutants");
    CHECK(line({.pass = Pass::mutants, .total = 40}) == "a: 0 of 40 mutants");
}

TEST_CASE("of several specs it says which") {
    CHECK(cli::name_for_progress("specs/a.rvk") == "a");
    CHECK(cli::name_for_progress("specs/a.rvk", 3, 168) == "a (3 of 168)");
}

TEST_CASE("a terminal shows how far it is, a log only if it is asked for") {
    const Workplace place;
    place.write("a.rvk", endless);
    const std::string check = "\"$revoke_mc\" check a.rvk --threads 1 --max-memory 2G --timeout 2";
    const auto terminal = [&](const std::string& columns) {
        return place.shell("export revoke_mc TERM=xterm; script -qec 'stty cols " + columns + "; " + check +
                           "' log >/dev/null; " + R"(tr '\r' '\n' <log | sed 's/\x1b\[[0-9;]*[A-Za-z]//g')");
    };
    const std::string wide = terminal("150").out;
    CHECK_THAT(wide, Contains("a: depth ") && Contains("% [") && Contains(" left, depth "));
    const std::string narrow = terminal("20").out;
    CHECK_THAT(narrow, Contains("% [#") || Contains("% [-"));
    CHECK_THAT(narrow, !Contains("left"));

    const Ran log = place.shell(check);
    CHECK(log.code == 3);
    CHECK(log.err == "");
}

TEST_CASE("--progress writes a line every ten seconds where there is no terminal") {
    const Workplace place;
    place.write("a.rvk", endless);
    const Ran ran = place.run("check a.rvk --threads 1 --max-memory 8G --timeout 11 --progress");
    CHECK(ran.code == 3);
    CHECK_THAT(ran.err, Contains("a: ") && Contains(" states, ") && Contains("/s, frontier "));
    CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
    CHECK_THAT(place.run("check a.rvk --max-states 1000 --quiet --progress").err, Catch::Equals(""));
}
