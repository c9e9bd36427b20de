// Strict reading of JSON documents.
//
// A Reader looks at one JSON object. Whoever asks it for a key marks the key as known; finish() complains about the
// others. Every complaint says where in the document it is ("steps[3].changes[0].name"), for the person who edited the
// file. Used by the .cpp files of this room only: it pulls in the JSON library.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/language/syntax/plain_text.hpp"
#include "reports/document_error.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports::internal {

using Json = nlohmann::ordered_json;

[[noreturn]] inline void complain(const std::string& where, const std::string& what) {
    throw DocumentError(printable((where.empty() ? "the document" : where) + " " + what));
}

/// Looks through a text before a document is made of it. Refuses what would take more memory or time than its size
/// says, and members of one name, of which only the last would be seen. (A callback for Json::parse() could do so in
/// one go, but makes that quadratic.)
class StrictScan : public nlohmann::json_sax<Json> {
public:
    bool null() override { return value(); }
    bool boolean(bool /*unused*/) override { return value(); }
    bool number_integer(number_integer_t /*unused*/) override { return value(); }
    bool number_unsigned(number_unsigned_t /*unused*/) override { return value(); }
    bool number_float(number_float_t /*unused*/, const string_t& /*unused*/) override { return value(); }
    bool string(string_t& /*unused*/) override { return value(); }
    bool binary(binary_t& /*unused*/) override { return value(); }
    bool start_object(std::size_t /*unused*/) override { return open(); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t /*unused*/) override { return open(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        if (!keys_.back().insert(name).second)
            throw DocumentError("the key " + Json(printable(name)).dump() + " is there twice in one object");
        looks_ += keys_.back().size();
        if (looks_ > most_looks) throw DocumentError("it has too many keys in one object");
        return true;
    }
    /// Json::parse() will say it better.
    bool parse_error(std::size_t /*unused*/, const std::string& /*unused*/,
                     const Json::exception& /*unused*/) override {
        return false;
    }

private:
    static constexpr std::size_t deepest = 32;             ///< our documents have eight levels
    static constexpr std::size_t most_values = 4'000'000;  ///< in memory a value takes up to a hundred bytes
    static constexpr std::size_t most_looks = 50'000'000;  ///< each key is compared with those before it

    bool value() {
        if (++count_ > most_values) throw DocumentError("it has too many values");
        return true;
    }
    bool open() {
        keys_.emplace_back();
        if (keys_.size() > deepest) throw DocumentError("it is nested too deeply");
        return value();
    }
    bool close() {
        keys_.pop_back();
        return true;
    }

    std::size_t count_ = 0, looks_ = 0;
    std::vector<std::unordered_set<std::string>> keys_;  ///< of the objects and arrays that are open
};

/// Parses the text; says where it is cut short or malformed.
[[nodiscard]] inline Json parse_json(std::string_view text) {
    StrictScan scan;
    Json::sax_parse(text.begin(), text.end(), &scan);
    try {
        return Json::parse(text.begin(), text.end());
    } catch (const Json::exception& error) {
        constexpr std::size_t enough = 300;  // what was read last is part of it, however long
        const std::string why = error.what();
        throw DocumentError(
            printable("not a JSON document, or one that was cut short: " + why.substr(why.find("] ") + 2, enough)));
    }
}

/// "\u009b"; beyond 16 bits two of them.
[[nodiscard]] inline std::string json_escape(std::string_view character) {
    constexpr std::array<unsigned, 4> leads{0x7FU, 0x1FU, 0x0FU, 0x07U};
    unsigned code = static_cast<unsigned char>(character.front()) & leads.at(character.size() - 1);
    for (const char byte : character.substr(1)) code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
    if (code < 0x10000) return fmt::format("\\u{:04x}", code);
    return fmt::format("\\u{:04x}\\u{:04x}", 0xD7C0U + (code >> 10U), 0xDC00U + (code & 0x3FFU));
}

/// JSON as we write it. Bytes that are not UTF-8 (a file name may have them) become U+FFFD; characters that a terminal
/// or an editor would obey are written as \uXXXX: a document can be displayed safely and keeps its meaning.
[[nodiscard]] inline std::string dump_json(const Json& json, int indent = 1) {
    const std::string text = json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
    std::string result;
    for (std::string_view rest = text; !rest.empty();) {
        std::size_t length = 1;
        while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0U) == 0x80U) ++length;
        const std::string_view character = rest.substr(0, length);
        const bool plain = character == "\n" || syntax::plain_length(character) != 0;
        result += plain ? std::string(character) : json_escape(character);
        rest.remove_prefix(length);
    }
    return result;
}

