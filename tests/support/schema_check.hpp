// Holds a document against one of the JSON Schemas in reports/schema/.
#pragma once

#include <string>

namespace revoke_mc::tests {

/// Empty if the document is valid; else what is wrong with it. `schema`: "result" or "trace".
[[nodiscard]] std::string schema_errors(const std::string& schema, const std::string& document);

}  // namespace revoke_mc::tests
