// revoke-mc check --checkpoint and --resume as users run them: killed at any moment, on a full disk, with a wrong
// folder.
#include <chrono>
#include <filesystem>
#include <random>
#include <regex>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "explorer/store/block_bytes.hpp"
#include "reports/checkpoint/read.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

/// Some ten thousand states on some forty levels, and a property that is violated on the way.
const std::string grid = "spec \"grid\";\nparam N in 1..40 = 20;\nuser u { int<0..40> x, y, z;\n"
                         "    thread a { loop { rest: atomic { if (x < N) x++; } } }\n"
                         "    thread b { loop { rest: atomic { if (y < N) y++; } } }\n"
                         "    thread c { loop { rest: atomic { if (z < N) z++; } } }\n}\n"
                         "always (u.x + u.y + u.z <= 3 * N) as small;\n"
                         "never (u.x == 9 && u.y == 9 && u.z == 9) as met;\nexpect violated met;\n";
/// States without an end, to be cut.
const std::string endless = "spec \"endless\"; user u[6] ordered { int<0..255> x, y; thread a { loop { either { x = (x "
                            "+ 1) % 256; } or { y = (y + 1) % 256; } } } }\n";
const std::string small = "spec \"small\"; user u { bool x; thread t { x = true; } }\n";

/// The document without what is another each time.
std::string counts(const Workplace& place, const std::string& name) {
    return std::regex_replace(place.read(name), std::regex(R"re(\n *"(seconds|peak_bytes|threads)": [^\n]*)re"), "");
}

/// The level at whose beginning the checkpoint was made.
std::uint64_t level(const Workplace& place, const std::string& name) {
    reports::CheckpointReader reader(place.path(name));
    const explorer::Block summary = reader.read(explorer::Section::summary, 0);
    explorer::internal::BlockReader numbers(summary);
    static_cast<void>(numbers.number());  // words of a state
    return numbers.number();
}

/// The whole run is over in 2, the search is not.
void refuses(const Workplace& place, const std::string& words, const std::string& message) {
    const Ran ran = place.run("check " + words + " --quiet");
    CAPTURE(words);
    CHECK(ran.code == 2);
    CHECK(ran.err == message + "\n");
    CHECK(ran.out == "");
}

/// Runs that are killed, each at a random moment, and go on. What each leaves leads to the end of an undisturbed run.
void kill_and_go_on(int times, const std::string& spec, const std::string& arguments) {
    const Workplace place;
    const std::string check = "check " + spec + " " + arguments + " --quiet --json ";
    const std::string every = " --every 0.000001";
    REQUIRE(place.run(check + "whole.json --traces whole").code <= 1);
    const auto begin = std::chrono::steady_clock::now();
    (void)place.run(check + "r.json --traces whole --checkpoint first" + every);
    const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begin;
    REQUIRE(counts(place, "r.json") == counts(place, "whole.json"));
    const char* seed = std::getenv("REVOKE_SEED");
    std::mt19937_64 random(seed == nullptr ? std::random_device{}() : std::stoull(seed));
    std::uniform_real_distribution<double> moment(0.01, whole.count());
    int resumed = 0, writing = 0;
    for (int i = 0; resumed < times; ++i) {
        REQUIRE(i < 20 * times);
        const double seconds = moment(random);
        CAPTURE(i, seconds, whole.count());
        const bool there = place.shell("ls out/*.checkpoint").code == 0;
        const std::string go_on = there ? " --resume out" : " --checkpoint out";
        const Ran killed = place.run(check + "r.json --threads " + std::to_string(1 + i % 3) + go_on + every,
                                     fmt::format("timeout -s KILL {}", seconds));
        REQUIRE(killed.code != 2);
        if (place.shell("ls out/*.new").code == 0) ++writing;
        if (place.shell("ls out/*.checkpoint").code != 0) continue;
        ++resumed;
        REQUIRE(place.shell("rm -rf copy && cp -r out copy").code == 0);
        const Ran rest = place.run(check + "r.json --resume copy --traces traces");
        CAPTURE(rest.err);
        REQUIRE(rest.code <= 1);
        REQUIRE(counts(place, "r.json") ==
                std::regex_replace(counts(place, "whole.json"), std::regex("\"whole/"), "\"traces/"));
        REQUIRE(place.shell("diff -r whole traces").code == 0);
        REQUIRE(place.shell("rm -rf traces; test -e copy/*.new").code != 0);
        if (killed.code < 128) REQUIRE(place.shell("rm -rf out").code == 0);
    }
    WARN(writing << " of the runs were killed while they wrote");
}

