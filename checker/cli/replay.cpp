// `revoke-mc replay`: confirms a trace on its own spec, or follows it in another one.
#include "checker/checker.hpp"
#include "checker/cli/commands.hpp"
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

ExitCode replay_own(const reports::TraceDocument& trace, const checker::Limits& limits, reports::Telling story,
                    Console& console) {
    const checker::Replayed replayed = checker::replay(trace, limits);
    console.out(reports::story(trace, {console.width(), console.style(), story}) + "\n" + replayed.text + "\n");
    return conclusion_of(replayed);
}

ExitCode follow_other(const reports::TraceDocument& trace, const ReplayOptions& options, checker::Limits limits,
                      Console& console) {
    const checker::Followed followed(trace, *options.spec, limits);
    console.out(followed.text());
    if (followed.answer() != checker::Replayed::Answer::undecided)
        return checker::conclusion_of(checker::Replayed{followed.answer(), ""});
    console.flush();  // a search may take a while
    const InterruptScope interrupt;
    limits.interrupt = &interrupt.flag();
    if (!options.timeout) limits.deadline = limits::deadline_after(time_for_search);
    const checker::Replayed decided = followed.decide(limits);
    console.out(decided.text + "\n");
    return conclusion_of(decided);
}

}  // namespace

ExitCode replay_command(const ReplayOptions& options, Console& console) {
    const checker::Limits limits = limits_of(options);
    const std::string text = reports::read_file(options.trace);
    try {
        const reports::TraceDocument trace = reports::trace_from_json(text);
        return options.spec ? follow_other(trace, options, limits, console)
                            : replay_own(trace, limits, options.story, console);
    } catch (const reports::DocumentError& error) {
        throw reports::DocumentError(reports::printable(options.trace) + ": " + error.what());
    }
}

}  // namespace revoke_mc::cli
