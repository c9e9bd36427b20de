// The kernel says what is available in text files.
#include "cli/size.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include "cli/control_groups.hpp"

namespace revoke_mc::cli {
namespace {

/// 1 for no unit, 1024 for K, … nothing for a word that is no unit.
std::optional<double> factor(std::string unit) {
    std::transform(unit.begin(), unit.end(), unit.begin(), [](unsigned char c) { return std::tolower(c); });
    if (unit.ends_with("ib")) {
        unit.resize(unit.size() - 2);
        if (unit.empty()) return std::nullopt;
    } else if (unit.ends_with('b')) {
        unit.pop_back();
    }
    if (unit.empty()) return 1.0;
    const std::size_t power = std::string_view("kmgt").find(unit);
    if (unit.size() != 1 || power == std::string_view::npos) return std::nullopt;
    return std::pow(1024.0, static_cast<double>(power + 1));
}

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

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const std::string word(text);
    std::size_t digits = 0;
    while (digits < word.size() && (std::isdigit(static_cast<unsigned char>(word[digits])) != 0 || word[digits] == '.'))
        ++digits;
    const std::string number = word.substr(0, digits);
    if (number.empty() || number == "." || std::count(number.begin(), number.end(), '.') > 1) return std::nullopt;
    std::string unit = word.substr(digits);
    if (!unit.empty() && unit.front() == ' ') unit.erase(0, 1);
    const std::optional<double> times = factor(unit);
    if (!times) return std::nullopt;
    const double bytes = std::strtod(number.c_str(), nullptr) * *times;
    if (!(bytes >= 1) || bytes >= 9.0e18) return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
}

std::uint64_t available_memory() {
    const auto kilobytes = number_behind("/proc/meminfo", "MemAvailable:");
    const std::uint64_t machine = kilobytes ? *kilobytes * 1024 : physical_memory();
    return std::min(machine, left_in_groups().value_or(machine));
}

std::uint64_t default_memory() {
    constexpr double share = 0.8;
    return static_cast<std::uint64_t>(share * static_cast<double>(available_memory()));
}

}  // namespace revoke_mc::cli
