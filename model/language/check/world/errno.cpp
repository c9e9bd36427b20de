// The numbers of include/uapi/asm-generic/errno-base.h and errno.h, and of include/linux/errno.h for
// the codes that never reach user space (from 512 on).
#include "model/language/check/world/errno.hpp"

#include <algorithm>
#include <array>

namespace revoke_mc::check {
namespace {

struct Code {
    std::string_view name;
    std::int64_t number;
};

constexpr std::array codes{
    Code{"EPERM", 1},         Code{"ENOENT", 2},      Code{"ESRCH", 3},        Code{"EINTR", 4},
    Code{"EIO", 5},           Code{"ENXIO", 6},       Code{"E2BIG", 7},        Code{"EBADF", 9},
    Code{"ECHILD", 10},       Code{"EAGAIN", 11},     Code{"EWOULDBLOCK", 11}, Code{"ENOMEM", 12},
    Code{"EACCES", 13},       Code{"EFAULT", 14},     Code{"EBUSY", 16},       Code{"EEXIST", 17},
    Code{"EXDEV", 18},        Code{"ENODEV", 19},     Code{"EINVAL", 22},      Code{"ENFILE", 23},
    Code{"EMFILE", 24},       Code{"ENOTTY", 25},     Code{"EFBIG", 27},       Code{"ENOSPC", 28},
    Code{"EROFS", 30},        Code{"EPIPE", 32},      Code{"EDOM", 33},        Code{"ERANGE", 34},
    Code{"EDEADLK", 35},      Code{"ENOSYS", 38},     Code{"ENODATA", 61},     Code{"ETIME", 62},
    Code{"EPROTO", 71},       Code{"EOVERFLOW", 75},  Code{"EBADFD", 77},      Code{"EOPNOTSUPP", 95},
    Code{"ENOBUFS", 105},     Code{"ESHUTDOWN", 108}, Code{"ETIMEDOUT", 110},  Code{"EALREADY", 114},
    Code{"EINPROGRESS", 115}, Code{"ESTALE", 116},    Code{"ECANCELED", 125},  Code{"EOWNERDEAD", 130},
    Code{"ERESTARTSYS", 512},
};

}  // namespace

std::optional<std::int64_t> error_code(std::string_view name) {
    const auto* found = std::find_if(codes.begin(), codes.end(), [&](const Code& code) { return code.name == name; });
    if (found == codes.end()) return std::nullopt;
    return found->number;
}

std::string_view error_name(std::int64_t number) {
    const auto* found =
        std::find_if(codes.begin(), codes.end(), [&](const Code& code) { return code.number == number; });
    return found == codes.end() ? "" : found->name;
}

std::vector<std::string> error_code_names() {
    std::vector<std::string> names;
    names.reserve(codes.size());
    for (const auto& code : codes) names.emplace_back(code.name);
    return names;
}

}  // namespace revoke_mc::check
