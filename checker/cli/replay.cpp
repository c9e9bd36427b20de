// `revoke-mc replay`: confirms a trace on its own spec, or follows it in another one.
#include <optional>
#include <vector>

#include "checker/checker.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/html_report.hpp"
#include "checker/cli/outputs.hpp"
#include "checker/cli/progress_line.hpp"
#include "checker/cli/signals.hpp"
#include "explorer/base/limits.hpp"
#include "reports/document_error.hpp"
#include "reports/file.hpp"
#include "reports/story.hpp"

namespace revoke_mc::cli {
namespace {

/// Of a search of the other spec, where nobody says how long.
constexpr std::chrono::minutes time_for_search{1};

checker::Limits limits_of(const ReplayOptions& options) {
    checker::Limits out;
    out.deadline = limits::deadline_after(options.timeout.value_or(std::chrono::nanoseconds::max()));
    out.max_memory = options.max_memory;
    return out;
}

/// Where the page goes, if one is wanted.
class PageFile {
public:
    /// Throws reports::FileError if it cannot be written.
    PageFile(const ReplayOptions& options, const reports::TraceDocument& trace)
        : target_(options.html),
          outputs_(target_ ? std::vector{options.trace, trace.spec.file, options.spec.value_or(trace.spec.file)}
                           : std::vector<std::string>{}) {
        if (target_) outputs_.require(*target_);
    }

    /// `complete(shown)` adds what was found.
    template <class F>
    void write(const reports::TraceDocument& trace, const checker::Limits& limits, const F& complete) const {
        if (!target_) return;
        reports::html::Page page;
        page.traces.push_back(for_page(trace, limits));
        complete(page.traces.back());
        outputs_.write(*target_, to_html(page));
    }

private:
    std::optional<std::string> target_;
    Outputs outputs_;
};

ExitCode replay_own(const reports::TraceDocument& trace, const PageFile& page, const checker::Limits& limits,
                    reports::Telling story, Console& console) {
    const checker::Replayed replayed = checker::replay(trace, limits);
    console.out(reports::story(trace, {console.width(), console.style(), story}) + "\n" + replayed.text + "\n");
    page.write(trace, limits, [&](reports::html::ShownTrace& shown) { shown.verdict = replayed.text; });
    return conclusion_of(replayed);
}

/// What the trace does not decide; nothing if it does.
std::optional<checker::Replayed> decide(const checker::Followed& followed, const ReplayOptions& options,
                                        checker::Limits limits, Console& console) {
    if (followed.answer() != checker::Replayed::Answer::undecided) return std::nullopt;
    console.flush();  // a search may take a while
    const InterruptScope interrupt;
    limits.interrupt = &interrupt.flag();
    if (!options.timeout) limits.deadline = limits::deadline_after(time_for_search);
    ProgressWatch watch(name_for_progress(*options.spec), console);
    checker::Replayed decided = followed.decide(limits, console.shows_progress() ? &watch : nullptr);
    console.out(decided.text + "\n");
    return decided;
}

ExitCode follow_other(const reports::TraceDocument& trace, const ReplayOptions& options, const PageFile& page,
                      const checker::Limits& limits, Console& console) {
    const checker::Followed followed(trace, *options.spec, limits);
    console.out(followed.text());
    const auto decided = decide(followed, options, limits, console);
    const checker::Replayed answer = decided.value_or(checker::Replayed{followed.answer(), ""});
    page.write(trace, limits, [&](reports::html::ShownTrace& shown) {
        const bool settled = answer.answer == checker::Replayed::Answer::not_broken;
        shown.comparison = for_page(followed, *options.spec, answer.text, settled);
    });
    return conclusion_of(answer);
}

}  // namespace

ExitCode replay_command(const ReplayOptions& options, Console& console) {
    const checker::Limits limits = limits_of(options);
    const std::string text = reports::read_file(options.trace);
    try {
        const reports::TraceDocument trace = reports::trace_from_json(text);
        const PageFile page(options, trace);
        return options.spec ? follow_other(trace, options, page, limits, console)
                            : replay_own(trace, page, limits, options.story, console);
    } catch (const reports::DocumentError& error) {
        throw reports::DocumentError(reports::printable(options.trace) + ": " + error.what());
    }
}

}  // namespace revoke_mc::cli
