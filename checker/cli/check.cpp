// `revoke-mc check`: every spec, one after the other; what matters at once, a table at the end.
//
// Unexpected violations are shown as stories, expected ones in a line.
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "checker/checker.hpp"
#include "checker/cli/check_files.hpp"
#include "checker/cli/check_formats.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/html_report.hpp"
#include "checker/cli/progress_line.hpp"
#include "checker/cli/signals.hpp"
#include "checker/shared_coverage.hpp"
#include "explorer/base/limits.hpp"
#include "model/language/program/program.hpp"
#include "model/semantics/coverage/observer.hpp"
#include "reports/coverage.hpp"
#include "reports/story.hpp"
#include "reports/table.hpp"

namespace revoke_mc::cli {
namespace {

/// Allowed, for tests and measurements, but hardly ever what is wanted.
std::string threads_warning(const CheckOptions& options) {
    const unsigned cores = std::thread::hardware_concurrency();  // 0: nobody knows
    if (cores == 0 || options.search.threads <= cores) return "";
    return fmt::format("warning: {} threads on {} core{}: they take turns, which is slower than one a core\n",
                       options.search.threads, cores, cores == 1 ? "" : "s");
}

checker::CheckOptions for_next_spec(const CheckOptions& options, const InterruptScope& interrupt) {
    checker::CheckOptions out = options.search;
    out.limits.deadline = limits::deadline_after(options.timeout);
    out.limits.interrupt = &interrupt.flag();
    return out;
}

using checker::CheckedSpec;
using checker::conclusion_of;

class Check {
public:
    Check(const CheckOptions& options, Console& console)
        : options_(options), console_(console), files_(options, console), formats_(options) {}

    ExitCode run() {
        const InterruptScope interrupt(!options_.quiet);
        if (const std::string warning = threads_warning(options_); !options_.quiet) console_.err(warning);
        for (const std::string& file : files_.specs()) {
            const bool ends = interrupt.interrupted() || console_.closed();
            CheckedSpec checked = one(file, interrupt, ends);
            show(checked);
            take_in(checked);
            console_.flush();
            formats_.add(checked);
            document_.results.push_back(std::move(checked.result));
        }
        judge_shared_files();
        conclude();
        finish();
        return files_.failed() ? worst(code_, ExitCode::wrong_input) : code_;
    }

private:
    CheckedSpec one(const std::string& file, const InterruptScope& interrupt, bool ends) {
        checker::CheckOptions options = for_next_spec(options_, interrupt);
        options.certificate = files_.certificate_for(file);
        options.checkpoint.file = files_.checkpoint_for(file);
        if (ends) return checker::not_begun(file, options);
        ProgressWatch watch(name_for_progress(file, ++number_, files_.specs().size()), console_);
        CheckedSpec checked =
            checker::check_file(file, options_.settings, options, console_.shows_progress() ? &watch : nullptr);
        console_.clear_progress();
        return checked;
    }

    void show(CheckedSpec& checked) {
        if (checked.result.error) console_.err(*checked.result.error + "\n");
        if (!options_.quiet) {
            for (const std::string& warning : checked.result.warnings) console_.err(warning + "\n");
        }
        if (!options_.quiet) tell_circles(checked.result);
        for (const std::string& error : {checked.certificate_error, checked.checkpoint_error})
            if (!error.empty()) files_.fail(error);
        for (const CheckedSpec::Found& found : checked.found) show(checked.result, found);
        if (!options_.quiet) console_.out(checked.findings);
    }

    void take_in(const CheckedSpec& checked) {
        shared_.add(checked);
        if (!checked.observed) return;
        const program::Program& program = *checked.program;
        if (options_.search.coverage && !options_.quiet)
            console_.out(reports::coverage_text(program, program.own_file(), checked.observed->points) + "\n");
    }

    /// After all specs: what none of them made use of in the files that they share.
    void judge_shared_files() {
        if (options_.search.coverage && !options_.quiet) console_.out(shared_.text());
        if (!options_.search.strict) return;
        judged_ = shared_.judge(options_.specs, options_.settings.empty());
        console_.err(judged_.stale);
        if (!options_.quiet) console_.out(judged_.text);
        document_.findings = judged_.findings;
    }

