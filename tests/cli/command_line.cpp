// The command line: words, values, mistakes. The words are an interface that scripts rely on.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <variant>

#include <catch2/catch.hpp>

#include "checker/cli/option_table.hpp"
#include "checker/cli/options.hpp"
#include "checker/cli/size.hpp"
#include "checker/internal/memory.hpp"
#include "reports/file.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc::cli;
using Catch::Contains;

namespace {

std::variant<Command, Answer> parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "revoke-mc");
    return parse(static_cast<int>(words.size()), words.data(), "1.2.3");
}

template <class Options>
Options options(const std::vector<const char*>& words) {
    const auto result = parsed(words);
    if (const auto* answer = std::get_if<Answer>(&result)) FAIL(answer->text);
    return std::get<Options>(std::get<Command>(result));
}

Answer answer(const std::vector<const char*>& words) {
    const auto result = parsed(words);
    REQUIRE(std::holds_alternative<Answer>(result));
    return std::get<Answer>(result);
}

}  // namespace

TEST_CASE("exit codes are an interface") {
    CHECK(static_cast<int>(ExitCode::as_expected) == 0);
    CHECK(static_cast<int>(ExitCode::violated) == 1);
    CHECK(static_cast<int>(ExitCode::wrong_input) == 2);
    CHECK(static_cast<int>(ExitCode::incomplete) == 3);
}

TEST_CASE("of several exit codes the worst wins: 2, 1, 3, 0") {
    const std::vector<ExitCode> order{ExitCode::wrong_input, ExitCode::violated, ExitCode::incomplete,
                                      ExitCode::as_expected};
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = 0; j < order.size(); ++j) CHECK(worst(order[i], order[j]) == order[std::min(i, j)]);
    }
}

TEST_CASE("check, with everything") {
    const auto check = options<CheckOptions>(
        {"check",        "a.rvk", "b",         "--set",  "N=3",    "--set",    "P=false", "--threads",    "7",
         "--reduction",  "none",  "--first",   "--json", "r.json", "--traces", "out",     "--max-memory", "8G",
         "--max-states", "1000",  "--timeout", "1.5",    "--quiet"});
    CHECK(check.specs == std::vector<std::string>{"a.rvk", "b"});
    CHECK(check.settings == Settings{{"N", 3}, {"P", 0}});
    CHECK(check.search.threads == 7);
    CHECK(check.search.reduction == Reduction::none);
    CHECK(check.search.first);
    CHECK(check.json == "r.json");
    CHECK(check.traces == "out");
    CHECK(check.search.limits.max_memory == std::uint64_t{8} << 30);
    CHECK(check.search.limits.max_states == 1000);
    CHECK(check.timeout == std::chrono::milliseconds(1500));
    CHECK(check.quiet);
}

TEST_CASE("check, with the formats for CI, and without") {
    const auto check = options<CheckOptions>({"check", "a.rvk", "--sarif", "r.sarif", "--junit", "r.xml", "--markdown",
                                              "r.md", "--baseline", "old.json", "--github"});
    CHECK(check.sarif == "r.sarif");
    CHECK(check.junit == "r.xml");
    CHECK(check.markdown == "r.md");
    CHECK(check.baseline == "old.json");
    CHECK(check.github);
    CHECK(check.version == "1.2.3");
    const auto plain = options<CheckOptions>({"check", "a.rvk"});
    CHECK_FALSE((plain.sarif || plain.junit || plain.markdown || plain.baseline || plain.github));
}

TEST_CASE("validate, with everything and with nothing") {
    const auto validate = options<ValidateOptions>({"validate", "a.rvk", "a.jsonl", "b.jsonl", "--set", "N=3", "--json",
                                                    "r.json", "--traces", "out", "--max-memory", "8G", "--max-states",
                                                    "1000", "--timeout", "1.5", "--quiet"});
    CHECK(validate.spec == "a.rvk");
    CHECK(validate.logs == std::vector<std::string>{"a.jsonl", "b.jsonl"});
    CHECK(validate.settings == Settings{{"N", 3}});
    CHECK((validate.json == "r.json" && validate.traces == "out" && validate.quiet && !validate.probes));
    CHECK(validate.max_memory == std::uint64_t{8} << 30);
    CHECK(validate.max_states == 1000);
    CHECK(validate.timeout == std::chrono::milliseconds(1500));
    const auto plain = options<ValidateOptions>({"validate", "a.rvk", "a.jsonl"});
    CHECK((!plain.json && !plain.traces && !plain.quiet));
    CHECK(options<ValidateOptions>({"validate", "a.rvk", "--probes"}).probes);
}

