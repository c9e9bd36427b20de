// From words on the command line to values.
#include "checker/cli/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <CLI/Error.hpp>

#include "checker/checker.hpp"
#include "checker/cli/size.hpp"

namespace revoke_mc::cli {
namespace {

std::optional<std::uint64_t> whole_number(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

/// The value of --set: a whole number, true or false.
std::optional<std::int64_t> parse_value(std::string_view text) {
    if (text == "true") return 1;
    if (text == "false") return 0;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

}  // namespace

/// Digits only, within bounds. (CLI11's own checks let "-1" through to an unsigned number.)
std::string wrong_number(const std::string& word, std::uint64_t least, std::uint64_t most) {
    const std::optional<std::uint64_t> value = whole_number(word);
    if (value && *value >= least && *value <= most) return "";
    const std::string range = most == ~std::uint64_t{0} ? "" : " to " + std::to_string(most);
    return "should be a whole number from " + std::to_string(least) + range + ": " + word;
}

std::string wrong_seconds(const std::string& word) {
    try {
        std::size_t end = 0;
        const double value = std::stod(word, &end);
        if (end == word.size() && value > 0 && std::isfinite(value)) return "";
    } catch (const std::exception&) {  // not a number: said below
    }
    return "should be a number of seconds above 0: " + word;
}

std::optional<std::string> Values::name(const std::string& name) const {
    if (!given(name)) return std::nullopt;
    if (word(name).empty()) throw CLI::ValidationError(name, "needs a name");
    return word(name);
}

std::optional<std::uint64_t> Values::number(const std::string& name) const {
    return given(name) ? whole_number(word(name)) : std::nullopt;
}

std::optional<std::chrono::nanoseconds> Values::seconds(const std::string& name) const {
    constexpr double most = 1e9;  // thirty years
    if (!given(name)) return std::nullopt;
    const std::chrono::duration<double> seconds(std::min(std::stod(word(name)), most));
    return std::chrono::duration_cast<std::chrono::nanoseconds>(seconds);
}

std::uint64_t Values::amount(const std::string& name) const {
    if (word(name).empty()) return checker::default_memory();
    if (const auto bytes = parse_size(word(name))) return *bytes;
    throw CLI::ValidationError(name, "should be an amount like 500M or 8GiB: " + word(name));
}

Settings Values::settings() const {
    Settings settings;
    for (const std::string& word : list("--set")) {
        const std::size_t equals = word.find('=');
        const auto value =
            equals == std::string::npos ? std::nullopt : parse_value(std::string_view(word).substr(equals + 1));
        if (!value || equals == 0)
            throw CLI::ValidationError("--set", "should be NAME=VALUE with a whole number, true or false: " + word);
        if (!settings.emplace(word.substr(0, equals), *value).second)
            throw CLI::ValidationError("--set", "is given twice for " + word.substr(0, equals));
    }
    return settings;
}

}  // namespace revoke_mc::cli
