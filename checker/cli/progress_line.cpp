// Numbers are grouped, the most important ones come first: the line is cut where the terminal ends.
#include "checker/cli/progress_line.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "reports/style.hpp"
#include "reports/table.hpp"

namespace revoke_mc::cli {
namespace {

std::string doing(checker::Pass pass) {
    switch (pass) {
    case checker::Pass::possibility: return "what is always possible: ";
    case checker::Pass::progress: return "what must happen: ";
    case checker::Pass::use: return "what is made use of: ";
    case checker::Pass::certificate: return "certificate: ";
    case checker::Pass::every_number: return "every number of instances: ";
    case checker::Pass::lock_order: return "the order of locks: ";
    case checker::Pass::traces: return "traces: ";
    case checker::Pass::preparation: return "preparing: ";
    case checker::Pass::search:
    case checker::Pass::mutants:
    case checker::Pass::estimate: break;
    }
    return "";
}

}  // namespace

std::string progress_line(const std::string& file, const checker::Progress& progress) {
    using reports::grouped;
    const double rate = progress.seconds > 0 ? static_cast<double>(progress.states) / progress.seconds : 0;
    return reports::printable(fmt::format("{}: {}depth {}, {} states, {}/s, frontier {}, {}, {}",
                                          std::filesystem::path(file).stem().string(), doing(progress.pass),
                                          grouped(progress.depth), grouped(progress.states),
                                          grouped(static_cast<std::uint64_t>(rate)), grouped(progress.frontier),
                                          reports::size(progress.bytes), reports::duration(progress.seconds)));
}

}  // namespace revoke_mc::cli
