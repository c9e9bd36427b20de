// What the tests of `validate` share: logs as texts, files of this folder, the document.
#pragma once

#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/places.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

namespace revoke_mc::tests::logs {

inline const std::string head = R"({"format":"revoke-mc/log","version":1,"clock":"total"})"
                                "\n";

/// Valid by its schema.
inline nlohmann::json document(const Workplace& place, const std::string& file) {
    const std::string text = place.read(file);
    CHECK(tests::schema_errors("validation", text) == "");
    return nlohmann::json::parse(text);
}

inline std::string data(const std::string& name) { return tests::source_dir() + "/tests/logs/" + name; }
inline std::string spec(const std::string& name) { return tests::source_dir() + "/specs/logs/" + name + ".rvk"; }

}  // namespace revoke_mc::tests::logs
