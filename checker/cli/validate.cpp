// `revoke-mc validate`: one log after the other against one spec; JSON and trace files.
#include "checker/validate.hpp"

#include <set>

#include "checker/cli/commands.hpp"
#include "checker/cli/outputs.hpp"
#include "checker/cli/signals.hpp"
#include "checker/cli/trace_files.hpp"
#include "explorer/base/limits.hpp"
#include "reports/document_error.hpp"
#include "reports/file.hpp"

namespace revoke_mc::cli {
namespace {

checker::Limits limits_of(const ValidateOptions& options) {
    checker::Limits out;
    out.deadline = limits::deadline_after(options.timeout);
    out.max_memory = options.max_memory;
    out.max_states = options.max_states;
    return out;
}

/// Spec and logs: nothing of what is read is written to.
std::vector<std::string> inputs_of(const ValidateOptions& options) {
    std::vector<std::string> out = options.logs;
    out.push_back(options.spec);
    return out;
}

class Validate {
public:
    Validate(const ValidateOptions& options, Console& console)
        : options_(options), console_(console), validator_(options.spec, options.settings, {}, options.coverage),
          outputs_(inputs_of(options)), document_(validator_.document()) {
        if (options.json) outputs_.require(*options.json);
        if (!options.traces) return;
        reports::make_folder(*options.traces);
        files_.emplace(*options.traces, options.logs, outputs_);
    }

    ExitCode run() {
        if (!options_.quiet)
            for (const std::string& warning : validator_.warnings()) console_.err(warning + "\n");
        if (options_.probes) {
            console_.out(validator_.probes());
            return ExitCode::as_expected;
        }
        const InterruptScope interrupt(!options_.quiet);
        for (const std::string& log : options_.logs) {
            if (interrupt.interrupted() || console_.closed()) {
                document_.logs.push_back(not_begun(log));
                code_ = worst(code_, ExitCode::incomplete);
                continue;
            }
            one(log, interrupt);
        }
        if (options_.coverage) add_coverage();
        if (options_.json) outputs_.write(*options_.json, reports::validation_json(document_));
        return code_;
    }

private:
    static reports::LogResult not_begun(const std::string& log) {
        reports::LogResult result;
        result.file = log;
        result.reason = "interrupt";
        return result;
    }

    /// A log that is none is said so, and the next one is looked at.
    void one(const std::string& log, const InterruptScope& interrupt) {
        checker::ValidateOptions options{limits_of(options_), options_.traces.has_value()};
        options.limits.interrupt = &interrupt.flag();
        try {
            checker::ValidatedLog validated = validator_.validate(log, options);
            write_traces(log, validated);
            if (!options_.quiet) console_.out(reports::told(validated.result, console_.style()));
            console_.flush();
            code_ = worst(code_, checker::conclusion_of(validated.result));
            covered_ |= validated.covered;
            document_.logs.push_back(std::move(validated.result));
        } catch (const reports::DocumentError& error) {
            fail(error.what());
        } catch (const reports::FileError& error) {
            fail(error.what());
        }
    }

    void add_coverage() {
        document_.coverage = validator_.coverage(covered_);
        if (options_.quiet) return;
        console_.out("\n" + validator_.coverage_text(covered_) + reports::coverage_summary(*document_.coverage));
    }

    void write_traces(const std::string& log, checker::ValidatedLog& validated) {
        if (!files_) return;
        if (validated.explained) validated.result.trace = write(log, "explained", *validated.explained);
        for (std::size_t i = 0; i < validated.violations.size(); ++i)
            if (validated.violations[i])
                validated.result.violations[i].trace =
                    write(log, validated.result.violations[i].property, *validated.violations[i]);
    }

    std::optional<std::string> write(const std::string& log, const std::string& about,
                                     const reports::TraceDocument& trace) {
        try {
            return files_->write(log, about, trace);
        } catch (const reports::FileError& error) {
            fail(error.what());
            return std::nullopt;
        }
    }

    void fail(const std::string& why) {
        console_.err("revoke-mc: " + why + "\n");
        code_ = worst(code_, ExitCode::wrong_input);
    }

    const ValidateOptions& options_;
    Console& console_;
    checker::Validator validator_;
    Outputs outputs_;
    std::optional<TraceFiles> files_;
    reports::ValidationDocument document_;
    explain::Covered covered_;  ///< by all logs
    ExitCode code_ = ExitCode::as_expected;
};

}  // namespace

ExitCode validate_command(const ValidateOptions& options, Console& console) { return Validate(options, console).run(); }

}  // namespace revoke_mc::cli
