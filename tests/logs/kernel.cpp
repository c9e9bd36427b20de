// Logs of a real kernel: what is a run of the spec, and where planted faults are found.
#include <fstream>
#include <iterator>
#include <sstream>

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

std::string log(const std::string& name) { return tests::source_dir() + "/tests/logs/" + name; }
std::string spec(const std::string& name) { return tests::source_dir() + "/specs/logs/" + name + ".rvk"; }

json result_of(const Workplace& place, const std::string& words, int code) {
    const Ran ran = place.run("validate " + words + " --json r.json");
    INFO(ran.out << ran.err);
    CHECK(ran.code == code);
    const std::string text = place.read("r.json");
    CHECK(tests::schema_errors("validation", text) == "");
    return json::parse(text)["logs"][0];
}

std::vector<std::string> lines_of(const std::string& name) {
    std::ifstream in(log(name));
    REQUIRE(in);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

struct Fault {
    std::string log;
    int explained;
    std::string event, reason;
};

}  // namespace

TEST_CASE("runs of a real kernel are runs of the spec") {
    const Workplace place;
    CHECK(result_of(place, spec("async-steps") + " " + log("good.jsonl"), 0)["explained"] == 300);
    CHECK(result_of(place, spec("async-steps") + " " + log("short.jsonl"), 0)["explained"] == 54);
    CHECK(result_of(place, spec("async-core") + " " + log("core.jsonl"), 0)["explained"] == 250);
    CHECK(result_of(place, spec("async-core") + " " + log("stock.jsonl"), 0)["explained"] == 202);
}

TEST_CASE("faults that were planted in a driver are found at the event, with the condition that is false") {
    const Workplace place;
    const std::vector<Fault> faults{
        {"no-fence-wait.jsonl", 33, "manage: at waited",
         "resv_idle(b, u)); is not true: async[0].gone.in_resv is BOOKKEEP"},
        {"no-fence.jsonl", 18, "manage: at waited", "resv_idle(b, u)); is not true: async[0].gone.in_resv is BOOKKEEP"},
        {"no-unmap-wait.jsonl", 34, "manage: at maps_zero", "await (b->maps == 0); is not true: dmabuf.maps is 2"}};
    for (const Fault& fault : faults) {
        CAPTURE(fault.log);
        const json found = result_of(place, spec("async-steps") + " " + log(fault.log) + " --traces out", 1);
        CHECK(found["explained"] == fault.explained);
        CHECK(found["first_not_explained"]["text"] == fault.event);
        CHECK(found["nearest"][0]["thread"] == "gpu.manage");
        CHECK_THAT(found["nearest"][0]["reason"].get<std::string>(), Contains(fault.reason));
        const Ran replayed = place.run("replay " + found["trace"].get<std::string>());
        INFO(replayed.err);
        CHECK(replayed.code == 0);
        CHECK_THAT(replayed.out, Contains("every state is as recorded; the log is explained is reached"));
    }
}

TEST_CASE("the same faults are found in a distribution's kernel, from the functions of the core alone") {
    const Workplace place;
    const std::vector<Fault> faults{
        {"stock-no-fence-wait.jsonl", 10, "gpu.manage: call dma_buf_move_notify",
         "it would come by \"call dma_resv_wait_timeout\" first, which the log does not have here"},
        {"stock-no-fence.jsonl", 5, "gpu.manage: return dma_buf_move_notify",
         "it would come by \"call dma_resv_add_fence\" first, which the log does not have here"},
        {"stock-no-unmap-wait.jsonl", 60, "gpu.manage: call dma_buf_move_notify", "is not true: dmabuf.maps is 1"}};
    for (const Fault& fault : faults) {
        CAPTURE(fault.log);
        const json found = result_of(place, spec("async-core") + " " + log(fault.log), 1);
        CHECK(found["explained"] == fault.explained);
        CHECK_THAT(found["first_not_explained"]["text"].get<std::string>(), Contains(fault.event));
        CHECK_THAT(found["nearest"][0]["reason"].get<std::string>(), Contains(fault.reason));
    }
}

TEST_CASE("without the head's names the tasks of a kernel are found out") {
    const Workplace place;
    std::string text = R"({"format":"revoke-mc/log","version":1,"clock":"total","kernel":"6.12"})"
                       "\n";
    const std::vector<std::string> lines = lines_of("short.jsonl");
    for (std::size_t i = 1; i < lines.size(); ++i) text += lines[i] + "\n";
    place.write("unbound.jsonl", text);
    CHECK(result_of(place, spec("async-steps") + " unbound.jsonl", 0)["explained"] == 54);
}

TEST_CASE("the logs that are kept here are of the format") {
    for (const std::string name : {"good.jsonl", "short.jsonl", "no-fence-wait.jsonl", "no-fence.jsonl",
                                   "no-unmap-wait.jsonl", "core.jsonl", "record/core.jsonl", "stock.jsonl",
                                   "stock-no-fence-wait.jsonl", "stock-no-fence.jsonl", "stock-no-unmap-wait.jsonl"}) {
        const std::vector<std::string> lines = lines_of(name);
        for (std::size_t i = 0; i < lines.size(); i += i < 20 ? 1 : 17) {
            CAPTURE(name, i);
            CHECK(tests::schema_errors("log", lines[i]) == "");
        }
    }
}