class Reader {
public:
    Reader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
        if (!json.is_object()) complain(where_, "should be a JSON object");
    }

    [[nodiscard]] std::string text(std::string_view key) { return text_of(required(key), path(key)); }
    [[nodiscard]] bool boolean(std::string_view key) {
        const Json& value = required(key);
        if (!value.is_boolean()) complain(path(key), "should be true or false");
        return value.get<bool>();
    }
    [[nodiscard]] std::uint64_t count(std::string_view key) {
        const Json& value = required(key);
        if (!value.is_number_unsigned()) complain(path(key), "should be a whole number, not negative");
        return value.get<std::uint64_t>();
    }
    [[nodiscard]] double number(std::string_view key) {
        const Json& value = required(key);
        if (!value.is_number()) complain(path(key), "should be a number");
        return value.get<double>();
    }
    /// Absent and null mean the same.
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view key) {
        const Json* value = optional(key);
        if (value == nullptr || value->is_null()) return std::nullopt;
        return text_of(*value, path(key));
    }
    /// Has to be there; null stands for nothing.
    [[nodiscard]] std::optional<std::string> nullable_text(std::string_view key) {
        const Json& value = required(key);
        if (value.is_null()) return std::nullopt;
        return text_of(value, path(key));
    }
    [[nodiscard]] std::optional<std::uint64_t> nullable_count(std::string_view key) {
        if (required(key).is_null()) return std::nullopt;
        return count(key);
    }
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) {
        std::vector<std::string> result;
        each(key, [&](const Json& value, const std::string& where) { result.push_back(text_of(value, where)); });
        return result;
    }
    /// f(element, where) for each element of an array.
    template <class F>
    void each(std::string_view key, const F& f) {
        const Json& array = required(key);
        if (!array.is_array()) complain(path(key), "should be an array");
        for (std::size_t i = 0; i < array.size(); ++i) f(array[i], path(key) + "[" + std::to_string(i) + "]");
    }
    /// f(key, value, where) for each member of an object whose keys are names.
    template <class F>
    void members(std::string_view key, const F& f) {
        const Json& object = required(key);
        if (!object.is_object()) complain(path(key), "should be a JSON object");
        for (const auto& [name, value] : object.items()) f(name, value, path(key) + "." + name);
    }
    [[nodiscard]] Reader object(std::string_view key) { return Reader(required(key), path(key)); }
    [[nodiscard]] bool has(std::string_view key) { return optional(key) != nullptr; }

    /// "revoke-mc/trace" and its version, before anything else is looked at.
    void expect_format(std::string_view format, int version) {
        if (text("format") != format) complain("", "is not of the format \"" + std::string(format) + "\"");
        if (count("version") != static_cast<std::uint64_t>(version)) {
            complain("", "is of version " + json_["version"].dump() + "; this program reads version " +
                             std::to_string(version) + " of " + std::string(format));
        }
    }

    void finish() const {
        for (const auto& [name, value] : json_.items()) {
            if (std::find(known_.begin(), known_.end(), name) == known_.end())
                complain(path(name), "is not a key of this format");
        }
    }

    [[nodiscard]] static std::string text_of(const Json& value, const std::string& where) {
        if (!value.is_string()) complain(where, "should be a string");
        return value.get<std::string>();
    }

private:
    [[nodiscard]] std::string path(std::string_view key) const {
        return where_.empty() ? std::string(key) : where_ + "." + std::string(key);
    }
    [[nodiscard]] const Json* optional(std::string_view key) {
        known_.emplace_back(key);
        const auto found = json_.find(std::string(key));
        return found == json_.end() ? nullptr : &*found;
    }
    [[nodiscard]] const Json& required(std::string_view key) {
        const Json* value = optional(key);
        if (value == nullptr) complain(path(key), "is missing");
        return *value;
    }

    const Json& json_;
    std::string where_;
    std::vector<std::string> known_;
};

}  // namespace revoke_mc::reports::internal
