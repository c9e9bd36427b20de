// Changes trees in place: new statements stand where the function or the label stands, for messages and traces.
#include "model/language/syntax/instrument.hpp"

#include <utility>

#include "model/language/syntax/builder.hpp"
#include "model/language/syntax/print.hpp"

namespace revoke_mc::syntax {
namespace {

constexpr const char* way_out = "$out";

StmtPtr make(StmtKind kind, Place place, std::string text = {}) {
    auto made = std::make_unique<Stmt>();
    made->kind = kind;
    made->place = place;
    made->text = std::move(text);
    return made;
}

StmtPtr make_point(std::uint32_t number, Place place) {
    StmtPtr skip = make(StmtKind::skip, place);
    skip->point = number;
    return skip;
}

ExprPtr make_name(const char* name, Place place) {
    auto made = std::make_unique<Expr>();
    made->kind = ExprKind::name;
    made->place = place;
    made->text = name;
    return made;
}

bool has_value(const Function& function) { return function.result.name != "void"; }

/// `return e;` becomes `{ $value = e; goto $out; }`.
void leave_by_the_way_out(StmtPtr& statement, bool& used) {
    for (StmtPtr& inner : statement->body)
        if (inner) leave_by_the_way_out(inner, used);
    if (statement->kind != StmtKind::return_) return;
    used = true;
    StmtPtr block = make(StmtKind::block, statement->place);
    if (!statement->exprs.empty() && statement->exprs[0]) {
        StmtPtr assign = make(StmtKind::assign, statement->place, "=");
        assign->end = statement->end;
        assign->exprs.push_back(make_name(returned_value, statement->place));
        assign->exprs.push_back(std::move(statement->exprs[0]));
        block->body.push_back(std::move(assign));
    }
    block->body.push_back(make(StmtKind::goto_, statement->place, way_out));
    statement = std::move(block);
}

StmtPtr declare_value(const Function& function) {
    StmtPtr declared = make(StmtKind::declare, function.place);
    Variable variable;
    variable.place = function.place;
    variable.name = returned_value;
    variable.type = {function.result.place, function.result.name, function.result.pointer,
                     function.result.low ? clone(*function.result.low) : nullptr,
                     function.result.high ? clone(*function.result.high) : nullptr};
    declared->variables.push_back(std::move(variable));
    return declared;
}

void add_return(const Function& function, std::uint32_t number, bool jumped_to, Stmt& body) {
    StmtPtr point = make_point(number, function.place);
    if (jumped_to) {
        StmtPtr target = make(StmtKind::labelled, function.place, way_out);
        target->body.push_back(std::move(point));
        point = std::move(target);
    }
    body.body.push_back(std::move(point));
    if (!has_value(function)) return;
    StmtPtr back = make(StmtKind::return_, function.place);
    back->exprs.push_back(make_name(returned_value, function.place));
    body.body.push_back(std::move(back));
}

/// `call` and `returned`: numbers of points, or nothing.
void wrap(Function& function, std::optional<std::uint32_t> call, std::optional<std::uint32_t> returned) {
    if (!function.body) return;
    StmtPtr body = make(StmtKind::block, function.body->place);
    body->end = function.body->end;
    bool jumps = false;
    if (returned) leave_by_the_way_out(function.body, jumps);
    if (returned && has_value(function)) body->body.push_back(declare_value(function));
    if (call) body->body.push_back(make_point(*call, function.place));
    body->body.push_back(std::move(function.body));
    if (returned) add_return(function, *returned, jumps, *body);
    function.body = std::move(body);
}

void mark_label(Stmt& labelled, std::uint32_t number) {
    StmtPtr& inner = labelled.body.front();
    if (inner->kind == StmtKind::skip && !inner->point) {
        inner->point = number;
        return;
    }
    if (inner->kind == StmtKind::declare) return;  // the check says so
    StmtPtr block = make(StmtKind::block, inner->place);
    block->end = inner->end;
    block->body.push_back(make_point(number, labelled.place));
    block->body.push_back(std::move(inner));
    inner = std::move(block);
}

void mark_labels(const NamedCode& code, const std::string& label, std::uint32_t number) {
    for (const Function* function : code.functions)
        if (function->body)
            for (Stmt* at : labelled(*function->body, label)) mark_label(*at, number);
    for (const Thread* thread : code.threads)
        for (Stmt* at : labelled(*thread->body, label)) mark_label(*at, number);
}

std::string prefix(const Component& component) { return component.name + "."; }

template <class Files, class Found>
void find_in(Files& files, const std::string& name, const Found& found) {
    for (auto& file : files) {
        for (auto& function : file.functions)
            if (function.name == name) found(function);
        for (auto& component : file.components) {
            for (auto& function : component.functions)
                if (prefix(component) + function.name == name) found(function);
            for (auto& thread : component.threads)
                if (prefix(component) + thread.name == name) found(thread);
        }
    }
}

}  // namespace

std::vector<LogPointName> log_points(const File& file) {
    using Kind = LogPointName::Kind;
    std::vector<LogPointName> points;
    for (const LogEntry& entry : file.log) {
        if (entry.kind == LogEntry::Kind::step) {
            for (const std::string& label : entry.where->labels) points.push_back({Kind::step, &entry, label});
            continue;
        }
        if (entry.kind != LogEntry::Kind::returned) points.push_back({Kind::call, &entry, {}});
        if (entry.kind != LogEntry::Kind::call) points.push_back({Kind::returned, &entry, {}});
    }
    return points;
}

std::string code_named(const LogEntry& entry) {
    const bool step = entry.kind == LogEntry::Kind::step;
    if (step != (entry.where->kind == ExprKind::at)) return "";
    return print(step ? *entry.where->args[0] : *entry.where);
}

std::vector<Stmt*> labelled(Stmt& body, const std::string& label) {
    std::vector<Stmt*> found;
    const bool here = body.kind == StmtKind::labelled && body.text == label;
    if (here && (body.label == Label::plain || body.label == Label::fair)) found.push_back(&body);
    for (const StmtPtr& inner : body.body) {
        if (!inner) continue;
        const std::vector<Stmt*> below = labelled(*inner, label);
        found.insert(found.end(), below.begin(), below.end());
    }
    return found;
}

NamedCode find_code(Loaded& loaded, const std::string& name) {
    NamedCode code;
    struct Add {
        NamedCode& code;
        void operator()(Function& function) const { code.functions.push_back(&function); }
        void operator()(Thread& thread) const { code.threads.push_back(&thread); }
    };
    find_in(loaded.files, name, Add{code});
    return code;
}

NamedCode find_code(const Loaded& loaded, const std::string& name) {
    return find_code(const_cast<Loaded&>(loaded), name);  // NOLINT(cppcoreguidelines-pro-type-const-cast): looks only
}

void instrument(Loaded& loaded) {
    loaded.instrumented = true;
    struct Around {
        std::optional<std::uint32_t> call, returned;
    };
    const std::vector<LogPointName> points = log_points(loaded.files.back());
    std::vector<std::pair<std::string, Around>> functions;  // a function is wrapped once, behind all its labels
    for (std::uint32_t number = 0; number < points.size(); ++number) {
        const LogPointName& point = points[number];
        const std::string name = code_named(*point.entry);
        if (point.kind == LogPointName::Kind::step) {
            mark_labels(find_code(loaded, name), point.label, number);
            continue;
        }
        if (functions.empty() || functions.back().first != name) functions.push_back({name, {}});
        (point.kind == LogPointName::Kind::call ? functions.back().second.call : functions.back().second.returned) =
            number;
    }
    for (const auto& [name, around] : functions)
        for (Function* function : find_code(loaded, name).functions) wrap(*function, around.call, around.returned);
}

}  // namespace revoke_mc::syntax
