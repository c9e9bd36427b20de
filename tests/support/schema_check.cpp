#include "tests/support/schema_check.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "reports/file.hpp"
#include "tests/support/places.hpp"

namespace revoke_mc::tests {

std::string schema_errors(const std::string& schema, const std::string& document) {
    using Adapter = valijson::adapters::NlohmannJsonAdapter;
    const auto rules =
        nlohmann::json::parse(reports::read_file(tests::source_dir() + "/reports/schema/" + schema + ".schema.json"));
    valijson::Schema parsed;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(rules), parsed);
    const auto json = nlohmann::json::parse(document);
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(parsed, Adapter(json), &results)) return "";
    std::string errors = "not valid:";
    for (const auto& error : results) {
        errors += "\n  ";
        for (const std::string& part : error.context) errors += part;
        errors += " " + error.description;
    }
    return errors;
}

}  // namespace revoke_mc::tests
