// Descriptions of options, and the table as Markdown.
#include "checker/cli/option_table.hpp"

#include <array>

#include <fmt/format.h>

#include "checker/cli/help_texts.hpp"

namespace revoke_mc::cli {

namespace rows {
namespace {

using enum CommandName;

const std::array commands{
    CommandRow{check, "check", "Check specs: a proof over every interleaving, or the shortest trace", &check_examples},
    CommandRow{replay, "replay", "Run a trace step by step and verify every state", &replay_examples},
    CommandRow{simulate, "simulate", "Walk through a spec at random, or step by step by hand", &simulate_examples},
    CommandRow{graph, "graph", "Draw the state graph, one thread's control flow, or the order of locks",
               &graph_examples},
    CommandRow{export_, "export", "Write the model for another checker: Spin, Rumur or ABC", &export_examples},
    CommandRow{info, "info", "Show what a spec is made of, and how many states to expect", &info_examples},
    CommandRow{mutate, "mutate", "Leave out or weaken each step of the drivers in turn: what breaks?",
               &mutate_examples},
    CommandRow{validate, "validate", "Is the log of a kernel a run of the spec, and if not, from where on?",
               &validate_examples}};

constexpr std::string_view eighty = "80 % of what is available", one_per_core = "one per core";

// clang-format off
const std::array options{
    OptionRow{.name = "spec", .metavar = "SPEC", .help = "Spec files, or folders with *.rvk files at any depth",
              .initial = {}, .value = Value::files, .commands = {check}, .required = true},
    OptionRow{.name = "spec", .metavar = "SPEC", .help = "The spec file",
              .initial = {}, .value = Value::file, .commands = {simulate, graph, export_, info, mutate},
              .required = true},
    OptionRow{.name = "spec", .metavar = "SPEC", .help = "The spec file; its log { ... } says what a log shows",
              .initial = {}, .value = Value::file, .commands = {validate}, .required = true},
    OptionRow{.name = "logs", .metavar = "LOG", .help = "Log files, one JSON object a line; may be gzip or zstd",
              .initial = {}, .value = Value::files, .commands = {validate}},
    OptionRow{.name = "--probes", .metavar = {},
              .help = "Print the dynamic events of Linux tracing that show what the spec asks for, and do no more",
              .initial = {}, .value = Value::flag, .commands = {validate}},
    OptionRow{.name = "trace", .metavar = "TRACE.json", .help = "A trace file that `check --traces` wrote",
              .initial = {}, .value = Value::file, .commands = {replay}, .required = true},
    OptionRow{.name = "--spec", .metavar = "OTHER.rvk",
              .help = "Another version of the spec: say where the trace departs from it, and why",
              .initial = {}, .value = Value::name, .commands = {replay}},
    OptionRow{.name = "--set", .metavar = "NAME=VALUE", .help = "Set a parameter of the spec; may be repeated",
              .initial = {}, .value = Value::settings, .commands = {check, simulate, graph, export_, info, mutate, validate}},
    OptionRow{.name = "--any", .metavar = "NAME",
              .help = "For every value of a parameter that counts instances: one proof for every number; may be "
                      "repeated, one parameter after the other",
              .initial = {}, .value = Value::names, .commands = {check}},
    OptionRow{.name = "--seed", .metavar = "S", .help = "Random numbers start here; the same seed gives the same walk",
              .initial = {}, .value = Value::number, .commands = {simulate}},
    OptionRow{.name = "--steps", .metavar = "N", .help = "Length of the walk",
              .initial = "50", .value = Value::number, .commands = {simulate}},
    OptionRow{.name = "--interactive", .metavar = {}, .help = "List the steps that are possible, and ask",
              .initial = {}, .value = Value::flag, .commands = {simulate}},
    OptionRow{.name = "--format", .metavar = "dot|graphml|svg",
              .help = "dot (Graphviz), graphml, or svg, which Graphviz draws",
              .initial = "dot", .value = Value::choice, .commands = {graph}},
    OptionRow{.name = "--thread", .metavar = "NAME",
              .help = "The control flow of this thread instead of the state graph",
              .initial = {}, .value = Value::name, .commands = {graph}},
    OptionRow{.name = "--locks", .metavar = {}, .help = "The order of locks and events instead of the state graph",
              .initial = {}, .value = Value::flag, .commands = {graph}, .excludes = "--thread"},
    OptionRow{.name = "--to", .metavar = "promela|murphi|aiger",
              .help = "promela (Spin), murphi (Rumur) or aiger (ABC)",
              .initial = {}, .value = Value::choice, .commands = {export_}, .required = true},
    OptionRow{.name = "--output", .metavar = "FILE", .help = "Write to this file",
              .initial = "standard output", .value = Value::name, .commands = {graph, export_}, .letter = 'o'},
    OptionRow{.name = "--sample", .metavar = "N", .help = "Visit at most about this many states",
              .initial = "200000", .value = Value::number, .commands = {info}},
    OptionRow{.name = "--explore", .metavar = {}, .help = "Then visit them all, and compare",
              .initial = {}, .value = Value::flag, .commands = {info}},
    OptionRow{.name = "--only", .metavar = "TEXT", .help = "Only mutants whose name contains this text",
              .initial = {}, .value = Value::text, .commands = {mutate}},
    OptionRow{.name = "--threads", .metavar = "N", .help = "Threads that search",
              .initial = one_per_core, .value = Value::number, .commands = {check}, .least = 1, .most = most_threads},
    OptionRow{.name = "--threads", .metavar = "N", .help = "Mutants that are tried at the same time",
              .initial = one_per_core, .value = Value::number, .commands = {mutate}, .least = 1, .most = most_threads},
    OptionRow{.name = "--reduction", .metavar = "none|symmetry|por|slice|all",
              .help = "none: the plain semantics, whose counts `expect states` pins; symmetry: of interchangeable "
                      "instances; por: partial order; slice: what does not matter in a state; all of them, as far as "
                      "the spec allows",
              .initial = "all", .value = Value::choice, .commands = {check}},
    OptionRow{.name = "--shortest", .metavar = {}, .help = "No trace may be longer than need be: leaves out por",
              .initial = {}, .value = Value::flag, .commands = {check, mutate}},
    OptionRow{.name = "--check-reductions", .metavar = {},
              .help = "Before the search, hold the reductions against what they promise, on samples",
              .initial = {}, .value = Value::flag, .commands = {check}},
    OptionRow{.name = "--first", .metavar = {}, .help = "Stop at the first violation",
              .initial = {}, .value = Value::flag, .commands = {check}},
    OptionRow{.name = "--strict", .metavar = {},
              .help = "No pass by accident: steps that never run, branches never taken, conditions of properties that "
                      "are never true and the like must be accepted in the spec",
              .initial = {}, .value = Value::flag, .commands = {check}},
    OptionRow{.name = "--coverage", .metavar = {}, .help = "Show on the text of each spec which lines were never run",
              .initial = {}, .value = Value::flag, .commands = {check}},
    OptionRow{.name = "--coverage", .metavar = {},
              .help = "Show on the text of the spec what the logs have carried out: for certain, perhaps, or not",
              .initial = {}, .value = Value::flag, .commands = {validate}},
    OptionRow{.name = "--json", .metavar = "FILE", .help = "Write the results as JSON",
              .initial = {}, .value = Value::name, .commands = {check, mutate, validate}},
    OptionRow{.name = "--sarif", .metavar = "FILE",
              .help = "Write what is not as expected as SARIF 2.1.0, for code scanning and editors",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--junit", .metavar = "FILE", .help = "Write each property as a test case of JUnit XML",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--markdown", .metavar = "FILE", .help = "Write a summary as Markdown",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--github", .metavar = {},
              .help = "Print annotations as workflow commands of GitHub Actions, and append a summary to the file that "
                      "GITHUB_STEP_SUMMARY names",
              .initial = "as if given where GITHUB_ACTIONS is true", .value = Value::flag, .commands = {check}},
    OptionRow{.name = "--baseline", .metavar = "RESULT.json",
              .help = "Say what has changed against this result of an earlier `check --json`; only what is new makes "
                      "the exit code",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--html", .metavar = "FILE",
              .help = "Write results and traces as one page for a browser, which loads nothing",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--html", .metavar = "FILE",
              .help = "Write the trace, and where it departs from OTHER.rvk, as one page for a browser",
              .initial = {}, .value = Value::name, .commands = {replay}},
    OptionRow{.name = "--json", .metavar = {}, .help = "Print JSON",
              .initial = {}, .value = Value::flag, .commands = {info}},
    OptionRow{.name = "--traces", .metavar = "DIR",
              .help = "Write a trace file for each violation and each witness into this folder",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--story", .metavar = "short|full",
              .help = "How traces are told: short in the driver's own statements, a turn of a thread at a time; full "
                      "with every step and the insides of the library",
              .initial = "short", .value = Value::choice, .commands = {check, replay}},
    OptionRow{.name = "--certificate", .metavar = "DIR",
              .help = "Write why each property holds into this folder, for revoke-mc-verify (without partial order and "
                      "slicing)",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--checkpoint", .metavar = "DIR",
              .help = "Write into this folder what it takes to go on later: now and then, and when a search ends or is "
                      "cut short",
              .initial = {}, .value = Value::name, .commands = {check}},
    OptionRow{.name = "--resume", .metavar = "DIR",
              .help = "Go on from the checkpoints in this folder, with other --threads and limits if need be, and write "
                      "further ones",
              .initial = {}, .value = Value::name, .commands = {check}, .excludes = "--checkpoint"},
    OptionRow{.name = "--every", .metavar = "SECONDS",
              .help = "The time between two checkpoints; they are made at the end of a level",
              .initial = "60", .value = Value::seconds, .commands = {check}},
    OptionRow{.name = "--traces", .metavar = "DIR",
              .help = "Write a trace file for each property that a mutant breaks into this folder",
              .initial = {}, .value = Value::name, .commands = {mutate}},
    OptionRow{.name = "--traces", .metavar = "DIR",
              .help = "Write a trace file for each violation, and for the longest explained beginning of a log",
              .initial = {}, .value = Value::name, .commands = {validate}},
    OptionRow{.name = "--max-memory", .metavar = "SIZE", .help = "Stop when this much memory is used, e.g. 8G",
              .initial = eighty, .value = Value::amount, .commands = {check, replay, validate}},
    OptionRow{.name = "--max-memory", .metavar = "SIZE",
              .help = "Memory for all searches at the same time, e.g. 8G",
              .initial = eighty, .value = Value::amount, .commands = {mutate}},
    OptionRow{.name = "--max-states", .metavar = "N", .help = "Stop at this many states of a spec",
              .initial = {}, .value = Value::number, .commands = {check}, .least = 1},
    OptionRow{.name = "--max-states", .metavar = "N", .help = "Give up on a larger state graph",
              .initial = "10000; with --locks: no limit", .value = Value::number, .commands = {graph}, .least = 1},
    OptionRow{.name = "--max-states", .metavar = "N",
              .help = "Stop where more states than that are possible at one event",
              .initial = {}, .value = Value::number, .commands = {validate}, .least = 1},
    OptionRow{.name = "--max-states", .metavar = "N", .help = "Give up on a mutant with more states",
              .initial = {}, .value = Value::number, .commands = {mutate}, .least = 1},
    OptionRow{.name = "--timeout", .metavar = "SECONDS", .help = "Stop a spec's search after this time",
              .initial = {}, .value = Value::seconds, .commands = {check}},
    OptionRow{.name = "--timeout", .metavar = "SECONDS", .help = "Stop a log after this time",
              .initial = {}, .value = Value::seconds, .commands = {validate}},
    OptionRow{.name = "--timeout", .metavar = "SECONDS", .help = "Stop after this time",
              .initial = "the search of OTHER.rvk: 60", .value = Value::seconds, .commands = {replay}},
    OptionRow{.name = "--timeout", .metavar = "SECONDS", .help = "Give up on a mutant after this time",
              .initial = {}, .value = Value::seconds, .commands = {mutate}},
    OptionRow{.name = "--progress", .metavar = {},
              .help = "Say every ten seconds how far it is, also where standard error is no terminal",
              .initial = "a line that moves, on a terminal", .value = Value::flag,
              .commands = {check, replay, graph, export_, info, mutate}},
    OptionRow{.name = "--quiet", .metavar = {}, .help = "Print errors only; the exit code says the rest",
              .initial = {}, .value = Value::flag, .commands = {check, mutate, validate}}};
// clang-format on

}  // namespace
}  // namespace rows

namespace {

std::string commands_of(const OptionRow& option) {
    std::string out;
    for (const CommandRow& row : rows::commands)
        if (option.belongs_to(row.command)) out += (out.empty() ? "" : ", ") + std::string(row.name);
    return out;
}

/// A `|` would end the cell.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '|' ? "\\|" : std::string(1, c);
    return out;
}

}  // namespace

std::string OptionRow::description() const {
    return std::string(help) + (initial.empty() ? "" : fmt::format(" [{}]", initial));
}

std::span<const CommandRow> command_table() { return rows::commands; }

std::span<const OptionRow> option_table() { return rows::options; }

std::string option_table_markdown() {
    std::string out = "| option | of | does | without it |\n| --- | --- | --- | --- |\n";
    for (const OptionRow& option : rows::options)
        out += fmt::format("| `{}{}{}` | {} | {} | {} |\n", option.name, option.metavar.empty() ? "" : " ",
                           cell(option.metavar), commands_of(option), cell(option.help), option.initial);
    return out;
}

}  // namespace revoke_mc::cli
