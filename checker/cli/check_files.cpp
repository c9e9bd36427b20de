// Outputs are looked at once before, and once more when they are written.
#include "checker/cli/check_files.hpp"

#include "checker/spec_files.hpp"
#include "reports/file.hpp"

namespace revoke_mc::cli {

CheckFiles::CheckFiles(const CheckOptions& options, Console& console)
    : options_(options), console_(console), specs_(checker::spec_files(options.specs)),
      outputs_(options.json || options.html || options.traces || options.certificates ? specs_
                                                                                      : std::vector<std::string>{}) {
    if (options.json) outputs_.require(*options.json);
    if (options.html) outputs_.require(*options.html);
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