    /// With a baseline only what is new counts.
    void conclude() {
        const reports::Comparison* comparison = formats_.compare(document_, judged_.remarks);
        for (const reports::SpecResult& result : document_.results)
            code_ = worst(code_, comparison != nullptr ? conclusion_of(result, *comparison) : conclusion_of(result));
        code_ = worst(code_, comparison != nullptr ? conclusion_of(judged_, *comparison) : conclusion_of(judged_));
    }

    void show(reports::SpecResult& result, const CheckedSpec::Found& found) {
        reports::PropertyResult& property = result.properties[found.property];
        const std::optional<std::string> file = files_.write(result.spec, found.trace);
        if (!property.trace) property.trace = file;
        if (file && !property.circles.empty()) property.traces.push_back(*file);
        if (options_.html) keep(found);
        if (options_.quiet) return;
        if (found.expected) {
            console_.out(summary(result.spec, found.trace, file));
        } else {
            console_.out("\n" + reports::story(found.trace, {console_.width(), console_.style(), options_.story}) +
                         (file ? "trace: " + reports::printable(*file) + "\n" : "") + "\n");
        }
    }

    /// For the page at the end. The result that it belongs to is the next one of the document.
    void keep(const CheckedSpec::Found& found) {
        checker::Limits limits;
        limits.max_memory = options_.search.limits.max_memory;
        page_.traces.push_back(for_page(found.trace, limits));
        page_.traces.back().expected = found.expected;
        page_.traces.back().result = document_.results.size();
        page_.traces.back().property = found.property;
    }

    static std::string summary(const std::string& spec, const reports::TraceDocument& trace,
                               const std::optional<std::string>& file) {
        const std::size_t steps = trace.steps.size();
        return fmt::format("{}: {} is {}, {} step{}{}\n", reports::printable(spec), trace.property.name,
                           trace.witness ? "possible" : "violated as expected", steps, steps == 1 ? "" : "s",
                           file ? "; trace: " + reports::printable(*file) : "");
    }

    /// Circles of locks, in front of the traces that make them.
    void tell_circles(const reports::SpecResult& result) {
        for (const reports::PropertyResult& property : result.properties) {
            for (const std::string& circle : property.circles)
                console_.out(
                    fmt::format("{}: {} is violated: {}\n", reports::printable(result.spec), property.name, circle));
            for (const std::string& order : property.untraced)
                console_.out(fmt::format("{}: {}: without a trace: {}\n", reports::printable(result.spec),
                                         property.name, reports::printable(order)));
            if (property.more_circles)
                console_.out(
                    fmt::format("{}: {}: there may be more circles; each order that was seen is on one of these\n",
                                reports::printable(result.spec), property.name));
        }
    }

    void finish() {
        if (!options_.quiet) {
            console_.out("\n" + reports::table(document_, console_.style()));
            console_.out("\n" + reports::summary(document_) + "\n");
            console_.out(formats_.changes(console_.style()));
        }
        formats_.conclude(files_.failed() ? worst(code_, ExitCode::wrong_input) : code_);
        formats_.annotate(console_);
        console_.flush();  // in order, where both go to the same place
        files_.write_document(options_.json, [&] { return reports::to_json(document_); });
        formats_.write(files_);
        files_.write_document(options_.html, [&] {
            page_.results = document_;
            return to_html(page_);
        });
    }

    const CheckOptions& options_;
    Console& console_;
    CheckFiles files_;
    CheckFormats formats_;
    reports::ResultDocument document_;
    reports::html::Page page_;  // if one is wanted
    checker::SharedCoverage shared_;
    checker::SharedCoverage::Judged judged_;
    ExitCode code_ = ExitCode::as_expected;
    std::size_t number_ = 0;  ///< of the spec, from 1
};

}  // namespace

ExitCode check_command(const CheckOptions& options, Console& console) {
    CheckOptions all = options;
    all.github = options.github || in_github_actions();
    if (all.github) console.guard_commands();
    return Check(all, console).run();
}

}  // namespace revoke_mc::cli
