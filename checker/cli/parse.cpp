// The command line with CLI11, from the table of options to plain data.
//
// CLI11 has exit codes of its own; here every mistake is ExitCode::wrong_input and goes to standard error.
#include <algorithm>
#include <map>
#include <thread>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "checker/cli/help_texts.hpp"
#include "checker/cli/option_table.hpp"
#include "checker/cli/options.hpp"
#include "checker/cli/values.hpp"
#include "explorer/contract/options.hpp"
#include "reports/style.hpp"

namespace revoke_mc::cli {
namespace {

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
    return {[least, most](std::string& text) { return wrong_number(text, least, most); }, ""};
}

std::vector<std::string> words_of(std::string_view choices) {
    std::vector<std::string> words(1);
    for (const char c : choices) c == '|' ? void(words.emplace_back()) : words.back().push_back(c);
    return words;
}

CLI::Option* add_value(CLI::App& app, const OptionRow& row, Values& values) {
    const std::string name(row.name);
    const std::string names = row.letter == 0 ? name : std::string("-") + row.letter + "," + name;
    const bool many = row.value == Value::files || row.value == Value::settings || row.value == Value::names;
    CLI::Option* option = many ? app.add_option(names, values.list_place(name), row.description())
                               : app.add_option(names, values.word_place(name), row.description());
    option->type_name(std::string(row.metavar))->required(row.required);
    switch (row.value) {
    case Value::number: option->check(whole_number(row.least, row.most)); break;
    case Value::seconds:
        option->check(CLI::Validator([](std::string& word) { return wrong_seconds(word); }, ""));
        break;
    case Value::choice: option->check(CLI::IsMember(words_of(row.metavar)).description("")); break;
    case Value::settings:
    case Value::names: option->type_size(1)->allow_extra_args(false); break;
    default: break;
    }
    return option;
}

void add(CLI::App& app, const OptionRow& row, Values& values) {
    const std::string name(row.name);
    CLI::Option* option = row.value == Value::flag ? app.add_flag(name, values.flag_place(name), row.description())
                                                   : add_value(app, row, values);
    if (!row.excludes.empty()) option->excludes(app.get_option(std::string(row.excludes)));
}

void add(CLI::App& app, const CommandRow& row, Values& values) {
    CLI::App& command = *app.add_subcommand(row.name, row.help);
    command.footer(*row.footer);
    for (const OptionRow& option : option_table())
        if (option.belongs_to(row.command)) add(command, option, values);
}

void note_given(const CLI::App& command, CommandName name, Values& values) {
    for (const OptionRow& option : option_table())
        if (option.belongs_to(name) && command.get_option(std::string(option.name))->count() > 0)
            values.note(std::string(option.name));
}

unsigned threads(const Values& values) {
    const unsigned one_per_core = std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
    return static_cast<unsigned>(values.number("--threads").value_or(one_per_core));
}

/// One proof for every number has no reductions, no order in which it searches, and no coverage.
std::vector<std::string> any_options(const Values& values, const Settings& settings) {
    std::vector<std::string> any;
    for (const std::string& name : values.list("--any")) {
        if (name.empty()) throw CLI::ValidationError("--any", "needs a name");
        if (std::find(any.begin(), any.end(), name) != any.end())
            throw CLI::ValidationError("--any", "is given twice for " + name);
        if (settings.contains(name))
            throw CLI::ValidationError("--any", "excludes --set of the same parameter: " + name);
        any.push_back(name);
    }
    for (const char* other : {"--reduction", "--shortest", "--check-reductions", "--first", "--strict", "--coverage",
                              "--max-states", "--certificate", "--sarif", "--junit", "--github", "--markdown",
                              "--baseline", "--html", "--checkpoint", "--resume"})
        if (!any.empty() && values.given(other)) throw CLI::ValidationError("--any", std::string("excludes ") + other);
    return any;
}

reports::Telling telling(const Values& values) {
    return values.word("--story") == "full" ? reports::Telling::full : reports::Telling::brief;
}

CheckOptions check_options(const Values& values) {
    CheckOptions check;
    check.specs = values.list("spec");
    check.settings = values.settings();
    check.any = any_options(values, check.settings);
    check.search.threads = threads(values);
    check.threads_given = values.given("--threads");
    check.memory_given = values.given("--max-memory");
    check.search.reduction = checker::reduction_of(values.word("--reduction")).value_or(check.search.reduction);
    check.search.shortest = values.flag("--shortest");
    check.search.check_reductions = values.flag("--check-reductions");
    check.search.first = values.flag("--first");
    check.search.strict = values.flag("--strict");
    check.search.coverage = values.flag("--coverage");
    check.json = values.name("--json");
    check.sarif = values.name("--sarif");
    check.junit = values.name("--junit");
    check.markdown = values.name("--markdown");
    check.baseline = values.name("--baseline");
    check.github = values.flag("--github");
    check.html = values.name("--html");
    check.traces = values.name("--traces");
    check.certificates = values.name("--certificate");
    check.search.checkpoint.resume = values.given("--resume");
    check.checkpoints = values.name(check.search.checkpoint.resume ? "--resume" : "--checkpoint");
    check.search.checkpoint.every = values.seconds("--every").value_or(check.search.checkpoint.every);
    if (values.given("--every") && !check.checkpoints)
        throw CLI::ValidationError("--every", "needs --checkpoint or --resume");
    check.search.limits.max_memory = values.amount("--max-memory");
    check.search.limits.max_states = values.number("--max-states").value_or(explorer::unlimited);
    check.timeout = values.seconds("--timeout").value_or(check.timeout);
    check.story = telling(values);
    check.quiet = values.flag("--quiet");
    check.progress = values.flag("--progress");
    return check;
}

ReplayOptions replay_options(const Values& values) {
    ReplayOptions replay;
    replay.progress = values.flag("--progress");
    replay.trace = values.word("trace");
    replay.spec = values.name("--spec");
    replay.html = values.name("--html");
    replay.max_memory = values.amount("--max-memory");
    replay.timeout = values.seconds("--timeout");
    replay.story = telling(values);
    return replay;
}

SimulateOptions simulate_options(const Values& values) {
    SimulateOptions simulate;
    simulate.spec = values.word("spec");
    simulate.settings = values.settings();
    simulate.seed = values.number("--seed");
    simulate.steps = values.number("--steps").value_or(simulate.steps);
    simulate.interactive = values.flag("--interactive");
    return simulate;
}

GraphFormat graph_format(const std::string& word) {
    if (word == "graphml") return GraphFormat::graphml;
    return word == "svg" ? GraphFormat::svg : GraphFormat::dot;
}

GraphOptions graph_options(const Values& values) {
    GraphOptions graph;
    graph.progress = values.flag("--progress");
    graph.spec = values.word("spec");
    graph.settings = values.settings();
    graph.format = graph_format(values.word("--format"));
    graph.thread = values.name("--thread");
    graph.locks = values.flag("--locks");
    graph.output = values.name("--output");
    graph.max_states = values.number("--max-states").value_or(graph.locks ? explorer::unlimited : graph.max_states);
    graph.max_memory = checker::default_memory();
    return graph;
}

ExportFormat export_format(const std::string& word) {
    if (word == "aiger") return ExportFormat::aiger;
    return word == "promela" ? ExportFormat::promela : ExportFormat::murphi;
}

ExportOptions export_options(const Values& values) {
    ExportOptions exported;
    exported.progress = values.flag("--progress");
    exported.spec = values.word("spec");
    exported.settings = values.settings();
    exported.format = export_format(values.word("--to"));
    exported.output = values.name("--output");
    if (exported.format == ExportFormat::aiger && !exported.output)
        throw CLI::ValidationError("--to", "aiger is not text and needs --output FILE");
    return exported;
}

InfoOptions info_options(const Values& values) {
    InfoOptions info;
    info.progress = values.flag("--progress");
    info.spec = values.word("spec");
    info.settings = values.settings();
    info.sample = values.number("--sample").value_or(info.sample);
    info.explore = values.flag("--explore");
    info.json = values.flag("--json");
    return info;
}

MutateOptions mutate_options(const Values& values) {
    MutateOptions mutate;
    mutate.spec = values.word("spec");
    mutate.settings = values.settings();
    mutate.search.threads = threads(values);
    mutate.search.only = values.word("--only");
    mutate.search.shortest = values.flag("--shortest");
    mutate.json = values.name("--json");
    mutate.traces = values.name("--traces");
    mutate.search.traces = mutate.traces.has_value();
    mutate.search.limits.max_memory = values.amount("--max-memory");
    mutate.search.limits.max_states = values.number("--max-states").value_or(explorer::unlimited);
    mutate.search.timeout = values.seconds("--timeout").value_or(mutate.search.timeout);
    mutate.quiet = values.flag("--quiet");
    mutate.progress = values.flag("--progress");
    return mutate;
}

ValidateOptions validate_options(const Values& values) {
    ValidateOptions validate;
    validate.spec = values.word("spec");
    validate.logs = values.list("logs");
    validate.settings = values.settings();
    validate.probes = values.flag("--probes");
    validate.coverage = values.flag("--coverage");
    if (validate.probes == !validate.logs.empty())
        throw CLI::ValidationError("LOG", validate.probes ? "is not read with --probes" : "is required");
    if (validate.probes && validate.coverage) throw CLI::ValidationError("--coverage", "excludes --probes");
    validate.max_states = values.number("--max-states").value_or(validate.max_states);
    validate.max_memory = values.amount("--max-memory");
    validate.timeout = values.seconds("--timeout").value_or(validate.timeout);
    validate.json = values.name("--json");
    validate.traces = values.name("--traces");
    validate.quiet = values.flag("--quiet");
    return validate;
}

Command command_of(CommandName name, const Values& values) {
    switch (name) {
    case CommandName::check: return check_options(values);
    case CommandName::replay: return replay_options(values);
    case CommandName::simulate: return simulate_options(values);
    case CommandName::graph: return graph_options(values);
    case CommandName::export_: return export_options(values);
    case CommandName::info: return info_options(values);
    case CommandName::mutate: return mutate_options(values);
    case CommandName::validate: break;
    }
    return validate_options(values);
}

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
    CLI::App app{"revoke-mc: a model checker for the Linux dma-buf revoke protocol", "revoke-mc"};
    app.get_formatter()->column_width(34);
    app.set_version_flag("--version", "revoke-mc " + version, "Print the version");
    app.set_help_flag("--help,-h", "Print this help");
    app.require_subcommand(1);
    app.footer(main_footer);
    std::map<CommandName, Values> values;  // an option may mean another thing to another command
    for (const CommandRow& row : command_table()) add(app, row, values[row.command]);
    try {
        app.parse(argc, argv);
        const auto chosen = std::find_if(command_table().begin(), command_table().end(),
                                         [&](const CommandRow& row) { return app.got_subcommand(row.name); });
        Values& found = values[chosen->command];
        note_given(*app.get_subcommand(chosen->name), chosen->command, found);
        Command command = command_of(chosen->command, found);
        if (auto* check = std::get_if<CheckOptions>(&command)) check->version = version;
        return command;
    } catch (const CLI::ParseError& error) {
        return answer(app, error);
    }
}

}  // namespace revoke_mc::cli
