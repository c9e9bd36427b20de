// POSIX files rather than streams: a stream hides which error it was, and close() and fsync() can fail too.
#include "reports/file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace revoke_mc::reports {
namespace {

[[noreturn]] void fail(const std::string& doing, const std::string& path, int error) {
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

/// Removes the temporary file unless it got its final name.
class Leftover {
public:
    explicit Leftover(std::string path) : path_(std::move(path)) {}
    ~Leftover() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    Leftover(const Leftover&) = delete;
    Leftover& operator=(const Leftover&) = delete;
    void keep() { path_.clear(); }

private:
    std::string path_;
};

/// 0, or the errno of the first write that failed.
int write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// A file system that cannot sync (a pipe, some network ones) is no error.
int sync(int file) {
    if (::fsync(file) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP) return 0;
    return errno;
}

bool is_special(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/// The file that a symbolic link leads to, so that the link stays one.
std::string behind_links(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_symlink(path, error)) return path;
    const auto target = std::filesystem::weakly_canonical(path, error);
    return error ? path : target.string();
}

std::string folder_of(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    return folder.empty() ? "." : folder.string();
}

void write_special(const std::string& path, std::string_view text) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.number() < 0) fail("write", path, errno);
    if (const int error = write_all(file.number(), text)) fail("write", path, error);
    if (const int error = file.close()) fail("write", path, error);
}

/// What the new file may be: as the old one, or as the umask says.
mode_t mode_for(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return status.st_mode & 07777;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

void write_regular(const std::string& path, std::string_view text) {
    std::string temporary = path + ".XXXXXX";
    Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (file.number() < 0) fail("write", path, errno);
    Leftover leftover(temporary);
    if (const int error = write_all(file.number(), text)) fail("write", path, error);
    if (::fchmod(file.number(), mode_for(path)) != 0) fail("write", path, errno);
    if (const int error = sync(file.number())) fail("write", path, error);
    if (const int error = file.close()) fail("write", path, error);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail("write", path, errno);
    leftover.keep();
}

}  // namespace

std::string read_file(const std::string& path, std::size_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number() < 0) fail("read", path, errno);
    std::string text;
    std::string block(std::size_t{1} << 16, '\0');
    for (;;) {
        const ssize_t got = ::read(file.number(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read", path, errno);
        if (got == 0) return text;
        text.append(block, 0, static_cast<std::size_t>(got));
        if (text.size() > limit)
            throw FileError("cannot read " + path + ": it has more than " + std::to_string(limit) + " bytes");
    }
}

void write_file(const std::string& path, std::string_view text) {
    if (is_special(path)) return write_special(path, text);
    write_regular(behind_links(path), text);
}

void require_writable(const std::string& path) {
    if (path.empty()) throw FileError("cannot write a file without a name");
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) fail("write", path, EISDIR);
    const std::string target = is_special(path) ? path : folder_of(behind_links(path));
    if (::access(target.c_str(), W_OK) != 0) fail("write", path, errno);
    if (!is_special(path) && !std::filesystem::is_directory(target, error)) fail("write", path, ENOTDIR);
}

void make_folder(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) fail("make the folder", path, error.value());
    if (::access(path.c_str(), W_OK | X_OK) != 0) fail("write into", path, errno);
}

}  // namespace revoke_mc::reports
