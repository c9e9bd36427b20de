// The trace document: how a violation (or a witness) came about, step by step, for people and for replay.
//
// Plain data and its JSON form, format "revoke-mc/trace", version 2; reports/schema/trace.schema.json describes it.
// Everything is said twice, on purpose: in words that people read (statement text, "bar.revoked": "false" -> "true")
// and as a hash of the whole state after each step, by which replay (reports/replay.hpp) notices every difference.
//
//     const TraceDocument trace = trace_from_json(read_file("b02.safe_reuse.json"));   // throws DocumentError
//     std::cout << story(trace, {});                                                  // reports/story.hpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/result.hpp"

namespace revoke_mc::reports {

/// The spec that a trace is about.
struct TraceSpec {
    std::string file;  ///< as the user named it when it was checked
    std::string title;
    std::string hash;  ///< of all texts that belong to it and the parameters: program::fingerprint()
    std::vector<ParameterValue> parameters;
    bool log = false;  ///< what a log shows are steps of their own (specs/README.md, "Logs of a kernel")
    bool operator==(const TraceSpec&) const = default;
};

struct TraceProperty {
    std::string name;
    std::string kind;                  ///< as in PropertyResult
    std::string text;                  ///< as written in the spec; empty for built-in ones
    std::optional<std::string> place;  ///< where it is claimed; none for built-in ones
    std::optional<RuleResult> rule = std::nullopt;
    bool operator==(const TraceProperty&) const = default;
};

/// One routine on a thread's call stack.
struct TraceFrame {
    std::string routine;
    std::string place;           ///< of the call in it that is being carried out, or of its next statement
    std::string statement = {};  ///< the text of that
    bool operator==(const TraceFrame&) const = default;
};

/// name: before -> after, printed as people read them. `before` is empty for a parameter of a function just entered.
struct TraceChange {
    std::string name;
    std::string before;
    std::string after;
    bool operator==(const TraceChange&) const = default;
};

/// A rule that a step broke: an assertion that failed, a trap, a misused lock.
struct TraceEvent {
    std::string property;
    std::string message;
    std::string place;
    std::optional<std::string> blame;
    std::optional<std::string> thread = std::nullopt;  ///< before the first step: who begins with it
    bool operator==(const TraceEvent&) const = default;
};

/// The locks that one thread holds.
struct TraceLocks {
    std::string thread;
    std::vector<std::string> locks;  ///< "bar.resv", "vfio.memory_lock (read)"
    bool operator==(const TraceLocks&) const = default;
};

/// A statement that was carried out in the same step, after the visible one.
struct TraceStatement {
    std::string place;
    std::string statement;
    bool operator==(const TraceStatement&) const = default;
};

struct TraceStep {
    std::string thread;                  ///< "iommufd[1].ioctl"
    std::string instance;                ///< "iommufd[1]"
    std::string place;                   ///< of the statement, file:line:column
    std::vector<TraceFrame> call_stack;  ///< outermost first
    std::string statement;
    std::vector<std::string> choices;  ///< which branch, element or value was chosen on the way to it
    std::vector<TraceStatement> folded;
    std::vector<TraceChange> changes;
    std::vector<TraceLocks> locks;  ///< who holds which lock after the step
    std::vector<TraceEvent> events;
    std::string state;  ///< hash of the state after the step; empty if the step has none (a trap)
    bool operator==(const TraceStep&) const = default;
};

/// Where a thread stands.
struct TraceThread {
    std::string thread;
    std::string at;     ///< text of its next statement; "end"
    std::string place;  ///< empty at its end
    bool operator==(const TraceThread&) const = default;
};

struct TraceInitial {
    std::vector<std::pair<std::string, std::string>> values;  ///< every variable
    std::vector<TraceThread> threads;
    std::vector<TraceEvent> events;  ///< rules that are broken before the first step
    /// Empty if the start itself is cut: then `values` is what it began with, and no thread stands anywhere.
    std::string state;
    bool operator==(const TraceInitial&) const = default;
};

struct TraceViolation {
    std::string message;
    std::optional<std::string> thread;  ///< who took the step that broke the rule, or who is stuck
    std::optional<std::string> place;   ///< of the assertion that failed, the statement that trapped, the property
    std::optional<std::string> blame;
    std::vector<std::string> details;  ///< a deadlock: what each thread waits for; a leak: where it comes from
    bool operator==(const TraceViolation&) const = default;
};

struct TraceDocument {
    TraceSpec spec;
    TraceProperty property;
    bool witness = false;  ///< it shows that `possible P` holds; else it shows a violation
    TraceInitial initial;
    std::vector<TraceStep> steps;
    std::optional<std::uint64_t> cycle_start;  ///< of a lasso: the step to which the end leads back
    TraceViolation violation;
    bool operator==(const TraceDocument&) const = default;
};

inline constexpr std::string_view trace_format = "revoke-mc/trace";
inline constexpr int trace_version = 2;  ///< 2: each frame has its statement; a spec may have a log

[[nodiscard]] std::string to_json(const TraceDocument& document);
/// Throws DocumentError.
[[nodiscard]] TraceDocument trace_from_json(std::string_view text);

}  // namespace revoke_mc::reports
