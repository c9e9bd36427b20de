// What control groups leave of the memory: of a container, a systemd unit, a batch job.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace revoke_mc::checker {

/// Bytes that this process may still take before it meets a limit of one of its control groups (version 1 or 2), from
/// its own group up to the outermost that can be seen. What the page cache could give back counts as free. Nothing if
/// no group has a limit. Everything is read below `root`, "/" but in tests: proc/self/cgroup, proc/self/mountinfo, and
/// what is mounted there (Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst).
[[nodiscard]] std::optional<std::uint64_t> left_in_groups(const std::filesystem::path& root = "/");

}  // namespace revoke_mc::checker
