// Reading and writing whole files, with every error reported.
//
// A report is written beside its final name, synced and then renamed: under the final name there is the old file, the
// new file or none, but never half of one; the temporary file is removed when anything fails. Only regular files are
// read or replaced: a pipe, a device, a link that leads nowhere is an error at once. What the shell has opened for us
// (/dev/stdout, /dev/fd/63) is written to as it is, and what goes to /dev/null is gone.
//
//     require_writable("out/result.json");           // before a search of ten minutes
//     write_file("out/result.json", text);           // throws FileError with the path and the reason
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reports/style.hpp"

namespace revoke_mc::reports {

/// A file that cannot be read or written. `what()` names it and says why.
class FileError : public std::runtime_error {
public:
    explicit FileError(const std::string& what) : std::runtime_error(printable(what)) {}
};

inline constexpr std::size_t max_document_bytes = std::size_t{64} << 20;

/// The whole file. A file longer than `limit`, a missing file and everything that is not a regular file are errors.
[[nodiscard]] std::string read_file(const std::string& path, std::size_t limit = max_document_bytes);

/// Replaces the file by `text` in one go.
void write_file(const std::string& path, std::string_view text);

/// Adds `text` to the end of the file, in one go, or leaves it as it was.
void append_file(const std::string& path, std::string_view text);

/// Throws FileError if write_file(path) is bound to fail: no such folder, no permission, a folder of that name.
void require_writable(const std::string& path);

/// The same for two paths if and only if they lead to one file: by links, or as hard links.
struct FileId {
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    auto operator<=>(const FileId&) const = default;
};
[[nodiscard]] std::optional<FileId> file_id(const std::string& path);

/// Makes the folder and those above it; it is fine if it exists.
void make_folder(const std::string& path);

}  // namespace revoke_mc::reports
