// The JSON form; see mutation.hpp.
#include "reports/mutation.hpp"

#include "reports/internal/json_reader.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;

Json nullable(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

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

Json write(const std::vector<ParameterValue>& parameters) {
    Json json = Json::object();
    for (const ParameterValue& parameter : parameters)
        json[parameter.name] = parameter.boolean ? Json(parameter.value != 0) : Json(parameter.value);
    return json;
}

}  // namespace

std::string mutation_json(const MutationDocument& document) {
    Json json{{"format", "revoke-mc/mutation"},
              {"version", 1},
              {"spec", document.spec},
              {"title", document.title},
              {"params", write(document.params)},
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
