// Names of the enumerations, as reports print them.
#include "explorer/contract/result.hpp"

namespace revoke_mc::explorer {

std::string_view to_string(Status status) {
    switch (status) {
    case Status::complete: return "complete";
    case Status::stopped_at_first: return "stopped at first violation";
    case Status::incomplete: return "incomplete";
    }
    return "?";
}

std::string_view to_string(Reason reason) {
    switch (reason) {
    case Reason::none: return "none";
    case Reason::memory: return "memory";
    case Reason::states: return "states";
    case Reason::time: return "time";
    case Reason::interrupt: return "interrupt";
    case Reason::bound: return "bound";
    }
    return "?";
}

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
    case Verdict::holds: return "holds";
    case Verdict::violated: return "violated";
    case Verdict::unknown: return "unknown";
    }
    return "?";
}

}  // namespace revoke_mc::explorer
