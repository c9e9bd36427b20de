// File names are bytes; a URI says each of them that is not a letter, a digit or one of -._~ in two digits.
#include "reports/ci/location.hpp"

#include <charconv>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

namespace revoke_mc::reports {
namespace {

/// Takes ":12" off the end.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(colon + 1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || digits.empty() || end != digits.data() + digits.size()) return std::nullopt;
    text = text.substr(0, colon);
    return number;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~/").find(c) != std::string_view::npos;
}

}  // namespace

Location location_of(std::string_view place) {
    std::string_view file = place;
    const auto column = take_number(file);
    const auto line = column ? take_number(file) : std::nullopt;
    if (!line || *line == 0) return {std::string(place), 0, 0};
    return {std::string(file), *line, *column};
}

bool is_in_kernel(const Location& location) { return location.file.starts_with("<kernel>/"); }

std::string uri_of(std::string_view file) {
    const std::string plain = std::filesystem::path(file).lexically_normal().string();
    std::string uri = plain.starts_with('/') ? "file://" : "";
    for (const char c : plain)
        uri += is_unreserved(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return uri;
}

}  // namespace revoke_mc::reports
