// The tree of sets that no fair run stays in (model/semantics/evidence/progress_tree.hpp), found as fair cycles are
// looked for: component by component, and within what a strong demand leaves of one (Emerson and Lei, "Modalities for
// model checking", 1987).
#pragma once

#include "model/semantics/evidence/certificate.hpp"
#include "reports/certificate/ranks.hpp"

namespace revoke_mc::reports {

/// False if there is a fair cycle.
[[nodiscard]] bool fill_progress(const StepGraph& graph, program::PropertyId property, evidence::Claim& claim);

}  // namespace revoke_mc::reports
