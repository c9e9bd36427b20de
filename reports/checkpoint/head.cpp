#include "reports/checkpoint/head.hpp"

#include <fmt/format.h>

namespace revoke_mc::reports {
namespace {

std::string values(const std::map<std::string, std::int64_t>& parameters) {
    std::string out;
    for (const auto& [name, value] : parameters) out += fmt::format("{}{}={}", out.empty() ? "" : " ", name, value);
    return out.empty() ? "no parameters" : out;
}

}  // namespace

std::string why_not(const CheckpointHead& found, const CheckpointHead& wanted) {
    if (found.program != wanted.program)
        return fmt::format("is of revoke-mc {}, this is {}", found.program, wanted.program);
    if (found.text != wanted.text)
        return fmt::format("is of another text than {} has now, or what that uses", wanted.spec);
    if (found.parameters != wanted.parameters)
        return fmt::format("is of other parameters: {}, not {}", values(found.parameters), values(wanted.parameters));
    if (found.reduction != wanted.reduction)
        return fmt::format("is of a search with other reductions: {}, not {}", found.reduction, wanted.reduction);
    if (found.system != wanted.system) return "is of another build of revoke-mc, which searches another system";
    return "";
}

}  // namespace revoke_mc::reports
