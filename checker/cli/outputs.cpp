// Files to be written, held against the files that are read.
#include "checker/cli/outputs.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "checker/spec_files.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/language/syntax/regular_file.hpp"

namespace revoke_mc::cli {
namespace {

namespace fs = std::filesystem;

/// What stands in quotes behind the word `use`, in a text that need not be free of mistakes.
std::vector<std::string> names_behind_use(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t at = text.find("use"); at != std::string::npos; at = text.find("use", at + 3)) {
        const std::size_t quote = checker::skip_blanks(text, at + 3);
        if (quote == text.size() || text[quote] != '"') continue;
        const std::size_t end = text.find('"', quote + 1);
        if (end != std::string::npos) names.push_back(text.substr(quote + 1, end - quote - 1));
    }
    return names;
}

bool is_spec_name(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    return extension == ".rvk";
}

}  // namespace

Outputs::Outputs(const std::vector<std::string>& specs, const std::vector<std::string>& others) {
    for (const std::string& file : others)
        if (const auto id = reports::file_id(file)) inputs_.insert(*id);
    std::vector<fs::path> open(specs.begin(), specs.end());
    while (!open.empty()) {
        const fs::path path = std::move(open.back());
        open.pop_back();
        const auto id = reports::file_id(path.string());
        if (!id || !inputs_.insert(*id).second) continue;
        const syntax::RegularFile file = syntax::read_regular(path, syntax::max_file_bytes);
        for (const std::string& name : names_behind_use(file.text)) open.push_back(path.parent_path() / name);
    }
}

void Outputs::refuse_inputs(const std::string& target) const {
    std::error_code error;
    if (is_spec_name(target) || is_spec_name(fs::weakly_canonical(target, error)))
        throw reports::FileError("cannot write " + target + ": a file named *.rvk is a spec, which is never replaced");
    const auto id = reports::file_id(target);
    if (id && inputs_.contains(*id))
        throw reports::FileError("cannot write " + target + ": it is one of the files that are read");
    if (id && checker::is_spec(syntax::read_regular(target, syntax::max_file_bytes).text))
        throw reports::FileError("cannot write " + target + ": there is a spec in it, which is never replaced");
}

void Outputs::require(const std::string& target) const {
    refuse_inputs(target);
    reports::require_writable(target);
}

void Outputs::write(const std::string& target, std::string_view text) const {
    refuse_inputs(target);
    reports::write_file(target, text);
}

void Outputs::append(const std::string& target, std::string_view text) const {
    refuse_inputs(target);
    reports::append_file(target, text);
}

}  // namespace revoke_mc::cli
