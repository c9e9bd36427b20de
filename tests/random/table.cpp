#include "tests/random/table.hpp"

#include <algorithm>
#include <array>

#include "tests/random/whole_library.hpp"

namespace revoke_mc::random_specs {

namespace {

using syntax::Expr;
using syntax::ExprKind;
using syntax::Stmt;
using syntax::StmtKind;
using Names = std::vector<std::string>;

const Names& statement_rows() {
    static const Names names{"block",  "declare", "assign",   "increment", "call",   "if",      "while",  "loop",
                             "either", "foreach", "each",     "atomic",    "ghost",  "await",   "assert", "bound",
                             "skip",   "break",   "continue", "goto",      "return", "labelled"};
    return names;
}

const Names& expression_rows() {
    static const Names names{"integer", "boolean", "NULL",   "name", "unary",  "binary", "?:", "call", "member",
                             "index",   "forall",  "exists", "@",    "T in f", "has",    "is", "any",  "{ }"};
    return names;
}

const Names& statement_places() {
    static const Names names{"start",  "thread", "device", "work",    "function", "callback",
                             "atomic", "ghost",  "each",   "foreach", "either"};
    return names;
}

const Names& condition_places() {
    static const Names names{"if",       "while",         "await",      "guard",     "assert",
                             "bound",    "where foreach", "where each", "where any", "where quantifier",
                             "value",    "index",         "argument",   "return",    "predicate",
                             "property", "initial"};
    return names;
}

const Names& builtins() {
    static const Names names{"mutex_lock",   "mutex_unlock", "mutex_trylock", "spin_lock",  "spin_unlock",
                             "spin_trylock", "down_read",    "up_read",       "down_write", "up_write",
                             "kzalloc",      "kfree",        "queue_work",    "flush_work", "cancel_work_sync",
                             "job_depends",  "job_forget"};
    return names;
}

bool is_one_of(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

const std::set<std::string>& library_names() {
    static const std::set<std::string> names = [] {
        std::set<std::string> all;
        for (const auto* list : {&whole::buffer_calls(), &whole::kref_calls(), &whole::iommu_calls()})
            for (const whole::LibraryCall& call : *list) all.insert(call.name);
        return all;
    }();
    return names;
}

}  // namespace

std::string Table::markdown() const {
    std::string text = "| " + title_ + " |", line = "| --- |";
    for (const std::string& column : columns_) {
        text += " " + column + " |";
        line += " ---: |";
    }
    text += "\n" + line + "\n";
    for (const auto& [row, cells] : cells_) {
        text += "| " + row + " |";
        for (const std::string& column : columns_) {
            const auto found = cells.find(column);
            const std::string number = found == cells.end() ? "" : std::to_string(found->second);
            text += " " + (!number.empty() ? number : forbidden_.contains({row, column}) ? "–" : "**0**") + " |";
        }
        text += "\n";
    }
    return text;
}

std::vector<std::string> Table::holes() const {
    std::vector<std::string> out;
    for (const auto& [row, cells] : cells_)
        for (const std::string& column : columns_)
            if (!cells.contains(column) && !forbidden_.contains({row, column})) out.push_back(row + " in " + column);
    return out;
}

/// Walks through one file. `place` says in which kind of code a statement stands, innermost first.
class Count {
public:
    explicit Count(Usage& usage) : usage_(usage) {}

    void file(const syntax::File& file) {
        for (const syntax::Component& component : file.components) of_component(component);
        for (const syntax::Property& property : file.properties) of_property(property);
    }

private:
    void of_component(const syntax::Component& component) {
        for (const syntax::Variable& variable : component.variables)
            if (variable.initial) expression(*variable.initial, "initial");
        for (const syntax::Function& function : component.functions) {
            if (function.predicate) expression(*function.value, "predicate");
            if (function.predicate) continue;
            const bool called_back = !function.name.starts_with("fun") && function.name != "op";
            statement(*function.body, function.ghost ? "ghost" : called_back ? "callback" : "function");
        }
        for (const syntax::Thread& thread : component.threads) of_thread(thread);
    }