TEST_CASE("mutate, with everything and with nothing") {
    const auto mutate =
        options<MutateOptions>({"mutate", "a.rvk",        "--set",  "N=3",       "--only",   "drop",   "--threads",
                                "7",      "--shortest",   "--json", "r.json",    "--traces", "out",    "--max-memory",
                                "8G",     "--max-states", "1000",   "--timeout", "1.5",      "--quiet"});
    CHECK(mutate.spec == "a.rvk");
    CHECK(mutate.settings == Settings{{"N", 3}});
    CHECK(mutate.search.only == "drop");
    CHECK(mutate.search.threads == 7);
    CHECK((mutate.search.shortest && mutate.quiet));
    CHECK((mutate.json == "r.json" && mutate.traces == "out"));
    CHECK(mutate.search.limits.max_memory == std::uint64_t{8} << 30);
    CHECK(mutate.search.limits.max_states == 1000);
    CHECK(mutate.search.timeout == std::chrono::milliseconds(1500));
    const auto plain = options<MutateOptions>({"mutate", "a.rvk"});
    CHECK((plain.search.threads >= 1 && plain.search.only.empty() && !plain.json && !plain.traces && !plain.quiet));
    CHECK(answer({"mutate"}).code == ExitCode::wrong_input);
    CHECK(answer({"mutate", "a.rvk", "--threads", "0"}).code == ExitCode::wrong_input);
    CHECK_THAT(answer({"mutate", "--help"}).text, Contains("--only") && Contains("Exit codes"));
}

TEST_CASE("check, with nothing") {
    const auto check = options<CheckOptions>({"check", "a.rvk"});
    CHECK(check.search.threads >= 1);
    CHECK(check.search.reduction == Reduction::all);
    CHECK_FALSE(check.search.first);
    CHECK_FALSE(check.json);
    CHECK_FALSE(check.traces);
    CHECK(check.search.limits.max_memory > (std::uint64_t{1} << 20));
    CHECK(check.timeout == std::chrono::nanoseconds::max());
}

TEST_CASE("each reduction that the table of options names is one of its own") {
    const auto table = option_table();
    const auto row = std::ranges::find(table, "--reduction", &OptionRow::name);
    REQUIRE(row != table.end());
    std::istringstream words{std::string(row->metavar)};
    std::set<Reduction> named;
    for (std::string word; std::getline(words, word, '|');) {
        CAPTURE(word);
        const Reduction reduction =
            options<CheckOptions>({"check", "a.rvk", "--reduction", word.c_str()}).search.reduction;
        CHECK(revoke_mc::checker::reduction_of(word) == reduction);
        CHECK(named.insert(reduction).second);
    }
    CHECK(named.size() == 5);
    CHECK_FALSE(revoke_mc::checker::reduction_of(""));
}

TEST_CASE("info") {
    const auto info = options<InfoOptions>({"info", "a.rvk", "--set", "N=1", "--sample", "7", "--explore", "--json"});
    CHECK(info.spec == "a.rvk");
    CHECK(info.settings == Settings{{"N", 1}});
    CHECK(info.sample == 7);
    CHECK(info.explore);
    CHECK(info.json);
    CHECK_FALSE(options<InfoOptions>({"info", "a.rvk"}).explore);
}

TEST_CASE("--set takes one word, so that a spec may follow") {
    const auto check = options<CheckOptions>({"check", "--set", "N=-1", "a.rvk", "--set", "P=true", "b.rvk"});
    CHECK(check.specs == std::vector<std::string>{"a.rvk", "b.rvk"});
    CHECK(check.settings == Settings{{"N", -1}, {"P", 1}});
}

TEST_CASE("replay, simulate, graph") {
    const auto replay = options<ReplayOptions>({"replay", "t.json", "--spec", "other.rvk"});
    CHECK(replay.trace == "t.json");
    CHECK(replay.spec == "other.rvk");
    const auto simulate =
        options<SimulateOptions>({"simulate", "a.rvk", "--seed", "7", "--steps", "9", "--interactive", "--set", "N=1"});
    CHECK(simulate.seed == 7);
    CHECK(simulate.steps == 9);
    CHECK(simulate.interactive);
    CHECK(simulate.settings == Settings{{"N", 1}});
    CHECK_FALSE(options<SimulateOptions>({"simulate", "a.rvk"}).seed);
    const auto graph =
        options<GraphOptions>({"graph", "a.rvk", "--format", "graphml", "--thread", "vfio.reset", "-o", "x"});
    CHECK(graph.format == GraphFormat::graphml);
    CHECK(graph.thread == "vfio.reset");
    CHECK(graph.output == "x");
    CHECK(options<GraphOptions>({"graph", "a.rvk"}).format == GraphFormat::dot);
    CHECK(options<GraphOptions>({"graph", "a.rvk", "--format", "svg"}).format == GraphFormat::svg);
}

