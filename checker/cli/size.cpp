// Amounts of memory as users write them.
#include "checker/cli/size.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>

namespace revoke_mc::cli {
namespace {

/// 1 for no unit, 1024 for K, … nothing for a word that is not a unit.
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

}  // namespace revoke_mc::cli
