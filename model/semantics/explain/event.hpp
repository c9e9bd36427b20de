// A line of a kernel's log, as it is written, and as a program sees it.
//
// A log names things by what the kernel had: tasks, addresses, functions. Logged has these names. resolve() finds out
// once what they can mean in a program; tasks and addresses become tokens, of which nobody knows yet whom they stand
// for (binding.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/language/program/program.hpp"

namespace revoke_mc::explain {

/// A line that does not fit the spec or the format. `what()` says why; where it stands, only the reader knows.
class LogError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A text names an object, or a value of an enumeration.
using LoggedValue = std::variant<std::string, std::int64_t, bool>;

/// What a line says.
struct Logged {
    std::uint64_t number = 0;  ///< `n`, in the total order of the log
    std::optional<std::string> task;
    program::LogPoint::Kind kind = program::LogPoint::Kind::call;
    std::string name;  ///< of the function or the label
    std::vector<std::pair<std::string, LoggedValue>> arguments;
    std::vector<std::pair<std::string, std::string>> fresh;  ///< what is new under its address
    std::optional<LoggedValue> value;                        ///< what the function returns
    std::vector<std::pair<std::string, LoggedValue>> state;  ///< variables, as the log knows them
};

/// What the first line says.
struct LogHead {
    std::string kernel;
    std::map<std::string, std::string> functions;  ///< the kernel's names -> the spec's
    std::map<std::string, std::string> threads;    ///< tasks -> threads
    std::map<std::string, std::string> objects;    ///< addresses -> objects
};

using Token = Id<struct TokenTag>;

/// An object or a number that a point is seen with.
struct Seen {
    program::RefId root = none;      ///< of the frame; none: `self`, or a number
    std::vector<std::string> parts;  ///< "att", "buf": from there on
    Token token = none;              ///< an object
    bool fresh = false;
    program::LocalId local = none;  ///< a number: where it is
    std::int64_t number = 0;
    std::string text;  ///< "m.att", for people
};

/// One point that a line may be about, with what it asks for there.
struct SeenAt {
    program::LogPointId point = none;
    std::vector<Seen> things;
};

struct Event {
    std::uint64_t number = 0;
    Token task = none;
    std::vector<SeenAt> at;
    std::vector<std::pair<program::CellId, std::int64_t>> state;
};

/// Gives tokens to names, and finds what a program has of what a log names.
class Resolver {
public:
    /// Throws LogError for a head that does not fit the program.
    Resolver(const program::Program& program, const LogHead& head);

    /// Throws LogError.
    [[nodiscard]] Event resolve(const Logged& line);

    /// What the head says of tasks and addresses.
    [[nodiscard]] const std::vector<std::pair<Token, program::ThreadId>>& threads() const { return threads_; }
    [[nodiscard]] const std::vector<std::pair<Token, program::ObjectId>>& objects() const { return objects_; }
    [[nodiscard]] const std::string& name(Token token) const { return names_.at(token.number()); }

private:
    [[nodiscard]] Token token(const std::string& name, bool task);
    [[nodiscard]] std::vector<program::LogPointId> points(program::LogPoint::Kind kind, const std::string& name) const;
    [[nodiscard]] SeenAt seen_at(program::LogPointId point, const Logged& line);
    [[nodiscard]] Seen seen(const program::Routine& routine, const std::string& path, const LoggedValue& value);
    [[nodiscard]] std::string only_argument(program::LogPointId point) const;
    [[nodiscard]] std::int64_t number(const program::ValueType& type, const LoggedValue& value,
                                      const std::string& what) const;
    [[noreturn]] void unknown(program::LogPoint::Kind kind, const std::string& name) const;

    const program::Program& program_;
    std::map<std::string, std::string> functions_;
    std::map<std::pair<bool, std::string>, Token> tokens_;
    std::vector<std::string> names_;
    std::vector<std::pair<Token, program::ThreadId>> threads_;
    std::vector<std::pair<Token, program::ObjectId>> objects_;
    std::map<std::string, program::CellId> cells_;
    std::vector<program::RoutineId> routine_of_;  ///< by point: whose code it lies in
};

}  // namespace revoke_mc::explain
