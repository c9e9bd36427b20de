// `check` for CI: several documents at once, GitHub Actions, a baseline, and what must not be written or read.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/reports/specs.hpp"
#include "tests/support/hostile_text.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string holds = "spec \"holds\"; user u { bool x; thread t { x = true; } }\n";
const std::string expected = "spec \"expected\"; user u { bool x; thread t { x = true; } }\n"
                             "always !u.x as never_x; expect violated never_x;\n";
const std::string not_found = "spec \"not found\"; user u { bool x; thread t { x = true; } }\n"
                              "always u.x || !u.x as tautology; expect violated tautology; expect states 3;\n";
const std::string mistaken = "spec \"mistaken\"; user u { bool x; thread t {\n    x = y;\n} }\n";
const std::string all = " --json r.json --sarif r.sarif --junit r.xml --markdown r.md";

json sarif_results(const Workplace& place) { return json::parse(place.read("r.sarif"))["runs"][0]["results"]; }

std::string line_with(const std::string& text, const std::string& part) {
    const std::size_t at = text.find(part);
    if (at == std::string::npos) return "";
    const std::size_t begin = text.rfind('\n', at) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
}

void refuses(const Workplace& place, const std::string& words, const std::string& why) {
    const Ran ran = place.run(words, "timeout 5");
    CAPTURE(words, ran.out, ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out == "");
    CHECK_THAT(ran.err, Contains(why));
}

}  // namespace

TEST_CASE("all documents at once, with the same facts") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    place.write("expected.rvk", expected);
    place.write("not_found.rvk", not_found);
    place.write("mistaken.rvk", mistaken);
    const Ran ran = place.run("check bug.rvk expected.rvk not_found.rvk mistaken.rvk --reduction none --github" + all);
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 2);
    std::vector<std::string> rules;
    for (const json& result : sarif_results(place))
        rules.push_back(result["level"].get<std::string>() + " " + result["ruleId"].get<std::string>());
    CHECK(rules == std::vector<std::string>{"error no_use_after_release@bug.rvk", "note never_x@expected.rvk",
                                            "error tautology@not_found.rvk", "error pinned-counts",
                                            "error spec-mistake"});
    const std::string xml = place.read("r.xml");
    CHECK_THAT(xml, Contains("failures=\"3\" errors=\"1\" skipped=\"0\"") &&
                        Contains("message=\"tautology is expected to be violated, but it holds\"") &&
                        Contains("message=\"3 states expected, 2 found\""));
    CHECK_THAT(place.read("r.md"), Contains("tautology is expected to be violated, but it holds") &&
                                       Contains("| mistaken.rvk | error | **no** |") && Contains("<details>"));
    CHECK_THAT(ran.out,
               Contains("\n::error file=mistaken.rvk,line=2,col=9,title=spec-mistake::'y' is not known here") &&
                   Contains("\n::error file=not_found.rvk,line=2,col=") &&
                   Contains("title=pinned-counts::3 states expected, 2 found\n") && !Contains("never_x::"));
}

TEST_CASE("findings of --strict are warnings, and a search that is cut short is an error") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\"; user u { bool x, y; thread t { if (y) { x = true; } } }\n");
    const Ran strict = place.run("check a.rvk --strict --quiet --github" + all);
    CHECK(strict.code == 1);
    CHECK_THAT(strict.out, Contains("::warning file=a.rvk,line=1,col="));
    CHECK_THAT(place.read("r.xml"), Contains("<testcase name=\"the whole spec\"") && Contains("<failure message="));
    for (const json& result : sarif_results(place)) CHECK(result["level"] == "warning");
    CHECK(place.run("check a.rvk --quiet" + all).code == 0);
    CHECK(sarif_results(place).empty());
    place.write("bug.rvk", tests::bug());
    CHECK(place.run("check bug.rvk --max-states 3 --quiet" + all).code == 3);
    CHECK(sarif_results(place).at(0)["ruleId"] == "incomplete");
    CHECK_THAT(place.read("r.xml"), Contains("<skipped message=\"not decided") && Contains("errors=\"1\""));
    CHECK_THAT(place.read("r.md"), Contains("incomplete: it has as many states as it may have"));
}

TEST_CASE("documents are the same for any number of threads") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    CHECK(place.run("check bug.rvk --threads 1 --quiet --sarif one.sarif").code == 1);
    CHECK(place.run("check bug.rvk --threads 5 --quiet --sarif five.sarif").code == 1);
    CHECK(place.read("one.sarif") == place.read("five.sarif"));
}

