// What is read and what is written: inputs are never replaced, odd files are an error at once, and what can be written
// is.
#include <catch2/catch.hpp>

#include "checker/cli/outputs.hpp"
#include "checker/cli/trace_files.hpp"
#include "reports/result.hpp"
#include "tests/reports/specs.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string main_text = "spec \"main\"; use \"part.inc\"; user u { bool x; thread t { x = true; } }\n";
const std::string part_text = "library part;\n";

/// A spec, what it uses, and links of both kinds to either.
void furnish(const Workplace& place) {
    place.write("main.rvk", main_text);
    place.write("part.inc", part_text);
    place.write("broken.rvk", "spec \"broken\"; use \"part.inc\"; user {\n");
    REQUIRE(place
                .shell("ln part.inc hard.json && ln -s part.inc soft.json && ln main.rvk main.json && "
                       "ln -s main.rvk link.json && mkdir sub && ln -s ../main.rvk sub/other.rvk")
                .code == 0);
}

void untouched(const Workplace& place) {
    CHECK(place.read("main.rvk") == main_text);
    CHECK(place.read("part.inc") == part_text);
}

/// Exit code 2 within five seconds, with no output from a search.
void refuses(const Workplace& place, const std::string& words, const std::string& why) {
    const Ran ran = place.run(words, "timeout 5");
    CAPTURE(words, ran.out, ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out == "");
    CHECK_THAT(ran.err, Contains(why));
}

/// A search without an end, to be interrupted.
const std::string endless =
    "spec \"endless\"; user u[6] ordered { int<0..255> x, y; thread a { loop { either { x = (x + 1) "
    "% 256; } or { y = (y + 1) % 256; } } } }\n"
    "never u[5].x == 255 && u[4].x == 255 as far_away;";
const std::string small = "spec \"small\"; user u { bool x; thread t { x = true; } }\n";

reports::ResultDocument results(const Workplace& place) {
    const std::string text = place.read("r.json");
    CHECK(tests::schema_errors("result", text) == "");
    return reports::result_from_json(text);
}

}  // namespace

TEST_CASE("no output replaces an input or a spec, whatever leads to it") {
    const Workplace place;
    furnish(place);
    const std::string is_spec = "a file named *.rvk is a spec, which is never replaced";
    const std::string is_read = "it is one of the files that are read";
    for (const std::string command :
         {"check main.rvk --json ", "mutate main.rvk --json ", "graph main.rvk -o ", "export main.rvk --to promela -o ",
          "export main.rvk --to murphi -o ", "export main.rvk --to aiger -o "}) {
        for (const std::string target :
             {"main.rvk", "new.rvk", "new.RVK", "sub/other.rvk", "link.json", "./sub/../new.rvk"})
            refuses(place, command + target, "cannot write " + target + ": " + is_spec);
        for (const std::string target : {"part.inc", "hard.json", "soft.json", "main.json"})
            refuses(place, command + target, "cannot write " + target + ": " + is_read);
    }
    place.write("other.txt", "// a spec of\n// another name\nspec \"other\";\n");
    refuses(place, "check main.rvk --json other.txt",
            "cannot write other.txt: there is a spec in it, which is never replaced");
    place.write("lib.inc", "/* */library lib;");
    refuses(place, "check main.rvk --json lib.inc", "cannot write lib.inc: there is a spec in it");
    refuses(place, "check broken.rvk --json part.inc", is_read);
    refuses(place, "check main.rvk sub --json part.inc", is_read);
    untouched(place);
    CHECK_FALSE(place.has("new.rvk"));
    CHECK(place.run("check main.rvk --json r.json").code == 0);
    CHECK(place.run("check main.rvk --json r.json").code == 0);
}

TEST_CASE("a trace does not go where a link leads it to a spec") {
    const Workplace place;
    place.write("a.rvk", tests::bug());
    const std::string before = place.read("a.rvk");
    REQUIRE(place.shell("mkdir out && ln -s ../a.rvk out/a.no_use_after_release.json").code == 0);
    const Ran ran = place.run("check a.rvk --traces out --json r.json");
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("cannot write out/a.no_use_after_release.json: a file named *.rvk is a spec"));
    CHECK(place.read("a.rvk") == before);
}

