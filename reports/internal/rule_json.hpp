// The JSON form of a rule, the same in results and in traces. Used by the .cpp files of this room only.
#pragma once

#include <optional>

#include "reports/internal/json_reader.hpp"
#include "reports/result.hpp"

namespace revoke_mc::reports::internal {

[[nodiscard]] inline Json write_rule(const RuleResult& rule) {
    Json json{{"text", rule.text}, {"source", rule.source}, {"readings", Json::array()}};
    for (const ReadingResult& reading : rule.readings)
        json["readings"].push_back(
            {{"name", reading.name}, {"way", reading.way}, {"text", reading.text}, {"source", reading.source}});
    return json;
}

/// The key `rule` of an object, if it has one.
[[nodiscard]] inline std::optional<RuleResult> read_rule(Reader& reader) {
    if (!reader.has("rule")) return std::nullopt;
    Reader inner = reader.object("rule");
    RuleResult rule{inner.text("text"), inner.text("source"), {}};
    inner.each("readings", [&](const Json& json, const std::string& where) {
        Reader item(json, where);
        rule.readings.push_back({item.text("name"), item.text("way"), item.text("text"), item.text("source")});
        item.finish();
    });
    inner.finish();
    return rule;
}

}  // namespace revoke_mc::reports::internal
