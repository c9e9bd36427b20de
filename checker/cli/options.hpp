// What the user asked for: the command line as plain data.
//
// parse() knows the words and the help texts; the commands know only these structs.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checker/checker.hpp"
#include "checker/cli/exit_code.hpp"
#include "reports/story.hpp"

namespace revoke_mc::cli {

/// --set NAME=VALUE
using Settings = checker::Parameters;

using checker::Reduction;

/// How much is said beside the results.
struct Manner {
    bool quiet = false;
    bool progress = false;  ///< also where standard error is no terminal
};

struct CheckOptions : Manner {
    std::vector<std::string> specs;  ///< files and folders
    Settings settings;
    std::vector<std::string> any;  ///< parameters to be checked for every value; empty: one value of each
    checker::CheckOptions search;  ///< for each spec; its deadline is set when that begins
    std::chrono::nanoseconds timeout = std::chrono::nanoseconds::max();  ///< for a spec
    std::optional<std::string> json;
    std::optional<std::string> sarif;
    std::optional<std::string> junit;
    std::optional<std::string> markdown;
    std::optional<std::string> baseline;
    std::optional<std::string> html;
    std::optional<std::string> traces;
    std::optional<std::string> certificates;
    std::optional<std::string> checkpoints;  ///< a folder; search.checkpoint says the rest
    reports::Telling story = reports::Telling::brief;
    bool github = false;
    bool memory_given = false, threads_given = false;  ///< else they are what is there
    std::string version;                               ///< of this program, for documents that say it
};

struct ReplayOptions : Manner {
    std::string trace;
    std::optional<std::string> spec;
    std::optional<std::string> html;
    std::uint64_t max_memory = std::numeric_limits<std::uint64_t>::max();  ///< bytes
    std::optional<std::chrono::nanoseconds> timeout;  ///< of all that is done; none: of the search of `spec` alone
    reports::Telling story = reports::Telling::brief;
};

struct SimulateOptions : Manner {
    std::string spec;
    Settings settings;
    std::optional<std::uint64_t> seed;
    std::uint64_t steps = 50;
    bool interactive = false;
};

enum class GraphFormat : std::uint8_t { dot, graphml, svg };

struct GraphOptions : Manner {
    std::string spec;
    Settings settings;
    GraphFormat format = GraphFormat::dot;
    std::optional<std::string> thread;
    bool locks = false;
    std::optional<std::string> output;
    std::uint64_t max_states = 10'000;
    std::uint64_t max_memory = 0;  ///< bytes; of a search for the order of locks
};

enum class ExportFormat : std::uint8_t { promela, murphi, aiger };

struct ExportOptions : Manner {
    std::string spec;
    Settings settings;
    ExportFormat format = ExportFormat::promela;
    std::optional<std::string> output;
};

struct InfoOptions : Manner {
    std::string spec;
    Settings settings;
    std::uint64_t sample = 200'000;  ///< states to visit for the estimate; 0: none
    bool explore = false;            ///< then visit all, to compare
    bool json = false;
};

struct MutateOptions : Manner {
    std::string spec;
    Settings settings;
    checker::MutateOptions search;
    std::optional<std::string> json;
    std::optional<std::string> traces;
};

struct ValidateOptions : Manner {
    std::string spec;
    std::vector<std::string> logs;
    Settings settings;
    bool probes = false;                                                   ///< print these; there are no logs then
    bool coverage = false;                                                 ///< say what the logs cover
    std::uint64_t max_states = std::numeric_limits<std::uint64_t>::max();  ///< at one event
    std::uint64_t max_memory = std::numeric_limits<std::uint64_t>::max();  ///< bytes
    std::chrono::nanoseconds timeout = std::chrono::nanoseconds::max();    ///< of a log
    std::optional<std::string> json;
    std::optional<std::string> traces;
};

using Command = std::variant<CheckOptions, ReplayOptions, SimulateOptions, GraphOptions, ExportOptions, InfoOptions,
                             MutateOptions, ValidateOptions>;

/// Nothing to do but to print this and go: help, the version, or what is wrong with the command line.
struct Answer {
    std::string text;
    ExitCode code = ExitCode::as_expected;
};

[[nodiscard]] std::variant<Command, Answer> parse(int argc, const char* const* argv, const std::string& version);

}  // namespace revoke_mc::cli
