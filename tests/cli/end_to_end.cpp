// The program as users meet it: exit codes, documents, traces, mistakes, signals.
#include <catch2/catch.hpp>

#include "reports/result.hpp"
#include "reports/trace.hpp"
#include "tests/reports/specs.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using reports::Verdict;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string holds = "spec \"holds\"; param N in 1..3 = 2; user u { int<0..3> x = 0; thread a { x = N; } }"
                          " always small: u.x < 4; expect states 2, transitions 1, depth 1;";

/// Far more states than a test has time for: what interrupts and limits are tried on.
const std::string endless = "spec \"endless\"; user u[6] ordered { int<0..255> x = 0, y = 0;"
                            " thread a { loop { either { atomic { x = x == 255 ? 0 : x + 1; } } or { atomic { y = y == "
                            "255 ? 0 : y + 1; } } } } }"
                            " never u[5].x == 255 && u[4].x == 255 as far_away;";

reports::ResultDocument results(const Workplace& place, const std::string& file) {
    const std::string text = place.read(file);
    CHECK(tests::schema_errors("result", text) == "");
    return reports::result_from_json(text);
}

// Behind `&` a shell without job control has Ctrl-C ignored, which would stay so: hence `set -m`. What fills the memory
// is the search.
const std::string under_way = "awk '/^SigCgt/ {handler = substr($2, length($2)) ~ /[2367abef]/} "
                              "/^VmRSS/ {large = $2 > 80000} END {exit !(handler && large)}' /proc/$pid/status";

}  // namespace

TEST_CASE("a spec that holds") {
    const Workplace place;
    place.write("a.rvk", holds);
    const Ran ran = place.run("check a.rvk --json r.json --reduction none");
    CHECK(ran.code == 0);
    CHECK(ran.err == "");
    CHECK_THAT(ran.out, Contains("a.rvk  holds    yes") && Contains("1 spec: 1 as expected"));
    const auto document = results(place, "r.json");
    REQUIRE(document.results.size() == 1);
    const reports::SpecResult& result = document.results[0];
    CHECK(result.spec == "a.rvk");
    CHECK(result.verdict == Verdict::holds);
    CHECK(result.as_expected);
    CHECK(result.states == 2);
    CHECK(result.transitions == 1);
    CHECK(result.depth == 1);
    CHECK(result.bits_per_state > 0);
    CHECK(result.params == std::vector<reports::ParameterValue>{{"N", 2, false}});
    CHECK(result.reduction == "none");
    CHECK(result.properties.size() == 9);
}

TEST_CASE("a spec that is violated: story, trace, replay, replay of the fix") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    place.write("fix.rvk", tests::fix());
    const Ran ran = place.run("check bug.rvk fix.rvk --json r.json --traces out/traces");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("u.freed = true") && Contains("violated: no_use_after_release") &&
                            Contains("blamed: importer"));
    const auto document = results(place, "r.json");
    REQUIRE(document.results.size() == 2);
    CHECK(document.results[0].verdict == Verdict::violated);
    CHECK(document.results[1].verdict == Verdict::holds);
    const std::string file = "out/traces/bug.no_use_after_release.json";
    const auto& property = document.results[0].properties.back();
    CHECK(property.name == "no_use_after_release");
    CHECK(property.trace == file);
    CHECK(property.blame == "importer");
    CHECK(tests::schema_errors("trace", place.read(file)) == "");

    const Ran replayed = place.run("replay " + file);
    CHECK(replayed.code == 0);
    CHECK_THAT(replayed.out, Contains("confirmed") && Contains("no_use_after_release is violated"));
    const Ran other = place.run("replay " + file + " --spec fix.rvk");
    CHECK(other.code == 0);
    CHECK_THAT(other.out, Contains("departs at step") && Contains("await (!busy)"));
    const Ran same = place.run("replay " + file + " --spec bug.rvk");
    CHECK(same.code == 1);
    CHECK_THAT(same.out, Contains("still violated"));
}

TEST_CASE("an expected violation is success, and one line") {
    const Workplace place;
    place.write("bug.rvk", tests::bug() + "expect violated no_use_after_release;");
    const Ran ran = place.run("check bug.rvk");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("no_use_after_release is violated as expected, 10 steps") && !Contains("mutex_lock"));
    place.write("fix.rvk", tests::fix() + "expect violated no_use_after_release;");
    const Ran missing = place.run("check fix.rvk");
    CHECK(missing.code == 1);
    CHECK_THAT(missing.out, Contains("expected to be violated, but it holds"));
}

