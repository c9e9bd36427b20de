// A table of keys for each function, and the reader that goes through it.
#include "checker/internal/json_options.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "explorer/base/limits.hpp"
#include "model/language/syntax/suggest.hpp"
#include "reports/document_error.hpp"

namespace revoke_mc::checker {
namespace {

using Json = nlohmann::json;
using reports::DocumentError;

/// One option of a call: what to do with its value. `wanted`: what the value should be.
template <class Call>
struct Option {
    std::string_view name;
    std::string_view wanted;
    std::function<bool(const Json&, Call&)> read;  ///< false: it is something else
};

bool read_number(const Json& value, std::uint64_t least, std::uint64_t most, std::uint64_t& out) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() < least || value.get<std::uint64_t>() > most)
        return false;
    out = value.get<std::uint64_t>();
    return true;
}

bool read_flag(const Json& value, bool& out) {
    if (value.is_boolean()) out = value.get<bool>();
    return value.is_boolean();
}

bool read_text(const Json& value, std::string& out) {
    if (value.is_string()) out = value.get<std::string>();
    return value.is_string();
}

bool read_seconds(const Json& value, std::chrono::nanoseconds& out) {
    constexpr double most = 1e9;  // thirty years
    if (!value.is_number() || !(value.get<double>() > 0)) return false;
    const std::chrono::duration<double> seconds(std::min(value.get<double>(), most));
    out = std::chrono::duration_cast<std::chrono::nanoseconds>(seconds);
    return true;
}

bool read_deadline(const Json& value, Clock::time_point& out) {
    std::chrono::nanoseconds timeout{};
    if (!read_seconds(value, timeout)) return false;
    out = limits::deadline_after(timeout);
    return true;
}

bool read_threads(const Json& value, unsigned& out) {
    constexpr std::uint64_t most_threads = 1024;
    std::uint64_t number = 0;
    if (!read_number(value, 1, most_threads, number)) return false;
    out = static_cast<unsigned>(number);
    return true;
}

bool read_parameters(const Json& value, Parameters& out) {
    if (!value.is_object()) return false;
    for (const auto& [name, number] : value.items()) {
        if (!number.is_number_integer() && !number.is_boolean()) return false;
        out[name] = number.is_boolean() ? std::int64_t{number.get<bool>()} : number.get<std::int64_t>();
    }
    return true;
}

bool read_reduction(const Json& value, Reduction& out) {
    const auto found = value.is_string() ? reduction_of(value.get<std::string>()) : std::nullopt;
    if (found) out = *found;
    return found.has_value();
}

bool read_format(const Json& value, DocumentFormat& out) {
    const auto found = value.is_string() ? document_format_of(value.get<std::string>()) : std::nullopt;
    if (found) out = *found;
    return found.has_value();
}

constexpr std::uint64_t any_amount = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view amount = "a whole number from 1", seconds = "a number of seconds above 0",
                           flag = "true or false", threads = "a whole number from 1 to 1024",
                           parameters = "an object of whole numbers and booleans";

const std::vector<Option<CheckCall>>& options_of_check() {
    using Call = CheckCall;
    static const std::vector<Option<Call>> table{
        {"set", parameters, [](const Json& v, Call& c) { return read_parameters(v, c.parameters); }},
        {"threads", threads, [](const Json& v, Call& c) { return read_threads(v, c.options.threads); }},
        {"reduction", "none, symmetry, por, slice or all",
         [](const Json& v, Call& c) { return read_reduction(v, c.options.reduction); }},
        {"shortest", flag, [](const Json& v, Call& c) { return read_flag(v, c.options.shortest); }},
        {"check_reductions", flag, [](const Json& v, Call& c) { return read_flag(v, c.options.check_reductions); }},
        {"first", flag, [](const Json& v, Call& c) { return read_flag(v, c.options.first); }},
        {"strict", flag, [](const Json& v, Call& c) { return read_flag(v, c.options.strict); }},
        {"format", "json, sarif, junit or markdown", [](const Json& v, Call& c) { return read_format(v, c.format); }},
        {"max_memory", amount,
         [](const Json& v, Call& c) { return read_number(v, 1, any_amount, c.options.limits.max_memory); }},
        {"max_states", amount,
         [](const Json& v, Call& c) { return read_number(v, 1, any_amount, c.options.limits.max_states); }},
        {"timeout", seconds, [](const Json& v, Call& c) { return read_deadline(v, c.options.limits.deadline); }},
    };
    return table;
}

