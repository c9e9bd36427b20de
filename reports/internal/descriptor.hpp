// POSIX files, with every error noticed.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "reports/file.hpp"

namespace revoke_mc::reports {

/// Throws a FileError: "cannot write out/a.json: No space left on device".
[[noreturn]] inline void fail(const std::string& doing, const std::string& path, int error) {
    throw FileError("cannot " + doing + " " + path + ": " + std::generic_category().message(error));
}

/// An open file; closing it is checked once, by close(), or done quietly by the destructor.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] int close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

private:
    int number_;
};

/// 0, or the errno of the first write that failed.
inline int write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// 0 or an errno. A file system that cannot sync (a pipe, some network ones) is not an error.
inline int sync(int file) {
    if (::fsync(file) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP) return 0;
    return errno;
}

/// The file that a symbolic link leads to: the link itself stays.
inline std::string behind_links(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_symlink(path, error)) return path;
    const auto target = std::filesystem::weakly_canonical(path, error);
    return error ? path : target.string();
}

inline std::string folder_of(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    return folder.empty() ? "." : folder.string();
}

}  // namespace revoke_mc::reports
