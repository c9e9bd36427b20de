// A mutation document as JSON.
#include "reports/mutation.hpp"

#include "reports/internal/common_json.hpp"
#include "reports/internal/json_reader.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;
using internal::nullable;

Json write(const BrokenProperty& broken) {
    return {{"property", broken.name},
            {"change", broken.change},
            {"steps", broken.steps ? Json(*broken.steps) : Json(nullptr)},
            {"trace", nullable(broken.trace)}};
}

Json write(const MutantResult& mutant) {
    Json json{{"id", mutant.id},
              {"kind", mutant.kind},
              {"routine", mutant.routine},
              {"place", mutant.place},
              {"before", mutant.before},
              {"after", mutant.after},
              {"outcome", to_string(mutant.outcome)},
              {"broken", Json::array()}};
    for (const BrokenProperty& broken : mutant.broken) json["broken"].push_back(write(broken));
    json["reason"] = nullable(mutant.reason);
    json["accepted"] = nullable(mutant.accepted);
    return json;
}

}  // namespace

std::string mutation_json(const MutationDocument& document) {
    Json json{{"format", "revoke-mc/mutation"},
              {"version", 1},
              {"spec", document.spec},
              {"title", document.title},
              {"params", internal::write_parameters(document.params)},
              {"mutants", Json::array()}};
    for (const MutantResult& mutant : document.mutants) json["mutants"].push_back(write(mutant));
    return internal::dump_json(json);
}

bool unexplained(const MutantResult& mutant) { return mutant.outcome == MutantOutcome::survived && !mutant.accepted; }

std::string_view to_string(MutantOutcome outcome) {
    switch (outcome) {
    case MutantOutcome::killed: return "killed";
    case MutantOutcome::survived: return "survived";
    case MutantOutcome::equivalent: return "equivalent";
    case MutantOutcome::invalid: return "invalid";
    case MutantOutcome::incomplete: return "incomplete";
    }
    return "?";
}

}  // namespace revoke_mc::reports
