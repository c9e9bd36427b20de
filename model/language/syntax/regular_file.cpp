// POSIX files rather than streams: a stream cannot be made not to wait, and hides which error it was.
#include "model/language/syntax/regular_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace revoke_mc::syntax {
namespace {

class Descriptor {
public:
    explicit Descriptor(const std::filesystem::path& path)
        : number_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

std::string kind_of(mode_t mode) {
    if (S_ISREG(mode)) return "";
    if (S_ISDIR(mode)) return "is a folder, not a file";
    if (S_ISFIFO(mode)) return "is a named pipe, not a file";
    if (S_ISSOCK(mode)) return "is a socket, not a file";
    return "is a device, not a file";
}

std::string unreadable(int error) { return "cannot be read: " + std::generic_category().message(error); }

std::string too_large(std::size_t limit) {
    return limit >= 1U << 20U ? fmt::format("is larger than {} MiB", limit >> 20U)
                              : fmt::format("has more than {} bytes", limit);
}

/// Up to one byte more than the limit: files in /proc do not say how large they are.
RegularFile read_all(int file, std::size_t limit) {
    RegularFile read;
    std::string block(std::size_t{1} << 16U, '\0');
    while (read.text.size() <= limit) {
        const ssize_t got = ::read(file, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return {"", unreadable(errno)};
        if (got == 0) return read;
        read.text.append(block, 0, static_cast<std::size_t>(got));
    }
    return {"", too_large(limit)};
}

}  // namespace

std::string why_not_regular(const std::filesystem::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return kind_of(status.st_mode);
    const bool is_link = ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
    return is_link ? "is a symbolic link that leads nowhere" : "";
}

RegularFile read_regular(const std::filesystem::path& path, std::size_t limit) {
    if (path.empty() || path.native().find('\0') != std::string::npos) return {"", "is not the name of a file"};
    if (std::string why = why_not_regular(path); !why.empty()) return {"", std::move(why)};
    const Descriptor file(path);
    if (file.number() < 0 && (errno == ENOENT || errno == ENOTDIR)) return {"", "does not exist"};
    if (file.number() < 0) return {"", unreadable(errno)};
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) return {"", unreadable(errno)};
    if (!S_ISREG(status.st_mode)) return {"", kind_of(status.st_mode)};
    if (static_cast<std::uint64_t>(status.st_size) > limit) return {"", too_large(limit)};
    return read_all(file.number(), limit);
}

}  // namespace revoke_mc::syntax
