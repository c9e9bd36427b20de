// The commands. Each does its job and says how it ended; mistakes of the user leave as exceptions, which run()
// tells.
#pragma once

#include <string>

#include "checker/cli/console.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/launch.hpp"
#include "checker/cli/options.hpp"

namespace revoke_mc::cli {

[[nodiscard]] ExitCode check_command(const CheckOptions& options, Console& console);
[[nodiscard]] ExitCode check_any_command(const CheckOptions& options, Console& console);  ///< check --any
[[nodiscard]] ExitCode replay_command(const ReplayOptions& options, Console& console);
[[nodiscard]] ExitCode simulate_command(const SimulateOptions& options, Console& console);
[[nodiscard]] ExitCode graph_command(const GraphOptions& options, Console& console);
[[nodiscard]] ExitCode export_command(const ExportOptions& options, Console& console);
[[nodiscard]] ExitCode info_command(const InfoOptions& options, Console& console);
[[nodiscard]] ExitCode mutate_command(const MutateOptions& options, Console& console);
[[nodiscard]] ExitCode validate_command(const ValidateOptions& options, Console& console);

/// The whole program. `launch`: it is one rank of several; null: it is alone.
[[nodiscard]] ExitCode run(int argc, const char* const* argv, const std::string& version,
                           const Launch* launch = nullptr);

}  // namespace revoke_mc::cli
