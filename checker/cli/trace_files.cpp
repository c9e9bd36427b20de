// Only letters, digits, '.', '_' and '-' go into names.
#include "checker/cli/trace_files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

#include "model/language/program/fingerprint.hpp"

namespace revoke_mc::cli {
namespace {

namespace fs = std::filesystem;

/// File systems take 255 bytes, some 143; behind the name come a number and ".json".
constexpr std::size_t longest = 120;

std::string stem(const std::string& spec) { return fs::path(spec).stem().string(); }

std::string harmless(std::string text) {
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) == 0 && c != '.' && c != '_' && c != '-') c = '-';
    }
    while (text.starts_with('.') || text.starts_with('-')) text.erase(0, 1);
    return text.empty() ? "spec" : text;
}

/// A name that is too long ends with a fingerprint of the whole, which keeps it unique.
std::string cut(const std::string& name) {
    if (name.size() <= longest) return name;
    const std::string print = program::text_hash(name);
    return name.substr(0, longest - print.size() - 1) + "-" + print;
}

}  // namespace

TraceFiles::TraceFiles(std::string folder, const std::vector<std::string>& specs, const Outputs& outputs)
    : folder_(std::move(folder)), outputs_(outputs) {
    std::map<std::string, int> count;
    for (const std::string& spec : specs) {
        if (++count[stem(spec)] > 1) ambiguous_.insert(stem(spec));
    }
}

std::string TraceFiles::base(const std::string& spec) const {
    return harmless(ambiguous_.contains(stem(spec)) ? fs::path(spec).replace_extension().string() : stem(spec));
}

std::string TraceFiles::unused(const std::string& wanted, const std::string& extension) {
    std::string chosen = wanted;
    for (int number = 2; !used_.insert(chosen + extension).second; ++number)
        chosen = wanted + "-" + std::to_string(number);
    return (fs::path(folder_) / (chosen + extension)).string();
}

std::string TraceFiles::name(const std::string& spec, const std::string& about) {
    return unused(cut(base(spec) + "." + harmless(about)), ".json");
}

std::string TraceFiles::name_for(const std::string& spec, const std::string& extension) {
    return unused(cut(base(spec)), extension);
}

std::string TraceFiles::write(const std::string& spec, const std::string& about, const reports::TraceDocument& trace) {
    std::string path = name(spec, about);
    outputs_.write(path, reports::to_json(trace));
    return path;
}

}  // namespace revoke_mc::cli