TEST_CASE("a job of GitHub Actions needs no option") {
    const Workplace place;
    place.write("bug.rvk", tests::bug());
    place.write("summary.md", "before\n");
    const std::string job = "GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=summary.md";
    const Ran ran = place.run("check bug.rvk --quiet", job);
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Catch::StartsWith("::error file=bug.rvk,line=") && Contains("title=no_use_after_release::"));
    CHECK_THAT(place.read("summary.md"), Catch::StartsWith("before\n## revoke-mc\n\n1 spec: 0 as expected"));
    CHECK(place.run("check bug.rvk --quiet", job).code == 1);
    CHECK(place.read("summary.md").find("## revoke-mc") != place.read("summary.md").rfind("## revoke-mc"));
    CHECK(place.run("check bug.rvk --quiet", "GITHUB_ACTIONS=false").out == "");
    CHECK(place.run("check bug.rvk --quiet --github").out == ran.out);
    CHECK_THAT(place
                   .shell("mkdir sub; cd sub; GITHUB_WORKSPACE=$(cd ..; pwd) GITHUB_ACTIONS=true \"$revoke_mc\" check "
                          "--quiet ../bug.rvk")
                   .out,
               Catch::StartsWith("::error file=bug.rvk,line="));
}

TEST_CASE("nothing that a spec says is a command of GitHub Actions") {
    const Workplace place;
    place.write("a.rvk", "spec \"::error::INJECTED\"; source \"x\"; user u { bool x; thread t { x = true; } }\n"
                         "rule p \"##[error]INJECTED ::set-output name=a::b\" source \"::add-mask::INJECTED\";\n"
                         "always !u.x as p;\n");
    place.write("::debug::b.rvk", mistaken);
    const Ran ran = place.run("check a.rvk ./::debug::b.rvk ::debug::c.rvk", "GITHUB_ACTIONS=true");
    CHECK_THAT(ran.out, Contains("\n: :error::INJECTED\n") && !Contains("##["));
    CHECK_THAT(ran.err, Contains("\nerror: ::debug::c.rvk does not exist\n") && !Contains("\n::"));
    std::size_t commands = 0;
    for (std::size_t at = ran.out.find("\n::"); at != std::string::npos; at = ran.out.find("\n::", at + 1)) {
        CHECK(ran.out.compare(at, 14, "\n::error file=") == 0);
        ++commands;
    }
    CHECK(commands == 3);
}

TEST_CASE("a baseline: only what is new is exit code 1, and what has changed is told") {
    const Workplace place;
    place.write("a.rvk", tests::bug());
    place.write("b.rvk", holds);
    CHECK(place.run("check a.rvk b.rvk --quiet --json base.json").code == 1);
    const Ran same = place.run("check a.rvk b.rvk --baseline base.json --github" + all);
    CAPTURE(same.out, same.err);
    CHECK(same.code == 0);
    CHECK_THAT(same.out,
               Contains("\ncompared with the baseline: nothing has changed\n") && Contains("::notice file=a.rvk"));
    CHECK(sarif_results(place).at(0)["baselineState"] == "unchanged");
    CHECK_THAT(place.read("r.xml"), Contains("failures=\"0\" errors=\"0\" skipped=\"1\""));
    place.write("b.rvk", holds + "always !u.x as never_x;\n");
    place.write("c.rvk", expected);
    const Ran worse = place.run("check b.rvk c.rvk --baseline base.json --github" + all);
    CHECK(worse.code == 1);
    CHECK_THAT(worse.out, Contains("worse   b.rvk: never_x: new, violated\n") &&
                              Contains("other   c.rvk: new, violated\n") &&
                              Contains("other   a.rvk: gone, was violated before\n") &&
                              Contains("::notice title=changes against the baseline::worse   b.rvk"));
    CHECK_THAT(place.read("r.md"),
               Contains("### Changes") && Contains("| worse | b.rvk | never\\_x | new, violated |"));
    CHECK(sarif_results(place).at(0)["baselineState"] == "new");
    CHECK(place.run("check a.rvk b.rvk --baseline base.json --quiet").code == 1);
    CHECK(place.run("check a.rvk --baseline base.json --quiet --max-states 3").code == 3);
    place.write("a.rvk", mistaken);
    CHECK(place.run("check a.rvk --baseline base.json --quiet").code == 2);
    place.write("a.rvk", tests::fix());
    const Ran better = place.run("check a.rvk --baseline base.json");
    CHECK(better.code == 0);
    CHECK_THAT(better.out, Contains("better  a.rvk: no_use_after_release: holds, was violated before\n"));
}

TEST_CASE("a baseline with findings of --strict") {
    const Workplace place;
    const std::string text = "spec \"a\"; user u { bool x, y; thread t { if (y) { x = true; } } }\n";
    place.write("a.rvk", text);
    CHECK(place.run("check a.rvk --strict --quiet --json base.json").code == 1);
    place.write("a.rvk", "// moved\n\n" + text);
    CHECK(place.run("check a.rvk --strict --quiet --baseline base.json").code == 0);
    place.write(
        "a.rvk",
        "spec \"a\"; user u { bool x, y; thread t { if (y) { x = true; } } thread s { if (y) { x = false; } } }\n");
    CHECK(place.run("check a.rvk --strict --quiet --baseline base.json").code == 1);
}