    /// What stands in front of the label `top` comes before the first step.
    void of_thread(const syntax::Thread& thread) {
        using Kind = syntax::Thread::Kind;
        const std::string place = thread.kind == Kind::thread   ? "thread"
                                  : thread.kind == Kind::device ? "device"
                                                                : "work";
        bool started = false;
        for (const auto& inner : thread.body->body) {
            started =
                started || inner->kind == StmtKind::loop || (inner->kind == StmtKind::labelled && inner->text == "top");
            statement(*inner, started ? place : "start");
        }
    }

    void of_property(const syntax::Property& property) {
        if (property.condition && property.form != syntax::PropertyForm::named)
            expression(*property.condition, "property");
        if (property.trigger) expression(*property.trigger, "property");
    }

    static std::string inside(const Stmt& stmt, const std::string& place) {
        switch (stmt.kind) {
        case StmtKind::atomic: return "atomic";
        case StmtKind::ghost: return "ghost";
        case StmtKind::each: return "each";
        case StmtKind::foreach: return place == "start" ? place : "foreach";
        case StmtKind::either: return place == "atomic" || place == "start" ? place : "either";
        default: return place;
        }
    }

    void statement(const Stmt& stmt, const std::string& place) {
        usage_.statements_.count(statement_rows()[static_cast<std::size_t>(stmt.kind)], place);
        if (stmt.kind == StmtKind::labelled && stmt.text == "rest") usage_.statements_.count("rest:", place);
        if (stmt.kind == StmtKind::labelled && stmt.label == syntax::Label::waits)
            usage_.statements_.count("waits:", place);
        if (stmt.kind == StmtKind::labelled && stmt.label == syntax::Label::signalling)
            usage_.statements_.count("signalling:", place);
        place_ = place;
        const bool guard = guard_;
        const std::string where = condition_of(stmt);
        for (const auto& expr : stmt.exprs) expression(*expr, where);
        for (const syntax::Variable& variable : stmt.variables)
            if (variable.initial) expression(*variable.initial, "value");
        if (stmt.binder) binder(*stmt.binder, stmt.kind == StmtKind::foreach ? "where foreach" : "where each");
        const std::string within = inside(stmt, place);
        for (const auto& inner : stmt.body) {
            const bool first = inner == stmt.body.front();
            guard_ = stmt.kind == StmtKind::either || (guard && first && stmt.kind == StmtKind::block);
            statement(*inner, within);
        }
    }

    /// The first await of a branch is its guard.
    std::string condition_of(const Stmt& stmt) {
        switch (stmt.kind) {
        case StmtKind::if_: return "if";
        case StmtKind::while_: return "while";
        case StmtKind::await: return guard_ ? "guard" : "await";
        case StmtKind::assert_: return "assert";
        case StmtKind::bound: return "bound";
        case StmtKind::return_: return "return";
        default: return "value";
        }
    }

    void binder(const syntax::Binder& binder, const std::string& where) {
        if (binder.of) expression(*binder.of, "argument");
        if (binder.where) expression(*binder.where, where);
    }

    void expression(const Expr& expr, const std::string& where) {
        std::string row = expression_rows()[static_cast<std::size_t>(expr.kind)];
        if (expr.kind == ExprKind::unary || expr.kind == ExprKind::binary) row += " " + expr.text;
        if (expr.kind == ExprKind::call) row = call_row(expr);
        usage_.conditions_.count(row, where);
        if (expr.binder) binder(*expr.binder, expr.kind == ExprKind::any ? "where any" : "where quantifier");
        for (std::size_t number = 0; number < expr.args.size(); ++number) {
            const bool name = (expr.kind == ExprKind::call || expr.kind == ExprKind::at) && number == 0;
            const bool inner_index = expr.kind == ExprKind::index && number == 1;
            const bool argument = expr.kind == ExprKind::call && number > 0;
            if (!name) expression(*expr.args[number], inner_index ? "index" : argument ? "argument" : where);
        }
    }

