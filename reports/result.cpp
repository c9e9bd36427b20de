// The JSON form of result documents. Keys come in the order of the format's definition.
#include "reports/result.hpp"

#include <array>

#include "reports/internal/common_json.hpp"
#include "reports/internal/json_reader.hpp"
#include "reports/internal/rule_json.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;
using internal::nullable;
using internal::Reader;

constexpr std::array verdicts{Verdict::holds, Verdict::violated, Verdict::incomplete, Verdict::error};

Json write(const PropertyResult& property) {
    Json json{{"name", property.name},
              {"kind", property.kind},
              {"verdict", to_string(property.verdict)},
              {"trace", nullable(property.trace)},
              {"blame", nullable(property.blame)}};
    if (property.rule) json["rule"] = internal::write_rule(*property.rule);
    if (!property.circles.empty()) json["circles"] = property.circles;
    if (property.more_circles) json["more_circles"] = true;
    if (!property.traces.empty()) json["traces"] = property.traces;
    if (!property.untraced.empty()) json["untraced"] = property.untraced;
    return json;
}

Json write(const FindingResult& finding) {
    return {{"id", finding.id},
            {"kind", finding.kind},
            {"place", finding.place},
            {"text", finding.text},
            {"accepted", nullable(finding.accepted)}};
}

Json write_every_number(const EveryNumberResult& every) {
    return {{"parameter", every.parameter},
            {"component", every.component},
            {"as_expected", every.as_expected},
            {"k", every.k},
            {"views", every.views},
            {"seconds", every.seconds}};
}

Json write_certificate(const CertificateResult& certificate) {
    return {{"file", certificate.file.empty() ? Json() : Json(certificate.file)},
            {"states", certificate.states},
            {"plain_bytes", certificate.plain_bytes},
            {"bytes", certificate.bytes},
            {"covered", certificate.covered},
            {"not_covered", certificate.not_covered}};
}

Json write(const SpecResult& result) {
    Json json{{"spec", result.spec},
              {"params", internal::write_parameters(result.params)},
              {"verdict", to_string(result.verdict)},
              {"as_expected", result.as_expected},
              {"states", result.states},
              {"transitions", result.transitions},
              {"depth", result.depth},
              {"bits_per_state", result.bits_per_state},
              {"seconds", result.seconds},
              {"peak_bytes", result.peak_bytes},
              {"reduction", result.reduction},
              {"threads", result.threads},
              {"properties", Json::array()},
              {"coverage", result.coverage},
              {"findings", Json::array()}};
    for (const PropertyResult& property : result.properties) json["properties"].push_back(write(property));
    for (const FindingResult& finding : result.findings) json["findings"].push_back(write(finding));
    if (!result.every_number.empty())
        json["every_number"] = internal::write_list(result.every_number, write_every_number);
    if (result.certificate) json["certificate"] = write_certificate(*result.certificate);
    if (result.reason) json["reason"] = *result.reason;
    if (result.error) json["error"] = *result.error;
    if (!result.unexpected.empty()) json["unexpected"] = result.unexpected;
    if (!result.warnings.empty()) json["warnings"] = result.warnings;
    return json;
}

Verdict read_verdict(Reader& reader) {
    const std::string word = reader.text("verdict");
    for (const Verdict verdict : verdicts) {
        if (word == to_string(verdict)) return verdict;
    }
    internal::complain("verdict \"" + word + "\"", "is not one of holds, violated, incomplete, error");
}

PropertyResult read_property(const Json& json, const std::string& where) {
    Reader reader(json, where);
    PropertyResult property;
    property.name = reader.text("name");
    property.kind = reader.text("kind");
    property.verdict = read_verdict(reader);
    property.trace = reader.optional_text("trace");
    property.blame = reader.optional_text("blame");
    property.rule = internal::read_rule(reader);
    if (reader.has("circles")) property.circles = reader.texts("circles");
    property.more_circles = reader.has("more_circles") && reader.boolean("more_circles");
    if (reader.has("traces")) property.traces = reader.texts("traces");
    if (reader.has("untraced")) property.untraced = reader.texts("untraced");
    reader.finish();
    return property;
}