TEST_CASE("what is no baseline is refused before the first search") {
    const Workplace place;
    place.write("a.rvk", tests::bug());
    CHECK(place.run("check a.rvk --quiet --json base.json --traces traces").code == 1);
    const std::string base = place.read("base.json");
    const auto refused = [&](const std::string& text, const std::string& why) {
        place.write("bad.json", text);
        refuses(place, "check a.rvk --baseline bad.json", "bad.json is no baseline: " + why);
    };
    refused("", "not a JSON document, or one that was cut short");
    refused(base.substr(0, base.size() / 2), "not a JSON document, or one that was cut short");
    refused(place.read("traces/a.no_use_after_release.json"), "the document is not of the format \"revoke-mc/result\"");
    json edited = json::parse(base);
    edited["version"] = 0;
    refused(edited.dump(), "the document is of version 0; this program reads version 1 of revoke-mc/result");
    edited = json::parse(base);
    edited["results"][0]["states"] = "many";
    refused(edited.dump(), "results[0].states should be a whole number");
    edited = json::parse(base);
    edited["results"].push_back(edited["results"][0]);
    refused(edited.dump(), "it has two results for one spec: a.rvk; check --json writes one");
    edited = json::parse(base);
    edited[tests::hostile_text()] = 1;
    refused(edited.dump(), "");
    CHECK(tests::obeyed(place.run("check a.rvk --baseline bad.json").err) == "");
    refuses(place, "check a.rvk --baseline missing.json", "missing.json does not exist");
    refuses(place, "check a.rvk --baseline traces", "traces is a folder, not a file");
}

TEST_CASE("what cannot be written is refused before the first search") {
    const Workplace place;
    place.write("a.rvk", holds);
    place.write("base.json", "{}");
    REQUIRE(place.shell("mkdir folder; ln base.json hard.json; ln a.rvk link.sarif").code == 0);
    CHECK(place.run("check a.rvk --quiet --json base.json").code == 0);
    REQUIRE(place.shell("ln -f base.json hard.json").code == 0);
    for (const std::string option : {"--sarif", "--junit", "--markdown"}) {
        refuses(place, "check a.rvk " + option + " folder", "cannot write folder: it is a folder, not a file");
        refuses(place, "check a.rvk " + option + " no/file", "cannot write no/file: No such file or directory");
        refuses(place, "check a.rvk " + option + " /dev/full", "cannot write /dev/full: it is a device, not a file");
        refuses(place, "check a.rvk " + option + " a.rvk", "cannot write a.rvk: a file named *.rvk is a spec");
        refuses(place, "check a.rvk " + option + " link.sarif",
                "cannot write link.sarif: it is one of the files that are read");
        refuses(place, "check a.rvk --baseline base.json " + option + " hard.json",
                "cannot write hard.json: it is one of the files that are read");
        refuses(place, "check a.rvk --json x " + option + " ./x", "cannot write two documents to one file: ./x");
        refuses(place, "check a.rvk --any N " + option + " x", "--any: excludes " + option);
    }
    refuses(place, "check a.rvk --checkpoint folder --json ./folder/a.checkpoint",
            "cannot write ./folder/a.checkpoint: a checkpoint or a certificate goes there");
    refuses(place, "check a.rvk --certificate folder --sarif folder/a.rvkc",
            "cannot write folder/a.rvkc: a checkpoint or a certificate goes there");
    refuses(place, "check a.rvk --json base.json --baseline base.json", "it is one of the files that are read");
    refuses(place, "check a.rvk --any N --github", "--any: excludes --github");
    refuses(place, "check a.rvk --any N --baseline base.json", "--any: excludes --baseline");
    for (const std::string file : {"folder", "a.rvk", "/dev/full", "no/file"}) {
        const Ran ran = place.run("check a.rvk --github", "GITHUB_STEP_SUMMARY=" + file);
        CHECK(ran.code == 2);
        CHECK(ran.out == "");
        CHECK_THAT(ran.err, Contains("cannot write " + file));
    }
    CHECK(place.read("a.rvk") == holds);
    CHECK(place.run("check a.rvk --quiet --json /dev/null --sarif /dev/null --junit /dev/null").code == 0);
}

TEST_CASE("a disk that is full takes one document whole, or leaves what was there") {
    const Workplace place;
    place.write("a.rvk", tests::bug());
    place.write("r.sarif", "before");
    place.write("summary.md", "before");
    const Ran ran = place.run("check a.rvk --quiet --github --sarif r.sarif --json r.json --markdown /dev/null",
                              "ulimit -f 1; trap '' XFSZ; GITHUB_STEP_SUMMARY=summary.md");
    CAPTURE(ran.err);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err,
               Contains("cannot write r.sarif: File too large") && Contains("cannot write summary.md: File too large"));
    CHECK(place.read("r.sarif") == "before");
    CHECK(place.read("summary.md") == "before");
    CHECK_THAT(line_with(ran.out, "no_use_after_release"), Catch::StartsWith("::error "));
}
