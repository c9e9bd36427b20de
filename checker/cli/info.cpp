// `revoke-mc info`: what a spec is made of, and how large it is going to be; with --explore, how large it is.
#include "reports/info.hpp"

#include "checker/checker.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/progress_line.hpp"
#include "checker/cli/signals.hpp"

namespace revoke_mc::cli {

ExitCode info_command(const InfoOptions& options, Console& console) {
    const checker::Spec spec(options.spec, options.settings);
    reports::Info info = reports::describe(spec.program(), spec.lowered());
    ProgressWatch watch(name_for_progress(options.spec), console);
    checker::Observer* observer = console.shows_progress() ? &watch : nullptr;
    if (options.sample > 0) info.estimate = checker::estimate(spec, options.sample, {}, observer);
    if (options.explore) {
        const InterruptScope interrupt;
        info.outcome = checker::count(spec, {.interrupt = &interrupt.flag()}, observer);
    }
    console.out(options.json ? reports::info_json(info) : reports::info_text(info, console.style()));
    return info.outcome && info.outcome->reason ? ExitCode::incomplete : ExitCode::as_expected;
}

}  // namespace revoke_mc::cli
