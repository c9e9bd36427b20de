// The C interface: statuses, documents, options, and that nothing else comes out of it.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "checker/revoke_mc.h"
#include "reports/result.hpp"
#include "tests/support/places.hpp"
#include "tests/support/schema_check.hpp"

using Catch::Contains;
using nlohmann::json;
using namespace revoke_mc;

namespace {

struct Got {
    int status = -1;
    std::string text;
    [[nodiscard]] std::string error() const { return json::parse(text).value("error", ""); }
};

/// What the observer received meanwhile.
struct Received {
    std::atomic<int> progress{0};
    bool stop = false;
    std::vector<std::string> traces, about;
};

int on_progress(const revoke_mc_progress* now, void* user) {
    auto& received = *static_cast<Received*>(user);
    ++received.progress;
    CHECK(std::string(now->spec) != "");
    CHECK(std::string(now->pass) != "");
    return received.stop ? 1 : 0;
}

void on_trace(const char* spec, const char* about, const char* trace, void* user) {
    auto& received = *static_cast<Received*>(user);
    CHECK(std::string(spec) != "");
    received.about.emplace_back(about);
    received.traces.emplace_back(trace);
}

using Function = int (*)(const char*, const char*, const revoke_mc_observer*, void*, char**);

Got call(Function function, const std::string& what, const std::string& options = "", Received* received = nullptr) {
    const revoke_mc_observer observer{on_progress, on_trace};
    char* text = nullptr;
    Got got;
    got.status = function(what.c_str(), options.c_str(), received == nullptr ? nullptr : &observer, received, &text);
    REQUIRE(text != nullptr);
    got.text = text;
    revoke_mc_free(text);
    return got;
}

Got check(const std::string& what, const std::string& options = "", Received* received = nullptr) {
    return call(revoke_mc_check, what, options, received);
}

/// A folder with specs.
class Folder {
public:
    Folder() : path_((std::filesystem::temp_directory_path() / "revoke-mc.XXXXXX").string()) {
        REQUIRE(::mkdtemp(path_.data()) != nullptr);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

std::string spec(const std::string& name) { return tests::source_dir() + "/specs/" + name; }

}  // namespace

TEST_CASE("C: the version") { CHECK_THAT(revoke_mc_version(), Contains(".")); }

TEST_CASE("C: a spec, its document and its traces") {
    Received received;
    const Got got =
        check(spec("bugs/b01-bug.rvk"), R"({"threads": 2, "reduction": "none", "timeout": 300})", &received);
    CHECK(got.status == REVOKE_MC_AS_EXPECTED);
    CHECK(tests::schema_errors("result", got.text) == "");
    const auto document = reports::result_from_json(got.text);
    REQUIRE(document.results.size() == 1);
    CHECK(document.results[0].states == 1532);
    CHECK(document.results[0].threads == 2);
    REQUIRE(!received.traces.empty());
    CHECK(tests::schema_errors("trace", received.traces.front()) == "");
}

TEST_CASE("C: a folder, and what becomes of its specs together") {
    const Folder place;
    place.write("good.rvk", "spec \"good\"; user u { bool a; thread t { rest: a = true; } } always !a || a as P;");
    place.write("bad.rvk", "spec \"bad\"; user u { bool a; thread t { rest: a = true; } } always !u.a as P;");
    const Got got = check(place.path(""));
    CHECK(got.status == REVOKE_MC_WRONG_INPUT);  // in good.rvk there is no a
    const auto document = reports::result_from_json(got.text);
    REQUIRE(document.results.size() == 2);
    CHECK(document.results[0].verdict == reports::Verdict::violated);
    CHECK(document.results[1].verdict == reports::Verdict::error);
    CHECK(check(place.path("bad.rvk")).status == REVOKE_MC_VIOLATED);
    CHECK(check(place.path("bad.rvk"), R"({"strict": true})").status == REVOKE_MC_VIOLATED);
}

TEST_CASE("C: parameters and limits") {
    const Got small = check(spec("bugs/b01-bug.rvk"), R"({"set": {"N": 1}})");
    CHECK(reports::result_from_json(small.text).results.at(0).params.at(0).value == 1);
    const Got limited = check(spec("bugs/b01-bug.rvk"), R"({"max_states": 2})");
    CHECK(limited.status == REVOKE_MC_INCOMPLETE);
    CHECK(reports::result_from_json(limited.text).results.at(0).reason == "states");
    const Got late = check(spec("bugs"), R"({"timeout": 0.0000001})");
    CHECK(late.status == REVOKE_MC_INCOMPLETE);
    for (const auto& result : reports::result_from_json(late.text).results) CHECK(result.reason == "time");
}

TEST_CASE("C: other formats of the result") {
    const Folder place;
    place.write("bad.rvk", "spec \"bad\"; user u { bool a; thread t { rest: a = true; } } always !u.a as P;");
    const Got sarif = check(place.path("bad.rvk"), R"({"format": "sarif"})");
    CHECK(sarif.status == REVOKE_MC_VIOLATED);
    const json run = json::parse(sarif.text)["runs"][0];
    CHECK(run["tool"]["driver"]["version"] == revoke_mc_version());
    CHECK(run["results"][0]["codeFlows"][0]["threadFlows"][0]["id"] == "u.t");
    CHECK(run["invocations"][0]["exitCode"] == 1);
    CHECK_THAT(check(place.path("bad.rvk"), R"({"format": "junit"})").text,
               Contains("<failure message=\"P is violated"));
    CHECK_THAT(check(place.path("bad.rvk"), R"({"format": "markdown"})").text, Contains("**error**"));
    CHECK(tests::schema_errors("result", check(place.path("bad.rvk"), R"({"format": "json"})").text) == "");
    CHECK_THAT(check(place.path("bad.rvk"), R"({"format": "yaml"})").error(),
               Contains("the option 'format' should be json, sarif, junit or markdown"));
}

TEST_CASE("C: an observer may stop the search") {
    Received received;
    received.stop = true;
    const Got got = check(spec("drivers/vfio-iommufd.rvk"), R"({"set": {"N": 4}, "reduction": "none"})", &received);
    CHECK(got.status == REVOKE_MC_INCOMPLETE);
    CHECK(received.progress > 0);
    CHECK(reports::result_from_json(got.text).results.at(0).reason == "interrupt");
}

TEST_CASE("C: options with a mistake are said no to") {
    const std::string file = spec("bugs/b01-bug.rvk");
    const auto refused = [&](const std::string& options) {
        const Got got = check(file, options);
        CHECK(got.status == REVOKE_MC_WRONG_INPUT);
        return got.error();
    };
    CHECK_THAT(refused("[]"), Contains("not a JSON object"));
    CHECK_THAT(refused("{\"threads\": 1"), Contains("not a JSON object"));
    CHECK_THAT(refused(R"({"treads": 1})"), Contains("no option 'treads'; did you mean 'threads'?"));
    CHECK_THAT(refused(R"({"only": "x"})"), Contains("there are: set, threads, reduction"));
    CHECK_THAT(refused(R"({"threads": 0})"), Contains("'threads' should be a whole number from 1 to 1024: 0"));
    CHECK_THAT(refused(R"({"threads": "2"})"), Contains("should be a whole number"));
    CHECK_THAT(refused(R"({"reduction": "some"})"), Contains("none, symmetry, por, slice or all"));
    CHECK_THAT(refused(R"({"timeout": 0})"), Contains("seconds above 0"));
    CHECK_THAT(refused(R"({"first": 1})"), Contains("true or false"));
    CHECK_THAT(refused(R"({"set": {"N": 1.5}})"), Contains("whole numbers and booleans"));
    CHECK_THAT(check(file, R"({"set": {"M": 1}})").text, Contains("M"));
}

TEST_CASE("C: what cannot be read, and what is missing") {
    CHECK(check("/does/not/exist.rvk").status == REVOKE_MC_WRONG_INPUT);
    char* text = nullptr;
    CHECK(revoke_mc_check(nullptr, nullptr, nullptr, nullptr, &text) == REVOKE_MC_WRONG_INPUT);
    CHECK_THAT(text, Contains("the path is missing"));
    revoke_mc_free(text);
    CHECK(revoke_mc_check(spec("bugs/b01-bug.rvk").c_str(), nullptr, nullptr, nullptr, nullptr) == 0);
    revoke_mc_free(nullptr);
}

TEST_CASE("C: mutants") {
    Received received;
    const Got got = call(revoke_mc_mutate, spec("drivers/vfio-iommufd.rvk"),
                         R"({"only": "drop vfio.revoke", "set": {"N": 1}})", &received);
    CHECK(got.status == REVOKE_MC_AS_EXPECTED);
    CHECK(tests::schema_errors("mutation", got.text) == "");
    CHECK(received.progress > 0);
    REQUIRE(received.traces.size() == received.about.size());
    for (const std::string& about : received.about)
        CHECK_THAT(about, Contains("mutant drop vfio.revoke") && Contains("\n"));
    const Got neither = call(revoke_mc_mutate, spec("drivers/vfio-iommufd.rvk"), R"({"only": "no such"})");
    CHECK(neither.status == REVOKE_MC_WRONG_INPUT);
    CHECK_THAT(neither.error(), Contains("no mutant has 'no such' in its name"));
}

TEST_CASE("C: a trace on its own spec and on another one") {
    Received received;
    CHECK(check(spec("bugs/b01-bug.rvk"), "", &received).status == REVOKE_MC_AS_EXPECTED);
    REQUIRE(!received.traces.empty());
    const std::string& trace = received.traces.front();
    const Got own = call(revoke_mc_replay, trace);
    CHECK(own.status == REVOKE_MC_AS_EXPECTED);
    CHECK(json::parse(own.text).at("answer") == "confirmed");
    const Got fixed = call(revoke_mc_replay, trace, json{{"spec", spec("bugs/b01-fix.rvk")}}.dump());
    CHECK(fixed.status == REVOKE_MC_AS_EXPECTED);
    CHECK(json::parse(fixed.text).at("answer") == "not_broken");
    const Got damaged = call(revoke_mc_replay, trace.substr(0, trace.size() / 2));
    CHECK(damaged.status == REVOKE_MC_WRONG_INPUT);
    CHECK(!damaged.error().empty());
}