const std::vector<Option<MutateCall>>& options_of_mutate() {
    using Call = MutateCall;
    static const std::vector<Option<Call>> table{
        {"set", parameters, [](const Json& v, Call& c) { return read_parameters(v, c.parameters); }},
        {"threads", threads, [](const Json& v, Call& c) { return read_threads(v, c.options.threads); }},
        {"only", "a text", [](const Json& v, Call& c) { return read_text(v, c.options.only); }},
        {"shortest", flag, [](const Json& v, Call& c) { return read_flag(v, c.options.shortest); }},
        {"max_memory", amount,
         [](const Json& v, Call& c) { return read_number(v, 1, any_amount, c.options.limits.max_memory); }},
        {"max_states", amount,
         [](const Json& v, Call& c) { return read_number(v, 1, any_amount, c.options.limits.max_states); }},
        {"timeout", seconds, [](const Json& v, Call& c) { return read_deadline(v, c.options.limits.deadline); }},
        {"mutant_timeout", seconds, [](const Json& v, Call& c) { return read_seconds(v, c.options.timeout); }},
    };
    return table;
}

const std::vector<Option<ReplayCall>>& options_of_replay() {
    using Call = ReplayCall;
    static const std::vector<Option<Call>> table{
        {"spec", "the name of a file", [](const Json& v, Call& c) { return read_text(v, c.spec) && !c.spec.empty(); }},
        {"max_memory", amount,
         [](const Json& v, Call& c) { return read_number(v, 1, any_amount, c.limits.max_memory); }},
        {"timeout", seconds, [](const Json& v, Call& c) { return read_deadline(v, c.limits.deadline); }},
    };
    return table;
}

Json object_of(const char* text) {
    if (text == nullptr || *text == '\0') return Json::object();
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        throw DocumentError("the options are not a JSON object; {} stands for the defaults, as does an empty text");
    return json;
}

template <class Call>
[[noreturn]] void refuse(const std::string& name, const std::vector<Option<Call>>& table) {
    std::vector<std::string_view> known;
    known.reserve(table.size());
    for (const Option<Call>& option : table) known.push_back(option.name);
    const std::string near = syntax::did_you_mean(name, known);
    throw DocumentError(fmt::format("there is no option '{}'; {}", name,
                                    near.empty() ? fmt::format("there are: {}", fmt::join(known, ", ")) : near));
}

template <class Call>
void read_option(const std::string& name, const Json& value, const std::vector<Option<Call>>& table, Call& call) {
    const auto option = std::find_if(table.begin(), table.end(), [&](const auto& o) { return o.name == name; });
    if (option == table.end()) refuse(name, table);
    if (!option->read(value, call))
        throw DocumentError(fmt::format("the option '{}' should be {}: {}", name, option->wanted, value.dump()));
}

template <class Call>
Call call_of(const char* text, const std::vector<Option<Call>>& table) {
    Call call;
    const Json json = object_of(text);
    for (const auto& [name, value] : json.items()) read_option(name, value, table, call);
    return call;
}

}  // namespace

std::optional<DocumentFormat> document_format_of(std::string_view word) {
    constexpr std::array words{std::pair{std::string_view("json"), DocumentFormat::json},
                               std::pair{std::string_view("sarif"), DocumentFormat::sarif},
                               std::pair{std::string_view("junit"), DocumentFormat::junit},
                               std::pair{std::string_view("markdown"), DocumentFormat::markdown}};
    const auto* found = std::ranges::find(words, word, &std::pair<std::string_view, DocumentFormat>::first);
    return found != words.end() ? std::optional(found->second) : std::nullopt;
}

CheckCall check_call(const char* text) { return call_of(text, options_of_check()); }

MutateCall mutate_call(const char* text) { return call_of(text, options_of_mutate()); }

ReplayCall replay_call(const char* text) { return call_of(text, options_of_replay()); }

}  // namespace revoke_mc::checker