    std::string call_row(const Expr& expr) {
        const std::string& name = expr.args[0]->text;
        if (expr.args[0]->kind != ExprKind::name) return "call of a member";
        if (is_one_of(builtins(), name)) usage_.statements_.count(name + "()", place_);
        if (library_names().contains(name)) usage_.library_.count(name, place_);
        if (name == "holds" || name == "ready") return name + "()";
        return "call";
    }

    Usage& usage_;
    std::string place_;
    bool guard_ = false;
};

namespace {

void forbid_all(Table& table, const Names& rows, const Names& columns) {
    for (const std::string& row : rows)
        for (const std::string& column : columns) table.forbid(row, column);
}

const Names sleeping{"mutex_lock()", "mutex_unlock()", "mutex_trylock()", "down_read()",       "up_read()",
                     "down_write()", "up_write()",     "flush_work()",    "cancel_work_sync()"};

void forbid_statements(Table& table) {
    const Names all = [] {
        Names names = statement_rows();
        for (const std::string& name : builtins()) names.push_back(name + "()");
        names.insert(names.end(), {"rest:", "waits:", "signalling:"});
        return names;
    }();
    for (const std::string& row : all) table.expect(row);
    const std::set<std::string> in_each{"block", "assign", "increment", "if", "assert", "each"},
        in_ghost{"block", "assign", "increment", "if", "assert", "each", "call", "declare", "return", "ghost", "bound"};
    for (const std::string& row : all) {
        if (!in_each.contains(row)) table.forbid(row, "each");
        if (!in_ghost.contains(row)) table.forbid(row, "ghost");
    }
    // A visible statement is no longer the start; what stands in the blocks there is counted with the start.
    forbid_all(table, {"each"}, {"start", "thread", "device", "work", "function", "callback", "foreach", "either"});
    forbid_all(table,
               {"loop", "while", "foreach", "rest:", "mutex_lock()", "spin_lock()", "down_read()", "down_write()",
                "flush_work()", "cancel_work_sync()"},
               {"atomic"});
    forbid_all(table, sleeping, {"device"});
    forbid_all(table, {"return", "declare", "bound"}, {"ghost"});
    forbid_all(table, {"rest:"}, {"device", "work"});  // they rest anyway
    forbid_all(table, {"continue", "break"}, {"start"});
}

void forbid_conditions(Table& table) {
    for (const std::string& row : expression_rows())
        if (row != "unary" && row != "binary") table.expect(row);
    Names conditions = condition_places();
    std::erase(conditions, "initial");
    forbid_all(table, {"{ }"}, conditions);
    std::erase(conditions, "value");
    forbid_all(table, {"any"}, conditions);
    forbid_all(table,
               {"call", "call of a member", "ready()", "holds()", "@", "T in f", "forall", "exists", "NULL", "has",
                "is", "member", "unary &", "index"},
               {"initial"});
    forbid_all(table, {"unary &"}, {"predicate", "property"});  // seen where predicates are called with references
    forbid_all(table, {"unary &"}, {"if", "while", "await", "guard", "bound", "return", "index", "where foreach"});
    forbid_all(table, {"boolean", "NULL"}, {"index"});
}

void forbid_library(Table& table) {
    for (const auto* list : {&whole::buffer_calls(), &whole::kref_calls(), &whole::iommu_calls()})
        for (const whole::LibraryCall& call : *list) {
            table.expect(call.name);
            table.forbid(call.name, "each");
            if (!call.fits_atomic) table.forbid(call.name, "atomic");
            if (call.sleeps) table.forbid(call.name, "device");
            if (!call.ghost) table.forbid(call.name, "ghost");
        }
}

}  // namespace

Usage::Usage()
    : statements_("statement", statement_places()), conditions_("expression", condition_places()),
      library_("function of the library", statement_places()) {
    forbid_statements(statements_);
    forbid_conditions(conditions_);
    forbid_library(library_);
}

void Usage::add(const syntax::File& file) { Count(*this).file(file); }

}  // namespace revoke_mc::random_specs
