// What a check has found fault with, in one list: the source of every format for CI.
//
//   level     what
//   error     a verdict that is not the expected one, pinned counts that differ, a spec with a mistake, a search that
//             was cut short
//   warning   a finding that is not accepted (--strict), a warning about a spec
//   note      a violation that the spec expects, a finding that it accepts: with the reason, suppressed
//
// An issue is *known* if the baseline has it, too. Exactly the errors and warnings that are not known make the exit
// code; warnings about a spec and notes never do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/ci/check_run.hpp"
#include "reports/ci/location.hpp"

namespace revoke_mc::reports {

enum class Level : std::uint8_t { error, warning, note };
[[nodiscard]] std::string_view to_string(Level level);

/// A kind of issue: a property, or one of the rules that are no property.
struct Rule {
    std::string id;      ///< the name of the property, with "@file" if only that spec has it; "spec-mistake", ...
    std::string text;    ///< what it stands for
    std::string source;  ///< where that is written; may be empty
    std::string help;    ///< how it can be read, and what to do
};

struct Issue {
    Level level = Level::error;
    std::string rule;        ///< Rule::id
    std::string spec;        ///< the file that was checked; empty: files that several specs use
    std::string property;    ///< its name; empty: it is about none
    Location location = {};  ///< in a file that the user can open
    std::vector<std::pair<std::string, Location>> related = {};  ///< what stands there, where
    std::string message = {};                                    ///< a sentence
    std::vector<std::string> details = {};                       ///< more of them
    std::vector<const TraceDocument*> traces = {};               ///< of the run that the issue was made of
    std::optional<std::string> accepted = {};                    ///< note: why nothing is wrong
    bool known = false;
    std::string identity = {};  ///< the same for the same issue in the next run, wherever its lines have moved to
};

/// In the order of the specs; those that several specs share at the end. They point into `run`.
[[nodiscard]] std::vector<Issue> issues_of(const CheckRun& run);

/// All rules that the run has looked at: those that are no property, and each property, by first occurrence.
[[nodiscard]] std::vector<Rule> rules_of(const CheckRun& run);
/// The rule that a property goes by.
[[nodiscard]] std::string rule_id(const SpecReport& spec, const PropertyResult& property);

}  // namespace revoke_mc::reports
