// Result and trace documents: JSON and back, the schemas, and everything that must be refused.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/language/program/program.hpp"
#include "reports/document_error.hpp"
#include "reports/result.hpp"
#include "reports/trace.hpp"
#include "tests/reports/sample.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using Json = nlohmann::ordered_json;

namespace {

const std::string no_errors;

/// The message with which a document is refused; empty if it is not.
template <class Read>
std::string refusal(const Read& read, const std::string& text) {
    try {
        (void)read(text);
        return "";
    } catch (const reports::DocumentError& error) {
        return error.what();
    }
}
std::string result_refusal(const std::string& text) { return refusal(reports::result_from_json, text); }
std::string trace_refusal(const std::string& text) { return refusal(reports::trace_from_json, text); }

/// The sample trace with something changed.
template <class Change>
std::string changed_trace(const Change& change) {
    Json json = Json::parse(reports::to_json(tests::sample_trace()));
    change(json);
    return json.dump();
}

}  // namespace

TEST_CASE("a result document survives JSON and is valid") {
    const reports::ResultDocument document = tests::sample_results();
    const std::string text = reports::to_json(document);
    CHECK(reports::result_from_json(text) == document);
    CHECK(tests::schema_errors("result", text) == no_errors);
    CHECK(tests::schema_errors("result", reports::to_json(reports::ResultDocument{})) == no_errors);
}

TEST_CASE("a result document has the keys of the format, in order") {
    const Json json = Json::parse(reports::to_json(tests::sample_results()));
    CHECK(json["format"] == "revoke-mc/result");
    CHECK(json["version"] == 1);
    std::vector<std::string> keys;
    for (const auto& [key, value] : json["results"][1].items()) keys.push_back(key);
    keys.resize(13);
    CHECK(keys == std::vector<std::string>{"spec", "params", "verdict", "as_expected", "states", "transitions", "depth",
                                           "bits_per_state", "seconds", "peak_bytes", "reduction", "threads",
                                           "properties"});
    CHECK(json["results"][0]["params"]["PINNED"] == true);
    CHECK(json["results"][0]["properties"][0]["trace"].is_null());
}

TEST_CASE("a trace document survives JSON and is valid") {
    const reports::TraceDocument document = tests::sample_trace();
    const std::string text = reports::to_json(document);
    CHECK(reports::trace_from_json(text) == document);
    CHECK(tests::schema_errors("trace", text) == no_errors);
}

TEST_CASE("a lasso and a witness are valid") {
    reports::TraceDocument document = tests::sample_trace();
    document.cycle_start = 1;
    document.witness = true;
    document.violation.blame.reset();
    document.property.place.reset();
    const std::string text = reports::to_json(document);
    CHECK(reports::trace_from_json(text) == document);
    CHECK(tests::schema_errors("trace", text) == no_errors);
}

TEST_CASE("the schemas are strict") {
    CHECK_THAT(tests::schema_errors("trace", changed_trace([](Json& j) { j["steps"][0]["extra"] = 1; })),
               Contains("extra"));
    CHECK(tests::schema_errors("trace", changed_trace([](Json& j) { j.erase("outcome"); })) != no_errors);
    CHECK(tests::schema_errors("trace", changed_trace([](Json& j) { j["initial"]["state"] = "md5:1"; })) != no_errors);
    CHECK(tests::schema_errors("trace", changed_trace([](Json& j) { j["violation"]["blame"] = "them"; })) != no_errors);
    Json result = Json::parse(reports::to_json(tests::sample_results()));
    result["results"][0]["verdict"] = "fine";
    CHECK(tests::schema_errors("result", result.dump()) != no_errors);
    result = Json::parse(reports::to_json(tests::sample_results()));
    result["results"][0]["states"] = -1;
    CHECK(tests::schema_errors("result", result.dump()) != no_errors);
}