TEST_CASE("counts that differ from the pinned ones") {
    const Workplace place;
    place.write("a.rvk", holds + " ");
    place.write("b.rvk", "spec \"b\"; user u { bool x = false; thread a { x = true; } } expect states 3;");
    CHECK(place.run("check a.rvk --reduction none").code == 0);
    const Ran ran = place.run("check b.rvk --reduction none");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("3 states expected, 2 found"));
    CHECK(place.run("check a.rvk --reduction none --set N=3").code == 0);
}

TEST_CASE("a witness is written as a trace") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\"; user u { bool x = false; thread a { x = true; } } possible u.x as seen;");
    CHECK(place.run("check a.rvk --traces .").code == 0);
    CHECK(reports::trace_from_json(place.read("a.seen.json")).witness);
    CHECK(tests::schema_errors("trace", place.read("a.seen.json")) == "");
    CHECK_THAT(place.run("replay a.seen.json").out, Contains("seen is reached"));
    place.write("b.rvk", "spec \"b\"; user u { bool x = false; thread a { skip; } } possible u.x as seen;");
    const Ran ran = place.run("check b.rvk");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("seen is not possible"));
}

TEST_CASE("a folder: sorted, without libraries; one mistake does not stop the others") {
    const Workplace place;
    place.write("specs/b.rvk", holds);
    place.write("specs/a/wrong.rvk", "spec \"wrong\"; user {");
    place.write("specs/a/lib.rvk", "library lib;");
    const Ran ran = place.run("check specs --json r.json --quiet");
    CHECK(ran.code == 2);
    CHECK(ran.out == "");
    CHECK_THAT(ran.err, Contains("specs/a/wrong.rvk:1:"));
    const auto document = results(place, "r.json");
    REQUIRE(document.results.size() == 2);
    CHECK(document.results[0].verdict == Verdict::error);
    CHECK(document.results[0].error);
    CHECK(document.results[1].verdict == Verdict::holds);
}

TEST_CASE("parameters") {
    const Workplace place;
    place.write("a.rvk", holds);
    const Ran ran = place.run("check a.rvk --set N=3 --json r.json");
    CHECK(ran.code == 0);
    CHECK(results(place, "r.json").results[0].params[0].value == 3);
    CHECK(place.run("check a.rvk --set N=4").code == 2);
    CHECK(place.run("check a.rvk --set M=1").code == 2);
}

