// The files of a check: specs that are read, traces and a document that are written.
//
// What may not be written to is refused before the first search: ten minutes of work must not be lost to a misspelt
// folder.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/console.hpp"
#include "checker/cli/options.hpp"
#include "checker/cli/outputs.hpp"
#include "checker/cli/trace_files.hpp"

namespace revoke_mc::cli {

class CheckFiles {
public:
    /// Throws reports::FileError. Both must outlive it.
    CheckFiles(const CheckOptions& options, Console& console);

    [[nodiscard]] const std::vector<std::string>& specs() const { return specs_; }
    /// The name of the file, if traces are wanted. One that cannot be written is an error, but everything else goes on.
    std::optional<std::string> write(const std::string& spec, const reports::TraceDocument& trace);
    /// Where the spec's certificate goes; empty: none is wanted.
    [[nodiscard]] std::string certificate_for(const std::string& spec) const;
    /// Where its checkpoint is, or goes; empty: none is wanted.
    [[nodiscard]] std::string checkpoint_for(const std::string& spec) const;
    /// Something else could not be written.
    void fail(const std::string& why);
    /// Some trace or certificate could not be written.
    [[nodiscard]] bool failed() const { return failed_; }
    /// If it is wanted. One that cannot be written is an error, but no reason to go without the others.
    template <class F>
    void write_document(const std::optional<std::string>& target, const F& text) {
        if (target) guarded([&] { outputs_.write(*target, text()); });
    }
    /// To the summary of a step of GitHub Actions, if there is such a thing.
    template <class F>
    void append_summary(const F& text) {
        if (summary_) guarded([&] { outputs_.append(*summary_, text()); });
    }

private:
    template <class F>
    void guarded(const F& work) {
        try {
            work();
        } catch (const reports::FileError& error) {
            fail(error.what());
        }
    }
    void require_documents() const;
    void require_apart() const;
    using FileOfSpec = std::map<std::string, std::string>;
    [[nodiscard]] FileOfSpec files_in(const std::string& folder, const std::string& extension) const;
    void require_checkpoints(const std::string& folder) const;

    const CheckOptions& options_;
    Console& console_;
    std::vector<std::string> specs_;
    Outputs outputs_;
    std::optional<std::string> summary_;
    std::optional<TraceFiles> traces_;
    FileOfSpec certificates_, checkpoints_;
    bool failed_ = false;
};

}  // namespace revoke_mc::cli
