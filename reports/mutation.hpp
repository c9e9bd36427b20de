// The mutation document: what breaks without each step of a driver (`revoke-mc mutate`).
//
// Plain data, its table for people and its JSON form (format "revoke-mc/mutation", version 1;
// reports/schema/mutation.schema.json). Nothing in it depends on how fast the machine is or how many threads ran.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/result.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

enum class MutantOutcome : std::uint8_t {
    killed,      ///< something is not as the spec expects it: see `broken`
    survived,    ///< the search was complete, and everything is as before
    equivalent,  ///< the transition system is the same, bit for bit: what was changed is never reached
    invalid,     ///< the changed text is not a spec; `reason` says why
    incomplete   ///< memory, states, time, Ctrl-C, a bound of the model: `reason`
};

/// A property whose verdict the mutant changes.
struct BrokenProperty {
    std::string name;
    std::string change;                ///< "violated", "not possible", "no longer violated"
    std::optional<std::size_t> steps;  ///< of the trace, if there is one
    std::optional<std::string> trace;  ///< the file, if one was written
};

struct MutantResult {
    std::string id, kind, routine;
    std::string place;  ///< file:line:column
    std::string before, after;
    MutantOutcome outcome = MutantOutcome::incomplete;
    std::vector<BrokenProperty> broken;   ///< killed
    std::optional<std::string> reason;    ///< invalid, incomplete
    std::optional<std::string> accepted;  ///< the reason that the spec gives for a mutant that nothing notices
};

struct MutationDocument {
    std::string spec, title;
    std::vector<ParameterValue> params;
    std::vector<MutantResult> mutants;  ///< in the order of the sources
};

/// A survivor that nobody explains.
[[nodiscard]] bool unexplained(const MutantResult& mutant);

/// By function and thread: each change, and what breaks.
[[nodiscard]] std::string mutation_table(const MutationDocument& document, const Style& style);
/// "85 mutants: 70 killed, 8 survived (7 accepted), 5 equivalent, 1 invalid, 1 incomplete".
[[nodiscard]] std::string mutation_summary(const MutationDocument& document);
[[nodiscard]] std::string mutation_json(const MutationDocument& document);

[[nodiscard]] std::string_view to_string(MutantOutcome outcome);

}  // namespace revoke_mc::reports
