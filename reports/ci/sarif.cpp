// Relative files are relative to the folder that the check ran in, which SARIF calls %SRCROOT%.
#include "reports/ci/sarif.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "model/language/program/fingerprint.hpp"
#include "reports/ci/issue.hpp"
#include "reports/internal/json_reader.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;

constexpr const char* schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Text for people: one line, whatever a spec says.
Json message(std::string_view text) { return {{"text", printable(text)}}; }

Json artifact(const Location& location) {
    const std::string uri = uri_of(location.file);
    Json json{{"uri", uri}};
    if (!uri.starts_with("file://")) json["uriBaseId"] = "%SRCROOT%";
    return json;
}

/// The kernel library is no file: it has a name and a line.
Json location_json(const Location& location, const std::string& text = {}) {
    Json json = Json::object();
    if (is_in_kernel(location)) {
        const std::string name = printable(fmt::format("{}:{}", location.file, location.line));
        json["logicalLocations"] = Json::array({{{"fullyQualifiedName", name}, {"kind", "module"}}});
    } else {
        json["physicalLocation"]["artifactLocation"] = artifact(location);
        if (location.line > 0) {
            json["physicalLocation"]["region"]["startLine"] = location.line;
            if (location.column > 0) json["physicalLocation"]["region"]["startColumn"] = location.column;
        }
    }
    if (!text.empty()) json["message"] = message(text);
    return json;
}

std::string change_text(const TraceChange& change) {
    if (change.before.empty()) return fmt::format("{} = {}", change.name, change.after);
    return fmt::format("{}: {} -> {}", change.name, change.before, change.after);
}

std::string step_text(const TraceStep& step) {
    std::string text = step.statement;
    if (!step.choices.empty()) text += fmt::format("  [{}]", fmt::join(step.choices, ", "));
    for (const TraceChange& change : step.changes) text += "; " + change_text(change);
    for (const TraceEvent& event : step.events) text += fmt::format("; {}: {}", event.property, event.message);
    return text;
}

Json stack(const TraceStep& step) {
    Json frames = Json::array();
    for (auto frame = step.call_stack.rbegin(); frame != step.call_stack.rend(); ++frame)
        frames.push_back({{"location", location_json(location_of(frame->place), "in " + frame->routine)}});
    return {{"frames", frames}};
}

Json flow_location(const TraceDocument& trace, std::size_t number) {
    const TraceStep& step = trace.steps[number];
    std::string text = step_text(step);
    if (trace.cycle_start == number) text = "from here on it repeats for ever: " + text;
    Json json{{"location", location_json(location_of(step.place), text)},
              {"executionOrder", number + 1},
              {"nestingLevel", step.call_stack.empty() ? 0 : step.call_stack.size() - 1},
              {"importance", number + 1 == trace.steps.size() ? "essential" : "important"}};
    if (!step.call_stack.empty()) json["stack"] = stack(step);
    for (const TraceChange& change : step.changes) json["state"][printable(change.name)] = message(change.after);
    return json;
}

/// One for each thread that moves, in the order in which they begin.
Json thread_flows(const TraceDocument& trace) {
    Json flows = Json::array();
    std::map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
        const std::string& thread = trace.steps[i].thread;
        const auto [found, is_new] = position.emplace(thread, flows.size());
        if (is_new)
            flows.push_back({{"id", printable(thread)}, {"message", message(thread)}, {"locations", Json::array()}});
        flows[found->second]["locations"].push_back(flow_location(trace, i));
    }
    if (flows.empty()) return flows;
    for (const auto& [name, value] : trace.initial.values)
        flows.front()["initialState"][printable(name)] = message(value);
    return flows;
}

Json code_flows(const Issue& issue) {
    Json flows = Json::array();
    for (const TraceDocument* trace : issue.traces) {
        Json threads = thread_flows(*trace);
        if (threads.empty()) continue;
        const std::string text = fmt::format("{}, {} step{}", trace->property.name, trace->steps.size(),
                                             trace->steps.size() == 1 ? "" : "s");
        flows.push_back({{"message", message(text)}, {"threadFlows", std::move(threads)}});
    }
    return flows;
}

