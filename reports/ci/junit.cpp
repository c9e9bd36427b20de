// Counts stand in front of what is counted: cases are made first.
#include "reports/ci/junit.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "reports/ci/issue.hpp"
#include "reports/internal/xml.hpp"
#include "reports/story.hpp"
#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

using internal::xml_escaped;

constexpr std::string_view whole_spec = "the whole spec", shared_files = "files that several specs use";

struct Case {
    enum class Outcome : std::uint8_t { passed, failed, error, skipped } outcome = Outcome::passed;
    std::string name;
    Location location;
    std::string type, message, text;
};

struct Suite {
    std::string name;
    double seconds = 0;
    std::vector<std::pair<std::string, std::string>> properties;
    std::vector<Case> cases;

    [[nodiscard]] std::size_t count(Case::Outcome outcome) const {
        return static_cast<std::size_t>(std::ranges::count(cases, outcome, &Case::outcome));
    }
};

/// What a reader needs who has nothing but this file.
std::string text_of(const Issue& issue) {
    std::string text = printable(issue.message) + "\n";
    for (const std::string& detail : issue.details) text += printable(detail) + "\n";
    for (const TraceDocument* trace : issue.traces) text += "\n" + story(*trace, {});
    return text;
}

void fail(const Issue& issue, Case& out) {
    const bool is_error = issue.rule == "spec-mistake" || issue.rule == "incomplete";
    if (issue.known && out.outcome == Case::Outcome::passed)
        out.outcome = Case::Outcome::skipped;
    else if (!issue.known && out.outcome != Case::Outcome::error)
        out.outcome = is_error ? Case::Outcome::error : Case::Outcome::failed;
    if (out.message.empty()) {
        out.type = issue.rule;
        out.message = (issue.known ? "known, in the baseline: " : "") + issue.message;
        out.location = issue.location;
    }
    out.text += (out.text.empty() ? "" : "\n") + text_of(issue);
}

/// An issue fails the case of its property; if it is about none, that of the whole spec.
bool belongs_to(const Issue& issue, const std::string& property) {
    return issue.level != Level::note && issue.rule != "spec-warning" && issue.property == property;
}

Case property_case(const PropertyResult& property, const Location& location, const std::vector<Issue>& issues) {
    Case out{.outcome = {}, .name = property.name, .location = location, .type = {}, .message = {}, .text = {}};
    if (property.verdict == Verdict::incomplete) {
        out.outcome = Case::Outcome::skipped;
        out.message = "not decided: the search is not complete";
    }
    for (const Issue& issue : issues)
        if (belongs_to(issue, property.name)) fail(issue, out);
    return out;
}

Case whole_case(std::string_view name, const Location& location, const std::vector<Issue>& issues) {
    Case out{.outcome = {}, .name = std::string(name), .location = location, .type = {}, .message = {}, .text = {}};
    for (const Issue& issue : issues)
        if (belongs_to(issue, "")) fail(issue, out);
    return out;
}

std::vector<std::pair<std::string, std::string>> properties_of(const SpecResult& result) {
    std::vector<std::pair<std::string, std::string>> out{{"verdict", std::string(to_string(result.verdict))}};
    for (const ParameterValue& parameter : result.params) {
        const bool is_true = parameter.value != 0;
        out.emplace_back("param." + parameter.name,
                         parameter.boolean ? (is_true ? "true" : "false") : std::to_string(parameter.value));
    }
    if (result.verdict == Verdict::error) return out;
    out.emplace_back("states", std::to_string(result.states));
    out.emplace_back("transitions", std::to_string(result.transitions));
    out.emplace_back("depth", std::to_string(result.depth));
    out.emplace_back("reduction", result.reduction);
    return out;
}

Suite suite_of(const SpecReport& spec, const std::vector<Issue>& issues) {
    const SpecResult& result = spec.result;
    Suite suite{result.spec, result.seconds, properties_of(result), {}};
    for (std::size_t i = 0; i < result.properties.size(); ++i) {
        const std::string place = i < spec.details.claims.size() ? spec.details.claims[i].place : "";
        Location location = location_of(place);
        if (location.file.empty() || is_in_kernel(location)) location = {result.spec, 0, 0};
        suite.cases.push_back(property_case(result.properties[i], location, issues));
    }
    suite.cases.push_back(whole_case(whole_spec, {result.spec, 0, 0}, issues));
    return suite;
}

