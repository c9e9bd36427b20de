// A process is in one group of each hierarchy: proc/self/cgroup names it, counted from the hierarchy's root. A mount
// shows the hierarchy, or the part of it below some group, which is all that a container sees: proc/self/mountinfo says
// where. Limits of outer groups hold, too: all groups from the process's own up to the mount point are asked.
#include "checker/internal/control_groups.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace revoke_mc::checker {
namespace {

namespace fs = std::filesystem;

/// Names of files that differ between the two versions.
struct Version {
    const char* limit;
    const char* used;
    const char* cache;  ///< key in memory.stat: page cache that can be given back
};
constexpr Version version1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
constexpr Version version2{"memory.max", "memory.current", "inactive_file"};

/// A mounted hierarchy with a memory controller.
struct Mount {
    const Version* version = nullptr;
    std::string group;  ///< the group that is shown at `at`
    fs::path at;
};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    return parts;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Spaces and the like are written as \040 there.
std::string unescaped(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool octal = text[i] == '\\' && i + 3 < text.size() &&
                           std::all_of(&text[i + 1], &text[i + 4], [](char c) { return c >= '0' && c <= '7'; });
        out += octal ? static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8)) : text[i];
        if (octal) i += 3;
    }
    return out;
}

/// "36 35 0:31 /group /sys/fs/cgroup rw - cgroup2 cgroup2 rw": proc_pid_mountinfo(5).
std::optional<Mount> mount_in(const std::string& line) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) return std::nullopt;
    const std::vector<std::string> before = split(line.substr(0, dash), ' ');
    const std::vector<std::string> behind = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || behind.size() < 3) return std::nullopt;
    const bool one = behind[0] == "cgroup" && contains(split(behind[2], ','), "memory");
    if (!one && behind[0] != "cgroup2") return std::nullopt;
    return Mount{one ? &version1 : &version2, unescaped(before[3]), unescaped(before[4])};
}

/// The group of this process in the hierarchy, from "4:memory:/group" or "0::/group".
std::optional<std::string> own_group(const fs::path& root, const Version& version) {
    std::ifstream file(root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const bool fits = &version == &version2 ? line.starts_with("0::") : contains(split(controllers, ','), "memory");
        if (fits) return line.substr(second + 1);
    }
    return std::nullopt;
}

/// Where the group's files are. A group outside of what the mount shows: the mount point, the innermost that can be
/// seen.
fs::path folder_of(const fs::path& root, const Mount& mount, const std::string& group) {
    fs::path at = root / mount.at.relative_path();
    const fs::path below = fs::path(group).lexically_relative(mount.group);
    if (below.empty() || *below.begin() == "..") return at;
    return below == "." ? at : at / below;
}

/// The number that a file begins with; "max" is not one.
std::optional<std::uint64_t> number_in(const fs::path& path) {
    std::ifstream file(path);
    std::uint64_t value = 0;
    if (file >> value) return value;
    return std::nullopt;
}

std::uint64_t cache_in(const fs::path& folder, const Version& version) {
    std::ifstream file(folder / "memory.stat");
    std::string key;
    for (std::uint64_t value = 0; file >> key >> value;)
        if (key == version.cache) return value;
    return 0;
}

std::optional<std::uint64_t> left_in(const fs::path& folder, const Version& version) {
    const auto limit = number_in(folder / version.limit);
    const auto used = number_in(folder / version.used);
    if (!limit || !used) return std::nullopt;
    const std::uint64_t taken = *used - std::min(*used, cache_in(folder, version));
    return *limit - std::min(*limit, taken);
}

/// The least of what two limits leave, if there are any.
std::optional<std::uint64_t> least(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

}  // namespace

std::optional<std::uint64_t> left_in_groups(const fs::path& root) {
    std::optional<std::uint64_t> left;
    std::ifstream mounts(root / "proc/self/mountinfo");
    for (std::string line; std::getline(mounts, line);) {
        const std::optional<Mount> mount = mount_in(line);
        if (!mount) continue;
        const fs::path top = root / mount->at.relative_path();
        fs::path folder = folder_of(root, *mount, own_group(root, *mount->version).value_or(mount->group));
        for (; folder != top && folder.has_relative_path(); folder = folder.parent_path())
            left = least(left, left_in(folder, *mount->version));
        left = least(left, left_in(top, *mount->version));
    }
    return left;
}

}  // namespace revoke_mc::checker
