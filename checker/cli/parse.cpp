// The command line with CLI11: words, checks, help.
//
// CLI11 has exit codes of its own; here every mistake is ExitCode::wrong_input and goes to standard error.
#include <charconv>
#include <cmath>
#include <map>
#include <thread>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "checker/checker.hpp"
#include "checker/cli/mutate_help.hpp"
#include "checker/cli/options.hpp"
#include "checker/cli/size.hpp"
#include "explorer/options.hpp"
#include "reports/style.hpp"

namespace revoke_mc::cli {
namespace {

constexpr unsigned most_threads = 1024;

const std::string check_examples = R"(Exit codes (the first that applies):
  2  a spec or the command line is wrong, or a file cannot be read or written
  1  a property has another verdict than expected, or counts differ from `expect states ...`
     (counts are compared under --reduction none with default parameters);
     with --strict also: something in a spec that is never made use of and not accepted
  3  incomplete: memory, states, time or patience (Ctrl-C) ran out; nothing is said to hold
  0  everything is as expected

Examples:
  revoke-mc check specs                                     every spec below a folder
  revoke-mc check specs/drivers/vfio-iommufd.rvk --set N=3  three importers
  revoke-mc check my.rvk --first --traces out               stop at the first violation, write its trace
  revoke-mc check specs --quiet --json result.json          for CI
  revoke-mc check big.rvk --max-memory 8G --timeout 3600    an hour, 8 GiB)";

const std::string replay_examples =
    R"(The trace's spec is read from where it was when it was checked. Every state is compared with what is recorded.

Exit codes:
  0  the trace is confirmed; with --spec: the violation does not happen there any more
  1  with --spec: the property is still violated
  2  the trace is damaged, was edited, or belongs to another spec or version
  3  all steps are possible, but what can follow them (stuck, always possible) was too much to search

Examples:
  revoke-mc replay out/my.no_dma_after_revoke.json
  revoke-mc replay out/my.no_dma_after_revoke.json --spec my-fixed.rvk   what stops it there?)";

const std::string simulate_examples = R"(Exit code 1 if the walk breaks a property that is not expected to be violated.

Examples:
  revoke-mc simulate specs/drivers/vfio-iommufd.rvk --steps 30
  revoke-mc simulate my.rvk --seed 7                        the same walk every time
  revoke-mc simulate my.rvk --interactive                   you choose each step)";

const std::string graph_examples = R"(Examples:
  revoke-mc graph my.rvk --thread vfio.reset | dot -Tsvg > reset.svg
  revoke-mc graph my.rvk --locks | dot -Tsvg > locks.svg
  revoke-mc graph my.rvk --format graphml -o states.graphml)";

const std::string export_examples =
    R"(Spin and Rumur count the states that `check --reduction none` counts, and find the same violations. The head of the
file says how to run them, and which properties they cannot decide.

Examples:
  revoke-mc export my.rvk --to promela -o my.pml
  revoke-mc export specs/drivers/vfio-iommufd.rvk --set N=1 --to murphi -o vfio.m)";

const std::string info_examples =
    R"(The number of states is counted if it is small, else guessed from random walks.

Examples:
  revoke-mc info my.rvk --set N=4
  revoke-mc info my.rvk --set N=4 --explore                 was the guess right?
  revoke-mc info my.rvk --json --sample 0                   without counting or guessing)";

const std::string main_footer = R"(revoke-mc COMMAND --help says more. A first run:
  revoke-mc check specs)";

/// Options as they stand on the command line, before they are understood.
struct Words {
    std::vector<std::string> set;
    std::string max_memory;
    double timeout = 0;
    std::uint64_t seed = 0;
    std::string json, traces, other_spec, thread, output;
    std::string reduction = "all", format = "dot", language;
};

/// Digits only, within bounds. (CLI11's own checks let "-1" through to an unsigned number.)
CLI::Validator whole_number(std::uint64_t least = 0, std::uint64_t most = ~std::uint64_t{0}) {
    return {[least, most](std::string& text) {
                std::uint64_t value = 0;
                const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
                const bool fits = error == std::errc{} && end == text.data() + text.size() && !text.empty();
                if (fits && value >= least && value <= most) return std::string();
                const std::string range = most == ~std::uint64_t{0} ? "" : " to " + std::to_string(most);
                return "should be a whole number from " + std::to_string(least) + range + ": " + text;
            },
            ""};
}

