// The names are an interface: the C interface hands them out.
#include "checker/checker.hpp"

namespace revoke_mc::checker {

std::string_view to_string(Pass pass) {
    switch (pass) {
    case Pass::search: return "search";
    case Pass::preparation: return "preparation";
    case Pass::possibility: return "possibility";
    case Pass::progress: return "progress";
    case Pass::use: return "use";
    case Pass::certificate: return "certificate";
    case Pass::every_number: return "every_number";
    case Pass::lock_order: return "lock_order";
    case Pass::traces: return "traces";
    case Pass::mutants: return "mutants";
    case Pass::estimate: return "estimate";
    }
    return "";
}

}  // namespace revoke_mc::checker
