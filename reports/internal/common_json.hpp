// What several documents write and read in the same way. Used by the .cpp files of this room only.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "reports/internal/json_reader.hpp"
#include "reports/result.hpp"

namespace revoke_mc::reports::internal {

[[nodiscard]] inline Json nullable(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

/// An array of what `write` makes of each.
template <class T, class Write>
[[nodiscard]] Json write_list(const std::vector<T>& items, const Write& write) {
    Json json = Json::array();
    for (const T& item : items) json.push_back(write(item));
    return json;
}

[[nodiscard]] inline Json write_parameters(const std::vector<ParameterValue>& parameters) {
    Json json = Json::object();
    for (const ParameterValue& parameter : parameters)
        json[parameter.name] = parameter.boolean ? Json(parameter.value != 0) : Json(parameter.value);
    return json;
}

/// One member of what write_parameters() wrote.
[[nodiscard]] inline ParameterValue read_parameter(const std::string& name, const Json& value,
                                                   const std::string& where) {
    if (value.is_boolean()) return {name, value.get<bool>() ? 1 : 0, true};
    if (!value.is_number_integer()) complain(where, "should be a whole number, true or false");
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > most) complain(where, "is too large");
    return {name, value.get<std::int64_t>(), false};
}

}  // namespace revoke_mc::reports::internal
