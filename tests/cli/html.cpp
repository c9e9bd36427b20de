// `check --html`, `replay --html`, `graph --format svg` as users meet them. What a browser shows is in tests/html.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "checker/cli/options.hpp"
#include "tests/reports/specs.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string small = "spec \"small\"; user u { bool x; thread t { x = true; } }\n";

/// The data of a page.
nlohmann::json data(const Workplace& place, const std::string& name) {
    const std::string html = place.read(name);
    const std::size_t begin = html.find("id=\"data\">");
    REQUIRE(begin != std::string::npos);
    CHECK(html.ends_with("</html>\n"));
    return nlohmann::json::parse(html.substr(begin + 10, html.find("</script>", begin) - begin - 10));
}

Workplace& with_specs(Workplace& place) {
    place.write("bug.rvk", tests::bug());
    place.write("fix.rvk", tests::fix());
    place.write("small.rvk", small);
    return place;
}

}  // namespace

TEST_CASE("check --html: results and traces in one page") {
    Workplace place;
    with_specs(place);
    place.write("wrong.rvk", "spec \"wrong");
    const Ran ran = place.run("check . --html r.html --json r.json");
    CHECK(ran.code == 2);
    CHECK(place.has("r.json"));
    const auto page = data(place, "r.html");
    REQUIRE(page["results"]["results"].size() == 4);
    CHECK(page["results"] == nlohmann::json::parse(place.read("r.json")));
    REQUIRE(page["traces"].size() == 1);
    const auto& trace = page["traces"][0];
    CHECK(trace["trace"]["property"]["name"] == "no_use_after_release");
    CHECK(trace["expected"] == false);
    const auto& result = page["results"]["results"][trace["result"].get<std::size_t>()];
    CHECK(result["properties"][trace["property"].get<std::size_t>()]["name"] == "no_use_after_release");
    CHECK(trace["told"]["moments"].size() == trace["trace"]["steps"].size() + 1);
    CHECK(trace["without"] == "");
}

TEST_CASE("check --html: the same page for any number of threads, and without a word if quiet") {
    Workplace place;
    with_specs(place);
    const auto traces = [&](const std::string& words) {
        const Ran ran = place.run("check bug.rvk fix.rvk --html r.html --quiet " + words);
        CHECK(ran.code == 1);
        CHECK(ran.out + ran.err == "");
        return data(place, "r.html")["traces"];
    };
    CHECK(traces("--threads 1") == traces("--threads 2"));
}

TEST_CASE("--html: what cannot be written") {
    Workplace place;
    with_specs(place);
    REQUIRE(place.run("check bug.rvk --quiet --traces t").code == 1);
    const std::string trace = "t/bug.no_use_after_release.json";
    REQUIRE(place.shell("mkdir folder && ln bug.rvk hard.html && ln " + trace + " trace.html && cp small.rvk spec.txt")
                .code == 0);
    const auto refuses = [&](const std::string& words, const std::string& target, const std::string& why) {
        const Ran ran = place.run(words + " --html " + target, "timeout 5");
        CAPTURE(words, target, ran.out, ran.err);
        CHECK(ran.code == 2);
        CHECK(ran.out == "");
        CHECK_THAT(ran.err, Contains("cannot write " + target + ": " + why));
    };
    for (const std::string& command :
         {std::string("check bug.rvk"), "replay " + trace, "replay " + trace + " --spec bug.rvk"}) {
        refuses(command, "/dev/full", "it is a device, not a file");
        refuses(command, "folder", "it is a folder, not a file");
        refuses(command, "no/such/file", "No such file or directory");
        refuses(command, "new.rvk", "a file named *.rvk is a spec, which is never replaced");
        refuses(command, "hard.html", "it is one of the files that are read");
        refuses(command, "spec.txt", "there is a spec in it, which is never replaced");
    }
    refuses("replay " + trace, "trace.html", "it is one of the files that are read");
    refuses("replay " + trace + " --spec fix.rvk", "trace.html", "it is one of the files that are read");
    CHECK(place.read("bug.rvk") == tests::bug());
}

