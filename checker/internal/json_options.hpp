// Options of the C interface: one table for each function says which there are, and reads them.
//
// A key that is not in the table is a mistake, as is a value of another type: options that were misspelt and ignored
// would change what a verdict means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/checker.hpp"

namespace revoke_mc::checker {

/// What comes out of a check.
enum class DocumentFormat : std::uint8_t { json, sarif, junit, markdown };
[[nodiscard]] std::optional<DocumentFormat> document_format_of(std::string_view word);

struct CheckCall {
    Parameters parameters;
    CheckOptions options;
    DocumentFormat format = DocumentFormat::json;
};
struct MutateCall {
    Parameters parameters;
    MutateOptions options;
};
struct ReplayCall {
    Limits limits;
    std::string spec;  ///< empty: its own
};

/// `text`: a JSON object; nullptr and "" stand for an empty one. Throws reports::DocumentError.
[[nodiscard]] CheckCall check_call(const char* text);
[[nodiscard]] MutateCall mutate_call(const char* text);
[[nodiscard]] ReplayCall replay_call(const char* text);

}  // namespace revoke_mc::checker