TEST_CASE("every mistake on the command line is exit code 2") {
    const std::vector<std::vector<const char*>> mistakes{
        {},
        {"chek", "a.rvk"},
        {"check"},
        {"check", "a.rvk", "--frist"},
        {"check", "a.rvk", "--set"},
        {"check", "a.rvk", "--set", "N"},
        {"check", "a.rvk", "--set", "N="},
        {"check", "a.rvk", "--set", "=3"},
        {"check", "a.rvk", "--set", "N=3x"},
        {"check", "a.rvk", "--set", "N=99999999999999999999"},
        {"check", "a.rvk", "--set", "N=1", "--set", "N=2"},
        {"check", "a.rvk", "--threads", "0"},
        {"check", "a.rvk", "--threads", "-1"},
        {"check", "a.rvk", "--threads", "many"},
        {"check", "a.rvk", "--threads", "100000"},
        {"check", "a.rvk", "--reduction", "some"},
        {"check", "a.rvk", "--max-memory", "much"},
        {"check", "a.rvk", "--max-memory", "0"},
        {"check", "a.rvk", "--max-states", "0"},
        {"check", "a.rvk", "--max-states", "-5"},
        {"check", "a.rvk", "--timeout", "0"},
        {"check", "a.rvk", "--timeout", "nan"},
        {"check", "a.rvk", "--timeout", "inf"},
        {"check", "a.rvk", "--timeout", "soon"},
        {"check", "a.rvk", "--json", ""},
        {"check", "a.rvk", "--first", "--first=maybe"},
        {"replay"},
        {"replay", "a.json", "b.json"},
        {"simulate", "a.rvk", "--seed", "x"},
        {"simulate", "a.rvk", "--steps", "-1"},
        {"graph", "a.rvk", "--format", "png"},
        {"graph"},
        {"graph", "a.rvk", "--locks", "--thread", "u.t"},
    };
    for (const auto& words : mistakes) {
        std::string shown;
        for (const char* word : words) shown += std::string(word) + " ";
        CAPTURE(shown);
        const auto result = parsed(words);
        REQUIRE(std::holds_alternative<Answer>(result));
        CHECK(std::get<Answer>(result).code == ExitCode::wrong_input);
        CHECK_THAT(std::get<Answer>(result).text, Contains("revoke-mc: ") && Contains("--help"));
    }
}

TEST_CASE("the table of options in the manual is the one that the command line is parsed by") {
    CHECK_THAT(revoke_mc::reports::read_file(revoke_mc::tests::source_dir() + "/checker/cli/README.md"),
               Contains(option_table_markdown()));
}

TEST_CASE("every option is there once for a command") {
    for (const CommandRow& command : command_table()) {
        std::set<std::string_view> names;
        for (const OptionRow& option : option_table())
            if (option.belongs_to(command.command)) CHECK(names.insert(option.name).second);
    }
}

TEST_CASE("help is complete, with examples") {
    const Answer all = answer({"--help"});
    CHECK(all.code == ExitCode::as_expected);
    for (const char* command : {"check", "replay", "simulate", "graph", "--version"})
        CHECK_THAT(all.text, Contains(command));
    const std::string check = answer({"check", "--help"}).text;
    for (const char* option :
         {"SPEC", "--set NAME=VALUE", "--threads N", "--reduction none|symmetry|por|slice|all", "--shortest",
          "--check-reductions", "--first", "--json FILE", "--traces DIR", "--max-memory SIZE", "--max-states N",
          "--timeout SECONDS", "--quiet", "Exit codes", "Examples"})
        CHECK_THAT(check, Contains(option));
    for (const char* option : {"TRACE.json", "--spec OTHER.rvk", "Examples"})
        CHECK_THAT(answer({"replay", "--help"}).text, Contains(option));
    for (const char* option : {"--seed S", "--steps N", "--interactive", "--set", "Examples"})
        CHECK_THAT(answer({"simulate", "-h"}).text, Contains(option));
    for (const char* option : {"--format dot|graphml", "--thread NAME", "--locks", "-o,--output FILE", "Examples"})
        CHECK_THAT(answer({"graph", "--help"}).text, Contains(option));
}

TEST_CASE("the version") {
    const Answer version = answer({"--version"});
    CHECK(version.text == "revoke-mc 1.2.3\n");
    CHECK(version.code == ExitCode::as_expected);
}

TEST_CASE("amounts of memory") {
    CHECK(parse_size("1024") == 1024U);
    CHECK(parse_size("1K") == 1024U);
    CHECK(parse_size("2kb") == 2048U);
    CHECK(parse_size("1.5KiB") == 1536U);
    CHECK(parse_size("8G") == std::uint64_t{8} << 30);
    CHECK(parse_size("8 GiB") == std::uint64_t{8} << 30);
    CHECK(parse_size("1T") == std::uint64_t{1} << 40);
    for (const char* wrong :
         {"", "0", "-1", "G", ".", "1.2.3", "5X", "1 K B", "1iB", "99999999T", "nan", "0x10", "1e3"})
        CHECK_FALSE(parse_size(wrong));
    CHECK(revoke_mc::checker::available_memory() > (std::uint64_t{1} << 20));
}
