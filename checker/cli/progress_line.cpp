// What is the most important comes first: the line is cut where the terminal ends.
#include "checker/cli/progress_line.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "reports/style.hpp"
#include "reports/table.hpp"

namespace revoke_mc::cli {
namespace {

using checker::Pass;
using checker::Progress;
using reports::grouped;

std::string doing(Pass pass) {
    switch (pass) {
    case Pass::possibility: return "what is always possible";
    case Pass::progress: return "what must happen";
    case Pass::use: return "what is made use of";
    case Pass::certificate: return "certificate";
    case Pass::every_number: return "every number of instances";
    case Pass::lock_order: return "the order of locks";
    case Pass::traces: return "traces";
    case Pass::preparation: return "preparing";
    case Pass::estimate: return "estimate";
    case Pass::search:
    case Pass::mutants: break;
    }
    return "";
}

/// No more digits than are worth something.
std::string left(double seconds) {
    if (seconds < 5) return "a few seconds left";
    if (seconds < 90) return fmt::format("about {:.0f} s left", std::max(5.0, std::round(seconds / 5) * 5));
    if (seconds < 5400) return fmt::format("about {:.0f} min left", seconds / 60);
    if (seconds < 3.6e6) return fmt::format("about {:.0f} h left", seconds / 3600);
    return "more than 1000 h left";
}

std::string bar(double done) {
    constexpr int length = 20;
    const int full = static_cast<int>(done * length);
    return fmt::format("{:2.0f} % [{:#<{}}{:-<{}}] ", std::floor(done * 100), "", full, "", length - full);
}

std::vector<std::string> figures(const Progress& now) {
    if (now.pass == Pass::mutants) return {fmt::format("{} of {} mutants", grouped(now.done), grouped(now.total))};
    std::vector<std::string> out;
    if (now.states != 0) {
        const double rate = now.seconds > 0 ? static_cast<double>(now.states) / now.seconds : 0;
        out = {fmt::format("depth {}", grouped(now.depth)), fmt::format("{} states", grouped(now.states)),
               fmt::format("{}/s", grouped(static_cast<std::uint64_t>(rate))),
               fmt::format("frontier {}", grouped(now.frontier)), reports::size(now.bytes)};
    }
    out.push_back(reports::duration(now.seconds));
    return out;
}

}  // namespace

std::optional<Part> ProgressLine::part(const Progress& now) {
    const auto [entry, is_new] = seen_.try_emplace(now.pass);
    Seen& seen = entry->second;
    const bool shrinks = now.pass == Pass::possibility || now.pass == Pass::traces;
    const std::uint64_t open = now.pass == Pass::traces ? now.depth : now.frontier;
    if (is_new && shrinks) seen.began = now.seconds;  // their time is that of the search as well
    seen.most = std::max(seen.most, open);
    double done = 0;
    if (now.expected > 0) done = static_cast<double>(now.states) / now.expected;
    if (now.total > 0) done = static_cast<double>(now.done) / static_cast<double>(now.total);
    if (shrinks && seen.most > 0) done = 1 - static_cast<double>(open) / static_cast<double>(seen.most);
    if (done <= 0 || done > 1) return std::nullopt;
    return Part{done, (now.seconds - seen.began) * (1 - done) / done};
}

std::string ProgressLine::operator()(const Progress& now) {
    const std::optional<Part> known = part(now);
    std::vector<std::string> words = figures(now);
    if (known) words.insert(words.begin(), left(known->seconds_left));
    const std::string what = doing(now.pass);
    return reports::printable(fmt::format("{}{}: {}{}{}", known ? bar(known->done) : "", name_, what,
                                          what.empty() ? "" : ", ", fmt::join(words, ", ")));
}

std::string name_for_progress(const std::string& file, std::size_t number, std::size_t of) {
    const std::string name = std::filesystem::path(file).stem().string();
    return of == 1 ? name : fmt::format("{} ({} of {})", name, number, of);
}

void Waiting::look() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + between;
    console_.progress(
        fmt::format("at work, {}", reports::duration(std::chrono::duration<double>(now - began_).count())));
}

}  // namespace revoke_mc::cli