/// The value of --set: a whole number, true or false.
std::optional<std::int64_t> parse_value(std::string_view text) {
    if (text == "true") return 1;
    if (text == "false") return 0;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

Settings parse_settings(const std::vector<std::string>& words) {
    Settings settings;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        const auto value =
            equals == std::string::npos ? std::nullopt : parse_value(std::string_view(word).substr(equals + 1));
        if (!value || equals == 0)
            throw CLI::ValidationError("--set", "should be NAME=VALUE with a whole number, true or false: " + word);
        if (!settings.emplace(word.substr(0, equals), *value).second)
            throw CLI::ValidationError("--set", "is given twice for " + word.substr(0, equals));
    }
    return settings;
}

std::uint64_t parse_memory(const std::string& word) {
    if (word.empty()) return checker::default_memory();
    if (const auto bytes = parse_size(word)) return *bytes;
    throw CLI::ValidationError("--max-memory", "should be an amount like 500M or 8GiB: " + word);
}

std::chrono::nanoseconds parse_timeout(double seconds) {
    constexpr double most = 1e9;  // thirty years
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(std::min(seconds, most)));
}

std::string positive_seconds(std::string& word) {
    try {
        std::size_t end = 0;
        const double value = std::stod(word, &end);
        if (end == word.size() && value > 0 && std::isfinite(value)) return "";
    } catch (const std::exception&) {  // not a number: said below
    }
    return "should be a number of seconds above 0: " + word;
}

void add_set(CLI::App& app, Words& words) {
    app.add_option("--set", words.set, "Set a parameter of the spec; may be repeated")
        ->type_name("NAME=VALUE")
        ->type_size(1)
        ->allow_extra_args(false);
}

void add_check(CLI::App& app, CheckOptions& options, Words& words) {
    options.threads = std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
    app.footer(check_examples);
    app.add_option("spec", options.specs, "Spec files, or folders with *.rvk files at any depth")
        ->required()
        ->type_name("SPEC");
    add_set(app, words);
    app.add_option("--threads", options.threads, "Threads that search [one per core]")
        ->type_name("N")
        ->check(whole_number(1, most_threads));
    app.add_option(
           "--reduction", words.reduction,
           "none: the plain semantics, whose counts `expect states` pins; symmetry: of interchangeable instances; "
           "por: partial order; slice: what does not matter in a state; all of them, as far as the spec allows [all]")
        ->type_name("none|symmetry|por|slice|all")
        ->check(CLI::IsMember({"none", "symmetry", "por", "slice", "all"}).description(""));
    app.add_flag("--shortest", options.shortest, "No trace may be longer than need be: leaves out por");
    app.add_flag("--check-reductions", options.check_reductions,
                 "Before the search, hold the reductions against what they promise, on samples");
    app.add_flag("--first", options.first, "Stop at the first violation");
    app.add_flag("--strict", options.strict,
                 "No pass by accident: steps that never run, branches never taken, conditions of properties that are "
                 "never true and the like must be accepted in the spec");
    app.add_flag("--coverage", options.coverage, "Show on the text of each spec which lines were never run");
    app.add_option("--json", words.json, "Write the results as JSON")->type_name("FILE");
    app.add_option("--traces", words.traces, "Write a trace file for each violation and each witness into this folder")
        ->type_name("DIR");
    app.add_option("--max-memory", words.max_memory,
                   "Stop when this much memory is used, e.g. 8G [80 % of what is available]")
        ->type_name("SIZE");
    app.add_option("--max-states", options.max_states, "Stop at this many states of a spec")
        ->type_name("N")
        ->check(whole_number(1));
    app.add_option("--timeout", words.timeout, "Stop a spec's search after this time")
        ->type_name("SECONDS")
        ->check(CLI::Validator(positive_seconds, ""));
    app.add_flag("--quiet", options.quiet, "Print errors only; the exit code says the rest");
}

void add_replay(CLI::App& app, ReplayOptions& options, Words& words) {
    app.footer(replay_examples);
    app.add_option("trace", options.trace, "A trace file that `check --traces` wrote")
        ->required()
        ->type_name("TRACE.json");
    app.add_option("--spec", words.other_spec,
                   "Another version of the spec: say where the trace departs from it, and why")
        ->type_name("OTHER.rvk");
    app.add_option("--max-memory", words.max_memory,
                   "Stop when this much memory is used, e.g. 8G [80 % of what is available]")
        ->type_name("SIZE");
    app.add_option("--timeout", words.timeout, "Stop after this time [the search of OTHER.rvk: 60]")
        ->type_name("SECONDS")
        ->check(CLI::Validator(positive_seconds, ""));
}

