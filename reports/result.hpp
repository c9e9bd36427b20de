// The result document: what `revoke-mc check --json` writes, for scripts and CI.
//
// Plain data and its JSON form, format "revoke-mc/result", version 1; reports/schema/result.schema.json describes it.
// Reading is strict: an unknown key, a wrong type or another version is a DocumentError, since a document that is half
// understood is worse than none.
//
//     ResultDocument document;
//     document.results.push_back({.spec = "specs/drivers/vfio-iommufd.rvk", .verdict = Verdict::holds, …});
//     write_file("result.json", to_json(document));
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace revoke_mc::reports {

/// Of a property or of a whole spec. `error` (it could not be checked) occurs only for specs.
enum class Verdict : std::uint8_t { holds, violated, incomplete, error };

/// A rule that can be read in several ways, and the one that was used.
struct ReadingResult {
    std::string name;
    std::string way;
    std::string text;
    std::string source;
    bool operator==(const ReadingResult&) const = default;
};

/// What a property stands for, and where that is written.
struct RuleResult {
    std::string text;
    std::string source;
    std::vector<ReadingResult> readings;
    bool operator==(const RuleResult&) const = default;
};

struct PropertyResult {
    std::string name;
    std::string kind;  ///< builtin, invariant, assertion, possibility, reachable
    Verdict verdict = Verdict::incomplete;
    std::optional<std::string> trace;  ///< file with the trace, if one was written
    std::optional<std::string> blame;  ///< exporter, importer, core, user: who broke the rule
    std::optional<RuleResult> rule;
    std::vector<std::string> circles;   ///< lock_order: "A -> B -> A"
    bool more_circles = false;          ///< there may be others
    std::vector<std::string> traces;    ///< of the orders that make the circles
    std::vector<std::string> untraced;  ///< those that have none, and why
    bool operator==(const PropertyResult&) const = default;
};

/// Something in a spec that nothing made use of: a verdict may be an accident (model/semantics/coverage).
struct FindingResult {
    std::string id;
    std::string kind;   ///< step, branch, error_return, function, premise, goal, entering, assertion, instances
    std::string place;  ///< file:line:column
    std::string text;
    std::optional<std::string> accepted;  ///< the reason for which the spec accepts it
    bool operator==(const FindingResult&) const = default;
};

/// A value of a parameter: bool parameters are 0 or 1 and print as JSON booleans.
struct ParameterValue {
    std::string name;
    std::int64_t value = 0;
    bool boolean = false;
    bool operator==(const ParameterValue&) const = default;
};

/// What a spec expects to hold for every number of instances (`expect holds for every N;`).
struct EveryNumberResult {
    std::string parameter;
    std::string component;  ///< whose instances it counts; empty: it counts none
    bool as_expected = false;
    std::uint64_t k = 0;  ///< instances in a view
    std::uint64_t views = 0;
    double seconds = 0;
    bool operator==(const EveryNumberResult&) const = default;
};

/// What was written down for an independent program to look at (`check --certificate`).
struct CertificateResult {
    std::string file;          ///< empty: nothing was written
    std::uint64_t states = 0;  ///< exchanges of instances count once, if instances are interchangeable
    std::uint64_t plain_bytes = 0, bytes = 0;
    std::vector<std::string> covered;                ///< properties
    std::map<std::string, std::string> not_covered;  ///< what holds without evidence (or "all"), and why
    bool operator==(const CertificateResult&) const = default;
};

struct SpecResult {
    std::string spec;  ///< the file, as the user named it
    std::vector<ParameterValue> params;
    Verdict verdict = Verdict::error;
    bool as_expected = false;  ///< every property has the verdict that is expected, pinned counts agree
    std::uint64_t states = 0;
    std::uint64_t transitions = 0;
    std::uint64_t depth = 0;
    std::uint64_t bits_per_state = 0;
    double seconds = 0;            ///< of the search
    std::uint64_t peak_bytes = 0;  ///< what the search had allocated at its peak
    std::string reduction = "none";
    std::uint64_t threads = 0;
    std::vector<PropertyResult> properties;
    /// How much is known of what was never made use of: "unknown", "steps", "all".
    std::string coverage = "unknown";
    std::vector<FindingResult> findings;
    std::vector<EveryNumberResult> every_number;
    std::optional<CertificateResult> certificate;
    std::optional<std::string> reason;    ///< incomplete: what ended the search (memory, states, time, …)
    std::optional<std::string> error;     ///< error: the message
    std::vector<std::string> unexpected;  ///< one sentence for each thing that is not as expected
    std::vector<std::string> warnings;
    bool operator==(const SpecResult&) const = default;
};

struct ResultDocument {
    std::vector<SpecResult> results;
    std::vector<FindingResult> findings;  ///< of files that several of the specs use (check --strict)
    bool operator==(const ResultDocument&) const = default;
};

inline constexpr std::string_view result_format = "revoke-mc/result";
inline constexpr int result_version = 1;

[[nodiscard]] std::string_view to_string(Verdict verdict);
[[nodiscard]] std::string to_json(const ResultDocument& document);
/// Throws DocumentError.
[[nodiscard]] ResultDocument result_from_json(std::string_view text);

}  // namespace revoke_mc::reports
