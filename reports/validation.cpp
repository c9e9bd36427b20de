// A validation document as JSON, and as text.
#include "reports/validation.hpp"

#include "reports/internal/common_json.hpp"
#include "reports/internal/json_reader.hpp"
#include "reports/internal/rule_json.hpp"
#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;
using internal::nullable;

Json write(const std::optional<LogLine>& line) {
    if (!line) return nullptr;
    return {{"line", line->line}, {"n", line->number}, {"text", line->text}};
}

Json write(const NearestState& state) {
    return {{"thread", state.thread}, {"at", state.at}, {"place", state.place}, {"reason", state.reason}};
}

Json write(const LogViolation& violation) {
    return {{"property", violation.property},
            {"message", violation.message},
            {"blame", nullable(violation.blame)},
            {"place", nullable(violation.place)},
            {"rule", violation.rule ? internal::write_rule(*violation.rule) : Json(nullptr)},
            {"line", write(violation.line)},
            {"trace", nullable(violation.trace)}};
}

Json write(const LogResult& log) {
    return {{"file", log.file},
            {"kernel", log.kernel},
            {"verdict", to_string(log.verdict)},
            {"reason", nullable(log.reason)},
            {"explained", log.explained},
            {"first_not_explained", write(log.first_not)},
            {"nearest", internal::write_list(log.nearest, [](const NearestState& state) { return write(state); })},
            {"violations", internal::write_list(log.violations, [](const LogViolation& one) { return write(one); })},
            {"trace", nullable(log.trace)},
            {"widest", log.widest},
            {"states", log.states}};
}

Json write(const FileCoverage& file) {
    return {{"file", file.file}, {"library", file.library}, {"all", file.all},
            {"some", file.some}, {"perhaps", file.perhaps}, {"none", file.none}};
}

std::string events(std::uint64_t count) { return grouped(count) + (count == 1 ? " event" : " events"); }

std::string place_of(const LogResult& result, const LogLine& line) {
    return fmt::format("{}:{}: n {}, {}", printable(result.file), line.line, line.number, printable(line.text));
}

std::string head(const LogResult& result) {
    switch (result.verdict) {
    case LogVerdict::explained: return fmt::format("explained, all {}", events(result.explained));
    case LogVerdict::not_explained:
        return fmt::format("not explained: {} can be, the next cannot", events(result.explained));
    case LogVerdict::violated: return fmt::format("violated; {} explained", events(result.explained));
    case LogVerdict::incomplete: break;
    }
    return fmt::format("incomplete, {}; {} explained so far", explain_reason(result.reason.value_or("")),
                       events(result.explained));
}

std::string told(const LogResult& result, const LogViolation& violation) {
    std::string out = "  " + violation.property + " is broken in every explanation";
    if (violation.line) out += " by " + place_of(result, *violation.line);
    out += "\n    " + printable(violation.message);
    if (violation.place) out += " (" + printable(*violation.place) + ")";
    if (violation.blame) out += ", blames " + *violation.blame;
    out += "\n";
    if (violation.rule)
        out += printable(fmt::format("    rule: {} ({})", violation.rule->text, violation.rule->source)) + "\n";
    if (violation.trace) out += "    trace: " + printable(*violation.trace) + "\n";
    return out;
}

std::string told(const NearestState& state) {
    const std::string place = state.place.empty() ? "" : " (" + state.place + ")";
    return printable("    " + state.thread + ": " + state.reason) + "\n" +
           printable("      it stands in front of " + state.at + place) + "\n";
}

}  // namespace

std::string_view to_string(LogVerdict verdict) {
    switch (verdict) {
    case LogVerdict::explained: return "explained";
    case LogVerdict::not_explained: return "not explained";
    case LogVerdict::violated: return "violated";
    case LogVerdict::incomplete: break;
    }
    return "incomplete";
}

std::string validation_json(const ValidationDocument& document) {
    Json out = {{"format", "revoke-mc/validation"},
                {"version", 1},
                {"spec", document.spec},
                {"title", document.title},
                {"params", internal::write_parameters(document.params)},
                {"logs", internal::write_list(document.logs, [](const LogResult& log) { return write(log); })}};
    if (document.coverage)
        out["coverage"] =
            internal::write_list(*document.coverage, [](const FileCoverage& file) { return write(file); });
    return internal::dump_json(out);
}

std::string told(const LogResult& result, const Style& /*style*/) {
    std::string out = printable(result.file) + ": " + head(result) + "\n";
    for (const LogViolation& violation : result.violations) out += told(result, violation);
    if (result.first_not) out += "  " + place_of(result, *result.first_not) + "\n";
    if (result.first_not && result.nearest.empty()) out += "    no thread of the spec can come to that\n";
    for (const NearestState& state : result.nearest) out += told(state);
    if (result.trace) out += "  trace of what is explained: " + printable(*result.trace) + "\n";
    return out;
}

}  // namespace revoke_mc::reports
