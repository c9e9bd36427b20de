// Reads files that somebody else has named: at once, or not at all.
//
// A spec, a used file or a trace may be named by accident or malice: a named pipe that nobody writes to, a device
// without end, a link that leads nowhere, a file of gigabytes. What is not a regular file is refused before it is
// opened (and once more afterwards, in case somebody exchanges it meanwhile); opening never waits.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace revoke_mc::syntax {

struct RegularFile {
    std::string text;
    /// Why there is no text, to be put behind the file's name: "does not exist", "is a named pipe, not a file". Empty:
    /// all is well.
    std::string problem;
};

/// The whole file, if it has at most `limit` bytes.
[[nodiscard]] RegularFile read_regular(const std::filesystem::path& path, std::size_t limit);

/// "is a folder, not a file" and the like for what exists and is not a regular file, "is a symbolic link that leads
/// nowhere"; empty for a regular file and for what is not there.
[[nodiscard]] std::string why_not_regular(const std::filesystem::path& path);

}  // namespace revoke_mc::syntax
