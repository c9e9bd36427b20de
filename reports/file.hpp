// Reading and writing whole files, with every error said.
//
// A report is written beside its final name, synced and then renamed, so that under the final name there is the old
// file, the new file or none, but never half of one; the temporary file is removed when anything fails. What is not a
// regular file (a pipe, /dev/full) cannot be renamed to and is written directly.
//
//     require_writable("out/result.json");           // before a search of ten minutes
//     write_file("out/result.json", text);           // throws FileError with the path and the reason
#pragma once

#include <cstddef>
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

inline constexpr std::size_t max_document_bytes = std::size_t{256} << 20;

/// The whole file. A file longer than `limit`, a folder and a missing file are errors.
[[nodiscard]] std::string read_file(const std::string& path, std::size_t limit = max_document_bytes);

/// Replaces the file by `text` in one go.
void write_file(const std::string& path, std::string_view text);

/// Throws FileError if write_file(path) is bound to fail: no such folder, no permission, a folder of that name.
void require_writable(const std::string& path);

/// Makes the folder and those above it; it is fine if it exists.
void make_folder(const std::string& path);

}  // namespace revoke_mc::reports
