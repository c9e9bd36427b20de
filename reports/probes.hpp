// The dynamic events of Linux tracing that show what a spec's `log { ... }` asks for.
#pragma once

#include <string>

#include "model/language/program/program.hpp"

namespace revoke_mc::reports {

/// The group that all of them are in.
inline constexpr const char* probe_group = "revoke_mc";

/// Lines for /sys/kernel/tracing/dynamic_events: `f:` of a function (fprobe), `t:` of a tracepoint. Their arguments are
/// named as reports/record/ reads them. Labels are the driver's to show, in a comment each.
[[nodiscard]] std::string probes(const program::Program& program);

}  // namespace revoke_mc::reports