void add_simulate(CLI::App& app, SimulateOptions& options, Words& words) {
    app.footer(simulate_examples);
    app.add_option("spec", options.spec, "The spec file")->required()->type_name("SPEC");
    add_set(app, words);
    app.add_option("--seed", words.seed, "Random numbers start here; the same seed gives the same walk")
        ->type_name("S")
        ->check(whole_number());
    app.add_option("--steps", options.steps, "Length of the walk [50]")->type_name("N")->check(whole_number());
    app.add_flag("--interactive", options.interactive, "List the steps that are possible, and ask");
}

void add_graph(CLI::App& app, GraphOptions& options, Words& words) {
    app.footer(graph_examples);
    app.add_option("spec", options.spec, "The spec file")->required()->type_name("SPEC");
    add_set(app, words);
    app.add_option("--format", words.format, "dot (Graphviz) or graphml [dot]")
        ->type_name("dot|graphml")
        ->check(CLI::IsMember({"dot", "graphml"}).description(""));
    CLI::Option* thread =
        app.add_option("--thread", words.thread, "The control flow of this thread instead of the state graph")
            ->type_name("NAME");
    app.add_flag("--locks", options.locks, "The order of locks and events instead of the state graph")
        ->excludes(thread);
    app.add_option("-o,--output", words.output, "Write to this file [standard output]")->type_name("FILE");
    app.add_option("--max-states", options.max_states,
                   "Give up on a larger state graph [10000; with --locks: no limit]")
        ->type_name("N")
        ->check(whole_number(1));
}

void add_export(CLI::App& app, ExportOptions& options, Words& words) {
    app.footer(export_examples);
    app.add_option("spec", options.spec, "The spec file")->required()->type_name("SPEC");
    add_set(app, words);
    app.add_option("--to", words.language, "promela (Spin) or murphi (Rumur)")
        ->required()
        ->type_name("promela|murphi")
        ->check(CLI::IsMember({"promela", "murphi"}).description(""));
    app.add_option("-o,--output", words.output, "Write to this file [standard output]")->type_name("FILE");
}

void add_info(CLI::App& app, InfoOptions& options, Words& words) {
    app.footer(info_examples);
    app.add_option("spec", options.spec, "The spec file")->required()->type_name("SPEC");
    add_set(app, words);
    app.add_option("--sample", options.sample, "Visit at most about this many states [200000]")
        ->type_name("N")
        ->check(whole_number());
    app.add_flag("--explore", options.explore, "Then visit them all, and compare");
    app.add_flag("--json", options.json, "Print JSON");
}

void add_mutate(CLI::App& app, MutateOptions& options, Words& words) {
    options.threads = std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
    app.footer(mutate_examples);
    app.add_option("spec", options.spec, "The spec file")->required()->type_name("SPEC");
    add_set(app, words);
    app.add_option("--only", options.only, "Only mutants whose name contains this text")->type_name("TEXT");
    app.add_option("--threads", options.threads, "Mutants that are tried at the same time [one per core]")
        ->type_name("N")
        ->check(whole_number(1, most_threads));
    app.add_flag("--shortest", options.shortest, "No trace may be longer than need be: leaves out por");
    app.add_option("--json", words.json, "Write the results as JSON")->type_name("FILE");
    app.add_option("--traces", words.traces,
                   "Write a trace file for each property that a mutant breaks into this folder")
        ->type_name("DIR");
    app.add_option("--max-memory", words.max_memory,
                   "Memory for all searches at the same time, e.g. 8G [80 % of what is available]")
        ->type_name("SIZE");
    app.add_option("--max-states", options.max_states, "Give up on a mutant with more states")
        ->type_name("N")
        ->check(whole_number(1));
    app.add_option("--timeout", words.timeout, "Give up on a mutant after this time")
        ->type_name("SECONDS")
        ->check(CLI::Validator(positive_seconds, ""));
    app.add_flag("--quiet", options.quiet, "Print errors only; the exit code says the rest");
}

std::optional<std::string> given(const CLI::App& app, const std::string& option, const std::string& word) {
    if (app.get_option(option)->count() == 0) return std::nullopt;
    if (word.empty()) throw CLI::ValidationError(option, "needs a name");
    return word;
}

struct Parser {
    Words words;
    CheckOptions check;
    ReplayOptions replay;
    SimulateOptions simulate;
    GraphOptions graph;
    ExportOptions exported;
    InfoOptions info;
    MutateOptions mutate;