const std::string driver() { return tests::source_dir() + "/specs/drivers/vfio-iommufd.rvk"; }

}  // namespace

TEST_CASE("checkpoint: a run that is killed at any moment goes on, and ends as if nothing had happened") {
    kill_and_go_on(5, driver(), "--set N=2 --reduction none");
}

TEST_CASE("checkpoint: a hundred runs that are killed at any moment", "[.soak]") {
    kill_and_go_on(60, driver(), "--set N=3 --coverage");
    kill_and_go_on(40, tests::source_dir() + "/specs/bugs/b01-bug.rvk", "--reduction none");
}

TEST_CASE("checkpoint: a limit that ended a search can be raised") {
    const Workplace place;
    place.write("a.rvk", grid);
    REQUIRE(place.run("check a.rvk --quiet --json whole.json --traces whole").code == 0);
    REQUIRE(place.run("check a.rvk --quiet --max-states 1000 --checkpoint d --json r.json").code == 3);
    REQUIRE(place.run("check a.rvk --quiet --max-states 5000 --resume d --threads 3 --json r.json").code == 3);
    CHECK(place.run("check a.rvk --quiet --resume d --threads 1 --json r.json --traces whole").code == 0);
    CHECK(counts(place, "r.json") == counts(place, "whole.json"));
    // Once more from a search that was complete; and with less than there is already.
    CHECK(place.run("check a.rvk --quiet --resume d --json r.json --traces whole").code == 0);
    CHECK(counts(place, "r.json") == counts(place, "whole.json"));
    const std::string before = place.read("d/a.checkpoint");
    const Ran less = place.run("check a.rvk --resume d --max-states 10");
    CHECK(less.code == 3);
    CHECK_THAT(less.out, Contains("as many states as it may have") && !Contains("holds"));
    CHECK(place.read("d/a.checkpoint") == before);
    CHECK(place.shell("ls d").out == "a.checkpoint\n");
}

TEST_CASE("checkpoint: time, patience and memory") {
    const Workplace place;
    place.write("a.rvk", endless);
    REQUIRE(place.run("check a.rvk --quiet --timeout 0.7 --checkpoint d").code == 3);
    const std::uint64_t first = level(place, "d/a.checkpoint");
    CHECK(first > 1);
    REQUIRE(place.run("check a.rvk --quiet --resume d", "timeout --preserve-status -s INT 2").code == 3);
    const std::uint64_t second = level(place, "d/a.checkpoint");
    CHECK(second >= first);
    REQUIRE(place.run("check a.rvk --quiet --resume d --max-memory 100M --timeout 1").code == 3);
    CHECK(level(place, "d/a.checkpoint") >= second);
    REQUIRE(place.run("check " + driver() + " --set N=3 --quiet --json whole.json").code == 0);
    const Ran limited = place.run("check " + driver() + " --set N=3 --max-memory 1M --checkpoint m");
    CHECK(limited.code == 3);
    CHECK_THAT(limited.out, Contains("memory"));
    CHECK(place.run("check " + driver() + " --set N=3 --quiet --resume m --json r.json").code == 0);
    CHECK(counts(place, "r.json") == counts(place, "whole.json"));
}

