// The kernel says what is available in text files.
#include "checker/internal/memory.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <unistd.h>

#include "checker/checker.hpp"
#include "checker/internal/control_groups.hpp"

namespace revoke_mc::checker {
namespace {

/// The number behind `key` in a file of the form "key: number unit".
std::optional<std::uint64_t> number_behind(const char* path, const std::string& key) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string name;
        std::uint64_t value = 0;
        if (words >> name >> value && name == key) return value;
    }
    return std::nullopt;
}

std::uint64_t physical_memory() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long bytes = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(bytes)
                                  : std::uint64_t{1} << 30;
}

}  // namespace

std::uint64_t available_memory() {
    const auto kilobytes = number_behind("/proc/meminfo", "MemAvailable:");
    const std::uint64_t machine = kilobytes ? *kilobytes * 1024 : physical_memory();
    return std::min(machine, left_in_groups().value_or(machine));
}

std::uint64_t default_memory() {
    constexpr double share = 0.8;
    return static_cast<std::uint64_t>(share * static_cast<double>(available_memory()));
}

}  // namespace revoke_mc::checker