FindingResult read_finding(const Json& json, const std::string& where) {
    Reader reader(json, where);
    FindingResult finding;
    finding.id = reader.text("id");
    finding.kind = reader.text("kind");
    finding.place = reader.text("place");
    finding.text = reader.text("text");
    finding.accepted = reader.optional_text("accepted");
    reader.finish();
    return finding;
}

EveryNumberResult read_every_number(const Json& json, const std::string& where) {
    Reader reader(json, where);
    EveryNumberResult every;
    every.parameter = reader.text("parameter");
    every.component = reader.text("component");
    every.as_expected = reader.boolean("as_expected");
    every.k = reader.count("k");
    every.views = reader.count("views");
    every.seconds = reader.number("seconds");
    reader.finish();
    return every;
}

CertificateResult read_certificate(Reader reader) {
    CertificateResult certificate;
    certificate.file = reader.nullable_text("file").value_or("");
    certificate.states = reader.count("states");
    certificate.plain_bytes = reader.count("plain_bytes");
    certificate.bytes = reader.count("bytes");
    certificate.covered = reader.texts("covered");
    reader.members("not_covered", [&](const std::string& name, const Json& why, const std::string& where) {
        if (!why.is_string()) internal::complain(where, "should be a text");
        certificate.not_covered[name] = why.get<std::string>();
    });
    reader.finish();
    return certificate;
}

void read_counts(Reader& reader, SpecResult& result) {
    result.states = reader.count("states");
    result.transitions = reader.count("transitions");
    result.depth = reader.count("depth");
    result.bits_per_state = reader.count("bits_per_state");
    result.seconds = reader.number("seconds");
    result.peak_bytes = reader.count("peak_bytes");
    result.reduction = reader.text("reduction");
    result.threads = reader.count("threads");
}

SpecResult read_result(const Json& json, const std::string& where) {
    Reader reader(json, where);
    SpecResult result;
    result.spec = reader.text("spec");
    reader.members("params", [&](const std::string& name, const Json& value, const std::string& place) {
        result.params.push_back(internal::read_parameter(name, value, place));
    });
    result.verdict = read_verdict(reader);
    result.as_expected = reader.boolean("as_expected");
    read_counts(reader, result);
    reader.each("properties", [&](const Json& property, const std::string& place) {
        result.properties.push_back(read_property(property, place));
    });
    if (reader.has("coverage")) result.coverage = reader.text("coverage");
    if (reader.has("findings"))
        reader.each("findings", [&](const Json& finding, const std::string& place) {
            result.findings.push_back(read_finding(finding, place));
        });
    if (reader.has("every_number"))
        reader.each("every_number", [&](const Json& every, const std::string& place) {
            result.every_number.push_back(read_every_number(every, place));
        });
    if (reader.has("certificate")) result.certificate = read_certificate(reader.object("certificate"));
    result.reason = reader.optional_text("reason");
    result.error = reader.optional_text("error");
    if (reader.has("unexpected")) result.unexpected = reader.texts("unexpected");
    if (reader.has("warnings")) result.warnings = reader.texts("warnings");
    reader.finish();
    return result;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
    case Verdict::holds: return "holds";
    case Verdict::violated: return "violated";
    case Verdict::incomplete: return "incomplete";
    case Verdict::error: return "error";
    }
    return "?";
}

std::string to_json(const ResultDocument& document) {
    Json json{{"format", result_format}, {"version", result_version}, {"results", Json::array()}};
    for (const SpecResult& result : document.results) json["results"].push_back(write(result));
    if (!document.findings.empty()) json["findings"] = Json::array();
    for (const FindingResult& finding : document.findings) json["findings"].push_back(write(finding));
    return internal::dump_json(json);
}

ResultDocument result_from_json(std::string_view text) {
    const Json json = internal::parse_json(text);
    Reader reader(json, "");
    reader.expect_format(result_format, result_version);
    ResultDocument document;
    reader.each("results", [&](const Json& result, const std::string& where) {
        document.results.push_back(read_result(result, where));
    });
    if (reader.has("findings"))
        reader.each("findings", [&](const Json& finding, const std::string& where) {
            document.findings.push_back(read_finding(finding, where));
        });
    reader.finish();
    return document;
}

}  // namespace revoke_mc::reports
