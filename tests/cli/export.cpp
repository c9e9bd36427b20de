// `revoke-mc export` as users meet it.
#include <catch2/catch.hpp>

#include "checker/cli/options.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string spec = "spec \"a\"; param N in 1..3 = 2; user u { int<0..3> x = 0; thread t { x = N; } }\n"
                         "always u.x < 4 as small; expect states 2, transitions 1, depth 1;";

}  // namespace

TEST_CASE("export: the command line") {
    const std::vector<const char*> words{"revoke-mc", "export", "a.rvk", "--to", "murphi", "--set", "N=3", "-o", "x.m"};
    const auto result = cli::parse(static_cast<int>(words.size()), words.data(), "1.2.3");
    const auto& options = std::get<cli::ExportOptions>(std::get<cli::Command>(result));
    CHECK(options.spec == "a.rvk");
    CHECK(options.format == cli::ExportFormat::murphi);
    CHECK(options.settings == cli::Settings{{"N", 3}});
    CHECK(options.output == "x.m");
}

TEST_CASE("export: to standard output and to a file") {
    const Workplace place;
    place.write("a.rvk", spec);
    const Ran shown = place.run("export a.rvk --to promela");
    CHECK(shown.code == 0);
    CHECK(shown.err == "");
    CHECK_THAT(shown.out, Contains("active proctype u_t()") && Contains("u_x = 2;"));
    const Ran written = place.run("export a.rvk --to murphi --set N=3 -o out.m");
    CHECK(written.code == 0);
    CHECK(written.out == "");
    CHECK_THAT(place.read("out.m"),
               Contains("u_x := 3;") && Contains("Parameter: N = 3") && Contains("gcc -O2 -mcx16 -o out out.c"));
    CHECK_THAT(place.read("out.m"), !Contains("The spec says"));  // pinned for the default parameters only
}

TEST_CASE("export: a circuit goes to a file") {
    const Workplace place;
    place.write("a.rvk", spec);
    const Ran ran = place.run("export a.rvk --to aiger --set N=3 -o out.aig");
    CHECK(ran.code == 0);
    CHECK(ran.out + ran.err == "");
    const std::string file = place.read("out.aig");
    CHECK(file.rfind("aig ", 0) == 0);
    CHECK_THAT(file, Contains("violated small\n") && Contains("Parameter: N = 3") && Contains("trace.cex\" out.aig\n"));
}

TEST_CASE("export: mistakes") {
    const Workplace place;
    place.write("a.rvk", spec);
    place.write("bad.rvk", "spec \"bad\"; user u { thread t { y = 1; } }");
    const auto fails = [&](const std::string& words, const std::string& message) {
        const Ran ran = place.run("export " + words);
        CAPTURE(words);
        CHECK(ran.code == 2);
        CHECK(ran.out == "");
        CHECK_THAT(ran.err, Contains(message));
    };
    fails("a.rvk", "--to is required");
    fails("--to promela", "spec is required");
    fails("a.rvk --to tla", "--to: tla not in {promela,murphi,aiger}");
    fails("a.rvk --to aiger", "--to: aiger is not text and needs --output FILE");
    fails("a.rvk b.rvk --to promela", "b.rvk");
    fails("missing.rvk --to promela", "missing.rvk does not exist");
    fails("bad.rvk --to promela", "bad.rvk:1:");
    fails("a.rvk --to promela --set N=9", "N");
    fails("a.rvk --to promela --set M=1", "M");
    fails("a.rvk --to promela -o no/such/folder/x.pml", "cannot write no/such/folder/x.pml");
    fails("a.rvk --to promela -o ''", "--output");
    CHECK_FALSE(place.has("x.pml"));
}

TEST_CASE("export: a full disk is an error") {
    const Workplace place;
    place.write("a.rvk", spec);
    CHECK(place.shell("\"$revoke_mc\" export a.rvk --to promela > /dev/full").code == 2);
}

TEST_CASE("export: help") {
    const Workplace place;
    const Ran ran = place.run("export --help");
    CHECK(ran.code == 0);
    for (const char* part : {"--to promela|murphi|aiger", "--set NAME=VALUE", "-o,--output FILE", "Examples"})
        CHECK_THAT(ran.out, Contains(part));
}
