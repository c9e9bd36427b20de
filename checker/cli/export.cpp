// `revoke-mc export`: the model for another checker.
#include "reports/export/export.hpp"

#include <filesystem>

#include "checker/cli/commands.hpp"
#include "checker/cli/outputs.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "reports/document_error.hpp"

namespace revoke_mc::cli {

namespace {

std::string exported(const reports::Commands& commands, ExportFormat format, const std::string& name) {
    switch (format) {
    case ExportFormat::promela: return reports::to_promela(commands, name);
    case ExportFormat::murphi: return reports::to_murphi(commands, name);
    default: return reports::to_aiger(commands, name);
    }
}

}  // namespace

ExitCode export_command(const ExportOptions& options, Console& console) {
    const Outputs outputs({options.spec});
    if (options.output) outputs.require(*options.output);
    const program::Program program = check::check(syntax::load(options.spec), options.settings);
    const lower::Lowered lowered = lower::lower(program);
    if (lowered.model().initial.empty())
        throw reports::DocumentError(reports::printable(options.spec) +
                                     ": each start is cut before the first step (`check` says by what), "
                                     "so there is no state to export");
    const reports::Commands commands(program, lowered);
    const std::string name = std::filesystem::path(options.output.value_or(options.spec)).stem().string();
    const std::string text = exported(commands, options.format, name);
    if (options.output) {
        outputs.write(*options.output, text);
    } else {
        console.out(text);
    }
    return ExitCode::as_expected;
}

}  // namespace revoke_mc::cli
