// `revoke-mc info`: what a spec is made of, and how large it is going to be; with --explore, how large it is.
#include "reports/info.hpp"

#include "cli/commands.hpp"
#include "cli/estimate.hpp"
#include "cli/signals.hpp"
#include "model/check/check.hpp"
#include "model/syntax/loader.hpp"

namespace revoke_mc::cli {

ExitCode info_command(const InfoOptions& options, Console& console) {
    const program::Program program = check::check(syntax::load(options.spec), options.settings);
    const lower::Lowered lowered = lower::lower(program);
    reports::Info info = reports::describe(program, lowered);
    if (options.sample > 0) info.estimate = estimate_states(lowered, options.sample);
    if (options.explore) {
        const InterruptGuard interrupt;
        info.outcome = explore_states(lowered, interrupt.flag());
    }
    console.out(options.json ? reports::info_json(info) : reports::info_text(info, console.style()));
    return info.outcome && info.outcome->reason ? ExitCode::incomplete : ExitCode::as_expected;
}

}  // namespace revoke_mc::cli
