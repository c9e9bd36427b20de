// Every command on a spec whose texts and whose name contain control sequences: what reaches the terminal and the files
// is text.
#include "tests/support/hostile_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "checker/cli/progress_line.hpp"
#include "reports/trace.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::obeyed;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string bad_name = "x\x1b]0;t\x07\u009b31m\u202e\nINJECTED \x9b\xff $(x) *";

std::string spec(const std::string& more) {
    const std::string text = tests::in_quotes(tests::hostile_text());
    return "spec " + text + "; source " + text + ";\nrule p " + text + " source " + text +
           ";\nuser u { int<0..3> x; lock l; lock m; bool b;\n"
           "thread s { mutex_lock(l); mutex_lock(m); x = 1; mutex_unlock(m); mutex_unlock(l); bound (x < 3) " +
           text + "; }\nthread t { mutex_lock(m); mutex_lock(l); x = 2; mutex_unlock(l); mutex_unlock(m); } }\n" +
           "always u.x < 2 as p;" + more;
}

std::string in_shell(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

void check_text(const Ran& ran) {
    CHECK(ran.code >= 0);
    CHECK(ran.code <= 3);
    CHECK((ran.out + ran.err).size() > 10);
    CHECK(obeyed(ran.out) == "");
    CHECK(obeyed(ran.err) == "");
}

}  // namespace

TEST_CASE("no command lets the texts of a spec, or its name, do anything to a terminal") {
    const Workplace place;
    const std::string file = bad_name + ".rvk";
    const auto more = GENERATE(as<std::string>(), "", "expect violated p, lock_order, lock_cycle, deadlock;",
                               "\nalways u.nothing as q;", "accept \"nothing\" because \"\x1b[2J\";",
                               "use \"no\x1b]0;\x07\u009b.rvk\";");
    place.write(file, spec(more));
    for (const std::string words : {"check",
                                    "check --strict --coverage",
                                    "check --max-states 3",
                                    "check --set N\x1b=1",
                                    "info",
                                    "info --json",
                                    "simulate --seed 1",
                                    "graph",
                                    "graph --format graphml",
                                    "graph --thread u.t",
                                    "graph --thread 'u\x1b\nINJECTED'",
                                    "graph --locks",
                                    "graph --max-states 1",
                                    "export --to promela",
                                    "export --to murphi",
                                    "export --to 'q\nINJECTED'",
                                    "mutate",
                                    "mutate --only 'z\x1b\nINJECTED'",
                                    "check --json 'no\x1b\nINJECTED/x.json'",
                                    "check --max-states '1\x1b\nINJECTED'"}) {
        CAPTURE(words, more);
        check_text(place.run(words + " " + in_shell(file)));
    }
}

TEST_CASE("documents about a hostile spec are JSON that can be looked at, and its traces are confirmed") {
    const Workplace place;
    place.write("a.rvk", spec(""));
    check_text(place.run("check a.rvk --traces . --json r.json"));
    CHECK(obeyed(place.read("r.json")) == "");
    const std::string trace = place.read("a.p.json");
    CHECK(obeyed(trace) == "");
    CHECK(place.run("replay a.p.json").code == 0);
    check_text(place.run("replay a.p.json"));
    check_text(place.run("replay a.p.json --spec a.rvk"));
    place.write(bad_name + ".rvk", spec(""));
    check_text(place.run("check --traces 'o\x1b\nINJECTED' --json r.json " + in_shell(bad_name + ".rvk")));
    CHECK(obeyed(place.read("r.json")) == "");
}

TEST_CASE("what a log says does nothing to a terminal, explained or not") {
    const Workplace place;
    place.write("a.rvk", "spec \"s\"; user u { thread t { L: skip; } } log { step u.t @ L; }\n");
    const std::string head = R"({"format":"revoke-mc/log","version":1,"clock":"total"})";
    const std::string name = "l\x1b\nINJECTED.jsonl";
    const std::string hostile = nlohmann::ordered_json(tests::hostile_text()).dump();
    for (const std::string& line :
         {"{\"n\":1,\"task\":" + hostile + ",\"at\":\"L\"}\n{\"n\":2,\"task\":" + hostile + ",\"at\":\"L\"}",
          "{\"n\":1,\"at\":" + hostile + "}", "{\"n\":1,\"at\":\"L\",\"args\":{" + hostile + ":1}}",
          "{\"n\":1,\"at\":\"L\",\"state\":{" + hostile + ":1}}", hostile}) {
        CAPTURE(line);
        place.write(name, head + "\n" + line + "\n");
        const Ran ran = place.run("validate a.rvk " + in_shell(name) + " --json r.json --traces o");
        check_text(ran);
        CHECK(ran.code != 0);
    }
}

TEST_CASE("what a trace file says does nothing to a terminal, confirmed or not") {
    const Workplace place;
    place.write("a.rvk", spec(""));
    CHECK(place.run("check a.rvk --traces .").code == 1);
    const auto document = nlohmann::ordered_json::parse(place.read("a.p.json"));
    const std::string name = "t\x1b\nINJECTED.json";
    const auto flat = document.flatten();
    for (const auto& [path, value] : flat.items()) {
        if (!value.is_string()) continue;
        CAPTURE(path);
        auto edited = document;
        edited[nlohmann::ordered_json::json_pointer(path)] = tests::hostile_text();
        place.write(name, edited.dump());
        const Ran ran = place.run("replay " + in_shell(name));
        check_text(ran);
        CHECK(ran.code == 2);
        check_text(place.run("replay " + in_shell(name) + " --spec a.rvk"));
    }
}

TEST_CASE("files that are not there, are no documents, or have a hostile name") {
    const Workplace place;
    place.write("no document\x1b\nINJECTED", "{\"a\u009b\\nINJECTED\": 1}");
    for (const std::string command : {"check", "replay", "info", "mutate", "simulate", "graph", "validate --probes"}) {
        CAPTURE(command);
        check_text(place.run(command + " 'not there\x1b\u009b\nINJECTED'"));
        check_text(place.run(command + " 'no document\x1b\nINJECTED'"));
    }
    check_text(place.run("'\x1b\nINJECTED'"));
}

TEST_CASE("the line of progress is one line of text") {
    CHECK(obeyed(cli::ProgressLine(cli::name_for_progress("dir/" + bad_name + ".rvk"))({})) == "");
    CHECK_THAT(cli::ProgressLine("a\nb.rvk")({}), Contains("a b.rvk: "));
}
