// What a search found: plain data, free of pointers into the explorer.
//
// A result is a function of the system and of the options `first`, as long as no limit was hit:
// the number of threads changes `bytes` and `seconds` and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "explorer/system/concept.hpp"

namespace revoke_mc::explorer {

enum class Status : std::uint8_t {
    complete,          ///< every reachable state was visited, every property has a verdict
    stopped_at_first,  ///< Options::first: stopped after the level of the first violation
    incomplete         ///< see Reason
};

/// Why a search is incomplete. `bound` alone does not end the search: the rest was visited.
enum class Reason : std::uint8_t { none, memory, states, time, interrupt, bound };

/// `holds` occurs only in a complete result.
enum class Verdict : std::uint8_t { holds, violated, unknown };

struct TraceStep {
    system::TransitionId transition = none;
    std::vector<std::uint64_t> state;  ///< after the step; empty if the step is cut (a trap)
    bool operator==(const TraceStep&) const = default;
};

struct Trace {
    std::vector<std::uint64_t> initial;
    std::vector<TraceStep> steps;
    /// Of a progress property: the number of steps before the cycle, which all others go round (its last state is its
    /// first). No steps behind it: the run stays there.
    std::optional<std::uint64_t> cycle_start = std::nullopt;
    /// What is broken cuts the start: `initial` is what it began with, and there are no steps.
    bool cut_start = false;
    bool operator==(const Trace&) const = default;
};

/// One for each entry of system.properties(), in that order.
struct PropertyResult {
    system::PropertyKind kind = system::PropertyKind::state;
    Verdict verdict = Verdict::unknown;
    /// Of a violated one: level of the witness state (for a `step` property: the state it leaves, 0 also for what is
    /// broken before the first step; for a `progress` property: the steps before the cycle).
    std::uint64_t level = 0;
    /// Of a violated `stuck` property: who is stuck.
    std::optional<system::ThreadId> thread = std::nullopt;
    /// A shortest trace to the violation. Absent for a violated property only if an interrupt or
    /// the timeout cut off the rebuilding.
    std::optional<Trace> trace = std::nullopt;
    bool operator==(const PropertyResult&) const = default;
};

struct [[nodiscard("a search without its result proves nothing")]] Result {
    Status status = Status::incomplete;
    Reason reason = Reason::none;
    std::uint64_t states = 0;       ///< distinct reachable states, initial ones included
    std::uint64_t transitions = 0;  ///< enabled steps, summed over the expanded states
    std::uint64_t depth = 0;        ///< number of the last non-empty level; initial states are 0
    std::uint64_t bytes = 0;        ///< peak memory of the explorer
    double seconds = 0;
    std::vector<PropertyResult> properties;
};

[[nodiscard]] std::string_view to_string(Status status);
[[nodiscard]] std::string_view to_string(Reason reason);
[[nodiscard]] std::string_view to_string(Verdict verdict);

}  // namespace revoke_mc::explorer