    Command command(const CLI::App& app) {
        if (app.got_subcommand("check")) return finish_check(*app.get_subcommand("check"));
        if (app.got_subcommand("replay")) return finish_replay(*app.get_subcommand("replay"));
        if (app.got_subcommand("simulate")) {
            simulate.settings = parse_settings(words.set);
            if (app.get_subcommand("simulate")->get_option("--seed")->count() > 0) simulate.seed = words.seed;
            return simulate;
        }
        if (app.got_subcommand("export")) {
            exported.settings = parse_settings(words.set);
            exported.format = words.language == "promela" ? ExportFormat::promela : ExportFormat::murphi;
            exported.output = given(*app.get_subcommand("export"), "--output", words.output);
            return exported;
        }
        if (app.got_subcommand("info")) {
            info.settings = parse_settings(words.set);
            return info;
        }
        if (app.got_subcommand("mutate")) return finish_mutate(*app.get_subcommand("mutate"));
        graph.settings = parse_settings(words.set);
        graph.format = words.format == "dot" ? GraphFormat::dot : GraphFormat::graphml;
        graph.thread = given(*app.get_subcommand("graph"), "--thread", words.thread);
        graph.output = given(*app.get_subcommand("graph"), "--output", words.output);
        const bool limited = app.get_subcommand("graph")->get_option("--max-states")->count() > 0;
        if (graph.locks && !limited) graph.max_states = explorer::unlimited;
        graph.max_memory = parse_memory("");
        return graph;
    }

    Command finish_replay(const CLI::App& app) {
        replay.spec = given(app, "--spec", words.other_spec);
        replay.max_memory = parse_memory(words.max_memory);
        if (app.get_option("--timeout")->count() > 0) replay.timeout = parse_timeout(words.timeout);
        return replay;
    }

    Command finish_check(const CLI::App& app) {
        check.settings = parse_settings(words.set);
        static const std::map<std::string, Reduction> reductions{{"none", Reduction::none},
                                                                 {"symmetry", Reduction::symmetry},
                                                                 {"por", Reduction::por},
                                                                 {"slice", Reduction::slice},
                                                                 {"all", Reduction::all}};
        check.reduction = reductions.at(words.reduction);
        check.json = given(app, "--json", words.json);
        check.traces = given(app, "--traces", words.traces);
        check.max_memory = parse_memory(words.max_memory);
        if (app.get_option("--timeout")->count() > 0) check.timeout = parse_timeout(words.timeout);
        return check;
    }

    Command finish_mutate(const CLI::App& app) {
        mutate.settings = parse_settings(words.set);
        mutate.json = given(app, "--json", words.json);
        mutate.traces = given(app, "--traces", words.traces);
        mutate.max_memory = parse_memory(words.max_memory);
        if (app.get_option("--timeout")->count() > 0) mutate.timeout = parse_timeout(words.timeout);
        return mutate;
    }
};

Answer answer(const CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
        const auto chosen = app.get_subcommands();
        const std::string command = chosen.empty() ? "" : " " + chosen.front()->get_name();
        return {"revoke-mc: " + reports::printable(error.what()) + "\nrevoke-mc" + command +
                    " --help says what is possible\n",
                ExitCode::wrong_input};
    }
    if (error.get_name() == "CallForVersion") return {std::string(error.what()) + "\n", ExitCode::as_expected};
    return {app.help(), ExitCode::as_expected};
}

}  // namespace

std::variant<Command, Answer> parse(int argc, const char* const* argv, const std::string& version) {
    Parser parser;
    CLI::App app{"revoke-mc: a model checker for the Linux dma-buf revoke protocol", "revoke-mc"};
    app.get_formatter()->column_width(34);
    app.set_version_flag("--version", "revoke-mc " + version, "Print the version");
    app.set_help_flag("--help,-h", "Print this help");
    app.require_subcommand(1);
    app.footer(main_footer);
    add_check(*app.add_subcommand("check", "Check specs: a proof over every interleaving, or the shortest trace"),
              parser.check, parser.words);
    add_replay(*app.add_subcommand("replay", "Run a trace step by step and verify every state"), parser.replay,
               parser.words);
    add_simulate(*app.add_subcommand("simulate", "Walk through a spec at random, or step by step by hand"),
                 parser.simulate, parser.words);
    add_graph(*app.add_subcommand("graph", "Draw the state graph, one thread's control flow, or the order of locks"),
              parser.graph, parser.words);
    add_export(*app.add_subcommand("export", "Write the model for another checker: Spin or Rumur"), parser.exported,
               parser.words);
    add_info(*app.add_subcommand("info", "Show what a spec is made of, and how many states to expect"), parser.info,
             parser.words);
    add_mutate(*app.add_subcommand("mutate", "Leave out or weaken each step of the drivers in turn: what breaks?"),
               parser.mutate, parser.words);
    try {
        app.parse(argc, argv);
        return parser.command(app);
    } catch (const CLI::ParseError& error) {
        return answer(app, error);
    }
}

}  // namespace revoke_mc::cli