TEST_CASE("--html: a disk that is full leaves the page that was there, and loses nothing else") {
    Workplace place;
    with_specs(place);
    place.write("r.html", "old");
    const Ran ran = place.run("check bug.rvk --html r.html --json r.json", "ulimit -f 16; trap '' XFSZ;");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("cannot write r.html: "));
    CHECK(place.read("r.html") == "old");
    CHECK(place.has("r.json"));
    CHECK(place.shell("ls").out == "bug.rvk\nfix.rvk\nr.html\nr.json\nsmall.rvk\n");
}

TEST_CASE("replay --html: the trace with what was found") {
    Workplace place;
    with_specs(place);
    REQUIRE(place.run("check bug.rvk --quiet --traces .").code == 1);
    const std::string trace = "bug.no_use_after_release.json";
    CHECK(place.run("replay " + trace + " --html r.html").code == 0);
    const auto own = data(place, "r.html");
    CHECK(own["results"].is_null());
    CHECK(own["traces"][0]["verdict"] ==
          "10 steps confirmed, every state is as recorded; no_use_after_release is violated");
    CHECK(own["sources"][0]["text"] == tests::bug());

    const Ran ran = place.run("replay " + trace + " --spec fix.rvk --html c.html");
    CHECK(ran.code == 0);
    const auto compared = data(place, "c.html");
    const auto& comparison = compared["traces"][0]["comparison"];
    CHECK(comparison["text"] == ran.out);
    CHECK(comparison["settled"] == true);
    CHECK(comparison["ending"] == "departed");
    CHECK(comparison["step"] == 9);
    CHECK(compared["sources"].size() == 2);

    place.write("bug.rvk", small);  // the trace's own spec is not what it was
    CHECK(place.run("replay " + trace + " --html n.html").code == 2);
    CHECK_FALSE(place.has("n.html"));
    CHECK(place.run("replay " + trace + " --spec fix.rvk --html c.html").code == 0);
    const auto without = data(place, "c.html")["traces"][0];
    CHECK(without["told"].is_null());
    CHECK_THAT(without["without"].get<std::string>(), Contains("bug.rvk has changed since the trace was made"));
}

TEST_CASE("--html is not for --any") {
    const Workplace place;
    place.write("small.rvk", small);
    const Ran ran = place.run("check small.rvk --any N --html r.html");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("--any: excludes --html"));
}

TEST_CASE("graph --format svg: drawn by Graphviz, if it is there") {
    const Workplace place;
    place.write("small.rvk", small);
    const Ran missing = place.run("graph small.rvk --format svg -o g.svg", "env PATH=/nowhere");
    CHECK(missing.code == 2);
    CHECK_THAT(missing.err,
               Contains("needs the program dot of Graphviz, which is not installed: apt-get install graphviz"));
    CHECK_FALSE(place.has("g.svg"));

    place.write("dot", "#!/bin/sh\nexit 3\n");
    REQUIRE(place.shell("chmod +x dot").code == 0);
    const Ran fails = place.run("graph small.rvk --format svg -o g.svg", "env PATH=.");
    CHECK(fails.code == 2);
    CHECK_THAT(fails.err, Contains("cannot draw the graph: dot ended with exit code 3"));
    CHECK_FALSE(place.has("g.svg"));

    if (place.shell("command -v dot").code != 0) {
        WARN("skipped: Graphviz is not installed");
        return;
    }
    CHECK(place.run("graph small.rvk --format svg -o g.svg").code == 0);
    CHECK_THAT(place.read("g.svg"), Contains("<svg") && Contains("x = true;") && Contains("</svg>"));
    CHECK_THAT(place.run("graph small.rvk --format svg --thread u.t").out, Contains("<svg"));
}
