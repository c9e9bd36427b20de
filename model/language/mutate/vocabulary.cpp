#include "model/language/mutate/vocabulary.hpp"

#include <algorithm>
#include <iterator>

#include "model/language/mutate/shape.hpp"

namespace revoke_mc::mutate {

using syntax::Expr;
using syntax::ExprKind;
using syntax::Stmt;
using syntax::StmtKind;

namespace {

const std::set<std::string> takes_lock{"mutex_lock",        "spin_lock", "spin_lock_irq",
                                       "spin_lock_irqsave", "down_read", "down_write"};
const std::set<std::string> gives_lock_back{"mutex_unlock",           "spin_unlock", "spin_unlock_irq",
                                            "spin_unlock_irqrestore", "up_read",     "up_write"};

/// Some statement of the body, itself included.
template <class Wanted>
bool any_statement(const Stmt& body, const Wanted& wanted) {
    return wanted(body) || std::any_of(body.body.begin(), body.body.end(),
                                       [&](const auto& child) { return child && any_statement(*child, wanted); });
}

bool mentions(const Expr& expr, const std::string& name) {
    return (expr.kind == ExprKind::name && expr.text == name) ||
           std::any_of(expr.args.begin(), expr.args.end(),
                       [&](const auto& arg) { return arg && mentions(*arg, name); });
}

bool calls_one_of(const Stmt& body, const std::set<std::string>& names) {
    return any_statement(body, [&](const Stmt& stmt) {
        const auto calls = calls_in(stmt);
        return std::any_of(calls.begin(), calls.end(),
                           [&](const Expr* call) { return names.contains(Vocabulary::name_of(*call)); });
    });
}

/// The body assigns what is called `usage`, or passes it to a function that does.
bool stores(const Stmt& body, const std::string& usage, const std::set<std::string>& adders) {
    return any_statement(body, [&](const Stmt& stmt) {
        if (stmt.kind == StmtKind::assign && mentions(*stmt.exprs[1], usage)) return true;
        const auto calls = calls_in(stmt);
        return std::any_of(calls.begin(), calls.end(), [&](const Expr* call) {
            return adders.contains(Vocabulary::name_of(*call)) && mentions(*call, usage);
        });
    });
}

std::set<std::string> without(const std::set<std::string>& names, const std::set<std::string>& others) {
    std::set<std::string> left;
    std::set_difference(names.begin(), names.end(), others.begin(), others.end(), std::inserter(left, left.end()));
    return left;
}

/// The names, and those of all functions that call one of them, directly or not.
template <class Functions>
std::set<std::string> with_callers(std::set<std::string> names, const Functions& functions) {
    for (std::size_t known = 0; known != names.size();) {
        known = names.size();
        for (const auto& [name, bodies] : functions)
            for (const syntax::Function* function : bodies)
                if (function->body && calls_one_of(*function->body, names)) names.insert(name);
    }
    return names;
}

}  // namespace

Vocabulary::Vocabulary(const syntax::Loaded& loaded) {
    for (const syntax::File& file : loaded.files) {
        for (const syntax::Function& function : file.functions) learn(function);
        for (const syntax::Component& component : file.components)
            for (const syntax::Function& function : component.functions) learn(function);
        for (const syntax::Enum& values : file.enums)
            if (values.name == "usage" && !values.values.empty()) {
                usages_.clear();
                for (std::size_t i = 1; i < values.values.size(); ++i) usages_.push_back(values.values[i].name);
            }
    }
    find_models();
    find_locks();
    find_adders();
}

void Vocabulary::find_locks() {
    const auto take = with_callers(takes_lock, functions_);
    const auto give_back = with_callers(gives_lock_back, functions_);
    take_ = without(take, give_back);
    give_back_ = without(give_back, take);
}

void Vocabulary::find_adders() {
    const auto adds = [&](const syntax::Function* function) {
        return function->body && std::any_of(function->parameters.begin(), function->parameters.end(),
                                             [&](const syntax::Variable& parameter) {
                                                 return parameter.type.name == "usage" &&
                                                        stores(*function->body, parameter.name, adders_);
                                             });
    };
    for (std::size_t known = 1; known != adders_.size();) {
        known = adders_.size();
        for (const auto& [name, functions] : functions_)
            if (std::all_of(functions.begin(), functions.end(), adds)) adders_.insert(name);
    }
}

void Vocabulary::learn(const syntax::Function& function) {
    functions_[function.name.substr(function.name.rfind('.') + 1)].push_back(&function);
    if (!function.ghost && !function.predicate && function.result.name == "int" && !function.result.low)
        errors_.insert(function.name);
}

/// A function may call others that only state something: repeated until nothing is added.
void Vocabulary::find_models() {
    const auto is_model = [&](const syntax::Function* function) {
        return function->ghost || (function->body && !function->body->body.empty() && only_says(*function->body));
    };
    for (std::size_t known = functions_.size() + 1; known != models_.size();) {
        known = models_.size();
        for (const auto& [name, functions] : functions_)
            if (std::all_of(functions.begin(), functions.end(), is_model)) models_.insert(name);
    }
}

bool Vocabulary::only_says(const Stmt& stmt) const {
    switch (stmt.kind) {
    case StmtKind::ghost:
    case StmtKind::assert_:
    case StmtKind::bound: return true;
    case StmtKind::call: return is_model(*stmt.exprs[0]);
    case StmtKind::block:
    case StmtKind::if_:
        if (!calls_in(stmt).empty()) return false;
        return std::all_of(stmt.body.begin(), stmt.body.end(),
                           [&](const auto& child) { return !child || only_says(*child); });
    default: return false;
    }
}

bool Vocabulary::is_model(const Expr& call) const {
    const std::string name = name_of(call);
    return name == "might_sleep" || models_.contains(name);
}

std::string Vocabulary::name_of(const Expr& call) {
    if (call.kind != ExprKind::call) return "";
    const Expr& callee = *call.args.front();
    return callee.kind == ExprKind::name || callee.kind == ExprKind::member ? callee.text : "";
}

bool Vocabulary::returns_error(const Expr& expr) const { return errors_.contains(name_of(expr)); }

std::vector<std::string> Vocabulary::weaker(const Expr& call, const std::string& usage) const {
    const auto at = std::find(usages_.begin(), usages_.end(), usage);
    if (at == usages_.end()) return {};
    if (adders_.contains(name_of(call))) return {at + 1, usages_.end()};
    return {std::make_reverse_iterator(at), usages_.rend()};
}

std::string Vocabulary::unlock_of(const Expr& call) const {
    const std::string name = name_of(call);
    if (!take_.contains(name)) return "";
    const auto partner = [&]() -> std::string {
        if (name == "spin_lock_irq") return "spin_unlock_irq";
        if (name == "spin_lock_irqsave") return "spin_unlock_irqrestore";
        if (name.ends_with("_lock")) return name.substr(0, name.size() - 5) + "_unlock";
        return name.starts_with("down_") ? "up_" + name.substr(5) : "";
    }();
    return give_back_.contains(partner) ? partner : "";
}

bool Vocabulary::is_unlock(const Expr& call) const {
    const std::string name = name_of(call);
    const bool sounds_so = name.ends_with("_unlock") || name == "spin_unlock_irq" || name == "spin_unlock_irqrestore" ||
                           name.starts_with("up_");
    return sounds_so && give_back_.contains(name);
}

}  // namespace revoke_mc::mutate
