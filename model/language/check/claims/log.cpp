// `log { ... }`: what a kernel's log shows of the spec.
//
// Each entry names code of the spec and what the kernel's function is called with. The points get their numbers here,
// in the order in which syntax::instrument() gives them to statements.
#include <algorithm>
#include <cctype>
#include <set>

#include "model/language/check/claims/properties.hpp"
#include "model/language/check/expressions/functions.hpp"
#include "model/language/syntax/instrument.hpp"

namespace revoke_mc::check {
namespace {

using Kind = core::LogPoint::Kind;

std::vector<std::string> names_of(const ast::Expr& path) {
    if (path.kind != ast::ExprKind::member) return {path.text};
    std::vector<std::string> names = names_of(*path.args[0]);
    names.push_back(path.text);
    return names;
}

const Parameter* parameter_of(const Function& function, const std::string& name) {
    for (const Parameter& parameter : function.parameters)
        if (parameter.name == name) return &parameter;
    return nullptr;
}

/// Of a path's first name, or nothing if that is a number.
std::optional<core::ObjectKind> first_kind(const Function& function, const std::string& name) {
    if (name == "self") return core::ObjectKind::component;
    const Parameter* parameter = parameter_of(function, name);
    if (parameter == nullptr || !parameter->reference) return std::nullopt;
    return parameter->object.kind;
}

std::optional<core::LogPath> path_of(World& world, const Function& function, const ast::Expr& expr, bool fresh) {
    const std::vector<std::string> names = names_of(expr);
    const bool known =
        names.front() == "self" ? function.component != none : parameter_of(function, names.front()) != nullptr;
    if (!known) {
        world.error(expr.place, function.full_name + " has no parameter '" + names.front() + "'",
                    "write _ for what the spec does not know");
        return std::nullopt;
    }
    std::optional<core::ObjectKind> kind = first_kind(function, names.front());
    for (std::size_t i = 1; i < names.size(); ++i) {
        kind = kind ? core::kind_of_part(*kind, names[i]) : std::nullopt;
        if (kind) continue;
        world.error(expr.place, "'" + names[i] + "' is no relation of '" + names[i - 1] + "'",
                    "known: a.buf, a.importer, m.att, f.buf, f.importer, f.context, b.exporter");
        return std::nullopt;
    }
    return core::LogPath{names, fresh};
}

bool is_unknown(const ast::Expr& expr) { return expr.kind == ast::ExprKind::name && expr.text == "_"; }

void add_arguments(World& world, const ast::LogEntry& entry, const Function& function, core::LogPoint& point) {
    if (point.kind == Kind::call) {
        for (const ast::LogArgument& argument : entry.arguments)
            point.arguments.push_back(
                is_unknown(*argument.path) ? std::nullopt : path_of(world, function, *argument.path, argument.fresh));
    } else if (entry.result && is_unknown(*entry.result)) {
        point.any_value = true;
    } else if (entry.result) {
        point.result = path_of(world, function, *entry.result, true);
    }
}

void check_function(World& world, const ast::LogEntry& entry, const Function& function, core::LogPoint& point) {
    point.routine = function.routine;
    if (function.source->ghost) world.error(entry.place, "ghost code is in no kernel: nothing of it can be logged");
    if (function.source->result.pointer)
        world.error(entry.place, function.full_name + " returns a pointer: its return cannot be logged");
    add_arguments(world, entry, function, point);
}

void check_label(World& world, const ast::LogEntry& entry, const std::string& label) {
    const std::string name = ast::code_named(entry);
    const ast::NamedCode code = ast::find_code(world.loaded, name);
    if (code.functions.empty() && code.threads.empty())
        return world.error(entry.where->place, "there is no function or thread '" + name + "'");
    std::vector<ast::Stmt*> found;
    for (const ast::Function* function : code.functions)
        if (function->body)
            for (ast::Stmt* at : ast::labelled(*function->body, label)) found.push_back(at);
    for (const ast::Thread* thread : code.threads)
        for (ast::Stmt* at : ast::labelled(*thread->body, label)) found.push_back(at);
    if (found.empty())
        world.error(entry.where->place, "there is no label '" + label + "' in " + name,
                    "a label in a function that it calls is named with that function");
    for (const ast::Stmt* at : found)
        if (at->body.front()->kind == ast::StmtKind::declare)
            world.error(at->place, "a label in front of a declaration cannot be logged",
                        "write " + label + ": skip; in front of it");
}

/// It stands in commands of the kernel, and in lines of a trace.
void check_name(World& world, const core::LogPoint& point) {
    const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '.'; };
    if (point.name.empty() || !std::all_of(point.name.begin(), point.name.end(), fits))
        world.error(point.place, "'" + point.name + "' is no name of the kernel",
                    "it has letters, digits, underscores and dots");
}

/// What a line says has to say which point it is.
void check_once(World& world, const core::LogPoint& point, std::set<std::string>& known) {
    const bool step = point.kind == Kind::step;
    if (known.insert(step ? point.code : point.text()).second) return;
    if (step)
        world.error(point.place, point.code + " is logged twice", "leave one out");
    else
        world.error(point.place, "two entries are logged as '" + point.text() + "'",
                    "give one of them another name: as \"NAME\"");
}

/// `step` goes with a label, and a label with `step`.
void check_forms(World& world) {
    for (const ast::LogEntry& entry : world.main().log)
        if (ast::code_named(entry).empty())
            world.error(entry.where->place, "a label is logged with 'step', and nothing else is",
                        "as in step gpu.move @ moved;");
}

core::LogPoint make_point(World& world, const ast::LogPointName& wanted) {
    const ast::LogEntry& entry = *wanted.entry;
    core::LogPoint point;
    point.kind = static_cast<Kind>(wanted.kind);
    point.code = ast::code_named(entry);
    point.optional = entry.optional;
    point.tracepoint = entry.tracepoint;
    point.place = entry.place;
    point.name = entry.name.empty() ? point.code : entry.name;
    if (point.code.empty()) return point;
    if (point.kind == Kind::step) {
        if (entry.name.empty()) point.name = wanted.label;
        point.code += " @ " + wanted.label;
        check_label(world, entry, wanted.label);
        return point;
    }
    Numbers numbers;
    Context context(world, numbers);
    if (const Function* function = find_function(context, *entry.where)) check_function(world, entry, *function, point);
    return point;
}

}  // namespace

void check_log(World& world) {
    check_forms(world);
    std::set<std::string> known;
    for (const ast::LogPointName& wanted : ast::log_points(world.main())) {
        core::LogPoint point = make_point(world, wanted);
        if (!point.code.empty()) {
            check_name(world, point);
            check_once(world, point, known);
        }
        world.program.log.push_back(std::move(point));
    }
}

}  // namespace revoke_mc::check