Json related(const Issue& issue) {
    Json json = Json::array();
    for (const auto& [what, location] : issue.related) {
        json.push_back(location_json(location, what));
        json.back()["id"] = json.size();
    }
    return json;
}

std::string whole_message(const Issue& issue) {
    std::string text = printable(issue.message);
    for (const std::string& detail : issue.details) text += "\n" + printable(detail);
    return text;
}

class Log {
public:
    explicit Log(const CheckRun& run) : run_(run), rules_(rules_of(run)) {
        for (std::size_t i = 0; i < rules_.size(); ++i) index_[rules_[i].id] = i;
    }

    [[nodiscard]] Json json() {
        Json results = Json::array();
        for (const Issue& issue : issues_of(run_)) results.push_back(result(issue));
        Json run{{"tool", {{"driver", driver()}}},
                 {"invocations", Json::array({invocation()})},
                 {"originalUriBaseIds", {{"%SRCROOT%", {{"description", message("where the check ran")}}}}},
                 {"columnKind", "unicodeCodePoints"},
                 {"results", std::move(results)}};
        return {{"$schema", schema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
    }

private:
    [[nodiscard]] Json driver() const {
        Json rules = Json::array();
        for (const Rule& rule : rules_) rules.push_back(descriptor(rule));
        return {{"name", "revoke-mc"},
                {"version", run_.version},
                {"semanticVersion", run_.version},
                {"shortDescription", message("a model checker for the Linux dma-buf revoke protocol")},
                {"rules", std::move(rules)}};
    }

    static Json descriptor(const Rule& rule) {
        const std::string source = rule.source.empty() ? "" : " Written in: " + rule.source;
        const bool warns = rule.id == "unused" || rule.id == "spec-warning";
        return {{"id", printable(rule.id)},
                {"shortDescription", message(rule.text)},
                {"fullDescription", message(rule.text + source)},
                {"help", message(rule.help + source)},
                {"defaultConfiguration", {{"level", warns ? "warning" : "error"}}}};
    }

    [[nodiscard]] Json invocation() const {
        constexpr int worked = 1;  // 0 and 1: everything that was asked for was done
        return {{"executionSuccessful", run_.exit_code <= worked}, {"exitCode", run_.exit_code}};
    }

    [[nodiscard]] Json result(const Issue& issue) {
        Json json{{"ruleId", printable(issue.rule)},
                  {"ruleIndex", index_.at(issue.rule)},
                  {"kind", "fail"},
                  {"level", to_string(issue.level)},
                  {"message", {{"text", whole_message(issue)}}},
                  {"locations", Json::array({location_json(issue.location)})},
                  {"partialFingerprints", {{"issue/v1", fingerprint(issue)}}}};
        if (!issue.related.empty()) json["relatedLocations"] = related(issue);
        if (Json flows = code_flows(issue); !flows.empty()) json["codeFlows"] = std::move(flows);
        if (issue.accepted)
            json["suppressions"] = Json::array(
                {{{"kind", "inSource"}, {"status", "accepted"}, {"justification", printable(*issue.accepted)}}});
        if (run_.comparison && issue.level != Level::note) json["baselineState"] = issue.known ? "unchanged" : "new";
        return json;
    }

    /// Two issues that nothing tells apart are numbered.
    [[nodiscard]] std::string fingerprint(const Issue& issue) {
        const std::string hash = program::text_hash(issue.identity);
        const std::size_t times = ++seen_[hash];
        return times == 1 ? hash : fmt::format("{}:{}", hash, times);
    }

    const CheckRun& run_;
    std::vector<Rule> rules_;
    std::map<std::string, std::size_t> index_;
    std::map<std::string, std::size_t> seen_;
};

}  // namespace

std::string to_sarif(const CheckRun& run) { return internal::dump_json(Log(run).json()); }

}  // namespace revoke_mc::reports
