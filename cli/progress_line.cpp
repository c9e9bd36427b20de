// Numbers are grouped, the most important ones come first: the line is cut where the terminal ends.
#include "cli/progress_line.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "reports/style.hpp"
#include "reports/table.hpp"

namespace revoke_mc::cli {
namespace {

std::string doing(explorer::Phase phase) {
    switch (phase) {
    case explorer::Phase::search: return "";
    case explorer::Phase::possibility: return "what is always possible: ";
    case explorer::Phase::traces: return "traces: ";
    }
    return "";
}

}  // namespace

std::string progress_line(const std::string& file, const explorer::Progress& progress) {
    using reports::grouped;
    const double rate = progress.seconds > 0 ? static_cast<double>(progress.states) / progress.seconds : 0;
    return reports::printable(fmt::format("{}: {}depth {}, {} states, {}/s, frontier {}, {}, {}",
                                          std::filesystem::path(file).stem().string(), doing(progress.phase),
                                          grouped(progress.depth), grouped(progress.states),
                                          grouped(static_cast<std::uint64_t>(rate)), grouped(progress.frontier),
                                          reports::size(progress.bytes), reports::duration(progress.seconds)));
}

}  // namespace revoke_mc::cli
