// Logs of a kernel against a spec: is what happened there a run of the model?
//
//     const checker::Validator validator("specs/logs/async.rvk");
//     const checker::ValidatedLog log = validator.validate("run.jsonl.zst", options);
//     std::cout << reports::told(log.result, {});
//
// How a log is explained: model/semantics/explain/explain.hpp; what it looks like: reports/log.hpp; what of a spec it
// shows: specs/README.md, "Logs of a kernel".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/checker.hpp"
#include "model/semantics/explain/covered.hpp"
#include "reports/validation.hpp"

namespace revoke_mc::checker {

struct ValidateOptions {
    Limits limits;        ///< of one log; max_states of what is possible at one event
    bool traces = false;  ///< make them: the log is read again, and memory grows with the trace
};

struct ValidatedLog {
    reports::LogResult result;
    /// Of the longest explained beginning, if the log is not explained to its end.
    std::optional<reports::TraceDocument> explained;
    /// By violation; each ends where the rule is broken.
    std::vector<std::optional<reports::TraceDocument>> violations;
    /// What the explained lines show to have been carried out, if the validator was made for it. Of several logs: |=.
    explain::Covered covered = {};
};

class Validator {
public:
    /// Throws syntax::SpecError, limits::Exhausted; reports::DocumentError if the spec does not say what a log shows.
    /// `coverage`: what logs cover is wanted, which makes it slower.
    explicit Validator(const std::string& spec, const Parameters& parameters = {}, const Limits& limits = {},
                       bool coverage = false);
    ~Validator();
    Validator(const Validator&) = delete;
    Validator& operator=(const Validator&) = delete;

    /// Throws reports::FileError, reports::DocumentError for a log that is none, with file and line.
    [[nodiscard]] ValidatedLog validate(const std::string& log, const ValidateOptions& options) const;

    /// Spec, title and parameters; no logs yet.
    [[nodiscard]] reports::ValidationDocument document() const;
    [[nodiscard]] std::vector<std::string> warnings() const;
    /// The dynamic events of Linux tracing that show what the spec's table asks for, a line each.
    [[nodiscard]] std::string probes() const;
    /// What logs have covered, of each file that has code: the spec, what it uses, the library.
    [[nodiscard]] std::vector<reports::FileCoverage> coverage(const explain::Covered& covered) const;
    /// The text of the spec and of each file that it uses, with a mark in front of each line that has code.
    [[nodiscard]] std::string coverage_text(const explain::Covered& covered) const;

    struct Contents;

private:
    std::unique_ptr<const Contents> contents_;
};

[[nodiscard]] Conclusion conclusion_of(const reports::LogResult& result);

}  // namespace revoke_mc::checker
