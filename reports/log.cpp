// One line, one object; a line has n, one point, and what it was seen with.
#include "reports/log.hpp"

#include <array>

#include "reports/internal/json_reader.hpp"

namespace revoke_mc::reports {
namespace {

using explain::Logged;
using explain::LoggedValue;
using internal::complain;
using internal::Json;
using internal::Reader;
using Kind = program::LogPoint::Kind;

LoggedValue value_of(const Json& json, const std::string& where) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_string()) return json.get<std::string>();
    const bool fits =
        json.is_number_integer() && (!json.is_number_unsigned() || json.get<std::uint64_t>() <= INT64_MAX);
    if (!fits) complain(where, "should be a whole number, true, false or a text");
    return json.get<std::int64_t>();
}

std::map<std::string, std::string> names(Reader& from, std::string_view key) {
    std::map<std::string, std::string> out;
    if (!from.has(key)) return out;
    from.members(key, [&](const std::string& name, const Json& value, const std::string& where) {
        out.emplace(name, Reader::text_of(value, where));
    });
    return out;
}

explain::LogHead head_of(const Json& json) {
    Reader reader(json, "");
    reader.expect_format(log_format, log_version);
    if (reader.text("clock") != "total")
        complain("clock", "should be \"total\": one order for all events, as trace_clock counter gives it");
    explain::LogHead head;
    head.kernel = reader.optional_text("kernel").value_or("");
    if (reader.has("bind")) {
        Reader bind = reader.object("bind");
        head.functions = names(bind, "functions");
        head.threads = names(bind, "threads");
        head.objects = names(bind, "objects");
        bind.finish();
    }
    reader.finish();
    return head;
}

void read_point(Reader& reader, Logged& out) {
    struct Row {
        std::string_view key;
        Kind kind;
    };
    static constexpr std::array rows{Row{"call", Kind::call}, Row{"return", Kind::returned}, Row{"at", Kind::step}};
    std::size_t points = 0;
    for (const Row& row : rows) {
        if (!reader.has(row.key)) continue;
        out.kind = row.kind;
        out.name = reader.text(row.key);
        ++points;
    }
    if (reader.has("signaled")) {
        out.kind = Kind::call;
        out.name = signaled_point;
        out.arguments.emplace_back("", reader.text("signaled"));
        ++points;
    }
    if (points != 1) complain("", "should have one of \"call\", \"return\", \"at\", \"signaled\"");
}

void read_values(Reader& reader, std::string_view key, std::vector<std::pair<std::string, LoggedValue>>& out) {
    if (!reader.has(key)) return;
    reader.members(key, [&](const std::string& name, const Json& value, const std::string& where) {
        out.emplace_back(name, value_of(value, where));
    });
}

Logged logged_of(const Json& json) {
    Reader reader(json, "");
    Logged out;
    out.number = reader.count("n");
    out.task = reader.optional_text("task");
    read_point(reader, out);
    read_values(reader, "args", out.arguments);
    for (auto& [path, address] : names(reader, "new")) out.fresh.emplace_back(path, address);
    read_values(reader, "state", out.state);
    if (out.kind == Kind::returned && reader.has("value")) out.value = value_of(json["value"], "value");
    reader.finish();
    return out;
}

}  // namespace

Log::Log(const std::string& path) : lines_(path) {
    const std::optional<std::string> first = lines_.next();
    if (!first) {
        throw DocumentError(
            printable(path + ": the log is empty: its first line says {\"format\":\"revoke-mc/log\", ...}"));
    }
    try {
        head_ = head_of(internal::parse_json(*first));
    } catch (const DocumentError& error) {
        fail(std::string(error.what()) +
             "; the first line of a log says {\"format\":\"revoke-mc/log\",\"version\":1, ...}");
    }
}

std::optional<Logged> Log::next() {
    const std::optional<std::string> line = lines_.next();
    if (!line) return std::nullopt;
    Logged out;
    try {
        out = logged_of(internal::parse_json(*line));
    } catch (const DocumentError& error) {
        fail(error.what());
    }
    if (last_ && out.number <= *last_)
        fail(fmt::format("n is {} after {}: it should increase, as the clock does", out.number, *last_));
    last_ = out.number;
    return out;
}

}  // namespace revoke_mc::reports
