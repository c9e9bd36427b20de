// Outputs are looked at once before, and once more when they are written.
#include "checker/cli/check_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

#include "checker/spec_files.hpp"
#include "reports/file.hpp"

namespace revoke_mc::cli {
namespace {

/// Each document that is wanted.
std::vector<std::string> documents_of(const CheckOptions& options) {
    std::vector<std::string> out;
    for (const auto* target : {&options.json, &options.sarif, &options.junit, &options.markdown, &options.html})
        if (*target) out.push_back(**target);
    return out;
}

std::optional<std::string> step_summary(const CheckOptions& options) {
    const char* file = std::getenv("GITHUB_STEP_SUMMARY");
    return options.github && file != nullptr && *file != '\0' ? std::optional<std::string>(file) : std::nullopt;
}

std::vector<std::string> also_read(const CheckOptions& options) {
    return options.baseline ? std::vector{*options.baseline} : std::vector<std::string>{};
}

bool writes(const CheckOptions& options) {
    return !documents_of(options).empty() || step_summary(options) || options.traces || options.certificates ||
           options.checkpoints;
}

/// However it is spelt.
std::filesystem::path path_of(const std::string& file) {
    std::error_code error;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(file, error), error);
}

constexpr const char* checkpoint_extension = ".checkpoint";

std::string file_of(const std::string& spec, const std::map<std::string, std::string>& files) {
    const auto file = files.find(spec);
    return file == files.end() ? "" : file->second;
}

}  // namespace

CheckFiles::CheckFiles(const CheckOptions& options, Console& console)
    : options_(options), console_(console), specs_(checker::spec_files(options.specs)),
      outputs_(writes(options) ? specs_ : std::vector<std::string>{}, also_read(options)),
      summary_(step_summary(options)) {
    require_documents();
    if (options.traces) {
        reports::make_folder(*options.traces);
        traces_.emplace(*options.traces, specs_, outputs_);
    }
    if (options.certificates) {
        reports::make_folder(*options.certificates);
        certificates_ = files_in(*options.certificates, ".rvkc");
    }
    if (options.checkpoints) {
        if (options.search.checkpoint.resume)
            require_checkpoints(*options.checkpoints);
        else
            reports::make_folder(*options.checkpoints);
        checkpoints_ = files_in(*options.checkpoints, checkpoint_extension);
    }
    require_apart();
}

/// Of two documents in one file only the last would be left.
void CheckFiles::require_documents() const {
    std::vector<std::string> targets = documents_of(options_);
    for (const std::string& target : targets) outputs_.require(target);
    if (summary_) outputs_.require(*summary_);
    std::map<std::string, int> times;
    for (const std::string& target : targets) {
        std::error_code error;
        const std::filesystem::path path = path_of(target);
        const bool is_file = !std::filesystem::exists(path, error) || std::filesystem::is_regular_file(path, error);
        if (is_file && ++times[path.string()] > 1)
            throw reports::FileError("cannot write two documents to one file: " + target);
    }
}

/// A document that took its place would end what a checkpoint has kept.
void CheckFiles::require_apart() const {
    std::set<std::filesystem::path> taken;
    for (const FileOfSpec* files : {&certificates_, &checkpoints_})
        for (const auto& [spec, file] : *files) taken.insert(path_of(file));
    for (const std::string& target : documents_of(options_))
        if (taken.contains(path_of(target)))
            throw reports::FileError("cannot write " + target + ": a checkpoint or a certificate goes there");
}

CheckFiles::FileOfSpec CheckFiles::files_in(const std::string& folder, const std::string& extension) const {
    FileOfSpec out;
    TraceFiles files(folder, specs_, outputs_);
    for (const std::string& spec : specs_) {
        out[spec] = files.name_for(spec, extension);
        outputs_.require(out[spec]);
    }
    return out;
}

/// Who says that he goes on does not want to begin all anew.
void CheckFiles::require_checkpoints(const std::string& folder) const {
    TraceFiles files(folder, specs_, outputs_);
    std::vector<std::string> missing;
    for (const std::string& spec : specs_) missing.push_back(files.name_for(spec, checkpoint_extension));
    const auto is_there = [](const std::string& file) {
        std::error_code unreadable;  // then opening it says why
        return std::filesystem::exists(file, unreadable) || unreadable == std::errc::permission_denied;
    };
    if (missing.empty() || std::ranges::any_of(missing, is_there)) return;
    throw reports::FileError("there is nothing to go on from: " + missing.front() + " does not exist" +
                             (missing.size() == 1 ? "" : ", nor a checkpoint of another of these specs"));
}

std::string CheckFiles::certificate_for(const std::string& spec) const { return file_of(spec, certificates_); }

std::string CheckFiles::checkpoint_for(const std::string& spec) const { return file_of(spec, checkpoints_); }

std::optional<std::string> CheckFiles::write(const std::string& spec, const reports::TraceDocument& trace) {
    if (!traces_) return std::nullopt;
    try {
        return traces_->write(spec, trace.property.name, trace);
    } catch (const reports::FileError& error) {
        fail(error.what());
        return std::nullopt;
    }
}

void CheckFiles::fail(const std::string& why) {
    console_.err("revoke-mc: " + why + "\n");
    failed_ = true;
}

}  // namespace revoke_mc::cli
