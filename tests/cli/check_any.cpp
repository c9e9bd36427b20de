// `revoke-mc check --any` from end to end: what holds for every number, what does not, what is refused.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;
using tests::Workplace;

namespace {

json document(const Workplace& place, const std::string& file) {
    const std::string text = place.read(file);
    CHECK(tests::schema_errors("any-number", text) == "");
    return json::parse(text);
}

json property(const json& result, const std::string& name) {
    for (const json& one : result["properties"])
        if (one["name"] == name) return one;
    FAIL("no property " + name);
    return {};
}

/// Users of one thing; `enter` is what each of them does.
std::string users(const std::string& enter, const std::string& claims) {
    return "spec \"users of one thing\";\nparam N in 1..2 = 2;\nuser shared { lock l; bool busy; int<0..N> n; }\n"
           "user u[N] {\n    thread t {\n" +
           enter + "    }\n}\n" + claims;
}
const std::string use = "        atomic { assert (!shared.busy) as alone; shared.busy = true; }\n"
                        "        shared.busy = false;\n";
const std::string locked = "        mutex_lock(shared.l);\n" + use + "        mutex_unlock(shared.l);\n";
const std::string alone = "always alone;\n";

}  // namespace

TEST_CASE("check --any: mutual exclusion for every number") {
    const Workplace place;
    place.write("a.rvk", users(locked, alone));
    const Ran ran = place.run("check a.rvk --any N --json r.json");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("alone: holds for every N") && Contains("1 spec for every number: 1 as expected"));
    const json result = document(place, "r.json")["results"][0];
    CHECK(result["component"] == "u");
    CHECK(result["as_expected"] == true);
    CHECK(property(result, "alone")["answer"] == "holds for every number");
    CHECK(property(result, "deadlock")["about_states"] == false);
    CHECK(result["rounds"].size() >= 1);
}

TEST_CASE("check --any: a parameter that counts two components counts them together") {
    const Workplace place;
    const std::string second = "user v[N] {\n    thread t {\n";
    place.write("a.rvk", users(locked, alone) + second + locked + "    }\n}\n");
    place.write("b.rvk", users(locked, alone) + second + use + "    }\n}\n");
    const Ran ran = place.run("check a.rvk --any N --json r.json");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("alone: holds for every N"));
    CHECK(document(place, "r.json")["results"][0]["component"] == "u and v");
    const Ran broken = place.run("check b.rvk --any N");
    CHECK(broken.code == 1);
    CHECK_THAT(broken.out, Contains("alone: is violated with N = 1") || Contains("alone is violated with N = 1"));
}

TEST_CASE("check --any: what takes more instances than the parameter has by default has a trace all the same") {
    const Workplace place;
    place.write("a.rvk",
                users("        shared.n = shared.n + 1;\n        assert (shared.n < 3) as few;\n", "always few;\n"));
    CHECK(place.run("check a.rvk").code == 0);
    const Ran ran = place.run("check a.rvk --any N --json r.json --traces out");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("few is violated with N = 3"));
    const json few = property(document(place, "r.json")["results"][0], "few");
    CHECK(few["answer"] == "violated");
    CHECK(few["size"] == 3);
    CHECK(few["steps"] >= 3);
    CHECK(place.run("replay " + few["trace"].get<std::string>()).code == 0);
}

TEST_CASE("check --any: what the spec expects to be violated is as expected") {
    const Workplace place;
    place.write("a.rvk", users(use, alone + "expect violated alone;\n"));
    const Ran ran = place.run("check a.rvk --any N");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("alone: is violated with N = 2"));
}

TEST_CASE("check --any: properties for each instance do not move the others") {
    const Workplace place;
    const std::string head =
        "spec \"a\";\nparam N in 1..2 = 2;\nuser all { int<0..9> n = 0; }\nuser u[N] {\n"
        "    bool ok = true;\n    thread t { all.n = all.n + 1; atomic { assert (all.n < 4) as few; "
        "ok = true; } }\n}\n";
    const std::string each = "always possible (x.ok) for each u x as each_ok;\n", few = "always few;\n";
    for (const std::string& claims : {each + few, few + each}) {
        place.write("a.rvk", head + claims);
        CHECK(place.run("check a.rvk --any N --json r.json").code == 1);
        const json result = document(place, "r.json")["results"][0];
        CHECK(property(result, "few")["answer"] == "violated");
        CHECK(property(result, "few")["size"] == 4);
        CHECK(property(result, "trap")["answer"] != "holds for every number");  // ten of them are too many for n
        CHECK(property(result, "each_ok")["about_states"] == false);
    }
}

TEST_CASE("check --any: a parameter that does not only count is not applicable, with the place") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\";\nparam N in 1..3 = 2;\nuser all { int<0..3> n = 0; }\nuser u[N] {\n"
                         "    thread t { all.n = N; }\n}\nalways (all.n < 3) as small;\n");
    const Ran ran = place.run("check a.rvk --any N --json r.json");
    CHECK(ran.code == 3);
    CHECK_THAT(ran.out, Contains("not applicable") && Contains("a.rvk:"));
    const json result = document(place, "r.json")["results"][0];
    CHECK(result["as_expected"] == false);
    CHECK(property(result, "small")["answer"] == "not applicable");
}

TEST_CASE("check --any: what cannot be asked for") {
    const Workplace place;
    place.write("a.rvk", users(locked, alone));
    const auto refused = [&](const std::string& words, const std::string& message) {
        CAPTURE(words);
        const Ran ran = place.run("check a.rvk " + words);
        CHECK(ran.code == 2);
        CHECK_THAT(ran.err, Contains(message));
    };
    refused("--any M", "a.rvk: there is no parameter 'M'");
    refused("--any N --set N=3", "--any: excludes --set of the same parameter: N");
    refused("--any N --any N", "--any: is given twice for N");
    refused("--any ''", "--any: needs a name");
    refused("--any N --reduction por", "--any: excludes --reduction");
    refused("--any N --strict", "--any: excludes --strict");
    refused("--any", "--any");
    place.write("sub/b.rvk", "spec \"b\";\nuser u { bool x; thread t { x = true; } }\n");
    const Ran none = place.run("check sub --any N");
    CHECK(none.code == 2);
    CHECK_THAT(none.err, Contains("no spec has a parameter 'N'"));
    const Ran both = place.run("check sub a.rvk --any N --quiet --json both.json");
    CHECK(both.code == 0);
    CHECK(document(place, "both.json")["results"].size() == 1);
}

TEST_CASE("check --any: a run that is cut says unknown") {
    const Workplace place;
    place.write("a.rvk", users(locked, alone));
    const Ran ran = place.run("check a.rvk --any N --timeout 0.000001 --json r.json");
    CHECK(ran.code == 3);
    CHECK_THAT(ran.out + ran.err, !Contains("holds for every"));
}

TEST_CASE("check --any: any number of threads says the same") {
    const Workplace place;
    place.write("a.rvk", users(locked, alone));
    const auto facts = [&](const std::string& threads) {
        CHECK(place.run("check a.rvk --any N --quiet --json r.json --threads " + threads).code == 0);
        json all = document(place, "r.json");
        for (json& result : all["results"]) {
            result.erase("seconds");
            for (json& round : result["rounds"]) round.erase("seconds");
        }
        return all;
    };
    CHECK(facts("1") == facts("3"));
}