TEST_CASE("checkpoint: --first stops at the same level, and can be taken back") {
    const Workplace place;
    place.write("a.rvk", std::regex_replace(grid, std::regex("expect violated met;"), ""));
    REQUIRE(place.run("check a.rvk --quiet --first --json first.json").code == 1);
    REQUIRE(place.run("check a.rvk --quiet --first --max-states 1000 --checkpoint d").code == 3);
    CHECK(place.run("check a.rvk --quiet --first --resume d --json r.json").code == 1);
    CHECK(counts(place, "r.json") == counts(place, "first.json"));
    CHECK(place.run("check a.rvk --quiet --first --resume d --json r.json").code == 1);
    CHECK(counts(place, "r.json") == counts(place, "first.json"));
    REQUIRE(place.run("check a.rvk --quiet --json whole.json").code == 1);
    CHECK(place.run("check a.rvk --quiet --resume d --json r.json").code == 1);
    CHECK(counts(place, "r.json") == counts(place, "whole.json"));
}

TEST_CASE("checkpoint: of another spec, other parameters, other reductions") {
    const Workplace place;
    place.write("a.rvk", grid);
    REQUIRE(place.run("check a.rvk --quiet --checkpoint d").code == 0);
    refuses(place, "a.rvk --resume d --set N=19", "d/a.checkpoint is of other parameters: N=20, not N=19");
    REQUIRE(place.run("check " + driver() + " --set N=1 --quiet --checkpoint d").code == 0);
    refuses(place, driver() + " --set N=1 --resume d --reduction none",
            "d/vfio-iommufd.checkpoint is of a search with other reductions: por, not none");
    place.write("a.rvk", grid + "// more\n");
    refuses(place, "a.rvk --resume d", "d/a.checkpoint is of another text than a.rvk has now, or what that uses");
    place.write("a.rvk", grid);
    CHECK(place.run("check a.rvk --quiet --resume d").code == 0);
}

TEST_CASE("checkpoint: folders and files that are none") {
    const Workplace place;
    place.write("a.rvk", grid);
    place.write("b.rvk", small);
    REQUIRE(place.run("check a.rvk --quiet --checkpoint d").code == 0);
    const std::string whole = place.read("d/a.checkpoint");
    const std::string nothing = "revoke-mc: there is nothing to go on from: ";
    REQUIRE(place.shell("mkdir empty").code == 0);
    refuses(place, "a.rvk --resume empty", nothing + "empty/a.checkpoint does not exist");
    refuses(place, "a.rvk --resume missing", nothing + "missing/a.checkpoint does not exist");
    refuses(place, "a.rvk b.rvk --resume empty",
            nothing + "empty/a.checkpoint does not exist, nor a checkpoint of another of these specs");
    refuses(place, "a.rvk --resume a.rvk", nothing + "a.rvk/a.checkpoint does not exist");
    refuses(place, "a.rvk --checkpoint d",
            "a.rvk: d/a.checkpoint is there already: go on from it (--resume), or remove it");
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", "is empty"},
        {"something else\n", "is no checkpoint"},
        {std::string(whole).replace(21, 1, "2"), "is of another version of the format than 1"},
        {whole.substr(0, whole.size() / 2), "is cut off, or was changed: its checksum is another"},
        {std::string(whole).replace(whole.size() / 2, 1, 1, static_cast<char>(whole[whole.size() / 2] ^ 1)),
         "is cut off, or was changed: its checksum is another"}};
    for (const auto& [text, why] : cases) {
        place.write("d/a.checkpoint", text);
        refuses(place, "a.rvk --resume d", "d/a.checkpoint " + why);
        CHECK(place.read("d/a.checkpoint") == text);
    }
}

TEST_CASE("checkpoint: a byte that is changed never leads to a result") {
    const Workplace place;
    place.write("a.rvk", small);
    REQUIRE(place.run("check a.rvk --quiet --checkpoint d").code == 0);
    const std::string whole = place.read("d/a.checkpoint");
    for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 20) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 4);
        place.write("d/a.checkpoint", changed);
        const Ran ran = place.run("check a.rvk --resume d");
        CAPTURE(at, ran.out);
        CHECK(ran.code == 2);
        CHECK_THAT(ran.out, !Contains("holds"));
    }
}

