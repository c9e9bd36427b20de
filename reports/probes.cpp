// Documentation/trace/fprobetrace.rst: f[:[GRP1/][EVENT1]] SYM [FETCHARGS], f... SYM%return, t[:[GRP2/][EVENT2]]
// TRACEPOINT.
//
// An argument's name says what it is: `m__att` is m.att, `new__f` an object that is new, `ret` a number that is
// returned, `ret__a` the address of `a` or an error. Numbers are read as decimal ones, addresses as hexadecimal ones,
// and of a bool only the byte that has it.
#include "reports/probes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

using program::LogPath;
using program::LogPoint;

std::string field(const LogPath& path) {
    std::string out = path.fresh ? "new" : "";
    for (const std::string& name : path.names) out += (out.empty() ? "" : "__") + name;
    return out;
}

std::string_view type_of(const program::ValueType& number) {
    return number.kind == program::ValueType::Kind::boolean ? "u8" : "s32";
}

/// Of an address, or of a parameter that is a number.
std::string_view type_of(const program::Routine& routine, const LogPath& path) {
    constexpr std::string_view address = "x64";
    const auto has_name = [&](const auto& item) { return item.name == path.names.front(); };
    if (path.names.size() > 1 || std::any_of(routine.references.begin(), routine.references.end(), has_name))
        return address;
    const auto local = std::find_if(routine.locals.begin(), routine.locals.end(), has_name);
    return local == routine.locals.end() ? address : type_of(local->type);
}

std::string arguments(const program::Program& program, const LogPoint& point) {
    std::string out;
    for (std::size_t i = 0; i < point.arguments.size(); ++i) {
        if (!point.arguments[i]) continue;
        const LogPath& path = *point.arguments[i];
        const std::string_view type = type_of(program.routines[point.routine], path);
        out += fmt::format(" {}=$arg{}:{}", field(path), i + 1, type);
    }
    return out;
}

/// Names of events have letters, digits and underscores.
std::string event_name(const std::string& name) {
    std::string out;
    for (const char c : name)
        out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    return out;
}

std::string result(const program::Program& program, const LogPoint& point) {
    if (point.result) {
        LogPath path = *point.result;
        path.fresh = false;
        return fmt::format(" ret__{}=$retval:x64", field(path));
    }
    const auto& value = program.routines[point.routine].result;
    return value && !point.any_value ? fmt::format(" ret=$retval:{}", type_of(*value)) : "";
}

std::string probe(const program::Program& program, const LogPoint& point) {
    const std::string name = printable(point.name);
    switch (point.kind) {
    case LogPoint::Kind::call:
        return fmt::format("{}:{}/{} {}{}\n", point.tracepoint ? 't' : 'f', probe_group, event_name(name), name,
                           arguments(program, point));
    case LogPoint::Kind::returned:
        return fmt::format("f:{}/{}__return {}%return{}\n", probe_group, event_name(name), name,
                           result(program, point));
    case LogPoint::Kind::step: break;
    }
    return fmt::format("# the driver itself has to show \"{}\" ({}), as trace_printk(\"revoke_mc: {}\\n\") does\n",
                       name, printable(point.code), name);
}

}  // namespace

std::string probes(const program::Program& program) {
    std::string out;
    for (const LogPoint& point : program.log) out += probe(program, point);
    return out;
}

}  // namespace revoke_mc::reports