TEST_CASE("wrong input is exit code 2, at once, with a message") {
    const Workplace place;
    place.write("good.rvk", holds);
    place.write("empty.rvk", "");
    place.write("rubbish.rvk", std::string("\x7f\x45\x4c\x46\x00\xff\xfe\x01", 8) + std::string(1000, '\x80'));
    place.write("line.rvk", "spec \"long\"; " + std::string(3'000'000, 'x'));
    std::string huge;
    huge.resize(10'000'000, 'x');
    place.write("huge.rvk", huge);
    place.write("deep.rvk",
                "spec \"deep\"; user u { thread a { " + std::string(10'000, '{') + std::string(10'000, '}') + " } }");
    place.write("no_thread.rvk", "spec \"no thread\"; user u { bool x; }");
    place.write("unknown.rvk", "spec \"unknown\"; user u { thread a { y = 1; } }");
    place.write("folder/readme", "");
    for (const char* words : {"check missing.rvk",
                              "check empty.rvk",
                              "check rubbish.rvk",
                              "check line.rvk",
                              "check huge.rvk",
                              "check deep.rvk",
                              "check no_thread.rvk",
                              "check unknown.rvk",
                              "check folder",
                              "check good.rvk --json no/such/folder/r.json",
                              "check good.rvk --json folder",
                              "check good.rvk --traces good.rvk",
                              "check good.rvk --max-memory much",
                              "check",
                              "frobnicate",
                              "",
                              "replay missing.json",
                              "replay good.rvk",
                              "replay folder",
                              "simulate missing.rvk",
                              "simulate unknown.rvk",
                              "graph unknown.rvk",
                              "graph good.rvk --thread u.b",
                              "graph good.rvk -o no/such/file"}) {
        CAPTURE(words);
        const Ran ran = place.run(words, "timeout 20");
        CAPTURE(ran.out, ran.err);
        CHECK(ran.code == 2);
        CHECK(ran.err.size() > 10);
        CHECK(ran.err.size() < 20'000);
    }
}

TEST_CASE("damaged traces are exit code 2") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    REQUIRE(place.run("check bug.rvk --traces .").code == 1);
    const std::string good = place.read("bug.no_use_after_release.json");
    const auto refused = [&](const std::string& text, const std::string& why) {
        place.write("bad.json", text);
        const Ran ran = place.run("replay bad.json");
        CAPTURE(why, ran.err);
        CHECK(ran.code == 2);
        CHECK_THAT(ran.err, Contains("bad.json") && Contains(why));
    };
    const auto with = [&](const std::string& what, const std::string& instead) {
        std::string text = good;
        text.replace(text.find(what), what.size(), instead);
        return text;
    };
    refused("", "not a JSON document");
    refused(good.substr(0, good.size() / 2), "cut short");
    refused(with("\"version\": 2", "\"version\": 1"), "version 1");
    refused(with("revoke-mc/trace", "revoke-mc/result"), "format");
    refused(with("\"after\": \"true\"", "\"after\": \"false\""), "edited");
    refused(with("bug.rvk", "gone.rvk"), "--spec");
    place.write("bug.rvk", tests::fix());
    refused(good, "has changed");
    CHECK(place.run("replay bad.json --spec bug.rvk").code == 0);
}

TEST_CASE("limits make a result incomplete, never a proof") {
    const Workplace place;
    place.write("endless.rvk", endless);
    const auto limited = [&](const std::string& option, const std::string& reason) {
        const Ran ran = place.run("check endless.rvk --json r.json " + option, "timeout 60");
        CAPTURE(option, ran.out, ran.err);
        CHECK(ran.code == 3);
        const auto result = results(place, "r.json").results.at(0);
        CHECK(result.verdict == Verdict::incomplete);
        CHECK(result.reason == reason);
        for (const auto& property : result.properties) CHECK(property.verdict == Verdict::incomplete);
        CHECK_THAT(ran.out, !Contains("holds"));
    };
    limited("--max-states 1000", "states");
    limited("--timeout 0.2", "time");
    limited("--max-memory 8M", "memory");
}

// Sanitizers need address space and memory of their own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("memory that the system refuses is a limit like the one that was asked for") {
    const Workplace place;
    place.write("endless.rvk", endless);
    const Ran ran = place.run("check endless.rvk --threads 2 --json r.json", "ulimit -v 1000000; timeout 120");
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 3);
    const auto result = results(place, "r.json").results.at(0);
    CHECK(result.reason == "memory");
    CHECK(result.states > 1000);
}

TEST_CASE("what is resident keeps to --max-memory") {
    const Workplace place;
    place.write("endless.rvk", endless);
    place.write("small.rvk", holds);
    const auto resident = [&](const std::string& words) { return place.peak("check --quiet " + words); };
    const std::uint64_t program = resident("small.rvk");
    for (const std::uint64_t mebibytes : {40U, 100U}) {
        const std::uint64_t limit = mebibytes << 20;
        const std::uint64_t peak = resident("endless.rvk --threads 2 --max-memory " + std::to_string(mebibytes) + "M");
        CAPTURE(program, limit, peak);
        CHECK(peak <= program + limit + limit / 20);
        CHECK(peak >= limit - limit / 20);
    }
}

#endif

TEST_CASE("two signals at once are one, and one that comes later kills") {
    const Workplace place;
    place.write("endless.rvk", endless);
    // The console is a pipe that is full, so that the end takes for ever.
    const auto signalled = [&](const std::string& between) {
        return place.shell(
            "rm -f full; mkfifo full; exec 3<>full; dd if=/dev/zero of=full bs=4096 oflag=nonblock 2>/dev/null; "
            "set -m; \"$revoke_mc\" check endless.rvk --max-memory 500M --json r.json >&3 & pid=$!; until " +
            under_way + "; do :; done; kill -INT $pid; " + between +
            "; kill -INT $pid; sleep 0.3; cat <&3 >/dev/null & reader=$!; wait $pid; code=$?; "
            "kill -KILL $reader; exit $code");
    };
    CHECK(signalled(":").code == 3);
    CHECK(signalled("sleep 0.8").code == 130);
}

TEST_CASE("Ctrl-C, SIGTERM and SIGHUP end a search with what it knows") {
    const Workplace place;
    place.write("endless.rvk", endless);
    place.write("z.rvk", holds);
    for (const std::string signal : {"INT", "TERM", "HUP"}) {
        CAPTURE(signal);
        const Ran ran =
            place.shell("set -m; \"$revoke_mc\" check endless.rvk z.rvk --json r.json --max-memory 500M & pid=$!; "
                        "until " +
                        under_way + "; do :; done; kill -" + signal + " $pid; wait $pid");
        CAPTURE(ran.out, ran.err);
        CHECK(ran.code == 3);
        const auto document = results(place, "r.json");
        REQUIRE(document.results.size() == 2);
        CHECK(document.results[0].reason == "interrupt");
        CHECK(document.results[0].states > 0);
        CHECK(document.results[1].verdict == Verdict::incomplete);
    }
}

