// The one table of commands and options. The command line is parsed by it, --help and the table in README.md are
// printed from it.
//
// A row is an option of one or several commands; where two commands mean different things by one name there are two
// rows. Options stand in the order of the help.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace revoke_mc::cli {

enum class CommandName : std::uint8_t { check, replay, simulate, graph, export_, info, mutate, validate };

/// Some of them.
class Commands {
public:
    constexpr Commands(std::initializer_list<CommandName> names) {  // NOLINT(google-explicit-constructor)
        for (const CommandName name : names) bits_ |= 1U << static_cast<unsigned>(name);
    }
    [[nodiscard]] constexpr bool contain(CommandName name) const {
        return ((bits_ >> static_cast<unsigned>(name)) & 1U) != 0;
    }

private:
    unsigned bits_ = 0;
};

struct CommandRow {
    CommandName command;
    const char* name;
    const char* help;
    const std::string* footer;
};

/// What may stand behind an option.
enum class Value : std::uint8_t {
    flag,      ///< nothing
    text,      ///< anything
    name,      ///< of a file, a folder, a thread: not empty
    number,    ///< a whole number, within bounds
    seconds,   ///< a number above 0
    amount,    ///< of memory
    choice,    ///< one of the words of the metavar, which `|` separates
    settings,  ///< NAME=VALUE, as often as you like
    names,     ///< the same, without a value
    file,      ///< no option: it stands alone on the command line
    files      ///< several of these
};

struct OptionRow {
    std::string_view name;     ///< "--set"; "spec" for what stands alone
    std::string_view metavar;  ///< "NAME=VALUE"
    std::string_view help;
    std::string_view initial;  ///< the default, in words; empty: not worth saying
    Value value;
    Commands commands;
    bool required = false;
    char letter = 0;  ///< 'o': -o is the same
    std::uint64_t least = 0, most = ~std::uint64_t{0};
    std::string_view excludes = {};  ///< an option that may not be there too

    [[nodiscard]] bool belongs_to(CommandName command) const { return commands.contain(command); }
    /// For --help: "Length of the walk [50]".
    [[nodiscard]] std::string description() const;
};

inline constexpr unsigned most_threads = 1024;

[[nodiscard]] std::span<const CommandRow> command_table();
[[nodiscard]] std::span<const OptionRow> option_table();

/// The table as README.md shows it.
[[nodiscard]] std::string option_table_markdown();

}  // namespace revoke_mc::cli