TEST_CASE("checkpoint: in use by another run") {
    const Workplace place;
    place.write("a.rvk", endless);
    const Ran ran =
        place.shell("\"$revoke_mc\" check a.rvk --quiet --checkpoint d --every 0.01 --timeout 30 & first=$!\n"
                    "for i in $(seq 100); do [ -e d/a.checkpoint ] && break; sleep 0.05; done\n"
                    "\"$revoke_mc\" check a.rvk --quiet --resume d; code=$?; kill -9 $first; wait $first; exit $code");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("a.rvk: d/a.checkpoint is in use by another run\n"));
    CHECK(place.run("check a.rvk --quiet --resume d --timeout 0.1").code == 3);  // which has ended
}

TEST_CASE("checkpoint: a disk that is full in the middle leaves the last good one") {
    const Workplace place;
    place.write("a.rvk", grid);
    REQUIRE(place.run("check a.rvk --quiet --json whole.json").code == 0);
    REQUIRE(place.run("check a.rvk --quiet --max-states 100 --checkpoint d").code == 3);
    const std::string good = place.read("d/a.checkpoint");
    REQUIRE(good.size() < 4096);
    const Ran full = place.run("check a.rvk --resume d --max-states 6000", "ulimit -f 4;");
    CHECK(full.code == 2);
    CHECK(full.err == "revoke-mc: cannot write d/a.checkpoint: File too large\n");
    CHECK_THAT(full.out, Contains("incomplete"));  // the search itself went on
    CHECK(place.read("d/a.checkpoint") == good);
    CHECK(place.shell("ls d").out == "a.checkpoint\n");
    CHECK(place.run("check a.rvk --quiet --resume d --json r.json").code == 0);
    CHECK(counts(place, "r.json") == counts(place, "whole.json"));
    // On a file system without room, where we may make one.
    const Ran mounted =
        place.shell("unshare -rm bash -c 'mkdir full && mount -t tmpfs -o size=8k none full 2>/dev/null || exit 77\n"
                    "\"$0\" check a.rvk --quiet --checkpoint full; echo $?; ls full' \"$revoke_mc\"");
    if (mounted.code != 0) {
        WARN("no file system of our own can be made");
        return;
    }
    CHECK(mounted.out == "2\n");
    CHECK(mounted.err == "revoke-mc: cannot write full/a.checkpoint: No space left on device\n");
}

TEST_CASE("checkpoint: several specs, each its own") {
    const Workplace place;
    place.write("a.rvk", grid);
    place.write("b.rvk", small);
    place.write("c.rvk", grid);
    REQUIRE(place.run("check a.rvk b.rvk c.rvk --quiet --json whole.json").code == 0);
    REQUIRE(place.run("check a.rvk b.rvk c.rvk --quiet --max-states 1000 --checkpoint d").code == 3);
    CHECK(place.shell("ls d").out == "a.checkpoint\nb.checkpoint\nc.checkpoint\n");
    REQUIRE(place.shell("rm d/c.checkpoint").code == 0);  // one that was not begun
    CHECK(place.run("check a.rvk b.rvk c.rvk --quiet --resume d --json r.json").code == 0);
    CHECK(counts(place, "r.json") == counts(place, "whole.json"));
    CHECK(place.has("d/c.checkpoint"));
}

TEST_CASE("checkpoint: the command line") {
    const Workplace place;
    place.write("a.rvk", grid);
    const std::string more = "\nrevoke-mc check --help says what is possible";
    refuses(place, "a.rvk --every 3", "revoke-mc: --every: needs --checkpoint or --resume" + more);
    refuses(place, "a.rvk --checkpoint d --resume d", "revoke-mc: --checkpoint excludes --resume" + more);
    refuses(place, "a.rvk --any N --checkpoint d", "revoke-mc: --any: excludes --checkpoint" + more);
    refuses(place, "a.rvk --any N --resume d", "revoke-mc: --any: excludes --resume" + more);
}