TEST_CASE("a report that cannot be written is exit code 2") {
    const Workplace place;
    place.write("a.rvk", holds);
    place.write("bug.rvk", tests::bug());
    const Ran json = place.run("check a.rvk --json /dev/full");
    CHECK(json.code == 2);
    CHECK_THAT(json.err, Contains("cannot write /dev/full: it is a device, not a file"));
    const Ran out = place.run("check a.rvk >/dev/full");
    CHECK(out.code == 2);
    CHECK_THAT(out.err, Contains("standard output"));
    const Ran limited = place.run("check bug.rvk --traces . --quiet", "ulimit -f 1; trap '' XFSZ;");
    CHECK(limited.code == 2);
    CHECK(place.files() == 2);
    CHECK(place.run("check a.rvk --json /dev/stdout --quiet").code == 0);
}

TEST_CASE("quiet, and no colours where nobody sees them") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    const Ran quiet = place.run("check bug.rvk --quiet");
    CHECK(quiet.code == 1);
    CHECK(quiet.out + quiet.err == "");
    CHECK_THAT(place.run("check bug.rvk").out, !Contains("\x1b"));
}

TEST_CASE("colours on a terminal, unless they are not wanted") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    if (place.shell("script -qec true /dev/null </dev/null").code != 0) {
        WARN("skipped: there is no pseudo-terminal here (script of util-linux makes one)");
        return;
    }
    const std::string on_terminal = "script -qec \"'$revoke_mc' check bug.rvk\" /dev/null </dev/null";
    CHECK_THAT(place.shell("unset NO_COLOR; export TERM=xterm; " + on_terminal).out, Contains("\x1b[1;31mviolated"));
    CHECK_THAT(place.shell("export NO_COLOR=1 TERM=xterm; " + on_terminal).out, !Contains("\x1b[1;31m"));
}

TEST_CASE("--first stops early and says so") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    const Ran ran = place.run("check bug.rvk --first --json r.json");
    CHECK(ran.code == 1);
    CHECK(results(place, "r.json").results[0].reason == "first");
}

TEST_CASE("the result is the same for any number of threads") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    std::string first;
    for (const char* threads : {"1", "2", "7"}) {
        (void)place.run(std::string("check bug.rvk --traces . --threads ") + threads);
        const std::string trace = place.read("bug.no_use_after_release.json");
        if (first.empty()) first = trace;
        CHECK(trace == first);
    }
}

TEST_CASE("simulate: a seed gives the same walk") {
    const Workplace place;
    place.write("fix.rvk", tests::fix());
    const Ran one = place.run("simulate fix.rvk --seed 7 --steps 20");
    CHECK(one.code == 0);
    CHECK_THAT(one.out, Contains("seed 7") && Contains("mutex_lock(l);"));
    CHECK(place.run("simulate fix.rvk --seed 7 --steps 20").out == one.out);
    const Ran fresh = place.run("simulate fix.rvk --steps 3");
    CHECK_THAT(fresh.out, Contains("seed "));
}

TEST_CASE("simulate by hand, with input from a pipe") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    const Ran ran = place.run("simulate bug.rvk --interactive --seed 1", "", "1\ns\nb\nb\nnonsense\n999\nr\nq\n1");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("u.l = u.") && Contains("back to step 0") && Contains("this is the initial state") &&
                            Contains("not an answer: nonsense") && Contains("not an answer: 999"));
    CHECK(place.run("simulate bug.rvk --interactive").code == 0);  // the input ends at once
}

TEST_CASE("graphs") {
    const Workplace place;
    place.write("fix.rvk", tests::fix());
    CHECK_THAT(place.run("graph fix.rvk --thread u.release").out, Contains("digraph") && Contains("await (!busy);"));
    CHECK(place.run("graph fix.rvk --format graphml -o g.xml").code == 0);
    CHECK_THAT(place.read("g.xml"), Contains("<graphml"));
    const Ran large = place.run("graph fix.rvk --max-states 3");
    CHECK(large.code == 3);
    CHECK(large.out == "");
}

