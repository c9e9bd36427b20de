#include "model/mutate/vocabulary.hpp"

#include <algorithm>

#include "model/mutate/shape.hpp"

namespace revoke_mc::mutate {

using syntax::Expr;
using syntax::ExprKind;
using syntax::Stmt;
using syntax::StmtKind;

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
}

void Vocabulary::learn(const syntax::Function& function) {
    functions_[function.name.substr(function.name.rfind('.') + 1)].push_back(&function);
    if (!function.ghost && !function.predicate && function.result.name == "int" && !function.result.low)
        errors_.insert(function.name);
}

/// A function may call others that only say something: until nothing is news.
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
    const bool adds = name_of(call).find("add_fence") != std::string::npos;
    if (adds) return {at + 1, usages_.end()};
    return {std::make_reverse_iterator(at), usages_.rend()};
}

std::string Vocabulary::unlock_of(const Expr& call) {
    const std::string name = name_of(call);
    if (name == "spin_lock_irq") return "spin_unlock_irq";
    if (name == "spin_lock_irqsave") return "spin_unlock_irqrestore";
    if (name.ends_with("_lock")) return name.substr(0, name.size() - 5) + "_unlock";
    return name.starts_with("down_") ? "up_" + name.substr(5) : "";
}

bool Vocabulary::is_unlock(const Expr& call) {
    const std::string name = name_of(call);
    return name.ends_with("_unlock") || name == "spin_unlock_irq" || name == "spin_unlock_irqrestore" ||
           name.starts_with("up_");
}

}  // namespace revoke_mc::mutate
