// Words for findings.
#include "model/semantics/coverage/finding.hpp"

namespace revoke_mc::coverage {

std::string_view to_string(Kind kind) {
    switch (kind) {
    case Kind::step: return "step";
    case Kind::branch: return "branch";
    case Kind::error_return: return "error_return";
    case Kind::function: return "function";
    case Kind::premise: return "premise";
    case Kind::goal: return "goal";
    case Kind::entering: return "entering";
    case Kind::assertion: return "assertion";
    case Kind::instances: return "instances";
    }
    return "?";
}

std::string acceptance_of(const Finding& finding) { return program::acceptance_line(finding.id, "..."); }

}  // namespace revoke_mc::coverage
