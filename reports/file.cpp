// POSIX files rather than streams: a stream hides which error it was, and close() and fsync() can fail too. Reading is
// left to model/language/syntax/regular_file.hpp.
#include "reports/file.hpp"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "model/language/syntax/regular_file.hpp"
#include "reports/internal/descriptor.hpp"

namespace revoke_mc::reports {
namespace {

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

/// What a shell hands over (`--json >(jq .)`, /dev/stdout) is open already: the descriptor's number, or -1.
int own_descriptor(const std::string& path) {
    if (path == "/dev/stdout") return STDOUT_FILENO;
    if (path == "/dev/stderr") return STDERR_FILENO;
    for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
        if (!path.starts_with(folder)) continue;
        int number = -1;
        const char* end = path.data() + path.size();
        const auto [stop, error] = std::from_chars(path.data() + folder.size(), end, number);
        if (error == std::errc{} && stop == end && number >= 0) return number;
    }
    return -1;
}

/// It can be written to.
bool is_open(int descriptor) {
    const int flags = ::fcntl(descriptor, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

/// /dev/null, by whatever name.
bool is_null_device(const std::string& path) {
    struct stat status {};
    struct stat null {};
    return ::stat(path.c_str(), &status) == 0 && ::stat("/dev/null", &null) == 0 && S_ISCHR(status.st_mode) &&
           status.st_rdev == null.st_rdev;
}

/// Throws if there is something at the path that is not to be replaced: a pipe, a device, a link that leads nowhere.
void require_regular(const std::string& path) {
    if (const std::string why = syntax::why_not_regular(path); !why.empty())
        throw FileError("cannot write " + path + ": it " + why);
}

/// A file can be made in it, `path`.
void require_folder(const std::string& folder, const std::string& path) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) fail("write", path, errno);
    if (!S_ISDIR(status.st_mode)) fail("write", path, ENOTDIR);
    if (::access(folder.c_str(), W_OK | X_OK) != 0) fail("write", path, errno);
}

void write_own(int number, const std::string& path, std::string_view text) {
    if (!is_open(number)) fail("write", path, EBADF);
    if (const int error = write_all(number, text)) fail("write", path, error);
}

/// What the new file may be: as the old one, or as the umask says.
mode_t mode_for(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return status.st_mode & 0777;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

void write_regular(const std::string& path, std::string_view text) {
    std::string temporary = folder_of(path) + "/.revoke-mc-XXXXXX";  // short: the name itself may be as long as it gets
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

/// What was there stays, whatever happens to the new part.
void append_regular(const std::string& path, std::string_view text) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode_for(path)));
    struct stat before {};
    if (file.number() < 0 || ::fstat(file.number(), &before) != 0) fail("write", path, errno);
    int error = write_all(file.number(), text);
    if (error == 0) error = sync(file.number());
    if (error != 0 && ::ftruncate(file.number(), before.st_size) != 0) error = errno;
    if (error == 0) error = file.close();
    if (error != 0) fail("write", path, error);
}

}  // namespace

std::string read_file(const std::string& path, std::size_t limit) {
    syntax::RegularFile file = syntax::read_regular(path, limit);
    const std::string shown = path.empty() ? "\"\"" : path.c_str();  // what() ends at a NUL as well
    if (!file.problem.empty()) throw FileError(shown + " " + file.problem);
    return std::move(file.text);
}

void write_file(const std::string& path, std::string_view text) {
    if (const int number = own_descriptor(path); number >= 0) return write_own(number, path, text);
    if (is_null_device(path)) return;
    require_regular(path);
    write_regular(behind_links(path), text);
}

void append_file(const std::string& path, std::string_view text) {
    if (const int number = own_descriptor(path); number >= 0) return write_own(number, path, text);
    if (is_null_device(path)) return;
    require_regular(path);
    append_regular(path, text);
}

void require_writable(const std::string& path) {
    if (path.empty()) throw FileError("cannot write a file without a name");
    if (const int number = own_descriptor(path); number >= 0) {
        if (!is_open(number)) fail("write", path, EBADF);
        return;
    }
    if (is_null_device(path)) return;
    require_regular(path);
    const std::string target = behind_links(path);
    require_folder(folder_of(target), path);
    if (std::filesystem::path(target).filename().empty()) fail("write", path, EISDIR);
    if (::access(target.c_str(), W_OK) != 0 && errno != ENOENT) fail("write", path, errno);  // or its name is too long
}

std::optional<FileId> file_id(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return FileId{status.st_dev, status.st_ino};
}

void make_folder(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) fail("make the folder", path, error.value());
    if (::access(path.c_str(), W_OK | X_OK) != 0) fail("write into", path, errno);
}

}  // namespace revoke_mc::reports
