// The document of `check --any`: what holds for every number of instances of a component.
//
// Plain data, its table for people and its JSON form (format "revoke-mc/any-number", version 1;
// reports/schema/any-number.schema.json).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/result.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

enum class EveryAnswer : std::uint8_t {
    holds,          ///< for every number of instances
    violated,       ///< with `size` instances; there is a trace
    unknown,        ///< with views of `k` instances: `reason`
    not_applicable  ///< `reason`
};
[[nodiscard]] std::string_view to_string(EveryAnswer answer);

struct EveryProperty {
    std::string name;  ///< those `for each` instance are one
    std::string kind;  ///< as in result documents
    EveryAnswer answer = EveryAnswer::unknown;
    bool about_states = true;          ///< false: no property of a state or a step, so it is asked for one N only
    bool expected_violated = false;    ///< by the spec
    std::uint32_t k = 0;               ///< holds, unknown: instances in a view
    std::uint32_t size = 0;            ///< violated: with so many; unknown: the size in which it is suspected, or 0
    std::string reason;                ///< unknown, not applicable
    std::vector<std::string> run;      ///< unknown: the abstract run, a step in each line
    std::optional<std::size_t> steps;  ///< violated: of the trace
    std::optional<std::string> trace;  ///< the file, if one was written
};

/// One closure of views.
struct EveryRound {
    std::uint32_t k = 0, widest = 0;  ///< instances in a view; the most that a step is about
    std::uint64_t views = 0, configurations = 0;
    double seconds = 0;
    std::string cut;  ///< why it is not complete
};

struct EveryResult {
    std::string spec, title, parameter;
    std::string component;                         ///< whose instances the parameter counts; empty: none was found
    std::vector<ParameterValue> others;            ///< the other parameters
    std::optional<std::string> not_applicable;     ///< of the spec as a whole
    std::optional<std::string> error;              ///< a mistake in the spec, or in what was asked for
    std::vector<std::string> split;                ///< counters that are split into what each instance has added
    std::vector<std::string> without_upper_bound;  ///< those of them whose upper bound was not looked at
    std::vector<EveryRound> rounds;
    std::vector<std::uint32_t> searched;  ///< sizes that were searched completely
    std::vector<EveryProperty> properties;
    double seconds = 0;
    [[nodiscard]] bool as_expected() const;
};

/// Neither what the spec expects nor left open.
[[nodiscard]] bool surprising(const EveryProperty& property);
/// A property of states or steps that is not settled.
[[nodiscard]] bool open(const EveryProperty& property);

struct EveryDocument {
    std::vector<EveryResult> results;
};

/// What the answer says: "holds for every N", "is violated with N = 3", "unknown, with views of 2: …".
[[nodiscard]] std::string answer_text(const EveryProperty& property, const std::string& parameter);

/// A line for each result, and below it what is not settled, or not as expected.
[[nodiscard]] std::string every_table(const EveryDocument& document, const Style& style);
/// "12 specs for every N: 10 as expected, 1 not as expected, 1 not settled".
[[nodiscard]] std::string every_summary(const EveryDocument& document);
/// Each property of one result, in a line.
[[nodiscard]] std::string every_properties(const EveryResult& result, const Style& style);
[[nodiscard]] std::string every_json(const EveryDocument& document);

}  // namespace revoke_mc::reports
