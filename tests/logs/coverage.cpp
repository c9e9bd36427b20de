// `revoke-mc validate --coverage` from end to end.
#include <sstream>

#include "tests/logs/log_texts.hpp"

using namespace revoke_mc;
using namespace tests::logs;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;
using tests::Workplace;

namespace {

/// Of `sure` a log shows that it is carried out, and that one of the two others is; what is behind that, it does not.
const std::string two_ways = R"(spec "two ways";
user card {
    int<0..3> x;
    thread t {
        sure: x = 1;
        either x = 2; or x = 3;
        if (x == 2)
            seen: skip;
        rest: skip;
        x = 0;
    }
}
log { step card.t @ {sure, seen, rest}; }
)";

std::string lines(const std::string& names) {
    std::string out = head;
    int n = 0;
    std::istringstream in(names);
    for (std::string name; in >> name;)
        out += R"({"n":)" + std::to_string(++n) + R"(,"task":"t","at":")" + name + "\"}\n";
    return out;
}

json coverage_of(const Workplace& place, const std::string& logs) {
    CHECK(place.run("validate two.rvk " + logs + " --coverage --quiet --json covered.json").out.empty());
    const json files = document(place, "covered.json")["coverage"];
    REQUIRE(files.size() == 1);
    CHECK(files[0]["file"] == "two.rvk");
    CHECK(files[0]["library"] == false);
    return files[0];
}

}  // namespace

TEST_CASE("validate --coverage: what logs show to have been carried out") {
    const Workplace place;
    place.write("two.rvk", two_ways);
    place.write("one.jsonl", lines("sure"));
    place.write("left.jsonl", lines("sure seen rest"));
    place.write("right.jsonl", lines("sure rest"));
    place.write("wrong.jsonl", lines("sure sure"));
    place.write("bad.jsonl", "no log\n");

    json covered = coverage_of(place, "left.jsonl");
    CHECK(covered["all"] == json({5, 8, 9}));
    CHECK(covered["some"] == json({6, 7}));
    CHECK(covered["perhaps"].empty());
    CHECK(covered["none"] == json({10}));
    // What the log ends in front of.
    covered = coverage_of(place, "one.jsonl");
    CHECK(covered["some"] == json({5}));
    CHECK(covered["none"] == json({6, 7, 8, 9, 10}));
    // Its explained beginning, and what may have come behind that.
    covered = coverage_of(place, "wrong.jsonl");
    CHECK(covered["some"] == json({5}));
    CHECK(covered["perhaps"] == json({6, 7}));
    covered = coverage_of(place, "left.jsonl right.jsonl");
    CHECK(covered["all"] == json({5, 6, 7, 8, 9}));
    covered = coverage_of(place, "bad.jsonl");
    CHECK(covered["none"] == json({5, 6, 7, 8, 9, 10}));
    CHECK(place.run("validate two.rvk left.jsonl --json plain.json").code == 0);
    CHECK(!document(place, "plain.json").contains("coverage"));
}

TEST_CASE("validate --coverage: on the text of the spec") {
    const Workplace place;
    place.write("two.rvk", two_ways);
    place.write("left.jsonl", lines("sure seen rest"));
    const Ran ran = place.run("validate two.rvk left.jsonl --coverage");
    CHECK(ran.code == 0);
    CHECK(ran.out == R"(left.jsonl: explained, all 3 events

two.rvk
      1 | spec "two ways";
      2 | user card {
      3 |     int<0..3> x;
      4 |     thread t {
+     5 |         sure: x = 1;
~     6 |         either x = 2; or x = 3;
~     7 |         if (x == 2)
+     8 |             seen: skip;
+     9 |         rest: skip;
-    10 |         x = 0;
     11 |     }
     12 | }
     13 | log { step card.t @ {sure, seen, rest}; }

lines with code   + all  ~ some  ? perhaps  - none
two.rvk               3       2          0       1
)");
}

TEST_CASE("validate --coverage: what nobody can know of a run") {
    const Workplace place;
    place.write("two.rvk", R"(spec "what nobody sees";
user card {
    bool x, y;
    thread a { first: skip; either x = true; or x = false; last: skip; }
    thread b {
        y = true;
        y = false;
    }
}
log { step card.a @ {first, last}; }
)");
    place.write("a.jsonl", lines("first last"));
    const json covered = coverage_of(place, "a.jsonl");
    CHECK(covered["some"] == json({4}));
    CHECK(covered["perhaps"] == json({6, 7}));
}

TEST_CASE("validate --coverage: the library counts, its text is not shown") {
    const Workplace place;
    const Ran ran =
        place.run("validate " + spec("async-core") + " " + data("stock.jsonl") + " --coverage --json covered.json");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("<kernel>/dma_buf.rvk "));
    CHECK_THAT(ran.out, !Contains("dma_buf_map_attachment(attachment"));
    std::size_t of_library = 0;
    const json files = document(place, "covered.json")["coverage"];
    for (const json& file : files)
        if (file["library"] == true) of_library += file["all"].size() + file["some"].size();
    CHECK(of_library > 10);
}

TEST_CASE("validate --coverage: of logs only") {
    const Workplace place;
    place.write("two.rvk", two_ways);
    const Ran ran = place.run("validate two.rvk --probes --coverage");
    CHECK(ran.code == 2);
    CHECK(ran.err == "revoke-mc: --coverage: excludes --probes\nrevoke-mc validate --help says what is possible\n");
}
