// What became of logs (`validate`): plain data, its JSON form, format "revoke-mc/validation", version 1
// (reports/schema/validation.schema.json), and the same for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/coverage.hpp"
#include "reports/result.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

enum class LogVerdict : std::uint8_t {
    explained,
    not_explained,
    violated,   ///< a rule is broken in every explanation, whether or not the log goes on behind that
    incomplete  ///< a limit was reached; nothing that speaks against the log was found so far
};
[[nodiscard]] std::string_view to_string(LogVerdict verdict);

/// A line of a log.
struct LogLine {
    std::uint64_t line = 0;    ///< in the file
    std::uint64_t number = 0;  ///< its `n`
    std::string text;          ///< "use_it/1: return dma_buf_map_attachment"
};

/// What would have to be otherwise for the next line to be possible.
struct NearestState {
    std::string thread;
    std::string at;      ///< the statement that it stands in front of
    std::string place;   ///< of that; empty at its end
    std::string reason;  ///< "await (b->maps == 0); is not true: dmabuf.maps is 1"
};

struct LogViolation {
    std::string property;
    std::string message;
    std::optional<std::string> blame;
    std::optional<std::string> place;
    std::optional<RuleResult> rule;
    std::optional<LogLine> line;  ///< the first by which every explanation has broken it; none: before any
    std::optional<std::string> trace;
};

struct LogResult {
    std::string file;
    std::string kernel;
    LogVerdict verdict = LogVerdict::incomplete;
    std::optional<std::string> reason;  ///< incomplete: why
    std::uint64_t explained = 0;        ///< events
    std::optional<LogLine> first_not;
    std::vector<NearestState> nearest;
    std::vector<LogViolation> violations;
    std::optional<std::string> trace;  ///< of the longest explained beginning
    std::uint64_t widest = 0;          ///< states that were possible at one event, at most
    std::uint64_t states = 0;          ///< of all events
};

struct ValidationDocument {
    std::string spec;
    std::string title;
    std::vector<ParameterValue> params;
    std::vector<LogResult> logs;
    std::optional<std::vector<FileCoverage>> coverage = {};  ///< by all logs, where it was asked for
};

[[nodiscard]] std::string validation_json(const ValidationDocument& document);

/// Some lines about one log, for people.
[[nodiscard]] std::string told(const LogResult& result, const Style& style);

}  // namespace revoke_mc::reports