TEST_CASE("a trace that cannot be written loses nothing else") {
    const Workplace place;
    place.write("a.rvk", tests::bug());
    place.write("b.rvk", tests::bug());
    REQUIRE(place.shell("mkdir -p out/a.no_use_after_release.json").code == 0);
    const Ran ran = place.run("check a.rvk b.rvk --traces out --json r.json");
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("cannot write out/a.no_use_after_release.json: it is a folder, not a file"));
    CHECK_THAT(ran.out, Contains("2 specs"));
    CHECK(place.has("out/b.no_use_after_release.json"));
    const auto document = results(place);
    REQUIRE(document.results.size() == 2);
    CHECK_FALSE(document.results[0].properties.back().trace);
    CHECK(document.results[1].properties.back().trace == "out/b.no_use_after_release.json");
}

TEST_CASE("mutate: a trace that cannot be written loses nothing else") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\"; user u { bool x; bool y; thread t { x = true; y = true; } }\n"
                         "always (u.y implies u.x) as ordered_well; possible u.y as comes;\n");
    CHECK(place.run("mutate a.rvk --traces all --quiet").code < 2);
    const std::string names = place.shell("ls all").out;
    const std::string first = names.substr(0, names.find('\n'));
    REQUIRE_FALSE(first.empty());
    REQUIRE(place.shell("mkdir -p 'out/" + first + "'").code == 0);
    const Ran ran = place.run("mutate a.rvk --traces out --json r.json");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("cannot write out/" + first + ": it is a folder, not a file"));
    CHECK(tests::schema_errors("mutation", place.read("r.json")) == "");
    CHECK(place.shell("ls out").out == names);
}

TEST_CASE("pipes, devices, sockets, folders and links to nowhere are errors at once") {
    const Workplace place;
    place.write("a.rvk", small);
    REQUIRE(
        place
            .shell("mkfifo pipe; ln -s nowhere gone; ln -s pipe to_pipe; mkdir folder; mkfifo folder/x.rvk; mkdir bad; "
                   "ln -s nowhere bad/gone.rvk")
            .code == 0);
    place.write("logged.rvk", "spec \"l\"; user u { thread t { L: skip; } } log { step u.t @ L; }\n");
    for (const std::string use : {"pipe", "gone", "to_pipe", "/dev/zero", "folder"})
        place.write("uses_" + use.substr(use.rfind('/') + 1) + ".rvk", "spec \"u\"; use \"" + use + "\";\n");
    const std::vector<std::pair<std::string, std::string>> odd{{"pipe", "is a named pipe, not a file"},
                                                               {"to_pipe", "is a named pipe, not a file"},
                                                               {"gone", "is a symbolic link that leads nowhere"},
                                                               {"/dev/zero", "is a device, not a file"},
                                                               {"/dev/tty", "is a device, not a file"}};
    for (const auto& [file, why] : odd) {
        for (const std::string command : {"simulate ", "graph ", "info ", "mutate ", "replay ", "export --to murphi ",
                                          "validate --probes ", "validate logged.rvk "})
            refuses(place, command + file, why);
        refuses(place, "graph a.rvk -o " + file, "cannot write " + file + ": it " + why);
        refuses(place, "check a.rvk --json " + file, "cannot write " + file + ": it " + why);
        const Ran ran = place.run("check --quiet " + file, "timeout 5");
        CHECK(ran.code == 2);
        CHECK_THAT(ran.err, Contains(file + " " + why));
    }
    for (const std::string use : {"pipe", "gone", "to_pipe", "zero", "folder"})
        refuses(place, "check --quiet uses_" + use + ".rvk", ":1:15: error: ");
    refuses(place, "replay folder", "folder is a folder, not a file");
    refuses(place, "check a.rvk --traces pipe", "cannot make the folder pipe");
    refuses(place, "check a.rvk --traces gone", "cannot make the folder gone");
    refuses(place, "check --quiet folder", "folder/x.rvk is a named pipe, not a file");
    refuses(place, "check --quiet bad", "bad/gone.rvk is a symbolic link that leads nowhere");
}

