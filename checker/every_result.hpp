// What check_any_number() found as a document (reports/any_number.hpp).
#pragma once

#include "checker/any_number.hpp"
#include "checker/checker.hpp"
#include "checker/conclusion.hpp"
#include "reports/any_number.hpp"

namespace revoke_mc::checker {

/// Without the names of trace files: `found.properties` has the traces, in the order of the document's properties.
[[nodiscard]] reports::EveryResult every_result(const Spec& spec, const AnyNumber& found);

/// `incomplete`: something about states or steps is unknown or not applicable.
[[nodiscard]] Conclusion conclusion_of(const reports::EveryResult& result);

}  // namespace revoke_mc::checker
