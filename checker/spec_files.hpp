// Which files a command line means: files as they are, folders with all specs below them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace revoke_mc::checker {

/// Files in the order given; a folder stands for its *.rvk files at any depth, sorted, without libraries (files that
/// start with `library …;`). A file that is named twice is kept once. A path that does not exist is kept: loading it
/// says so. Throws reports::FileError for a folder that cannot be read or has no spec.
[[nodiscard]] std::vector<std::string> spec_files(const std::vector<std::string>& paths);

/// Behind the spaces and comments at `at`.
[[nodiscard]] std::size_t skip_blanks(const std::string& text, std::size_t at);

/// Does the text start with the word `library`, after comments and spaces?
[[nodiscard]] bool is_library(const std::string& text);
/// With `library` or with `spec`?
[[nodiscard]] bool is_spec(const std::string& text);

}  // namespace revoke_mc::checker