TEST_CASE("help and version of the program") {
    const Workplace place;
    CHECK(place.run("--version").code == 0);
    for (const char* words : {"--help", "check --help", "replay --help", "simulate --help", "graph --help"}) {
        const Ran ran = place.run(words);
        CHECK(ran.code == 0);
        CHECK_THAT(ran.out, Contains("xample") || Contains("A first run"));
    }
}

TEST_CASE("what is broken before the first step is reported by every command") {
    const Workplace work;
    work.write("a.rvk", "spec \"a\"; user u { lock l; bool x; void f() { assert (holds(l)) as held; x = true; }\n"
                        "thread t { f(); } } always held;\n");
    work.write("b.rvk", "spec \"b\"; user u { bool x; thread t { int<0..1> k = 2; x = true; } }\n");
    work.write("c.rvk", "spec \"c\"; user u { bool x; thread t { bound (1 > 2) \"never\"; x = true; } }\n");
    work.write("d.rvk", "spec \"d\"; user u { lock l; bool x; void f() { assert (holds(l)) as held; x = true; }\n"
                        "thread t { mutex_lock(l); f(); mutex_unlock(l); } } always held;\n");
    const Ran a = work.run("check a.rvk --traces traces");
    CHECK(a.code == 1);
    CHECK_THAT(a.out,
               Contains("held is violated, 0 steps") && Contains("before the first step:\n  u.t: ! held: assert"));
    CHECK(work.run("replay traces/a.held.json").code == 0);
    CHECK_THAT(work.run("replay traces/a.held.json").out, Contains("0 steps confirmed, every state is as recorded"));
    CHECK(work.run("check b.rvk").code == 1);
    CHECK(work.run("check c.rvk").code == 3);
    const Ran walk = work.run("simulate b.rvk --seed 1");
    CHECK(walk.code == 1);
    CHECK_THAT(walk.out, Contains("! trap: ") && Contains("the path ends before the first step"));
    CHECK_THAT(work.run("simulate c.rvk").out, Contains("a bound of the model is reached: never"));
    CHECK_THAT(work.run("info b.rvk").out,
               Contains("0 initial states") && Contains("1 start is cut before the first step"));
    const Ran exported = work.run("export b.rvk --to murphi");
    CHECK(exported.code == 2);
    CHECK_THAT(exported.err, Contains("each start is cut before the first step"));
    CHECK_THAT(work.run("mutate d.rvk").out, Contains("held after 0 steps"));
    CHECK_THAT(work.run("check a.rvk --strict").out, !Contains("held: never checked"));
}

TEST_CASE("a parameter that nothing uses is reported, also of a file that others use") {
    const Workplace work;
    const std::string user = "user n { bool b; thread t { b = true; } }\n";
    work.write("a.rvk", "spec \"a\"; param N in 1..2 = 1; // N\n" + user);
    const Ran alone = work.run("check a.rvk --json a.json");
    CHECK(alone.code == 0);
    CHECK_THAT(alone.err, Contains("a.rvk:1:17: warning: nothing uses the parameter 'N'"));
    CHECK_THAT(work.read("a.json"), Contains("nothing uses the parameter 'N'"));
    work.write("b.rvk", "spec \"b\"; use \"a.rvk\";\n");
    CHECK_THAT(work.run("check b.rvk").err, Contains("a.rvk:1:17: warning: nothing uses the parameter 'N'"));
    work.write("a.rvk", "spec \"a\"; param N in 1..2 = 1;\n" + user + "always N > 0 as positive;\n");
    CHECK(work.run("check b.rvk").err.empty());  // the property is of a.rvk alone, but there N has a use
}

TEST_CASE("a property for each of several instances is violated if it is for one of them") {
    const Workplace work;
    const std::string text =
        "spec \"a\"; user p[2] ordered { bool a, b; thread t { rest: if (index == 0) { a = true; } "
        "else { skip; } } thread s { b = true; } }\n"
        "always possible (x.a) for each p x as can;\neventually x.b for each p x as does;\n"
        "eventually x.a for each p x as first;\n";
    const auto checked = [&](const std::string& expectations) {
        work.write("a.rvk", text + expectations);
        return work.run("check a.rvk");
    };
    const Ran plain = checked("");
    CHECK(plain.code == 1);
    CHECK_THAT(plain.out, Contains("can[1] is violated") && !Contains("can[0] is violated"));
    CHECK(checked("expect violated can, first;").code == 0);
    CHECK(checked("expect holds can; expect violated first;").code == 1);
    const Ran neither = checked("expect violated can, first, does;");
    CHECK(neither.code == 1);
    CHECK_THAT(neither.out, Contains("does[0] is expected to be violated, but it holds"));
}
