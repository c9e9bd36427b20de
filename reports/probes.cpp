// Documentation/trace/fprobetrace.rst: f[:[GRP1/][EVENT1]] SYM [FETCHARGS], f... SYM%return, t[:[GRP2/][EVENT2]]
// TRACEPOINT.
//
// An argument's name says what it is: `m__att` is m.att, `new__f` an object that is new, `ret` a number that is
// returned, `ret__a` the address of `a` or an error.
#include "reports/probes.hpp"

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

std::string arguments(const LogPoint& point) {
    std::string out;
    for (std::size_t i = 0; i < point.arguments.size(); ++i)
        if (point.arguments[i]) out += fmt::format(" {}=$arg{}:x64", field(*point.arguments[i]), i + 1);
    return out;
}

/// Names of events have letters, digits and underscores.
std::string event_name(const std::string& name) {
    std::string out;
    for (const char c : name)
        out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    return out;
}

std::string result(const LogPoint& point, bool has_value) {
    if (point.result) {
        LogPath path = *point.result;
        path.fresh = false;
        return fmt::format(" ret__{}=$retval:x64", field(path));
    }
    return has_value ? " ret=$retval:s32" : "";
}

std::string probe(const program::Program& program, const LogPoint& point) {
    const std::string name = printable(point.name);
    switch (point.kind) {
    case LogPoint::Kind::call:
        return fmt::format("{}:{}/{} {}{}\n", point.tracepoint ? 't' : 'f', probe_group, event_name(name), name,
                           arguments(point));
    case LogPoint::Kind::returned:
        return fmt::format("f:{}/{}__return {}%return{}\n", probe_group, event_name(name), name,
                           result(point, !point.any_value && program.routines[point.routine].result));
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
