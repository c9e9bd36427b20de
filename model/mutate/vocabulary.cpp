#include "model/mutate/vocabulary.hpp"

#include <algorithm>

namespace revoke_mc::mutate {

using syntax::Expr;
using syntax::ExprKind;

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
}

void Vocabulary::learn(const syntax::Function& function) {
    if (function.ghost) ghosts_.insert(function.name);
    if (!function.ghost && !function.predicate && function.result.name == "int" && !function.result.low)
        errors_.insert(function.name);
}

bool Vocabulary::is_model(const Expr& call) const {
    const std::string name = name_of(call);
    return ghosts_.contains(name) || name.find("assert") != std::string::npos;
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
    if (name.ends_with("_lock")) return name.substr(0, name.size() - 5) + "_unlock";
    return name.starts_with("down_") ? "up_" + name.substr(5) : "";
}

bool Vocabulary::is_unlock(const Expr& call) {
    const std::string name = name_of(call);
    return name.ends_with("_unlock") || name.starts_with("up_");
}

}  // namespace revoke_mc::mutate
