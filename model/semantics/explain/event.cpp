// Names of a log against names of a program. Every mistake says what would have been right.
#include "model/semantics/explain/event.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "model/language/syntax/instrument.hpp"

namespace revoke_mc::explain {

using program::LogPoint;
using program::LogPointId;
using program::Routine;
using program::ValueType;

namespace {

std::vector<std::string> split(const std::string& path) {
    std::vector<std::string> parts(1);
    for (const char c : path) c == '.' ? void(parts.emplace_back()) : parts.back().push_back(c);
    return parts;
}

template <class Items>
auto find_named(const Items& items, const std::string& name) {
    return std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
}

std::string kind_text(const ValueType& type) {
    switch (type.kind) {
    case ValueType::Kind::boolean: return "true or false";
    case ValueType::Kind::enumeration: return "the name of a value of its enum";
    default: return "a number";
    }
}

/// Some object has such a part (program/log.hpp).
bool is_relation(std::string_view part) {
    static constexpr std::array known{"att", "buf", "importer", "exporter", "context"};
    return std::find(known.begin(), known.end(), part) != known.end();
}

/// What a kernel's tracing shows of a bool is 0 or 1.
LoggedValue as_traced(const ValueType& type, const LoggedValue& value) {
    const auto* bit = std::get_if<std::int64_t>(&value);
    const bool fits = bit != nullptr && type.kind == ValueType::Kind::boolean && (*bit == 0 || *bit == 1);
    return fits ? LoggedValue(*bit == 1) : value;
}

/// By point, the routine that has its statement.
std::vector<program::RoutineId> routines_of_points(const program::Program& program) {
    std::vector<program::RoutineId> out(program.log.size(), none);
    for (const program::Stmt* stmt : program.statements)
        if (const auto* skip = stmt->as<program::Skip>(); skip != nullptr && skip->point != none)
            out[skip->point.number()] = stmt->routine;
    return out;
}

std::string_view to_text(LogPoint::Kind kind) {
    switch (kind) {
    case LogPoint::Kind::call: return "call";
    case LogPoint::Kind::returned: return "return";
    case LogPoint::Kind::step: break;
    }
    return "at";
}

}  // namespace

Resolver::Resolver(const program::Program& program, const LogHead& head)
    : program_(program), functions_(head.functions), routine_of_(routines_of_points(program)) {
    if (program.log.empty())
        throw LogError("the spec does not say what a log of it shows: it has no log { ... } (specs/README.md, 8)");
    for (const auto& [name, code] : functions_) {
        const auto is = [&, &wanted = code](const LogPoint& point) { return point.code == wanted; };
        if (std::none_of(program.log.begin(), program.log.end(), is))
            throw LogError(fmt::format("bind.functions: the spec's log {{ ... }} has no '{}'", code));
    }
    for (const auto& [task, thread] : head.threads) {
        const auto found = find_named(program.threads, thread);
        if (found == program.threads.end())
            throw LogError(fmt::format("bind.threads: the spec has no thread '{}'", thread));
        threads_.emplace_back(token(task, true), program::ThreadId{found - program.threads.begin()});
    }
    for (const auto& [address, object] : head.objects) {
        const auto found = find_named(program.objects, object);
        if (found == program.objects.end())
            throw LogError(fmt::format("bind.objects: the spec has no object '{}'", object));
        objects_.emplace_back(token(address, false), program::ObjectId{found - program.objects.begin()});
    }
    for (const program::CellId cell : program.cells.ids()) cells_.emplace(program.cells[cell].name, cell);
}

Token Resolver::token(const std::string& name, bool task) {
    const auto [entry, is_new] = tokens_.try_emplace({task, name}, Token{names_.size()});
    if (is_new) names_.push_back(name);
    return entry->second;
}

std::vector<LogPointId> Resolver::points(LogPoint::Kind kind, const std::string& name) const {
    const auto bound = functions_.find(name);
    std::vector<LogPointId> out;
    for (const LogPointId id : program_.log.ids()) {
        const LogPoint& point = program_.log[id];
        const bool fits = bound != functions_.end() && kind != LogPoint::Kind::step ? point.code == bound->second
                                                                                    : point.name == name;
        if (point.kind == kind && fits) out.push_back(id);
    }
    return out;
}

void Resolver::unknown(LogPoint::Kind kind, const std::string& name) const {
    std::string known;
    for (const LogPoint& point : program_.log)
        if (point.kind == kind) known += (known.empty() ? "" : ", ") + point.name;
    throw LogError(fmt::format("\"{}\": the spec's log {{ ... }} has no '{}'; it has {}", to_text(kind), name,
                               known.empty() ? "none of these" : known));
}

Event Resolver::resolve(const Logged& line) {
    Event event;
    event.number = line.number;
    if (line.task) event.task = token(*line.task, true);
    for (const LogPointId point : points(line.kind, line.name)) event.at.push_back(seen_at(point, line));
    if (event.at.empty()) unknown(line.kind, line.name);
    for (const auto& [name, value] : line.state) {
        const auto cell = cells_.find(name);
        if (cell == cells_.end()) throw LogError(fmt::format("state: the spec has no variable '{}'", name));
        event.state.emplace_back(cell->second, number(program_.cells[cell->second].type, value, "state." + name));
    }
    return event;
}

SeenAt Resolver::seen_at(LogPointId point, const Logged& line) {
    SeenAt out{point, {}};
    const program::RoutineId where = routine_of_[point.number()];
    if (where == none)
        throw LogError(fmt::format("{} is in code that the spec never gets to", program_.log[point].text()));
    const Routine& routine = program_.routines[where];
    for (const auto& [path, value] : line.arguments)
        out.things.push_back(seen(routine, path.empty() ? only_argument(point) : path, value));
    for (const auto& [path, address] : line.fresh) {
        out.things.push_back(seen(routine, path, address));
        if (out.things.back().token == none) throw LogError(fmt::format("new.{} is no object", path));
        out.things.back().fresh = true;
    }
    if (!line.value || program_.log[point].any_value) return out;
    if (!routine.result) throw LogError(fmt::format("value: {} returns nothing", routine.name));
    Seen result;
    result.text = "value";
    result.number = number(*routine.result, as_traced(*routine.result, *line.value), "value");
    result.local = program::LocalId{find_named(routine.locals, syntax::returned_value) - routine.locals.begin()};
    out.things.push_back(std::move(result));
    return out;
}

/// "signaled" has an argument without a name: the only one that the table knows.
std::string Resolver::only_argument(LogPointId point) const {
    for (const auto& argument : program_.log[point].arguments)
        if (argument) return argument->text();
    throw LogError(
        fmt::format("the spec's log {{ ... }} does not say what {} is called with", program_.log[point].name));
}

Seen Resolver::seen(const Routine& routine, const std::string& path, const LoggedValue& value) {
    const std::vector<std::string> names = split(path);
    Seen out;
    out.text = path;
    out.parts.assign(names.begin() + 1, names.end());
    const bool self = names.front() == "self" && routine.component != none;
    const auto reference = find_named(routine.references, names.front());
    const auto local = find_named(routine.locals, names.front());
    if (self || reference != routine.references.end()) {
        const auto* address = std::get_if<std::string>(&value);
        if (address == nullptr) throw LogError(fmt::format("args.{} is an object: its address is a text", path));
        for (const std::string& part : out.parts)
            if (!is_relation(part)) throw LogError(fmt::format("args.{}: there is no relation '{}'", path, part));
        if (!self) out.root = program::RefId{reference - routine.references.begin()};
        out.token = token(*address, false);
        return out;
    }
    if (local == routine.locals.end() || names.size() > 1 || names.front().starts_with('$'))
        throw LogError(fmt::format("args.{}: {} has no parameter '{}'", path, routine.name, names.front()));
    out.local = program::LocalId{local - routine.locals.begin()};
    out.number = number(local->type, as_traced(local->type, value), "args." + path);
    return out;
}

std::int64_t Resolver::number(const ValueType& type, const LoggedValue& value, const std::string& what) const {
    const auto wrong = [&] { return LogError(fmt::format("{} should be {}", what, kind_text(type))); };
    if (const auto* truth = std::get_if<bool>(&value)) {
        if (type.kind != ValueType::Kind::boolean) throw wrong();
        return *truth ? 1 : 0;
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (type.kind != ValueType::Kind::enumeration) throw wrong();
        const auto& values = program_.enumerations[type.enumeration].values;
        const auto found = std::find(values.begin(), values.end(), *text);
        if (found == values.end()) throw LogError(fmt::format("{}: its enum has no '{}'", what, *text));
        return found - values.begin();
    }
    if (type.kind != ValueType::Kind::integer) throw wrong();
    return std::get<std::int64_t>(value);
}

}  // namespace revoke_mc::explain