TEST_CASE("files too large to be what they are named as are refused") {
    const Workplace place;
    REQUIRE(place.shell("truncate -s 1T large").code == 0);
    refuses(place, "check --quiet large", "large is larger than 4 MiB: it is not a spec");
    refuses(place, "replay large", "large is larger than 64 MiB");
    place.write("deep", std::string(2'000'000, '['));
    refuses(place, "replay deep", "it is nested too deeply");
    place.write("twice", R"({"format": "revoke-mc/trace", "format": "revoke-mc/trace"})");
    refuses(place, "replay twice", "the key \"format\" is there twice");
}

TEST_CASE("names of traces are short, plain, and no two are the same") {
    const cli::Outputs outputs({});
    cli::TraceFiles files("out", {"a.rvk"}, outputs);
    const std::string longer(300, 'x');
    const std::string one = files.name("a.rvk", longer + "1");
    const std::string other = files.name("a.rvk", longer + "2");
    CHECK(one != other);
    CHECK(one.size() < 150);
    CHECK(files.name("a.rvk", "../../etc/x") == "out/a.etc-x.json");
    CHECK(files.name("-a.rvk", "\n\x1b[31m") == "out/a.31m.json");
    CHECK(files.name("..rvk", "p") == "out/spec.p.json");
}

TEST_CASE("a spec and a mutant of very long names have their traces") {
    const Workplace place;
    const std::string name(200, 'n');
    place.write(std::string(240, 'f') + ".rvk", "spec \"long\"; user u { bool " + name + "; thread t { " + name +
                                                    " = true; } } never u." + name + " as " + name + ";\n");
    const Ran ran = place.run("check . --traces out --json r.json");
    CAPTURE(ran.err);
    CHECK(ran.code == 1);
    CHECK(place.has(results(place).results.at(0).properties.back().trace.value_or("none")));
}

TEST_CASE("an ignored signal stays ignored") {
    const Workplace place;
    place.write("endless.rvk", endless);
    for (const std::string signal : {"INT", "HUP", "TERM"}) {
        CAPTURE(signal);
        const Ran ran =
            place.shell("trap '' " + signal +
                        "; \"$revoke_mc\" check endless.rvk --max-states 3000000 --json r.json & pid=$!; for i in 1 2 "
                        "3 4 5 6 7 8; do sleep 0.1; kill -" +
                        signal + " $pid 2>/dev/null; done; wait $pid");
        CAPTURE(ran.out, ran.err);
        CHECK(ran.code == 3);
        CHECK(results(place).results.at(0).reason == "states");
    }
}

TEST_CASE("a reader who leaves ends the search as Ctrl-C does") {
    const Workplace place;
    place.write("a.rvk", small);
    place.write("endless.rvk", endless);
    place.write("z.rvk", small);
    const Ran ran =
        place.shell("set -o pipefail; { timeout 60 \"$revoke_mc\" check endless.rvk z.rvk --max-memory 500M "
                    "--json r.json; echo code $? >&2; } | true");
    CAPTURE(ran.err);
    CHECK_THAT(ran.err, Contains("code 3") && Contains("standard output was closed before everything was said"));
    const auto document = results(place);
    REQUIRE(document.results.size() == 2);
    CHECK(document.results[0].reason == "interrupt");
    CHECK(document.results[1].reason == "interrupt");
}

TEST_CASE("a reader who leaves after everything was decided changes nothing") {
    const Workplace place;
    place.write("a.rvk", tests::bug());
    // `--quiet` says nothing until standard error shows that all is over.
    const Ran ran =
        place.shell("mkfifo p; { \"$revoke_mc\" export a.rvk --to promela > p; echo code $? >&2; } & exec 3< p; "
                    "exec 3<&-; wait");
    CAPTURE(ran.err);
    CHECK_THAT(ran.err, Contains("code 0"));
}