TEST_CASE("the schemas know every kind of property, and no other") {
    bool known = true;
    for (std::uint8_t kind = 0; known; ++kind) {
        const std::string word = to_text(static_cast<program::Property::Kind>(kind));
        CAPTURE(word);
        known = word != "?";
        const std::string trace = changed_trace([&](Json& j) { j["property"]["kind"] = word; });
        Json result = Json::parse(reports::to_json(tests::sample_results()));
        result["results"][0]["properties"][0]["kind"] = word;
        CHECK((tests::schema_errors("trace", trace) == no_errors) == known);
        CHECK((tests::schema_errors("result", result.dump()) == no_errors) == known);
    }
}

TEST_CASE("a trace that was cut short is refused, wherever it was cut") {
    const std::string text = reports::to_json(tests::sample_trace());
    for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
        CAPTURE(length);
        CHECK_THAT(trace_refusal(text.substr(0, length)), Contains("cut short"));
    }
}

TEST_CASE("a trace with mistakes is refused with the place") {
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["version"] = 1; })),
               Contains("version 1") && Contains("reads version 2"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["format"] = "revoke-mc/result"; })),
               Contains("revoke-mc/trace"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["steps"][1]["thread"] = 5; })),
               Contains("steps[1].thread should be a string"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["steps"][1].erase("changes"); })),
               Contains("steps[1].changes is missing"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["steps"][1]["shift"] = 1; })),
               Contains("steps[1].shift is not a key"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["outcome"] = "maybe"; })), Contains("outcome"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["initial"]["values"]["bar.resv"] = 0; })),
               Contains("initial.values.bar.resv"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["spec"]["parameters"]["N"] = 1.5; })),
               Contains("spec.parameters.N"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["cycle_start"] = -1; })), Contains("cycle_start"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["steps"] = Json::object(); })),
               Contains("steps should be an array"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["spec"]["parameters"]["N"] = ~std::uint64_t{0}; })),
               Contains("spec.parameters.N is too large"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["violation"].erase("blame"); })),
               Contains("violation.blame is missing"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j.erase("cycle_start"); })),
               Contains("cycle_start is missing"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["steps"][0]["state"] = ""; })),
               Contains("state should be a hash, or null"));
    CHECK_THAT(trace_refusal(changed_trace([](Json& j) { j["initial"]["events"] = Json::array(); })),
               Contains("initial.events should be left out, as there are none"));
    CHECK_THAT(trace_refusal("[]"), Contains("should be a JSON object"));
    CHECK_THAT(trace_refusal("\x7f"
                             "ELF\x02\x01"),
               Contains("not a JSON document"));
    CHECK_THAT(trace_refusal(std::string(200'000, '[')), Contains("nested too deeply"));
    CHECK_THAT(trace_refusal(std::string(200'000, '1')), Contains("number overflow"));
    CHECK(trace_refusal(std::string(200'000, '1')).size() < 500);
    std::string values = "[0", keys = "{\"0\":0";
    for (int i = 1; i < 4'000'000; ++i) values += ",0";
    for (int i = 1; i < 20'000; ++i) keys += ",\"" + std::to_string(i) + "\":0";
    CHECK_THAT(trace_refusal(values + "]"), Contains("too many values"));
    CHECK_THAT(trace_refusal(keys + "}"), Contains("too many keys in one object"));
    CHECK_THAT(trace_refusal(R"({"a": 1, "b": {"a": 1}, "a": 2})"), Contains("the key \"a\" is there twice"));
}

TEST_CASE("a result document with mistakes is refused") {
    Json json = Json::parse(reports::to_json(tests::sample_results()));
    json["results"][0]["verdict"] = "fine";
    CHECK_THAT(result_refusal(json.dump()), Contains("fine"));
    json = Json::parse(reports::to_json(tests::sample_results()));
    json["results"][2]["threads"] = "two";
    CHECK_THAT(result_refusal(json.dump()), Contains("results[2].threads"));
    CHECK_THAT(result_refusal("{}"), Contains("format is missing"));
}

TEST_CASE("bytes that are not UTF-8 do not stop a report") {
    reports::ResultDocument document = tests::sample_results();
    document.results[0].spec = "caf\xe9.rvk";
    CHECK(tests::schema_errors("result", reports::to_json(document)) == no_errors);
}
