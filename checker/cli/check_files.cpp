// Outputs are looked at once before, and once more when they are written.
#include "checker/cli/check_files.hpp"

#include <cstdlib>
#include <filesystem>

#include "checker/spec_files.hpp"
#include "reports/file.hpp"

namespace revoke_mc::cli {
namespace {

/// Each document that is wanted.
std::vector<std::string> documents_of(const CheckOptions& options) {
    std::vector<std::string> out;
    for (const auto* target : {&options.json, &options.sarif, &options.junit, &options.markdown})
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
    return !documents_of(options).empty() || step_summary(options) || options.traces || options.certificates;
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
        TraceFiles files(*options.certificates, specs_, outputs_);
        for (const std::string& spec : specs_) {
            certificates_[spec] = files.name_for(spec, ".rvkc");
            outputs_.require(certificates_[spec]);
        }
    }
}

/// Of two documents in one file only the last would be left.
void CheckFiles::require_documents() const {
    std::vector<std::string> targets = documents_of(options_);
    for (const std::string& target : targets) outputs_.require(target);
    if (summary_) outputs_.require(*summary_);
    std::map<std::string, int> times;
    for (const std::string& target : targets) {
        std::error_code error;
        const std::filesystem::path path =
            std::filesystem::weakly_canonical(std::filesystem::absolute(target, error), error);
        const bool is_file = !std::filesystem::exists(path, error) || std::filesystem::is_regular_file(path, error);
        if (is_file && ++times[path.string()] > 1)
            throw reports::FileError("cannot write two documents to one file: " + target);
    }
}

std::string CheckFiles::certificate_for(const std::string& spec) const {
    const auto file = certificates_.find(spec);
    return file == certificates_.end() ? "" : file->second;
}

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
