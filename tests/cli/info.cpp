// `revoke-mc info`: what it says of a small spec, as text and as JSON; counting and guessing.
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/places.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string counter = R"(spec "a counter behind a lock"; param N in 1..4 = 2;
user shared { lock l; int<0..3> x; int<0..3> copy; bool flag; }
user u[N] {
    thread t {
        mutex_lock(shared.l);
        atomic { shared.x = shared.x == 3 ? 0 : shared.x + 1; shared.copy = shared.x; }
        if (shared.flag) { shared.flag = false; } else { shared.flag = true; }
        mutex_unlock(shared.l);
    }
}
)";

json info_of(const std::string& words, const std::string& text = counter) {
    const Workplace place;
    place.write("a.rvk", text);
    const Ran ran = place.run("info a.rvk --json " + words);
    CHECK(ran.code == 0);
    CHECK(ran.err == "");
    return json::parse(ran.out);
}

const json* named(const json& list, const std::string& name) {
    for (const json& item : list)
        if (item["name"] == name) return &item;
    return nullptr;
}

double counted_by_check(const std::string& words) {
    const Workplace place;
    place.write("a.rvk", counter);
    CHECK(place.run("check a.rvk --quiet --reduction none --json r.json " + words).code == 0);
    return json::parse(place.read("r.json"))["results"][0]["states"];
}

}  // namespace

TEST_CASE("info lists variables, threads and transitions") {
    const json info = info_of("");
    CHECK(info["format"] == "revoke-mc/info");
    CHECK(info["params"]["N"] == 2);
    std::set<std::pair<int, int>> bits;
    for (const json& variable : info["variables"])
        for (int bit = 0; bit < variable["bits"]; ++bit)
            CHECK(bits.emplace(variable["word"], variable["shift"].get<int>() + bit).second);  // no bit twice
    CHECK(bits.size() == info["bits"]);
    REQUIRE(info["threads"].size() == 2);
    std::size_t transitions = 0;
    for (const json& thread : info["threads"]) transitions += thread["transitions"].get<std::size_t>();
    CHECK(transitions == info["transitions"].size());
    for (const json& transition : info["transitions"]) {
        const std::string statement = transition["statement"];
        const std::set<std::string> writes(transition["writes"].begin(), transition["writes"].end());
        if (statement == "mutex_lock(shared.l);") CHECK(writes.contains("shared.l (owner)"));
        if (statement == "shared.flag = true;") CHECK(writes == std::set<std::string>{"shared.flag"});
        CHECK_THAT(transition["place"], Contains("a.rvk:"));
    }
}

TEST_CASE("info says which variables nobody depends on") {
    const json info = info_of("--sample 0");
    REQUIRE(named(info["variables"], "shared.copy"));
    CHECK((*named(info["variables"], "shared.copy"))["matters"] == false);
    CHECK((*named(info["variables"], "shared.flag"))["matters"] == true);
    CHECK(!info.contains("estimate"));
    const json watched = info_of("--sample 0", counter + "always shared.copy <= 3 as small;");
    CHECK((*named(watched["variables"], "shared.copy"))["matters"] == true);
    CHECK((*named(watched["variables"], "shared.x"))["matters"] == true);  // copy is computed from it
}

TEST_CASE("a small model is counted, and counted right") {
    for (const std::string words : {"--set N=1", "--set N=3"}) {
        const json estimate = info_of(words)["estimate"];
        CHECK(estimate["exact"] == true);
        CHECK(estimate["states"] == counted_by_check(words));
    }
}

TEST_CASE("a larger model is guessed, and the text says so") {
    const Workplace place;
    place.write("a.rvk", counter);
    const Ran ran = place.run("info a.rvk --set N=4 --sample 40");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("a guess") && Contains("interchangeable instances of u"));
    const json estimate = info_of("--set N=4 --sample 40")["estimate"];
    CHECK(estimate["exact"] == false);
    CHECK(estimate["states"].get<double>() >= 40);
    CHECK(estimate["states_seen"].get<double>() >= 40);
}

TEST_CASE("mistakes end info with exit code 2") {
    const Workplace place;
    place.write("a.rvk", counter);
    place.write("wrong.rvk", "spec \"wrong\"; user u { thread t { x = 1; } }");
    CHECK(place.run("info none.rvk").code == 2);
    CHECK(place.run("info wrong.rvk").code == 2);
    CHECK(place.run("info a.rvk --set N=9").code == 2);
    CHECK(place.run("info a.rvk --sample -1").code == 2);
    CHECK(place.run("info").code == 2);
}

TEST_CASE("what info says can be held against what there is") {
    const json info = info_of("--set N=4 --sample 40 --explore");
    CHECK(info["outcome"]["states"] == counted_by_check("--set N=4"));
    CHECK(info["outcome"]["reason"] == nullptr);
    const double factor = info["estimate"]["states"].get<double>() / info["outcome"]["states"].get<double>();
    CHECK(info["outcome"]["estimated_by_explored"]["states"].get<double>() ==
          Approx(factor).epsilon(0.02));  // states are rounded
    CHECK(info["estimate"]["low"] <= info["estimate"]["states"]);
    CHECK(info["estimate"]["states"] <= info["estimate"]["high"]);
    const Workplace place;
    place.write("a.rvk", counter);
    CHECK_THAT(place.run("info a.rvk --set N=4 --sample 40 --explore").out, Contains("estimated / explored: "));
    CHECK(info_of("--explore")["outcome"]["estimated_by_explored"]["states"] == 1);  // counted
    CHECK(!info_of("--sample 0 --explore")["outcome"].contains("estimated_by_explored"));
}

TEST_CASE("guesses of real specs are of the right size") {
    const Workplace place;
    std::size_t right = 0, guessed = 0;
    for (const std::string spec :
         {"specs/drivers/vfio-iommufd.rvk", "specs/drivers/amdgpu-mlx5.rvk", "specs/drivers/vfio-iommufd-mlx5.rvk",
          "specs/contract/s3-no-restore-required.rvk", "specs/contract/wait-move-none.rvk", "specs/bugs/b04-bug.rvk"}) {
        const std::string words = "info " + tests::source_dir() + "/" + spec + " --json --sample 2000 --explore";
        const json info = json::parse(place.run(words).out);
        CHECK(info["estimate"]["exact"] == false);
        const double factor = info["outcome"]["estimated_by_explored"]["states"];
        CAPTURE(spec, factor);
        CHECK(factor > 0.1);
        CHECK(factor < 10);
        right += factor > 1 / 3.0 && factor < 3 ? 1 : 0;
        ++guessed;
    }
    CHECK(right + 1 >= guessed);
}

TEST_CASE("what info prints as JSON is valid") {
    for (const std::string words : {"", "--sample 0", "--set N=4 --sample 40", "--explore", "--sample 40 --explore"})
        CHECK(tests::schema_errors("info", info_of(words).dump()) == "");
    json wrong = info_of("");
    wrong["estimate"].erase("low");
    CHECK(tests::schema_errors("info", wrong.dump()) != "");
}
