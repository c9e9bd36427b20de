// Folders are read completely and sorted: the order does not depend on the file system.
#include "checker/spec_files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <system_error>

#include "reports/file.hpp"

namespace revoke_mc::checker {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t enough_to_tell = 1 << 20;  ///< comments in front of `library` are shorter than this

[[noreturn]] void fail(const std::string& folder, const std::error_code& error) {
    throw reports::FileError("cannot read the folder " + folder + ": " + error.message());
}

/// What cannot be read (a link that leads nowhere, a pipe) is not a library: checking it will say what is wrong.
bool is_library_file(const fs::path& path) {
    try {
        return is_library(reports::read_file(path.string(), enough_to_tell * 8));
    } catch (const reports::FileError&) {
        return false;
    }
}

std::vector<std::string> specs_below(const std::string& folder) {
    std::vector<std::string> found;
    std::error_code error;
    fs::recursive_directory_iterator at(folder, error);
    if (error) fail(folder, error);
    for (const fs::recursive_directory_iterator end; at != end; at.increment(error)) {
        if (error) fail(folder, error);
        std::error_code ignored;
        if (at->path().extension() == ".rvk" && !at->is_directory(ignored) && !is_library_file(at->path()))
            found.push_back(at->path().string());
    }
    if (error) fail(folder, error);
    if (found.empty()) throw reports::FileError("no spec (*.rvk) in the folder " + folder);
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

std::size_t skip_blanks(const std::string& text, std::size_t at) {
    while (at < text.size()) {
        if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
            ++at;
        } else if (text.compare(at, 2, "//") == 0) {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.compare(at, 2, "/*") == 0) {
            const std::size_t end = text.find("*/", at + 2);
            at = end == std::string::npos ? text.size() : end + 2;
        } else {
            break;
        }
    }
    return at;
}

namespace {

/// After comments and spaces; a space or one of these characters comes behind the word.
bool starts_with_word(const std::string& text, const std::string& word, const std::string& behind) {
    const std::size_t bom = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    const std::size_t at = skip_blanks(text, bom);
    if (text.compare(at, word.size(), word) != 0) return false;
    const std::size_t end = at + word.size();
    if (end >= text.size()) return false;
    return std::isspace(static_cast<unsigned char>(text[end])) != 0 || behind.find(text[end]) != std::string::npos;
}

}  // namespace

bool is_library(const std::string& text) { return starts_with_word(text, "library", ""); }

bool is_spec(const std::string& text) { return starts_with_word(text, "spec", "\"") || is_library(text); }

std::vector<std::string> spec_files(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    std::set<std::string> seen;
    const auto add = [&](const std::string& file) {
        std::error_code error;
        const fs::path real = fs::weakly_canonical(file, error);
        if (seen.insert(error ? file : real.string()).second) files.push_back(file);
    };
    for (const std::string& path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            add(path);
            continue;
        }
        for (const std::string& file : specs_below(path)) add(file);
    }
    return files;
}

}  // namespace revoke_mc::checker