/// "specs/bugs/b01-bug.rvk" -> "specs.bugs.b01-bug": a package and a class, as readers show them.
std::string class_of(const std::string& spec) {
    std::filesystem::path path = std::filesystem::path(spec).lexically_normal();
    if (path.extension() == ".rvk") path.replace_extension();
    std::string name = path.relative_path().string();
    std::ranges::replace(name, '/', '.');
    return name.empty() ? "spec" : name;
}

std::string attribute(std::string_view name, std::string_view value) {
    return fmt::format(" {}=\"{}\"", name, xml_escaped(printable(value)));
}

std::string case_xml(const Case& one, const std::string& class_name) {
    std::string xml = "    <testcase" + attribute("name", one.name) + attribute("classname", class_name);
    if (!one.location.file.empty()) xml += attribute("file", one.location.file);
    if (one.location.line > 0) xml += attribute("line", std::to_string(one.location.line));
    if (one.outcome == Case::Outcome::passed) return xml + "/>\n";
    if (one.outcome == Case::Outcome::skipped) {
        xml += ">\n      <skipped" + attribute("message", one.message) + "/>\n";
        if (!one.text.empty()) xml += "      <system-out>" + xml_escaped(one.text) + "</system-out>\n";
        return xml + "    </testcase>\n";
    }
    const std::string tag = one.outcome == Case::Outcome::error ? "error" : "failure";
    return xml + ">\n      <" + tag + attribute("message", one.message) + attribute("type", one.type) + ">" +
           xml_escaped(one.text) + "</" + tag + ">\n    </testcase>\n";
}

std::string counts(std::size_t tests, std::size_t failures, std::size_t errors, std::size_t skipped, double seconds) {
    return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.6f}\"", tests, failures,
                       errors, skipped, seconds);
}

std::string suite_xml(const Suite& suite) {
    using Outcome = Case::Outcome;
    std::string xml = "  <testsuite" + attribute("name", suite.name) +
                      counts(suite.cases.size(), suite.count(Outcome::failed), suite.count(Outcome::error),
                             suite.count(Outcome::skipped), suite.seconds) +
                      ">\n";
    if (!suite.properties.empty()) {
        xml += "    <properties>\n";
        for (const auto& [name, value] : suite.properties)
            xml += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
        xml += "    </properties>\n";
    }
    for (const Case& one : suite.cases) xml += case_xml(one, class_of(suite.name));
    return xml + "  </testsuite>\n";
}

std::vector<Suite> suites_of(const CheckRun& run) {
    const std::vector<Issue> issues = issues_of(run);
    const auto of_spec = [&](const std::string& spec) {
        std::vector<Issue> out;
        std::ranges::copy_if(issues, std::back_inserter(out), [&](const Issue& issue) { return issue.spec == spec; });
        return out;
    };
    std::vector<Suite> suites;
    for (const SpecReport& spec : run.specs) suites.push_back(suite_of(spec, of_spec(spec.result.spec)));
    if (const std::vector<Issue> shared = of_spec(""); !shared.empty())
        suites.push_back({std::string(shared_files), 0, {}, {whole_case(shared_files, {}, shared)}});
    return suites;
}

}  // namespace

std::string to_junit(const CheckRun& run) {
    const std::vector<Suite> suites = suites_of(run);
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    double seconds = 0;
    std::string body;
    for (const Suite& suite : suites) {
        tests += suite.cases.size();
        failures += suite.count(Case::Outcome::failed);
        errors += suite.count(Case::Outcome::error);
        skipped += suite.count(Case::Outcome::skipped);
        seconds += suite.seconds;
        body += suite_xml(suite);
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"revoke-mc\"" +
           counts(tests, failures, errors, skipped, seconds) + ">\n" + body + "</testsuites>\n";
}

}  // namespace revoke_mc::reports
